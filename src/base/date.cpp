#include "base/date.h"

#include <chrono>

#include <fmt/format.h>

namespace yitong {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kChinaOffset = 8 * 3600 * kSecond;

std::chrono::year_month_day civil(Date date) {
  return std::chrono::year_month_day(std::chrono::sys_days(std::chrono::days(date.days())));
}

Date to_date(std::chrono::year_month_day ymd) {
  return Date::from_days(
      static_cast<std::int32_t>(std::chrono::sys_days(ymd).time_since_epoch().count()));
}

int digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<Date> Date::from_ymd(int year, int month, int day) {
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1) return std::nullopt;
  const std::chrono::year_month_day ymd{std::chrono::year(year),
                                        std::chrono::month(static_cast<unsigned>(month)),
                                        std::chrono::day(static_cast<unsigned>(day))};
  if (!ymd.ok()) return std::nullopt;
  return to_date(ymd);
}

std::optional<Date> Date::parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  return from_ymd(digits(text.substr(0, 4)), digits(text.substr(5, 2)), digits(text.substr(8, 2)));
}

int Date::year() const { return static_cast<int>(civil(*this).year()); }
int Date::month() const { return static_cast<int>(static_cast<unsigned>(civil(*this).month())); }
int Date::day() const { return static_cast<int>(static_cast<unsigned>(civil(*this).day())); }

std::string Date::str() const {
  if (!is_set()) return "-";
  const auto ymd = civil(*this);
  const auto year = static_cast<int>(ymd.year());
  const auto month = static_cast<unsigned>(ymd.month()), day = static_cast<unsigned>(ymd.day());
  if (year < 0 || year > 9999) return fmt::format("{:04}-{:02}-{:02}", year, month, day);
  std::string out = "0000-00-00";
  const auto put = [&out](std::size_t at, unsigned two) {
    out[at] = static_cast<char>('0' + two / 10), out[at + 1] = static_cast<char>('0' + two % 10);
  };
  put(0, static_cast<unsigned>(year) / 100), put(2, static_cast<unsigned>(year) % 100);
  put(5, month), put(8, day);
  return out;
}

Date Date::plus_months(int months) const {
  auto ymd = civil(*this) + std::chrono::months(months);
  if (!ymd.ok()) ymd = ymd.year() / ymd.month() / std::chrono::last;
  return to_date(ymd);
}

int age_on(Date birth, Date on) {
  const int years = on.year() - birth.year();
  const bool before_birthday =
      on.month() < birth.month() || (on.month() == birth.month() && on.day() < birth.day());
  return years - (before_birthday ? 1 : 0);
}

Date Instant::date() const {
  const std::int64_t day = 86'400 * kSecond;
  std::int64_t days = (micros + kChinaOffset) / day;
  if ((micros + kChinaOffset) % day < 0) --days;
  return Date::from_days(static_cast<std::int32_t>(days));
}

std::string Instant::str() const {
  const std::int64_t local = micros + kChinaOffset;
  const std::int64_t of_day = local - static_cast<std::int64_t>(date().days()) * 86'400 * kSecond;
  const std::int64_t seconds = of_day / kSecond;
  return fmt::format("{}T{:02}:{:02}:{:02}+08:00", date().str(), seconds / 3600, seconds / 60 % 60,
                     seconds % 60);
}

}  // namespace yitong
