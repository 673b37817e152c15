// Text that came from outside: UTF-8 validation, JSON escaping, hex.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace yitong {

/// Whether a byte is below 0x20, `a` or `b`. Sixteen bytes are looked at together, or eight; the
/// last ones together with some before them, and what is short in two halves.
template <char a, char b>
bool has_low_or(std::string_view text) {
  const auto load = []<class Word>(Word word, const char* at) {
    std::memcpy(&word, at, sizeof word);
    return word;
  };
  const char* const end = text.data() + text.size();
  if (text.size() >= 16) {
    using Wide = unsigned char __attribute__((vector_size(16)));
    const auto found = [](Wide bytes) {
      return (bytes < 0x20) | (bytes == static_cast<unsigned char>(a)) |
             (bytes == static_cast<unsigned char>(b));
    };
    auto any = found(load(Wide(), end - 16));
    for (const char* at = text.data(); at + 16 < end; at += 16) any |= found(load(Wide(), at));
    return (load(std::uint64_t(), reinterpret_cast<const char*>(&any)) |
            load(std::uint64_t(), reinterpret_cast<const char*>(&any) + 8)) != 0;
  }
  const auto found = [](std::uint64_t word) {
    constexpr std::uint64_t kEach = 0x0101010101010101, kHigh = 0x8080808080808080;
    const std::uint64_t of_a = word ^ kEach * a, of_b = word ^ kEach * b;
    return (((word - kEach * 0x20) & ~word) | ((of_a - kEach) & ~of_a) | ((of_b - kEach) & ~of_b)) &
           kHigh;
  };
  if (text.size() >= 8)
    return (found(load(std::uint64_t(), text.data())) | found(load(std::uint64_t(), end - 8))) != 0;
  if (text.size() >= 4)
    return found(std::uint64_t{load(std::uint32_t(), text.data())} << 32 |
                 load(std::uint32_t(), end - 4)) != 0;
  std::uint64_t word = 0x7878787878787878;  // of no byte that is looked for
  for (const char c : text) word = word << 8 | static_cast<unsigned char>(c);
  return found(word) != 0;
}
/// Whether there is a control character.
inline bool has_control(std::string_view text) { return has_low_or<'\x7F', '\x7F'>(text); }
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
