#include "api/identity_bodies.h"

#include <algorithm>

#include "api/rules.h"
#include "base/id.h"
#include "identity/totp.h"

namespace yitong::api {
namespace {

using identity::Action;

constexpr std::string_view kSecretRule = "1 to 1000 bytes";
constexpr std::string_view kSubjectRule = "account | resident_id";
constexpr std::string_view kDelegateRule = "delegate | delegate_resident_id";
constexpr std::string_view kActionsRule = "names of \"delegable\" in GET /v1/me";
constexpr std::string_view kConsentRule = "true";
constexpr std::string_view kNumberRule = "^p[0-9a-f]{16}$";
constexpr std::size_t kMaxSecret = 1000, kMaxActions = 32;
constexpr int kTermMonths = 12;

bool is_account(std::string_view text) { return is_token(text); }
bool is_delegable_name(std::string_view text) {
  const auto action = identity::parse_action(text);
  return action && identity::is_delegable(*action);
}

std::string upper_x(std::string_view id) {
  std::string out(id);
  if (!out.empty() && out.back() == 'x') out.back() = 'X';
  return out;
}

verbs::SignIn& sign_in_of(void* target) { return *static_cast<verbs::SignIn*>(target); }

template <std::string verbs::SignIn::*Member, bool (*Accepts)(std::string_view)>
void read_sign_in_text(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, Accepts)) sign_in_of(target).*Member = text;
}
void read_resident_id(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_resident_id)) sign_in_of(target).resident_id = upper_x(text);
}
void read_password(JsonValue& value, void* target) {
  std::string_view text;
  if (value.text(text, kMaxSecret)) sign_in_of(target).password = text;
}
constexpr Field kSignInFields[] = {
    {"account", kOptional, kTokenRule, read_sign_in_text<&verbs::SignIn::account, is_account>},
    {"resident_id", kOptional, kResidentIdRule, read_resident_id},
    {"password", kRequired, kSecretRule, read_password},
    {"code", kOptional, identity::kTotpCodeRule,
     read_sign_in_text<&verbs::SignIn::code, identity::is_totp_code>},
};

struct DelegateBody {
  verbs::DelegateRequest out;
  bool consent = false;
};
DelegateBody& delegate_of(void* target) { return *static_cast<DelegateBody*>(target); }

void read_delegate_number(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_person_id)) delegate_of(target).out.delegate = text;
}
void read_delegate_id(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_resident_id)) delegate_of(target).out.resident_id = upper_x(text);
}
void read_action(JsonValue& value, void* target) {
  std::string_view text;
  if (!value.token(text, is_delegable_name)) return;
  auto& actions = delegate_of(target).out.actions;
  const Action action = *identity::parse_action(text);
  if (std::ranges::find(actions, action) == actions.end()) actions.push_back(action);
}
void read_actions(JsonValue& value, void* target) {
  value.elements(kMaxActions, read_action, target);
}
template <Date ledger::Period::*Member>
void read_delegate_day(JsonValue& value, void* target) {
  value.date(delegate_of(target).out.in_force.*Member,
             {*Date::from_ymd(2000, 1, 1), ledger::kNoEnd});
}
void read_agreed(JsonValue& value, void* target) {
  bool& consent = delegate_of(target).consent;
  if (value.flag(consent) && !consent) value.fault(ErrorCode::bad_value);
}
constexpr Field kDelegateFields[] = {
    {"delegate", kOptional, kNumberRule, read_delegate_number},
    {"delegate_resident_id", kOptional, kResidentIdRule, read_delegate_id},
    {"actions", kRequired, kActionsRule, read_actions},
    {"from", kOptional, kDateRule, read_delegate_day<&ledger::Period::from>},
    {"to", kOptional, kDateRule, read_delegate_day<&ledger::Period::to>},
    {"consent", kRequired, kConsentRule, read_agreed},
};

/// One of two members, not both; only where nothing else is wrong with the body.
void demand_one(bool first, bool second, std::string_view path, std::string_view rule,
                FaultList& faults) {
  if (first != second || !faults.empty()) return;
  faults.add({first ? ErrorCode::bad_value : ErrorCode::missing_field,
              std::string(path),
              {},
              std::string(rule),
              {}});
}

}  // namespace

verbs::SignIn read_sign_in(JsonParser& parser, std::string& body, FaultList& faults) {
  verbs::SignIn out;
  parser.read(body, kSignInFields, &out, faults);
  demand_one(!out.account.empty(), !out.resident_id.empty(), "/account", kSubjectRule, faults);
  return out;
}

verbs::DelegateRequest read_delegate(JsonParser& parser, std::string& body, Date today,
                                     FaultList& faults) {
  DelegateBody read;
  read.out.in_force.from = today;
  parser.read(body, kDelegateFields, &read, faults);
  verbs::DelegateRequest& out = read.out;
  if (!out.in_force.to.is_set())
    out.in_force.to = out.in_force.from.plus_months(kTermMonths).plus_days(-1);
  demand_one(!out.delegate.empty(), !out.resident_id.empty(), "/delegate", kDelegateRule, faults);
  return out;
}

}  // namespace yitong::api
