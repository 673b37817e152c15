#include "identity/password.h"

#include <sodium.h>

#include <algorithm>

#include "base/text.h"

namespace yitong::identity {
namespace {

constexpr std::size_t kMemoryKiB = 19'456;
constexpr unsigned long long kPasses = 2;
constexpr std::size_t kHashBytes = 32;
constexpr int kBase64 = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;

/// Those that people take when letters, digits and length are demanded.
constexpr std::string_view kCommon[] = {
    "1234567890", "12345678901", "123456789012",  "0123456789", "password123", "password1234",
    "qwertyuiop", "1q2w3e4r5t",  "iloveyou1314",  "5201314520", "woaini1314",  "abc1234567",
    "abcdefghij", "qwerty12345", "administrator", "admin12345"};

std::string base64(const std::uint8_t* bytes, std::size_t size) {
  std::string out(sodium_base64_encoded_len(size, kBase64), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes, size, kBase64);
  out.pop_back();  // the terminator
  return out;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

}  // namespace

Result<void> check_password(std::string_view password, std::string_view account,
                            std::string_view path) {
  const std::string lower = lower_case(password);
  const bool weak = password.size() < kMinPassword || password.size() > kMaxPassword ||
                    !is_utf8(password) || lower == lower_case(account) ||
                    lower.find_first_not_of(lower.front()) == std::string::npos ||
                    std::ranges::find(kCommon, lower) != std::end(kCommon);
  if (weak)
    return fail(ErrorCode::weak_password, std::string(path), {}, std::string(kPasswordRule));
  return {};
}

std::string hash_password(std::string_view password, const Salt& salt) {
  static_assert(crypto_pwhash_argon2id_SALTBYTES == std::tuple_size_v<Salt>);
  std::array<std::uint8_t, kHashBytes> hash{};
  if (crypto_pwhash_argon2id(hash.data(), hash.size(), password.data(), password.size(),
                             salt.data(), kPasses, kMemoryKiB * 1024,
                             crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
    return {};
  return "$argon2id$v=19$m=" + std::to_string(kMemoryKiB) + ",t=" + std::to_string(kPasses) +
         ",p=1$" + base64(salt.data(), salt.size()) + "$" + base64(hash.data(), hash.size());
}

bool fits_password(const std::string& hash, std::string_view password) {
  return crypto_pwhash_argon2id_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

const std::string& hash_of_nobody() {
  static const std::string hash =
      "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  return hash;
}

}  // namespace yitong::identity
