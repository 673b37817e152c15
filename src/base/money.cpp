#include "base/money.h"

#include <fmt/format.h>

namespace yitong {
namespace {

constexpr std::string_view kRoundingNames[] = {"half_up", "down", "up", "half_even"};

}  // namespace

std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals,
                                          int max_integer_digits) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const auto point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction =
      point == text.npos ? std::string_view() : text.substr(point + 1);
  if (whole.empty() || static_cast<int>(whole.size()) > max_integer_digits) return std::nullopt;
  if (point != text.npos && fraction.empty()) return std::nullopt;
  if (static_cast<int>(fraction.size()) > decimals) return std::nullopt;
  std::int64_t value = 0;
  const auto append = [&value](char digit) {
    return digit >= '0' && digit <= '9' && !__builtin_mul_overflow(value, 10, &value) &&
           !__builtin_add_overflow(value, digit - '0', &value);
  };
  for (const char c : whole)
    if (!append(c)) return std::nullopt;
  for (const char c : fraction)
    if (!append(c)) return std::nullopt;
  for (auto i = static_cast<int>(fraction.size()); i < decimals; ++i)
    if (!append('0')) return std::nullopt;
  return negative ? -value : value;
}

std::optional<Money> Money::parse(std::string_view text) {
  const auto fen = parse_decimal(text, 2);
  if (!fen) return std::nullopt;
  return Money::fen(*fen);
}

std::string Money::str() const {
  const auto magnitude =
      fen_ < 0 ? 0 - static_cast<std::uint64_t>(fen_) : static_cast<std::uint64_t>(fen_);
  return fmt::format("{}{}.{:02}", fen_ < 0 ? "-" : "", magnitude / 100, magnitude % 100);
}

std::string Money::grouped() const {
  std::string text = str();
  const std::size_t first = fen_ < 0 ? 1 : 0;
  for (auto i = static_cast<std::ptrdiff_t>(text.size()) - 6;
       i > static_cast<std::ptrdiff_t>(first); i -= 3)
    text.insert(static_cast<std::size_t>(i), 1, ',');
  return text;
}

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
