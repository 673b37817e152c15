#include "adjudication/accumulate.h"

#include <fmt/format.h>

namespace yitong {

int benefit_year(const Policy& policy, Date on) {
  const bool before = on.month() < policy.year_month ||
                      (on.month() == policy.year_month && on.day() < policy.year_day);
  return on.year() - (before ? 1 : 0);
}

int benefit_month(const Policy& policy, Date on) {
  int month = on.month() - policy.year_month;
  if (on.day() < policy.year_day) --month;
  return (month % 12 + 12) % 12 + 1;
}

std::string accumulator_period(const Accumulator& accumulator, const Policy& policy,
                               const Moment& moment) {
  const int year = benefit_year(policy, moment.on);
  switch (accumulator.per) {
    case Per::bill:
    case Per::year: return std::to_string(year);
    case Per::quarter:
      return fmt::format("{}-Q{}", year, (benefit_month(policy, moment.on) - 1) / 3 + 1);
    case Per::month: return fmt::format("{}-{:02}", moment.on.year(), moment.on.month());
    case Per::day: return moment.on.str();
    case Per::stay: return moment.stay.empty() ? "stay:" + moment.on.str() : "stay:" + moment.stay;
    case Per::institution_year: return fmt::format("{}@{}", year, moment.institution);
    case Per::merged: return "merged";
  }
  return {};
}

const std::string& Periods::of(const Accumulator& accumulator) {
  std::string& words = words_[static_cast<std::size_t>(accumulator.per)];
  if (words.empty()) words = accumulator_period(accumulator, policy_, moment_);
  return words;
}

namespace {

/// Nothing where the accumulator is not one of several for diseases.
std::string_view disease_of(const Accumulator& accumulator, const Plan& plan, const Facts& facts) {
  const std::int32_t disease = facts[Dim::disease];
  if (!accumulator.by_disease || disease <= 0) return {};
  const auto& declared = plan.declared[static_cast<std::size_t>(Dim::disease)];
  return declared[static_cast<std::size_t>(disease) - 1]->code;
}

}  // namespace

std::string accumulator_name(const Accumulator& accumulator, const Plan& plan, const Facts& facts) {
  std::string out = accumulator.name;
  const std::string_view disease = disease_of(accumulator, plan, facts);
  if (!disease.empty()) out.append(1, '/').append(disease);
  return out;
}

bool is_accumulator_name(std::string_view name, const Accumulator& accumulator, const Plan& plan,
                         const Facts& facts) {
  if (!name.starts_with(accumulator.name)) return false;
  name.remove_prefix(accumulator.name.size());
  const std::string_view disease = disease_of(accumulator, plan, facts);
  if (disease.empty()) return name.empty();
  return !name.empty() && name.front() == '/' && name.substr(1) == disease;
}

}  // namespace yitong
