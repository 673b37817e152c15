#include "documents/cell_values.h"

#include <algorithm>
#include <charconv>

namespace yitong::documents {
int whole_number(std::string_view text, int otherwise) {
  int out = otherwise;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && !text.empty() ? out
                                                                                   : otherwise;
}

namespace {

constexpr int kShownDigits = 15;
constexpr std::size_t kMostDigits = 400;

/// Digits of which the first `point` stand before the decimal point, which may be none or more than
/// there are.
struct Digits {
  std::string digits;
  int point = 0;

  void drop_zeros_before() {
    const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
    digits.erase(0, zeros), point -= static_cast<int>(zeros);
  }

  /// Half away from zero at so many digits; a carry can lead to one digit more. Whether anything
  /// but zeros was lost.
  bool round_to(int keep) {
    if (keep >= static_cast<int>(digits.size())) return false;
    const auto kept = static_cast<std::size_t>(std::max(keep, 0));
    const bool lost = digits.find_first_not_of('0', kept) != digits.npos;
    const bool up = keep >= 0 && digits[kept] >= '5';
    digits.resize(kept);
    if (!up) return lost;
    const std::size_t nines = digits.find_last_not_of('9') + 1;
    std::fill(digits.begin() + static_cast<std::ptrdiff_t>(nines), digits.end(), '0');
    if (nines > 0)
      ++digits[nines - 1];
    else
      digits.insert(digits.begin(), '1'), ++point;
    return lost;
  }

  std::string str() const {
    std::string all = digits;
    while (static_cast<int>(all.size()) < point) all += '0';
    if (point <= 0) all.insert(0, static_cast<std::size_t>(-point), '0');
    const auto before = static_cast<std::size_t>(std::max(point, 0));
    std::string after = all.substr(before);
    after.erase(after.find_last_not_of('0') + 1);
    return (before == 0 ? "0" : all.substr(0, before)) + (after.empty() ? "" : "." + after);
  }
};

/// Digits, a point, a power of ten; nothing where anything else stands.
std::optional<Digits> read_digits(std::string_view text) {
  Digits out;
  bool seen_point = false;
  std::size_t i = 0;
  for (; i < text.size() && out.digits.size() < kMostDigits; ++i) {
    if (text[i] == '.' && !seen_point)
      seen_point = true;
    else if (text[i] >= '0' && text[i] <= '9')
      out.digits += text[i], out.point += seen_point ? 0 : 1;
    else
      break;
  }
  if (out.digits.empty()) return std::nullopt;
  if (i == text.size()) return out;
  if (text[i] != 'e' && text[i] != 'E') return std::nullopt;
  std::string_view power = text.substr(i + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  const int exponent = whole_number(power, 1'000);
  if (exponent > 300 || exponent < -400) return std::nullopt;
  out.point += exponent;
  return out;
}

}  // namespace

bool shows_day(int format, std::string_view code) {
  const auto within = [&](int first, int last) { return format >= first && format <= last; };
  if (code.empty()) return within(14, 17) || format == 22 || within(27, 36) || within(50, 58);
  char quote = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '[') {
      quote = c == '[' ? ']' : '"';
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') {
      return true;
    }
  }
  return false;
}

std::string plain_number(std::string_view text, int places, bool& cut) {
  cut = false;
  const bool negative = text.starts_with('-');
  auto number = read_digits(negative ? text.substr(1) : text);
  if (!number) return {};
  number->drop_zeros_before();
  if (number->digits.empty()) return "0";
  number->round_to(kShownDigits);
  cut = number->round_to(number->point + places);
  if (number->point > kShownDigits) return {};
  const std::string out = number->str();
  return negative && out != "0" ? "-" + out : out;
}

std::optional<Date> day_of_serial(std::string_view number, bool since_1904) {
  bool cut = false;
  const std::string plain = plain_number(number, 15, cut);
  const int serial = whole_number(std::string_view(plain).substr(0, plain.find('.')), -1);
  if (serial < (since_1904 ? 0 : 1) || serial > 109'575) return std::nullopt;
  if (since_1904) return Date::from_ymd(1904, 1, 1)->plus_days(serial);
  if (serial == 60) return std::nullopt;
  return Date::from_ymd(1900, 1, 1)->plus_days(serial > 60 ? serial - 2 : serial - 1);
}

}  // namespace yitong::documents
