// Text that came from outside: UTF-8 validation, JSON escaping, hex.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace yitong {

/// True for well-formed UTF-8 without surrogates or overlong forms.
bool is_utf8(std::string_view text);
/// The byte offset of the first malformed sequence, or npos.
std::size_t first_bad_utf8(std::string_view text);
/// Appends `text` as a quoted JSON string. `text` is valid UTF-8.
void append_json_string(std::string& out, std::string_view text);
std::string to_hex(std::span<const std::uint8_t> bytes);
std::string to_hex(std::string_view bytes);
/// The bytes of lower-case hex digits, or nothing.
std::optional<std::string> from_hex(std::string_view hex);

}  // namespace yitong
