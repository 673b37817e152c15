#include "api/sign_in_bodies.h"

#include <algorithm>

#include "api/rules.h"
#include "base/id.h"
#include "identity/totp.h"

namespace yitong::api {
namespace {

constexpr std::string_view kNewPasswordRule = "a new password",
                           kProviderRule = "a name of GET /v1/sign-in-providers";
constexpr std::string_view kSubRule = "1 to 255 bytes, as the provider names them ('sub')";
constexpr std::string_view kCheckedRule = "true: the person is present and was verified";
constexpr std::string_view kReturnRule = "code | error | second_factor";
constexpr std::string_view kStateRule = "the state that came back with it";
constexpr std::size_t kMaxNewPassword = 1000, kMaxReturned = 2048, kMaxState = 200;

bool is_any_account(std::string_view text) { return is_token(text); }

template <class T, std::string T::*Member, bool (*Accepts)(std::string_view)>
void take_token(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, Accepts)) static_cast<T*>(target)->*Member = text;
}
template <class T, std::string T::*Member, std::size_t Most>
void take_text(JsonValue& value, void* target) {
  std::string_view text;
  if (value.text(text, Most)) static_cast<T*>(target)->*Member = text;
}

using verbs::LinkRequest;
using verbs::NewPassword;

constexpr Field kNewPasswordFields[] = {
    {"account", kOptional, kTokenRule,
     take_token<NewPassword, &NewPassword::account, is_any_account>},
    {"resident_id", kOptional, kResidentIdRule,
     take_token<NewPassword, &NewPassword::resident_id, is_resident_id>},
    {"code", kRequired, identity::kSignInCodeRule,
     take_token<NewPassword, &NewPassword::code, identity::is_sign_in_code>},
    {"password", kRequired, kNewPasswordRule,
     take_text<NewPassword, &NewPassword::password, kMaxNewPassword>},
};

void take_checked(JsonValue& value, void*) {
  bool checked = false;
  if (value.flag(checked) && !checked) value.fault(ErrorCode::bad_value);
}
constexpr Field kCheckedFields[] = {{"identity_checked", kRequired, kCheckedRule, take_checked}};
constexpr Field kLinkFields[] = {
    {"provider", kRequired, kProviderRule,
     take_token<LinkRequest, &LinkRequest::provider, is_any_account>},
    {"subject", kRequired, kSubRule,
     take_text<LinkRequest, &LinkRequest::subject, identity::kMaxSubject>},
    {"identity_checked", kRequired, kCheckedRule, take_checked},
};

struct ProviderNamed {
  std::string name;
};
constexpr Field kProviderRequestFields[] = {
    {"provider", kRequired, kProviderRule,
     take_token<ProviderNamed, &ProviderNamed::name, is_any_account>},
};
constexpr Field kReturnFields[] = {
    {"code", kOptional, kReturnRule,
     take_text<ProviderReturn, &ProviderReturn::code, kMaxReturned>},
    {"error", kOptional, kReturnRule, take_text<ProviderReturn, &ProviderReturn::error, kMaxState>},
    {"state", kOptional, kStateRule, take_text<ProviderReturn, &ProviderReturn::state, kMaxState>},
    {"issuer", kOptional, kStateRule,
     take_text<ProviderReturn, &ProviderReturn::issuer, kMaxReturned>},
    {"second_factor", kOptional, identity::kTotpCodeRule,
     take_token<ProviderReturn, &ProviderReturn::second_factor, identity::is_totp_code>},
};

void demand(bool fine, std::string_view path, std::string_view rule, FaultList& faults) {
  if (!fine && faults.empty())
    faults.add({ErrorCode::missing_field, std::string(path), {}, std::string(rule), {}});
}

}  // namespace

NewPassword read_new_password(JsonParser& parser, std::string& body, FaultList& faults) {
  NewPassword out;
  parser.read(body, kNewPasswordFields, &out, faults);
  std::ranges::replace(out.resident_id, 'x', 'X');
  demand(out.account.empty() != out.resident_id.empty(), "/account", "account | resident_id",
         faults);
  return out;
}

void read_identity_checked(JsonParser& parser, std::string& body, FaultList& faults) {
  parser.read(body, kCheckedFields, nullptr, faults);
}

LinkRequest read_link(JsonParser& parser, std::string& body, FaultList& faults) {
  LinkRequest out;
  parser.read(body, kLinkFields, &out, faults);
  return out;
}

std::string read_provider_request(JsonParser& parser, std::string& body, FaultList& faults) {
  ProviderNamed out;
  parser.read(body, kProviderRequestFields, &out, faults);
  return out.name;
}

ProviderReturn read_provider_return(JsonParser& parser, std::string& body, FaultList& faults) {
  ProviderReturn out;
  parser.read(body, kReturnFields, &out, faults);
  const int given = !out.code.empty() + !out.error.empty() + !out.second_factor.empty();
  demand(given == 1, "/code", kReturnRule, faults);
  demand(!out.second_factor.empty() || !out.state.empty(), "/state", kStateRule, faults);
  return out;
}

}  // namespace yitong::api
