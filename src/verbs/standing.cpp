#include "verbs/standing.h"

#include <algorithm>

#include "base/id.h"
#include "store/history_rows.h"
#include "store/period_rows.h"
#include "store/person_rows.h"

namespace yitong::verbs {
namespace {

using ledger::Coverage;
using ledger::Period;

/// In force first, then what is to come, then what is over; within each the latest first.
template <class Row>
void put_in_order(std::vector<Row>& rows, Date on) {
  std::ranges::stable_sort(rows, [on](const Row& a, const Row& b) {
    const Timing one = timing_of(a.in_force, on), other = timing_of(b.in_force, on);
    return one != other ? one < other : b.in_force.from < a.in_force.from;
  });
}

void add_diseases(CoverageView& view, const Rules& rules, const Coverage& coverage, Date on) {
  std::string text;
  for (const auto& [key, value] : stated_facts(coverage.facts))
    if (key == "diseases") text = value;
  const auto plan = rules.plans.find(coverage.area, coverage.insurance, on);
  std::string_view rest = text;
  while (!rest.empty()) {
    std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), item.size() + 1));
    while (item.starts_with(' ')) item.remove_prefix(1);
    const auto at = std::min(item.size(), item.find('@'));
    const std::string code(item.substr(0, at));
    RecognisedDisease out{code, {code, code}, {}, &coverage};
    const std::int64_t month =
        at < item.size() ? parse_decimal(item.substr(at + 1), 0, 2).value_or(1) : 1;
    if (plan) {
      const Policy& policy = *plan->exact->policy;
      const auto index = plan->exact->declared_value(Dim::disease, code);
      if (index && *index > 0) out.name = value_words(*plan->exact, Dim::disease, *index);
      if (month > 1)
        out.since = Date::from_ymd(benefit_year(policy, on), policy.year_month, policy.year_day)
                        ->plus_months(static_cast<int>(month) - 1);
    }
    view.diseases.push_back(std::move(out));
  }
}

/// The benefit year as days.
Period days_of_year(const Policy& policy, int year) {
  const Date from = *Date::from_ymd(year, policy.year_month, policy.year_day);
  return {from, from.plus_months(12).plus_days(-1)};
}

class YearReader {
 public:
  YearReader(store::Store& store, const Rules& rules, const YearRequest& request, Instant now)
      : store_(store), rules_(rules), request_(request), now_(now) {}

  Result<YearView> read() {
    const auto data = store::open_person(store_, request_.person);
    if (!data) return fail(data.error());
    if (auto found = find_coverage(); !found) return fail(std::move(found.error()));
    const Plan& plan = *view_.plan;
    StatedFacts stated = stated_facts(view_.coverage.facts);
    stated.emplace_back("age", std::to_string(age_on(data->birth(), day_)));
    stated.emplace_back("channel", "direct");
    auto facts = facts_of(plan, stated, day_);
    if (!facts) return fail(std::move(facts.error()));
    leave_open(*facts, stated);
    kept_ = store::find_accumulators(store_.database(), request_.person,
                                     scope_of(view_.coverage.area, view_.coverage.insurance));
    add_gauges(*facts);
    add_totals();
    return std::move(view_);
  }

 private:
  /// Of the coverages that share a day with the benefit year the one in force today, else the
  /// latest.
  Result<void> find_coverage() {
    auto rows = believed_at(store::find_coverages(store_.database(), request_.person), now_);
    const Date today = now_.date();
    put_in_order(rows, today);
    Errors errors;
    for (const Coverage& row : rows) {
      if (!request_.insurance.empty() && row.insurance != request_.insurance) continue;
      if (take(row, today, errors)) return {};
    }
    if (!errors.empty()) return fail(std::move(errors));
    return fail(ErrorCode::no_coverage, "?year",
                request_.year ? std::to_string(*request_.year) : today.str(),
                rows.empty() ? "no period of coverage is known" : "another year or insurance");
  }

  bool take(const Coverage& row, Date today, Errors& errors) {
    if (request_.year && !row.in_force.overlaps({*Date::from_ymd(*request_.year, 1, 1),
                                                 *Date::from_ymd(*request_.year + 1, 12, 31)}))
      return false;
    // Which day begins the year only the plan says; plans of one area agree on it.
    const Date hint = request_.year ? *Date::from_ymd(*request_.year, 12, 31) : today;
    const Date within = std::clamp(hint, row.in_force.from, row.in_force.to);
    const auto first = rules_.plans.find(row.area, row.insurance, within);
    if (!first) {
      errors = first.error();
      return false;
    }
    view_.year = request_.year ? *request_.year : benefit_year(*first->exact->policy, today);
    view_.days = days_of_year(*first->exact->policy, view_.year);
    if (!row.in_force.overlaps(view_.days)) return false;
    const Date from = std::max(row.in_force.from, view_.days.from),
               to = std::min(row.in_force.to, view_.days.to);
    day_ = std::clamp(today, from, to);
    const auto plans = rules_.plans.find(row.area, row.insurance, day_);
    if (!plans) {
      errors = plans.error();
      return false;
    }
    view_.plan = plans->exact;
    view_.coverage = row;
    return true;
  }

