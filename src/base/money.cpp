#include "base/money.h"

#include <fmt/format.h>

#include <algorithm>

namespace yitong {
namespace {

constexpr std::string_view kRoundingNames[] = {"half_up", "down", "up", "half_even"};

}  // namespace

std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals,
                                          int max_integer_digits) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto append = [&value](unsigned digit) {
    return digit <= 9 && !__builtin_mul_overflow(value, 10, &value) &&
           !__builtin_add_overflow(value, static_cast<std::int64_t>(digit), &value);
  };
  int before = 0, behind = -1;  // digits before the point, and behind it where there is one
  for (const char c : text) {
    if (c == '.' && behind < 0) {
      behind = 0;
      continue;
    }
    if (!append(static_cast<unsigned>(c) - '0')) return std::nullopt;
    ++(behind < 0 ? before : behind);
  }
  if (before == 0 || before > max_integer_digits) return std::nullopt;
  if (behind == 0 || behind > decimals) return std::nullopt;
  for (int i = std::max(behind, 0); i < decimals; ++i)
    if (!append(0)) return std::nullopt;
  return negative ? -value : value;
}

std::optional<Money> Money::parse(std::string_view text) {
  const auto fen = parse_decimal(text, 2);
  if (!fen) return std::nullopt;
  return Money::fen(*fen);
}

namespace {

/// Written from the last digit to the first.
std::string digits_of(std::int64_t fen, bool grouped) {
  auto rest = fen < 0 ? 0 - static_cast<std::uint64_t>(fen) : static_cast<std::uint64_t>(fen);
  char text[32];
  char* const end = text + sizeof text;
  char* at = end;
  const auto put = [&] {
    *--at = static_cast<char>('0' + rest % 10);
    rest /= 10;
  };
  put(), put();
  *--at = '.';
  int written = 0;
  do {
    if (grouped && written > 0 && written % 3 == 0) *--at = ',';
    put();
    ++written;
  } while (rest != 0);
  if (fen < 0) *--at = '-';
  return {at, end};
}

}  // namespace

std::string Money::str() const { return digits_of(fen_, false); }
std::string Money::grouped() const { return digits_of(fen_, true); }

std::optional<Ratio> Ratio::parse(std::string_view text) {
  if (text.size() < 2 || text.back() != '%' || text.front() == '-') return std::nullopt;
  const auto ppm = parse_decimal(text.substr(0, text.size() - 1), 4, 6);
  if (!ppm) return std::nullopt;
  return Ratio::ppm(*ppm);
}

std::string Ratio::str() const {
  std::string text = fmt::format("{}.{:04}", ppm_ / 10'000, ppm_ % 10'000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + "%";
}

std::optional<Rounding> parse_rounding(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kRoundingNames); ++i)
    if (kRoundingNames[i] == name) return static_cast<Rounding>(i);
  return std::nullopt;
}

std::string_view name_of(Rounding rounding) {
  return kRoundingNames[static_cast<std::size_t>(rounding)];
}

}  // namespace yitong
