// Money in fen, ratios in parts per million, and the one place where rounding happens.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.h"

namespace yitong {

/// An exact amount in fen (1/100 yuan), negative allowed. Arithmetic that would overflow ends the
/// process; amounts from outside are bounded by kMaxFromOutside long before that.
class Money {
 public:
  constexpr Money() = default;
  static constexpr Money fen(std::int64_t fen) { return Money(fen); }
  static constexpr Money yuan(std::int64_t yuan) { return Money(yuan * 100); }
  /// "1300", "1300.5" or "-1300.00": at most two decimals, no exponent, no separators. Nothing else
  /// parses.
  static std::optional<Money> parse(std::string_view text);

  constexpr std::int64_t fen() const { return fen_; }
  constexpr bool is_negative() const { return fen_ < 0; }
  /// "1300.00", always two decimals.
  std::string str() const;
  /// "1,300.00": for sentences.
  std::string grouped() const;

  constexpr auto operator<=>(const Money&) const = default;
  friend constexpr Money operator+(Money a, Money b) {
    std::int64_t sum = 0;
    YT_CHECK(!__builtin_add_overflow(a.fen_, b.fen_, &sum));
    return Money(sum);
  }
  friend constexpr Money operator-(Money a, Money b) {
    std::int64_t difference = 0;
    YT_CHECK(!__builtin_sub_overflow(a.fen_, b.fen_, &difference));
    return Money(difference);
  }
  constexpr Money operator-() const { return Money() - *this; }
  constexpr Money& operator+=(Money b) { return *this = *this + b; }
  constexpr Money& operator-=(Money b) { return *this = *this - b; }

 private:
  explicit constexpr Money(std::int64_t fen) : fen_(fen) {}
  std::int64_t fen_ = 0;
};

/// Largest single amount accepted from outside: ten billion yuan. Sums of 100,000 such lines still
/// fit in int64.
inline constexpr Money kMaxFromOutside = Money::yuan(10'000'000'000);

/// An exact decimal share in parts per million: 85 % is 850,000. Negative values do not occur.
class Ratio {
 public:
  static constexpr std::int64_t kOne = 1'000'000;
  constexpr Ratio() = default;
  static constexpr Ratio ppm(std::int64_t ppm) { return Ratio(ppm); }
  static constexpr Ratio percent(std::int64_t percent) { return Ratio(percent * 10'000); }
  /// "85%", "7.5%", "0.0625%": at most four decimals before the sign. Values above 100 % parse; the
  /// caller bounds them.
  static std::optional<Ratio> parse(std::string_view text);

  constexpr std::int64_t ppm() const { return ppm_; }
  /// "85%", "7.5%": no trailing zeros.
  std::string str() const;
  constexpr auto operator<=>(const Ratio&) const = default;
  constexpr Ratio complement() const { return Ratio(kOne - ppm_); }

 private:
  explicit constexpr Ratio(std::int64_t ppm) : ppm_(ppm) {}
  std::int64_t ppm_ = 0;
};

/// How a product is brought to whole fen. A policy names one; half_up is the national default.
enum class Rounding : std::uint8_t { half_up, down, up, half_even };
std::optional<Rounding> parse_rounding(std::string_view name);
std::string_view name_of(Rounding rounding);

/// numerator / denominator (denominator > 0) brought to an integer by `rounding`; symmetric around
/// zero.
constexpr std::int64_t divide_rounded(__int128 numerator, std::int64_t denominator,
                                      Rounding rounding) {
  if (numerator >= 0 && numerator <= INT64_MAX / 4 && rounding == Rounding::half_up &&
      denominator <= INT64_MAX / 4) {  // the common case stays in 64 bits
    const auto small = static_cast<std::int64_t>(numerator);
    const std::int64_t quotient = small / denominator;
    return quotient + ((small - quotient * denominator) * 2 >= denominator);
  }
  const bool negative = numerator < 0;
  const __int128 magnitude = negative ? -numerator : numerator;
  __int128 quotient = magnitude / denominator;
  const __int128 rest = magnitude - quotient * denominator;
  switch (rounding) {
    case Rounding::down: break;
    case Rounding::up: quotient += rest > 0; break;
    case Rounding::half_up: quotient += rest * 2 >= denominator; break;
    case Rounding::half_even:
      quotient += rest * 2 > denominator || (rest * 2 == denominator && (quotient & 1));
      break;
  }
  YT_CHECK(quotient <= INT64_MAX);
  return static_cast<std::int64_t>(negative ? -quotient : quotient);
}

/// amount x ratio in whole fen. The common case (half-up, not negative, below 9.2 billion yuan)
/// stays in 64 bits.
constexpr Money multiply(Money amount, Ratio ratio, Rounding rounding = Rounding::half_up) {
  const std::int64_t fen = amount.fen();
  if (rounding == Rounding::half_up && static_cast<std::uint64_t>(fen) <= 900'000'000'000ull &&
      static_cast<std::uint64_t>(ratio.ppm()) <= 10'000'000ull) {
    const auto product = static_cast<std::uint64_t>(fen) * static_cast<std::uint64_t>(ratio.ppm());
    return Money::fen(static_cast<std::int64_t>((product + 500'000) / 1'000'000));
  }
  return Money::fen(
      divide_rounded(static_cast<__int128>(fen) * ratio.ppm(), Ratio::kOne, rounding));
}

/// A decimal with `decimals` digits after the point as an integer, for instance unit prices (6) and
/// counts (4).
std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals,
                                          int max_integer_digits = 12);

/// Quantity times price in fen, half a fen rounded up; nothing where it is negative or does not
/// fit.
inline std::optional<std::int64_t> product_fen(std::int64_t quantity_e4, std::int64_t price_e6) {
  constexpr std::int64_t kFen = 100'000'000;  // in 1e-10 yuan
  constexpr __int128 kTooMuch = static_cast<__int128>(INT64_MAX) * kFen + kFen / 2;
  const __int128 product = static_cast<__int128>(quantity_e4) * price_e6;
  if (product < 0 || product >= kTooMuch) return std::nullopt;
  return divide_rounded(product, kFen, Rounding::half_up);
}

}  // namespace yitong
