// A session's token: what the browser keeps. The store keeps only its hash.
//
//   token = "b" , four digits , "-" , 64 hex digits ;     the account's bucket, 32 random bytes
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "identity/rights.h"

namespace yitong::identity {

/// 32 fresh random bytes.
using TokenBytes = std::array<std::uint8_t, 32>;

std::string make_token(std::int32_t bucket, const TokenBytes& bytes);

struct TokenKey {
  std::int32_t bucket = 0;
  Digest hash{};
};
/// Where a token's session is kept; nothing for what cannot be a token.
std::optional<TokenKey> key_of(std::string_view token);

inline constexpr std::int64_t kInsuredSessionSeconds = 12 * 3600;
inline constexpr std::int64_t kStaffSessionSeconds = 8 * 3600;
/// A session that nobody used for so long has ended. Uses are written down once a minute.
inline constexpr std::int64_t kStaffIdleSeconds = 30 * 60;
inline constexpr std::int64_t kInsuredIdleSeconds = 24 * 3600;
inline constexpr std::int64_t kSeenEverySeconds = 60;
/// Nothing for programs, which leave no desk alone.
std::optional<std::int64_t> idle_seconds(Role role);
/// Of one account at a time; the oldest goes.
inline constexpr std::int64_t kMaxSessions = 8;

inline constexpr std::string_view kSessionCookie = "yitong_session";
/// The value of a cookie in a Cookie header; empty when absent or there twice.
std::string_view cookie_value(std::string_view header, std::string_view name);

}  // namespace yitong::identity
