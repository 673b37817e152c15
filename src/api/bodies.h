// The bodies of the requests, as read and checked by form. Whether codes exist and what a
// policy knows about a person is the verbs' answer.
#pragma once

#include "api/json_reader.h"
#include "ledger/period.h"
#include "verbs/account.h"
#include "verbs/quote.h"
#include "verbs/resettle.h"
#include "verbs/reverse.h"
#include "verbs/settle.h"

namespace yitong::api {

/// Days that a body may name; today is the civil day of the request.
struct Calendar {
  Date today;
  Days quote() const { return {first(), today.plus_days(366)}; }
  /// Whether a bill is from after today is said last: see read_settlement().
  static Days settlement() { return {first(), ledger::kNoEnd}; }
  static Date first() { return *Date::from_ymd(2000, 1, 1); }
};

/// Each reads one kind of body; every fault is listed, and with faults the body must not be used.
verbs::QuoteRequest read_quote(JsonParser& parser, std::string& body, Calendar calendar,
                               FaultList& faults);
/// A bill from after today is a fault here only beside others; alone it is for
/// prepare_settlement(), because a message that is known already is answered whatever the clock
/// says now.
verbs::SettleRequest read_settlement(JsonParser& parser, std::string& body, Calendar calendar,
                                     FaultList& faults);
verbs::ReverseRequest read_reversal(JsonParser& parser, std::string& body, FaultList& faults);
verbs::ResettleRequest read_resettlement(JsonParser& parser, std::string& body, FaultList& faults);
verbs::InflowRequest read_inflow(JsonParser& parser, std::string& body, FaultList& faults);
verbs::ConsentRequest read_consent(JsonParser& parser, std::string& body, FaultList& faults);

}  // namespace yitong::api
