// The bodies of the requests, as read and checked by form. Whether codes exist is the verbs' answer.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "adjudication/bill.h"
#include "api/json_reader.h"

namespace yitong::api {

/// Something said about the person: a key of the policy language and its value as written.
struct StatedFact {
  std::string key;
  std::variant<bool, std::int64_t, std::string> value;
};

struct StatedAmount {
  std::string accumulator;
  std::int64_t value = 0;  ///< fen; a count of n is written "n" and stands here as n x 100
};

struct QuoteBody {
  std::string insured_area, insurance, treatment_area, filing, disease;
  std::string institution_code;         ///< or else the next two
  std::string level;
  std::string kind = "hospital";
  std::vector<StatedFact> person;
  std::int64_t admissions = 0;  ///< earlier ones of the benefit year
  std::vector<StatedAmount> year_so_far;
  Bill bill;
};

struct SettlementBody {
  std::string message_id, institution, person, disease;
  bool emergency = false;
  Bill bill;
};

struct ReversalBody {
  std::string message_id, institution, person, original_message_id;
};

/// Days that a body may name; today is the civil day of the request.
struct Calendar {
  Date today;
  Days quote() const { return {first(), today.plus_days(366)}; }
  Days settlement() const { return {first(), today}; }
  static Date first() { return *Date::from_ymd(2000, 1, 1); }
};

/// Each reads one kind of body; every fault is listed, and with faults the body must not be used.
QuoteBody read_quote(JsonParser& parser, std::string& body, Calendar calendar, FaultList& faults);
SettlementBody read_settlement(JsonParser& parser, std::string& body, Calendar calendar, FaultList& faults);
ReversalBody read_reversal(JsonParser& parser, std::string& body, FaultList& faults);

}  // namespace yitong::api
