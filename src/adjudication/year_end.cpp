#include "adjudication/year_end.h"

#include <fmt/format.h>

#include "adjudication/accumulate.h"
#include "adjudication/settle.h"

namespace yitong {
namespace {

/// First day of each part: of the stay, then of each benefit year that begins within it.
std::vector<Date> first_days(const Policy& policy, Date admitted, Date on) {
  std::vector<Date> out = {admitted};
  for (int year = benefit_year(policy, admitted) + 1; year <= benefit_year(policy, on); ++year)
    out.push_back(*Date::from_ymd(year, policy.year_month, policy.year_day));
  return out;
}

Date last_day(const std::vector<Date>& first, std::size_t part, Date on) {
  return part + 1 < first.size() ? first[part + 1].plus_days(-1) : on;
}

Result<std::vector<StayPart>> by_dates(const Bill& bill, const ScopedBill& scoped,
                                       const std::vector<Date>& first) {
  const std::string rule = "a date for each line: this area splits the stay at the year's end";
  if (bill.sums) return fail(ErrorCode::missing_field, "/bill/lines", {}, rule);
  Errors errors;
  std::vector<StayPart> parts(first.size());
  for (std::size_t i = 0; i < bill.lines.size(); ++i) {
    const Date date = bill.lines[i].date;
    if (!date.is_set()) {
      errors.push_back(
          {ErrorCode::missing_field, fmt::format("/bill/lines/{}/date", i), {}, rule, {}});
      continue;
    }
    std::size_t part = first.size() - 1;
    while (part > 0 && date < first[part]) --part;
    ScopedLine line = scoped.lines[i];
    line.day = static_cast<std::uint16_t>(std::max(0, date.days() - first[part].days()));
    parts[part].bill.lines.push_back(line);
  }
  if (!errors.empty()) return fail(std::move(errors));
  return parts;
}

std::vector<StayPart> by_nights(const ScopedBill& scoped, const std::vector<Date>& first, Date on) {
  std::vector<StayPart> parts(first.size());
  std::vector<std::int64_t> weights, share(first.size());
  for (std::size_t i = 0; i < first.size(); ++i)
    weights.push_back(nights(first[i], i + 1 < first.size() ? first[i + 1] : on));
  for (const ScopedLine& line : scoped.lines) {
    std::vector<ScopedLine> lines(first.size(), line);
    for (ScopedLine& each : lines) each.amount = each.day = 0;
    for (auto part :
         {&ScopedLine::full_self_pay, &ScopedLine::over_limit, &ScopedLine::self_pay_first}) {
      distribute(line.*part, weights.data(), weights.size(), share.data());
      for (std::size_t i = 0; i < lines.size(); ++i) {
        lines[i].*part = share[i];
        lines[i].amount += share[i];
      }
    }
    distribute(line.in_scope(), weights.data(), weights.size(), share.data());
    for (std::size_t i = 0; i < lines.size(); ++i) lines[i].amount += share[i];
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (lines[i].amount > 0 || (line.amount == 0 && weights[i] > 0))
        parts[i].bill.lines.push_back(lines[i]);
  }
  return parts;
}

}  // namespace

Date deciding_day(const Policy& policy, Date admitted, Date on) {
  return policy.stay_year == StayYear::admission && admitted.is_set() ? admitted : on;
}

std::int32_t nights(Date admitted, Date on) {
  return admitted.is_set() ? std::max(0, on.days() - admitted.days()) : 0;
}

bool crosses_year_end(const Policy& policy, Date admitted, Date on) {
  const bool parted =
      policy.stay_year == StayYear::line_dates || policy.stay_year == StayYear::daily_average;
  return parted && admitted.is_set() && benefit_year(policy, admitted) < benefit_year(policy, on);
}

Result<std::vector<StayPart>> split_at_year_end(const Policy& policy, const Bill& bill,
                                                const ScopedBill& scoped) {
  if (!crosses_year_end(policy, bill.admitted, bill.on))
    return std::vector<StayPart>{{bill.admitted, bill.on, scoped}};
  const std::vector<Date> first = first_days(policy, bill.admitted, bill.on);
  Result<std::vector<StayPart>> parts = policy.stay_year == StayYear::daily_average
                                            ? by_nights(scoped, first, bill.on)
                                            : by_dates(bill, scoped, first);
  if (!parts) return parts;
  for (std::size_t i = 0; i < first.size(); ++i) {
    StayPart& part = (*parts)[i];
    part.admitted = first[i];
    part.on = last_day(first, i, bill.on);
    part.bill.visit = scoped.visit;
    part.bill.groups = scoped.groups;
  }
  std::erase_if(*parts, [](const StayPart& part) { return part.bill.lines.empty(); });
  return parts;
}

std::string parts_in_words(const Policy& policy, Date admitted, Date on) {
  const std::vector<Date> first = first_days(policy, admitted, on);
  std::string out;
  for (std::size_t i = 0; i < first.size(); ++i)
    out +=
        fmt::format("{}{} – {}", i == 0 ? "" : ", ", first[i].str(), last_day(first, i, on).str());
  return out;
}

}  // namespace yitong
