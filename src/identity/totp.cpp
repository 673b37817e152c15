#include "identity/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "base/check.h"

namespace yitong::identity {
namespace {

constexpr std::int64_t kStepMicros = 30'000'000;
constexpr std::size_t kDigits = 6;
constexpr std::uint32_t kModulus = 1'000'000;

}  // namespace

bool is_totp_code(std::string_view text) {
  return text.size() == kDigits &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::int64_t totp_step(Instant at) { return at.micros / kStepMicros; }

std::string totp_code(std::string_view secret, std::int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i)
    counter[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(step) >> (56 - 8 * i));
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned length = 0;
  YT_CHECK(HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(),
                counter.size(), mac.data(), &length) != nullptr);
  const std::size_t at = mac[length - 1] & 15u;
  const std::uint32_t word = (mac[at] & 127u) << 24 |
                             static_cast<std::uint32_t>(mac[at + 1]) << 16 |
                             static_cast<std::uint32_t>(mac[at + 2]) << 8 | mac[at + 3];
  std::string out = std::to_string(word % kModulus);
  out.insert(0, kDigits - out.size(), '0');
  return out;
}

std::optional<std::int64_t> accepted_step(std::string_view secret, std::string_view code,
                                          Instant now, std::int64_t last_used) {
  const std::int64_t current = totp_step(now);
  for (const std::int64_t step : {current - 1, current, current + 1})
    if (step > last_used && totp_code(secret, step) == code) return step;
  return std::nullopt;
}

std::string base32(std::string_view bytes) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  const auto put = [&](std::uint32_t five) {
    out += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[five & 31u];
  };
  for (const char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) put(held >> (bits - 5));
  }
  if (bits > 0) put(held << (5 - bits));
  return out;
}

}  // namespace yitong::identity
