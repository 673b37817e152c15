#include "demo/stories.h"

#include <algorithm>

#include "demo/people.h"
#include "verbs/entitle.h"

namespace yitong::demo {
namespace {

using ledger::Contribution;

/// Far behind everybody else's, so that more people change no story.
constexpr std::size_t kFirstStory = 1'000'000;

Date first_of_year(int year) { return *Date::from_ymd(year, 1, 1); }
Date last_of_year(int year) { return *Date::from_ymd(year, 12, 31); }
Date first_of_month(Date day) { return *Date::from_ymd(day.year(), day.month(), 1); }

Contribution paid_for(Date from, Date to, Date on, std::string_view basis = "paid") {
  Contribution out;
  out.in_force = {from, to};
  out.paid_on = on;
  out.basis = basis;
  return out;
}

/// Paid a few days ago for the rest of the year, after a year and a half of nothing.
std::vector<Contribution> paid_late(Date today) {
  const Date on = std::max(today.plus_days(-10), first_of_year(today.year()));
  const int before = on.year() - 2;
  return {
      paid_for(first_of_year(before), last_of_year(before), first_of_year(before).plus_days(-40)),
      paid_for(on, last_of_year(on.year()), on)};
}
/// An employee whose employer paid until the month before last, and no longer.
std::vector<Contribution> stopped(Date today) {
  const Date end = first_of_month(today.plus_months(-1)).plus_days(-1);
  return {paid_for(first_of_year(today.year() - 3), end, first_of_year(today.year() - 3))};
}
/// The same, but the missing months were paid for a few days ago.
std::vector<Contribution> caught_up(Date today) {
  std::vector<Contribution> out = stopped(today);
  const Date from = out.back().in_force.to.plus_days(1);
  const Date to = first_of_month(today.plus_months(1)).plus_days(-1);
  out.push_back(paid_for(from, to, today.plus_days(-5)));
  return out;
}
std::vector<Contribution> born_lately(Date today) {
  const Date birth = today.plus_days(-40);
  std::vector<Contribution> out;
  for (int year = birth.year(); year <= today.year(); ++year) {
    out.push_back(
        paid_for(std::max(birth, first_of_year(year)), last_of_year(year), today.plus_days(-12)));
    out.back().situations = "newborn";
  }
  return out;
}
std::vector<Contribution> complete(Date today) {
  const Date from = first_of_month(today.plus_months(-24));
  return {
      paid_for(first_of_year(from.year() - 5), from.plus_days(-1), first_of_year(from.year() - 5)),
      paid_for(from, ledger::kNoEnd, from, "retired")};
}

struct Plot {
  std::string_view account, zh, en;
  bool employee, retired;
  int age;  ///< 0: forty days
  EligibilityStatus status;
  std::vector<Contribution> (*rows)(Date today);
};
constexpr Plot kPlots[] = {
    {"demo.waiting", "示例：断保后补缴，还在等待期", "Example: paid late, still waiting", false,
     false, 46, EligibilityStatus::waiting, paid_late},
    {"demo.break", "示例：换工作断缴", "Example: between two employers", true, false, 38,
     EligibilityStatus::not_enrolled, stopped},
    {"demo.arrears", "示例：断缴后补缴", "Example: paid the missing months", true, false, 41,
     EligibilityStatus::eligible, caught_up},
    {"demo.newborn", "示例：新生儿", "Example: a newborn", false, false, 0,
     EligibilityStatus::eligible, born_lately},
    {"demo.retired", "示例：退休，缴费年限已满", "Example: retired, nothing due any more", true,
     true, 66, EligibilityStatus::eligible, complete},
};

bool shows(const Story& story, const Plot& plot, const verbs::Rules& rules, Instant now) {
  const Date today = now.date();
  const auto policy = rules.plans.services(story.person.area, story.person.insurance, today);
  if (policy == nullptr) return false;
  const Eligibility answer = verbs::entitled_by(coverage_of(story.person, now), story.contributions,
                                                story.person.birth, today, *policy);
  if (answer.status != plot.status) return false;
  const auto& begins = answer.begins ? answer.begins : answer.if_paid_on;
  return !begins || begins->certain();
}

Person insured(const Setting& setting, const Options& options, std::size_t index, int age,
               Date today) {
  Person out;
  out.index = index;
  out.number = person_number(options, index), out.card = card_number(index);
  out.area = setting.area, out.insurance = setting.insurance;
  out.birth = today.plus_months(-12 * age - 5);
  out.aid = out.filing = "none";
  return out;
}

}  // namespace

Setting setting_of(const verbs::Rules& rules, Date today) {
  const auto catalogue = rules.editions.on(today);
  for (const PlanBook::Entry& entry : rules.plans.entries()) {
    const Plan& plan = *entry.plans.exact;
    const bool asks = (plan.used_dims >> static_cast<unsigned>(Dim::granted) & 1) != 0;
    if (!asks || catalogue == nullptr || today < entry.from ||
        (entry.to.is_set() && entry.to < today))
      continue;
    Setting out{entry.area, entry.insurance, {}, {}};
    for (const InstitutionFacts& each : catalogue->institutions())
      if (each.area == entry.area && each.kind == InstitutionKind::hospital && out.hospital.empty())
        out.hospital = each.code;
    for (const Choice& each : plan.policy->choices)
      if (each.dim == Dim::group && out.cover.empty()) out.cover = each.code;
    if (!out.hospital.empty()) return out;
  }
  return {};
}

std::vector<Story> stories(const verbs::Rules& rules, Date today, const Options& options) {
  const Instant now{std::int64_t{today.days()} * 86'400'000'000};
  const std::vector<Place> all = places(rules, today);
  std::vector<Story> out;
  for (std::size_t i = 0; i < std::size(kPlots); ++i) {
    const Plot& plot = kPlots[i];
    Story story{plot.account, plot.zh, plot.en, {}, plot.rows(today)};
    Person& person = story.person;
    person.index = kFirstStory + i;
    person.number = person_number(options, person.index);
    person.insurance = plot.employee ? "310" : "390";
    person.retired = plot.retired;
    person.birth = plot.age == 0 ? today.plus_days(-40) : today.plus_months(-12 * plot.age - 5);
    person.aid = person.filing = "none";
    person.card = card_number(person.index);
    const auto told = std::ranges::find_if(all, [&](const Place& place) {
      person.area = place.area;
      for (Contribution& row : story.contributions)
        row.area = place.area, row.insurance = place.insurance;
      return place.insurance == person.insurance && shows(story, plot, rules, now);
    });
    if (told != all.end()) out.push_back(std::move(story));
  }
  const Setting setting = setting_of(rules, today);
  if (setting.area.empty() || all.empty()) return out;
  const std::string& away = all.front().area;
  out.push_back({"demo.patient",
                 "示例：肺癌患者，示例市参保",
                 "Example: a patient with lung cancer",
                 insured(setting, options, kFirstStory + std::size(kPlots), 58, today),
                 {}});
  out.back().person.group = setting.cover;
  out.push_back({"demo.elder",
                 "示例：随女儿居住外地的退休老人",
                 "Example: a retiree who lives in her daughter's city",
                 insured(setting, options, kFirstStory + std::size(kPlots) + 1, 68, today),
                 {}});
  Person& elder = out.back().person;
  elder.retired = true, elder.filing = "long_term", elder.filing_target = away;
  return out;
}

}  // namespace yitong::demo
