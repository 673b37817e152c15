// The public keys of an identity provider (RFC 7517) and signatures by them (RFC 7518): RSA, P-256
// and Ed25519. A key that is none of these, or too weak, is passed over; a secret one never counts.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace yitong::identity {

enum class TokenAlgorithm : std::uint8_t { rs256, ps256, es256, eddsa };
/// "RS256". Nothing for all others: `none`, and those whose key would be a shared secret, too.
std::optional<TokenAlgorithm> parse_token_algorithm(std::string_view name);

class ProviderKey {
 public:
  enum class Kind : std::uint8_t { rsa, p256, ed25519 };
  struct Opened;
  ProviderKey(std::string id, Kind kind, std::optional<TokenAlgorithm> only,
              std::shared_ptr<const Opened> opened);

  const std::string& id() const { return id_; }  ///< "kid"; may be empty
  /// Whether signatures of that algorithm may be by this key.
  bool fits(TokenAlgorithm algorithm) const;
  bool verifies(TokenAlgorithm algorithm, std::string_view bytes, std::string_view signature) const;

 private:
  std::string id_;
  Kind kind_;
  std::optional<TokenAlgorithm> only_;
  std::shared_ptr<const Opened> opened_;
};

inline constexpr std::size_t kMaxProviderKeys = 64;
/// A key set's text. Errors: bad_id_token, for what is no key set.
Result<std::vector<ProviderKey>> parse_key_set(std::string_view text);

}  // namespace yitong::identity
