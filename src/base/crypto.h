// The few cryptographic operations of the house, over OpenSSL 3, libgcrypt and libsodium.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace yitong {

using Digest = std::array<std::uint8_t, 32>;

/// SM3 (GB/T 32905) of the bytes.
Digest sm3(std::string_view bytes);
/// SM3 over the concatenation a || b, for hash chains.
Digest sm3(std::string_view a, std::string_view b);
/// HMAC with SM3, for blind indexes.
Digest hmac_sm3(std::string_view key, std::string_view bytes);
inline std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// Authenticated encryption (XChaCha20-Poly1305): nonce(24) || ciphertext || tag(16). key: 32
/// bytes; nonce: 24 bytes, never twice with one key. `context` is authenticated, not stored.
std::string seal(std::string_view key, std::string_view nonce, std::string_view context,
                 std::string_view plain);
/// The plain text, or nothing if the bytes, the key or the context are not the ones sealed.
std::optional<std::string> unseal(std::string_view key, std::string_view context,
                                  std::string_view sealed);

}  // namespace yitong
