#include "cases/calendar.h"

#include <algorithm>
#include <array>

namespace yitong::cases {
namespace {

constexpr std::string_view kHeader = "day,kind,name_zh,name_en,grade";
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

std::array<std::string_view, 5> cells_of(std::string_view line) {
  std::array<std::string_view, 5> out;
  for (std::string_view& cell : out) {
    cell = line.substr(0, line.find(','));
    line.remove_prefix(std::min(line.size(), cell.size() + 1));
  }
  return out;
}

}  // namespace

Result<Calendar> Calendar::parse(std::string_view text) {
  Calendar out;
  Errors faults;
  const auto wrong = [&](int line, std::string_view found, std::string_view rule) {
    faults.push_back({ErrorCode::bad_value,
                      "line " + std::to_string(line),
                      std::string(found.substr(0, 80)),
                      std::string(rule),
                      {}});
  };
  if (next_line(text) != kHeader) wrong(1, {}, kHeader);
  for (int number = 2; !text.empty() && faults.size() < 20; ++number) {
    const std::string_view line = next_line(text);
    const auto cells = cells_of(line);
    const auto day = Date::parse(cells[0]);
    const bool work = cells[1] == "work";
    const char grade = cells[4].size() == 1 ? cells[4][0] : '?';
    if (!day || (!work && cells[1] != "off") || grade < 'A' || grade > 'D') {
      wrong(number, line, "2026-10-01,off,国庆节,National Day,B");
      continue;
    }
    if (!out.exceptions_.empty() && *day <= out.exceptions_.back().day)
      wrong(number, line, "days in order, each once");
    if (work && !is_weekend(*day))
      wrong(number, line, "only a Saturday or Sunday is worked in another day's place");
    out.exceptions_.push_back({*day, work});
    if (out.years_.empty() || out.years_.back().year != day->year())
      out.years_.push_back({day->year(), grade});
    out.years_.back().grade = std::max(out.years_.back().grade, grade);
  }
  if (!faults.empty()) return fail(std::move(faults));
  return out;
}

std::optional<bool> Calendar::is_working_day(Date day) const {
  if (std::ranges::find(years_, day.year(), &Year::year) == years_.end()) return std::nullopt;
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

char Calendar::grade(Date from, Date to) const {
  char out = 'A';
  for (int year = from.year(); year <= to.year(); ++year) {
    const auto found = std::ranges::find(years_, year, &Year::year);
    out = std::max(out, found == years_.end() ? 'D' : found->grade);
  }
  return out;
}

}  // namespace yitong::cases
