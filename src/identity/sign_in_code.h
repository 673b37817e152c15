// A one-time code, spoken or on paper: with it somebody who was seen in person sets a password. It
// stands in the place of the password until then:
//
//   code     = 10 of "0123456789ABCDEFGHJKMNPQRSTVWXYZ" ;   shown as "4K7QM-29XTB"
//   password = "code$" expires in microseconds "$" 64 hex digits ;            the code's keyed hash
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/date.h"

namespace yitong::identity {

inline constexpr std::size_t kSignInCodeLetters = 10;
inline constexpr std::int64_t kSignInCodeSeconds = 24 * 3600;
inline constexpr std::string_view kSignInCodeRule = "10 letters and digits, as 4K7QM-29XTB";

/// Fresh random bytes: one a letter.
using SignInCodeBytes = std::array<std::uint8_t, kSignInCodeLetters>;
std::string make_sign_in_code(const SignInCodeBytes& bytes);
/// "4K7QM-29XTB"
std::string shown_sign_in_code(std::string_view code);
/// As it was made: without blanks and dashes, in capitals, O as 0, I and L as 1. Nothing for what
/// cannot be one.
std::optional<std::string> parse_sign_in_code(std::string_view text);
bool is_sign_in_code(std::string_view text);

struct KeptCode {
  Instant expires;
  Digest hash{};
};
std::string text_of(const KeptCode& code);
/// What stands in the place of a password, if it is a code.
std::optional<KeptCode> parse_kept_code(std::string_view password);

}  // namespace yitong::identity