  /// What only a visit tells.
  static void leave_open(Facts& facts, const StatedFacts& stated) {
    for (const Dim dim : {Dim::signed_up, Dim::referred, Dim::diagnosis, Dim::drug_group}) {
      const auto told = [dim](const auto& fact) { return fact.first == info(dim).key; };
      if (std::ranges::none_of(stated, told)) facts[dim] = Facts::kUnset;
    }
    for (const Dim dim : {Dim::approved, Dim::granted, Dim::item_class}) facts[dim] = Facts::kUnset;
  }

  std::int64_t kept(const std::string& name, const std::string& period) const {
    for (const ledger::Accumulated& each : kept_)
      if (each.name == name && each.period == period) return each.amount;
    return 0;
  }

  void add_gauges(Facts facts) {
    const Plan& plan = *view_.plan;
    const Moment moment{day_, {}, {}};
    std::vector<std::int64_t> values;
    for (const Accumulator& each : plan.accumulators) {
      const std::string name = accumulator_name(each, plan, facts);
      values.push_back(kept(name, accumulator_period(each, *plan.policy, moment)));
      if (each.is_count && !each.inner && each.per == Per::year)
        view_.counts.push_back({name, accumulator_period(each, *plan.policy, moment),
                                static_cast<int>(values.size()) - 1, values.back()});
    }
    for (Gauge& gauge : gauges(plan, facts, values)) {
      const Accumulator& each = plan.accumulators[static_cast<std::size_t>(gauge.accumulator)];
      facts[Dim::disease] = gauge.disease;
      add_gauge(gauge, each, accumulator_name(each, plan, facts), moment);
    }
  }

  /// Counts of a single stay or day are over when it is; those of an institution are one each.
  void add_gauge(const Gauge& gauge, const Accumulator& each, const std::string& name,
                 const Moment& moment) {
    if (each.per == Per::institution_year) {
      const std::string prefix = std::to_string(view_.year) + "@";
      for (const ledger::Accumulated& one : kept_)
        if (one.name == name && one.period.starts_with(prefix))
          view_.gauges.push_back({gauge, name, one.period, one.amount});
      return;
    }
    if (each.per != Per::year && each.per != Per::quarter && each.per != Per::month) return;
    const std::string period = accumulator_period(each, *view_.plan->policy, moment);
    view_.gauges.push_back({gauge, name, period, kept(name, period)});
  }

  void add_totals() {
    const auto counts = [&](const ledger::SettlementEntry& entry) {
      if (entry.state != ledger::State::settled || !view_.days.contains(entry.on) ||
          entry.area != view_.coverage.area || entry.insurance != view_.coverage.insurance)
        return false;
      ++view_.settlements;
      view_.total += entry.payers.total;
      view_.funds += entry.payers.funds_paid();
      view_.account += entry.payers.account + entry.payers.family_account;
      view_.cash += entry.payers.cash;
      return false;
    };
    store::settlements_before(store_.database(), request_.person, 0, 1, counts);
  }

  store::Store& store_;
  const Rules& rules_;
  const YearRequest& request_;
  const Instant now_;
  YearView view_;
  Date day_;
  std::vector<ledger::Accumulated> kept_;
};

}  // namespace

std::string_view name_of(Timing timing) {
  constexpr std::string_view kTimings[] = {"in_force", "ahead", "over"};
  return kTimings[static_cast<std::size_t>(timing)];
}

Timing timing_of(const Period& period, Date on) {
  if (on < period.from) return Timing::ahead;
  return period.to < on ? Timing::over : Timing::in_force;
}

std::optional<std::int32_t> days_left(const Period& period, Date on) {
  if (period.to == ledger::kNoEnd || !period.contains(on)) return std::nullopt;
  return period.to.days() - on.days() + 1;
}

StatedFacts stated_facts(std::string_view lines) {
  StatedFacts out;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    const std::size_t equals = line.find('=');
    if (equals != line.npos) out.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return out;
}

Result<std::unique_ptr<CoverageView>> view_coverage(store::Store& store, const Rules& rules,
                                                    const std::string& person, Date on,
                                                    Instant now) {
  store::Database& database = store.database();
  database.begin_read();
  auto view = std::make_unique<CoverageView>();
  const bool known = store::person_exists(store, person);
  view->coverages = believed_at(store::find_coverages(database, person), now);
  view->filings = believed_at(store::find_filings(database, person), now);
  view->grants = grants_at(store::find_grants(database, person), now);
  if (auto fine = database.commit(); !fine) return fail(std::move(fine.error()));
  if (!known) return fail(ErrorCode::unknown_person, "person", person);
  put_in_order(view->coverages, on);
  put_in_order(view->filings, on);
  put_in_order(view->grants, on);
  for (const Coverage& coverage : view->coverages)
    if (coverage.in_force.contains(on)) add_diseases(*view, rules, coverage, on);
  return view;
}

Result<YearView> view_year(store::Store& store, const Rules& rules, const YearRequest& request,
                           Instant now) {
  store.database().begin_read();
  auto out = YearReader(store, rules, request, now).read();
  if (auto fine = store.database().commit(); !fine) return fail(std::move(fine.error()));
  return out;
}

}  // namespace yitong::verbs
