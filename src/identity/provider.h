// An identity provider (OpenID Connect): what the operator says of it, what it says of itself, and
// the messages of the authorization code flow with PKCE. Pure: who fetches is the server.
//
//   file = { "providers": [ { "name", "label": { "zh", "en" }, "issuer", "client_id",
//            "client_secret_file", "areas"?: [ area ], "agency"?, "second_factor"?:
//            { "amr"?: [ text ], "acr"?: [ text ] } } ] } ;                        at most 16
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "identity/id_token.h"

namespace yitong::identity {

struct Provider {
  std::string name;  ///< in our addresses
  std::string label_zh, label_en;
  std::string issuer;  ///< https, or http on loopback
  std::string client;
  std::string secret_file, secret;
  /// Staff who may come from there: of this agency, of these territories. Empty: of any. Insured
  /// persons may always.
  std::string agency;
  std::vector<std::string> areas;
  /// Values of amr and acr that stand for our second factor. Empty: none does.
  std::vector<std::string> second_factor_methods, second_factor_contexts;
};
inline constexpr std::size_t kMaxProviders = 16;

/// Without the secrets, which stand in files. Errors: bad_value, missing_field, unknown_field: all.
Result<std::vector<Provider>> parse_providers(std::string_view text);
bool stands_for_second_factor(const Provider& provider, const IdToken& token);

/// What a provider publishes of itself (OpenID Connect Discovery 1.0).
struct ProviderPlaces {
  std::string authorization, token, keys;
  std::string end_session;  ///< empty: there is none
};
/// "…/.well-known/openid-configuration"
std::string discovery_address(const Provider& provider);
/// Errors: wrong_issuer; provider_unreachable, for what is no such document, or names places that
/// are not allowed.
Result<ProviderPlaces> parse_places(std::string_view text, const Provider& provider);

/// https, or http to this machine; without user, fragment, blanks and control characters.
bool is_allowed_address(std::string_view address);

/// What a sign-in begins with, each some 32 random bytes as base64url.
struct SignInSecrets {
  std::string state, nonce, verifier;
};
/// Where the browser goes. `back`: our address for its return.
std::string authorization_address(const Provider& provider, const ProviderPlaces& places,
                                  const SignInSecrets& secrets, std::string_view back);
/// The form that the token endpoint gets, and who sends it (client_secret_basic).
std::string token_request(std::string_view code, std::string_view verifier, std::string_view back);
std::string client_credentials(const Provider& provider);
/// The ID token in its reply. Errors: provider_refused.
Result<std::string> id_token_in(std::string_view reply);
/// Where the browser may end its session at the provider; empty: nowhere.
std::string sign_out_address(const Provider& provider, const ProviderPlaces& places,
                             std::string_view back);

}  // namespace yitong::identity
