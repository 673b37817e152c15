// The bodies about contributions, cards and credentials, as read and checked by form.
#pragma once

#include "api/json_reader.h"
#include "ledger/entitlement.h"
#include "verbs/credential.h"

namespace yitong::api {

struct CardIssue {
  std::string number, by;
};
struct CardReport {
  std::string by = "person";
};
struct CardRelease {
  std::string clerk, verified_by, note;
};

ledger::Contribution read_contribution(JsonParser& parser, std::string& body, FaultList& faults);
verbs::ShownCredential read_shown_credential(JsonParser& parser, std::string& body,
                                             FaultList& faults);
CardIssue read_card_issue(JsonParser& parser, std::string& body, FaultList& faults);
CardReport read_card_report(JsonParser& parser, std::string& body, FaultList& faults);
CardRelease read_card_release(JsonParser& parser, std::string& body, FaultList& faults);
/// {}: nothing is told.
void read_nothing(JsonParser& parser, std::string& body, FaultList& faults);

}  // namespace yitong::api
