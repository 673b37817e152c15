// Civil dates and instants. China has one zone, UTC+8, without daylight saving since 1991.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yitong {

/// A civil day, counted from 1970-01-01. The default is no real day and compares before all others.
class Date {
 public:
  constexpr Date() = default;
  static constexpr Date from_days(std::int32_t days) { return Date(days); }
  static std::optional<Date> from_ymd(int year, int month, int day);
  /// "2025-03-20" only, years 1900 to 2199.
  static std::optional<Date> parse(std::string_view text);

  constexpr std::int32_t days() const { return days_; }
  constexpr bool is_set() const { return days_ != INT32_MIN; }
  int year() const;
  int month() const;
  int day() const;
  std::string str() const;
  /// The same day of the month n months later, or the month's last day where it has no such day.
  Date plus_months(int months) const;
  constexpr Date plus_days(std::int32_t days) const { return Date(days_ + days); }
  constexpr auto operator<=>(const Date&) const = default;

 private:
  explicit constexpr Date(std::int32_t days) : days_(days) {}
  std::int32_t days_ = INT32_MIN;
};

/// Whole years of life on `on`; a person born on 29 February completes a year on 1 March in other
/// years.
int age_on(Date birth, Date on);

/// Microseconds since the epoch, UTC. Only the server and the command line make one from a clock.
struct Instant {
  std::int64_t micros = 0;
  constexpr auto operator<=>(const Instant&) const = default;
  /// The civil day at UTC+8.
  Date date() const;
  /// "2025-03-20T08:00:00+08:00".
  std::string str() const;
};

}  // namespace yitong
