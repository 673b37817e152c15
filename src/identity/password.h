// Passwords: what one must be like, and the hash that is kept of it (Argon2id, as a PHC string).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace yitong::identity {

inline constexpr std::size_t kMinPassword = 10, kMaxPassword = 128;
inline constexpr std::string_view kPasswordRule =
    "10 to 128 bytes of UTF-8; not the account, not one character again and again, not a common "
    "one";

/// 16 fresh random bytes.
using Salt = std::array<std::uint8_t, 16>;

/// Errors: weak_password at `path`.
Result<void> check_password(std::string_view password, std::string_view account,
                            std::string_view path);

/// "$argon2id$v=19$m=19456,t=2,p=1$…": 19 MiB and some 15 ms. Empty when memory does not suffice.
std::string hash_password(std::string_view password, const Salt& salt);
/// Costs the same whatever the password is.
bool fits_password(const std::string& hash, std::string_view password);
/// A hash that no password fits: an account that does not exist costs as much as one that does.
const std::string& hash_of_nobody();

}  // namespace yitong::identity
