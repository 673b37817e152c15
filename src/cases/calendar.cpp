#include "cases/calendar.h"

#include <algorithm>

namespace yitong::cases {
namespace {

constexpr std::string_view kHeader = "day,kind,name_zh,name_en";
constexpr int kMaxTerm = 2'000;

bool is_weekend(Date day) {
  const std::int32_t weekday = ((day.days() + 3) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
  return weekday >= 5;
}

std::string_view next_line(std::string_view& text) {
  std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

Result<Calendar> Calendar::parse(std::string_view text) {
  Calendar out;
  Errors faults;
  const auto wrong = [&](int line, std::string_view found, const char* rule) {
    faults.push_back({ErrorCode::bad_value,
                      "line " + std::to_string(line),
                      std::string(found.substr(0, 80)),
                      rule,
                      {}});
  };
  if (next_line(text) != kHeader) wrong(1, {}, "day,kind,name_zh,name_en");
  for (int number = 2; !text.empty() && faults.size() < 20; ++number) {
    const std::string_view line = next_line(text);
    if (line.empty()) continue;
    const std::size_t first = std::min(line.size(), line.find(','));
    const std::size_t second = std::min(line.size(), line.find(',', first + 1));
    const auto day = Date::parse(line.substr(0, first));
    const std::string_view kind =
        first < line.size() ? line.substr(first + 1, second - first - 1) : std::string_view();
    if (!day || (kind != "off" && kind != "work")) {
      wrong(number, line, "2026-10-01,off,…  or  2026-10-10,work,…");
      continue;
    }
    if (!out.exceptions_.empty() && *day <= out.exceptions_.back().day)
      wrong(number, line, "days in order, each once");
    if ((kind == "work") != is_weekend(*day) && kind == "work")
      wrong(number, line, "only a Saturday or Sunday is worked in another day's place");
    out.exceptions_.push_back({*day, kind == "work"});
    if (out.years_.empty() || out.years_.back() != day->year()) out.years_.push_back(day->year());
  }
  if (!faults.empty()) return fail(std::move(faults));
  return out;
}

std::optional<bool> Calendar::is_working_day(Date day) const {
  if (std::ranges::find(years_, day.year()) == years_.end()) return std::nullopt;
  const auto found = std::ranges::lower_bound(exceptions_, day, {}, &Exception::day);
  if (found != exceptions_.end() && found->day == day) return found->work;
  return !is_weekend(day);
}

std::optional<Date> Calendar::after(Date from, int working_days) const {
  if (working_days < 0 || working_days > kMaxTerm) return std::nullopt;
  Date day = from;
  for (int left = working_days; left > 0;) {
    day = day.plus_days(1);
    const auto works = is_working_day(day);
    if (!works) return std::nullopt;
    if (*works) --left;
  }
  return day;
}

}  // namespace yitong::cases
