// The bodies of codes, passwords, links and sign-ins by an identity provider.
#pragma once

#include "api/json_reader.h"
#include "verbs/sign_in_code.h"
#include "verbs/sign_in_links.h"

namespace yitong::api {

/// What came back with the browser: a code, a refusal, or, where our second factor was asked for
/// after it, that.
struct ProviderReturn {
  std::string code, state, issuer, error;
  std::string second_factor;
};

verbs::NewPassword read_new_password(JsonParser& parser, std::string& body, FaultList& faults);
/// Says nothing but that the person was there and is the one.
void read_identity_checked(JsonParser& parser, std::string& body, FaultList& faults);
/// `provider` and `subject`.
verbs::LinkRequest read_link(JsonParser& parser, std::string& body, FaultList& faults);
/// The provider's name.
std::string read_provider_request(JsonParser& parser, std::string& body, FaultList& faults);
ProviderReturn read_provider_return(JsonParser& parser, std::string& body, FaultList& faults);

}  // namespace yitong::api
