// The bodies that an agency sends: settling again, money for accounts, consents of families.
#include "api/bodies.h"
#include "api/rules.h"
#include "base/id.h"

namespace yitong::api {
namespace {

using verbs::ConsentRequest;
using verbs::InflowRequest;
using verbs::ResettleRequest;

constexpr std::string_view kResettleIdRule = "^[A-Za-z0-9._-]{1,56}$";
constexpr std::string_view kNumbersRule = "1 to 100 settlement numbers";
constexpr std::string_view kRulesRule = "recorded | known_now";
constexpr std::string_view kInflowRule = "\"1300.00\"";
constexpr std::size_t kMaxNumbers = 100;

bool is_any_token(std::string_view text) { return is_token(text); }
bool is_resettle_id(std::string_view text) { return is_token(text, verbs::kMaxResettleId); }
bool is_rules(std::string_view text) { return text == "recorded" || text == "known_now"; }

template <class T>
T& as(void* target) {
  return *static_cast<T*>(target);
}

template <std::string ledger::MessageKey::*Member, bool (*Accepts)(std::string_view)>
void read_key(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, Accepts)) as<ResettleRequest>(target).key.*Member = text;
}
void read_number(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_any_token)) as<ResettleRequest>(target).settlements.emplace_back(text);
}
void read_numbers(JsonValue& value, void* target) {
  value.elements(kMaxNumbers, read_number, target);
}
void read_rules(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_rules) && text == "known_now")
    as<ResettleRequest>(target).rules = verbs::RulesOf::known_now;
}
constexpr Field kResettlementFields[] = {
    {"message_id", kRequired, kResettleIdRule,
     read_key<&ledger::MessageKey::message_id, is_resettle_id>},
    {"institution", kRequired, kInstitutionRule,
     read_key<&ledger::MessageKey::institution, is_institution_code>},
    {"person", kRequired, kPersonRule, read_key<&ledger::MessageKey::person, is_person_id>},
    {"settlements", kRequired, kNumbersRule, read_numbers},
    {"rules", kOptional, kRulesRule, read_rules},
};

template <class T, std::string T::*Member, bool (*Accepts)(std::string_view)>
void read_text(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, Accepts)) as<T>(target).*Member = text;
}
void read_inflow(JsonValue& value, void* target) { value.money(as<InflowRequest>(target).amount); }
constexpr Field kInflowFields[] = {
    {"person", kRequired, kPersonRule,
     read_text<InflowRequest, &InflowRequest::person, is_person_id>},
    {"source", kRequired, kTokenRule,
     read_text<InflowRequest, &InflowRequest::source, is_any_token>},
    {"amount", kRequired, kInflowRule, read_inflow},
};

void read_relative(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_person_id)) as<ConsentRequest>(target).consent.relative = text;
}
template <Date ledger::Period::*Member>
void read_day(JsonValue& value, void* target) {
  value.date(as<ConsentRequest>(target).consent.in_force.*Member,
             {Calendar::first(), ledger::kNoEnd});
}
void read_limit(JsonValue& value, void* target) {
  Money limit;
  if (value.money(limit)) as<ConsentRequest>(target).consent.yearly_limit = limit;
}
constexpr Field kConsentFields[] = {
    {"person", kRequired, kPersonRule,
     read_text<ConsentRequest, &ConsentRequest::person, is_person_id>},
    {"relative", kRequired, kPersonRule, read_relative},
    {"from", kRequired, kDateRule, read_day<&ledger::Period::from>},
    {"to", kOptional, kDateRule, read_day<&ledger::Period::to>},
    {"yearly_limit", kOptional, kInflowRule, read_limit},
};

}  // namespace

ResettleRequest read_resettlement(JsonParser& parser, std::string& body, FaultList& faults) {
  ResettleRequest out;
  parser.read(body, kResettlementFields, &out, faults);
  return out;
}

InflowRequest read_inflow(JsonParser& parser, std::string& body, FaultList& faults) {
  InflowRequest out;
  parser.read(body, kInflowFields, &out, faults);
  return out;
}

ConsentRequest read_consent(JsonParser& parser, std::string& body, FaultList& faults) {
  ConsentRequest out;
  out.consent.in_force.to = ledger::kNoEnd;
  parser.read(body, kConsentFields, &out, faults);
  return out;
}

}  // namespace yitong::api
