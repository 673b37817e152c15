// The ID token of an identity provider (OpenID Connect Core 1.0, 2 and 3.1.3.7): whether it is the
// provider's, meant for us, about this sign-in, and of now.
//
//   token = base64url(head) "." base64url(claims) "." base64url(signature) ;    at most 16 KB
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "identity/jwk.h"

namespace yitong::identity {

inline constexpr std::size_t kMaxIdToken = 16 << 10;
inline constexpr std::size_t kMaxSubject = 255;
/// How far the provider's clock may be off.
inline constexpr std::int64_t kClockSkewSeconds = 60;

struct IdTokenWanted {
  std::string issuer, client, nonce;
};
struct IdToken {
  std::string subject;               ///< 1 to 255 bytes; the provider's name for somebody, for ever
  std::vector<std::string> methods;  ///< "amr": how they signed in there
  std::string context;               ///< "acr"
};

/// The name of the key that the token says it is signed with; empty: none. Errors: bad_id_token.
Result<std::string> signing_key_of(std::string_view token);

/// Errors: bad_id_token (no token, an algorithm that is not allowed, another signature),
/// unknown_signing_key, wrong_issuer, wrong_audience, id_token_expired (also: not yet),
/// wrong_nonce.
Result<IdToken> check_id_token(std::string_view token, std::span<const ProviderKey> keys,
                               const IdTokenWanted& wanted, Instant now);

}  // namespace yitong::identity
