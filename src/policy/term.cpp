#include "policy/term.h"

#include <array>

#include <fmt/format.h>

#include "base/money.h"

namespace yitong {
namespace {

struct UnitName {
  Term::Kind kind;
  std::string_view text, zh;
};
constexpr auto kTermUnits =
    std::to_array<UnitName>({{Term::Kind::days, "day", "天"},
                             {Term::Kind::working_days, "working day", "个工作日"},
                             {Term::Kind::months, "month", "个月"},
                             {Term::Kind::years, "year", "年"},
                             {Term::Kind::hours, "hour", "小时"}});

bool is_weekend(Date day) {
  const int weekday = ((day.days() + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday; 0 is Sunday
  return weekday == 0 || weekday == 6;
}

}  // namespace

std::optional<Term> Term::parse(std::string_view text) {
  if (text == "at once") return Term{};
  if (text == "indefinite") return Term{.kind = Kind::indefinite};
  if (text.starts_with("until ")) {
    text.remove_prefix(6);
    Term out{.kind = Kind::until};
    constexpr std::string_view kNext = " next year";
    out.next_year = text.ends_with(kNext);
    if (out.next_year) text.remove_suffix(kNext.size());
    const auto date = Date::parse("2001-" + std::string(text));
    if (!date) return std::nullopt;
    out.month = static_cast<std::int8_t>(date->month());
    out.day = static_cast<std::int8_t>(date->day());
    return out;
  }
  const auto space = text.find(' ');
  const auto count = parse_decimal(text.substr(0, space), 0, 4);
  if (!count || *count < 0 || space == text.npos) return std::nullopt;
  text.remove_prefix(space + 1);
  if (text.ends_with('s')) text.remove_suffix(1);
  for (const UnitName& unit : kTermUnits)
    if (unit.text == text)
      return Term{.kind = unit.kind, .count = static_cast<std::int32_t>(*count)};
  return std::nullopt;
}

std::int64_t Term::packed() const {
  return ((((static_cast<std::int64_t>(count) * 13 + month) * 32 + day) * 2 + next_year) * 8) +
         static_cast<std::int64_t>(kind);
}

Term Term::unpack(std::int64_t packed) {
  Term out;
  const auto take = [&packed](std::int64_t base) {
    const std::int64_t digit = packed % base;
    packed /= base;
    return digit;
  };
  out.kind = static_cast<Kind>(take(8));
  out.next_year = take(2) != 0;
  out.day = static_cast<std::int8_t>(take(32));
  out.month = static_cast<std::int8_t>(take(13));
  out.count = static_cast<std::int32_t>(packed);
  return out;
}

Words Term::words() const {
  if (kind == Kind::indefinite) return {"长期有效", "without end"};
  if (kind == Kind::until)
    return {fmt::format("{} {} 月 {} 日前", next_year ? "次年" : "当年", month, day),
            fmt::format("until {:02}-{:02}{}", month, day, next_year ? " of the next year" : "")};
  if (count == 0) return {"即时", "at once"};
  const UnitName& unit = kTermUnits[static_cast<std::size_t>(kind)];
  return {fmt::format("{} {}", count, unit.zh),
          fmt::format("{} {}{}", count, unit.text, count == 1 ? "" : "s")};
}

std::optional<Date> Term::end(Date from) const {
  switch (kind) {
    case Kind::days: return from.plus_days(count);
    case Kind::months: return from.plus_months(count);
    case Kind::years: return from.plus_months(12 * count);
    case Kind::hours: return from.plus_days(count / 24);
    case Kind::until: return Date::from_ymd(from.year() + (next_year ? 1 : 0), month, day);
    case Kind::indefinite: return std::nullopt;
    case Kind::working_days: break;
  }
  Date day = from;
  for (std::int32_t left = count; left > 0;) {
    day = day.plus_days(1);
    left -= is_weekend(day) ? 0 : 1;
  }
  return day;
}

}  // namespace yitong
