// The second factor: time-based one-time passwords (RFC 6238) as authenticator apps make them:
// HMAC-SHA-1, 30 s, six digits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"

namespace yitong::identity {

inline constexpr std::size_t kTotpSecretBytes = 20;
inline constexpr std::string_view kTotpCodeRule = "^[0-9]{6}$";
bool is_totp_code(std::string_view text);

/// The number of the 30 s an instant lies in.
std::int64_t totp_step(Instant at);
/// The code of one step, leading zeros kept.
std::string totp_code(std::string_view secret, std::int64_t step);
/// The step that `code` is of: now, or one before or after, and later than `last_used`, so that no
/// code works twice.
std::optional<std::int64_t> accepted_step(std::string_view secret, std::string_view code,
                                          Instant now, std::int64_t last_used);

/// RFC 4648 without padding: what people type into their app.
std::string base32(std::string_view bytes);

}  // namespace yitong::identity
