#include "identity/token.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "base/id.h"
#include "base/text.h"

namespace yitong::identity {
namespace {

constexpr std::size_t kBucketDigits = 4, kHexDigits = 64;
constexpr std::size_t kTokenSize = 1 + kBucketDigits + 1 + kHexDigits;

bool is_lower_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

std::string make_token(std::int32_t bucket, const TokenBytes& bytes) {
  return fmt::format("b{:04}-{}", bucket, to_hex(std::span<const std::uint8_t>(bytes)));
}

std::optional<TokenKey> key_of(std::string_view token) {
  if (token.size() != kTokenSize || token[0] != 'b' || token[1 + kBucketDigits] != '-')
    return std::nullopt;
  std::int32_t bucket = 0;
  for (const char c : token.substr(1, kBucketDigits)) {
    if (c < '0' || c > '9') return std::nullopt;
    bucket = bucket * 10 + (c - '0');
  }
  if (bucket >= kBuckets || !std::ranges::all_of(token.substr(2 + kBucketDigits), is_lower_hex))
    return std::nullopt;
  return TokenKey{bucket, sm3(token)};
}

std::optional<std::int64_t> idle_seconds(Role role) {
  if (role == Role::institution_system) return std::nullopt;
  return is_staff(role) ? kStaffIdleSeconds : kInsuredIdleSeconds;
}

std::string_view cookie_value(std::string_view header, std::string_view name) {
  std::string_view found;
  int times = 0;
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(';'), header.size());
    std::string_view pair = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    found = pair.substr(equals + 1);
    ++times;
  }
  return times == 1 ? found : std::string_view();
}

}  // namespace yitong::identity
