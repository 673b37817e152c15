#include "verbs/entitle.h"

#include <algorithm>

#include <fmt/format.h>

#include "ledger/period.h"
#include "policy/show.h"
#include "store/period_rows.h"
#include "store/person_rows.h"
#include "verbs/service_rules.h"
#include "verbs/tell.h"

namespace yitong::verbs {
namespace {

constexpr std::size_t kPeriodsBack = 1;  // years

std::set<std::string> parts_of(std::string_view list) {
  std::set<std::string> out;
  while (!list.empty()) {
    const std::string_view part = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), part.size() + 1));
    if (!part.empty()) out.emplace(part);
  }
  return out;
}

EligibilityQuestion question_of(const ledger::Coverage& coverage,
                                const std::vector<ledger::Contribution>& rows, Date birth,
                                Date on) {
  EligibilityQuestion out{coverage.insurance, on, birth, told_of(coverage, birth, on), {}};
  for (const ledger::Contribution& row : rows) {
    const auto basis = std::ranges::find(ledger::kContributionBases, row.basis) -
                       ledger::kContributionBases.begin();
    out.paid.push_back({row.insurance, row.in_force.from, row.in_force.to, row.paid_on,
                        static_cast<PaidBasis>(basis), parts_of(row.situations)});
  }
  return out;
}

/// The coverage of the day, else the last one before it, else the first one after it.
std::optional<ledger::Coverage> nearest(const std::vector<ledger::Coverage>& rows, Date on,
                                        Instant now) {
  if (const auto found = coverage_on(rows, on, now)) return *found;
  std::optional<ledger::Coverage> best;
  for (const ledger::Coverage& row : rows) {
    if (row.in_force.empty() || now < row.known_since) continue;
    const bool before = row.in_force.to < on;
    const bool best_before = best && best->in_force.to < on;
    if (!best || (before && (!best_before || best->in_force.to < row.in_force.to)) ||
        (!before && !best_before && row.in_force.from < best->in_force.from))
      best = row;
  }
  return best;
}

/// The coverage alone decides.
Eligibility by_coverage(const ledger::Coverage& coverage, Date on) {
  Eligibility out;
  if (!coverage.in_force.contains(on)) {
    out.text = {"该日没有参保", "Not covered on that day"};
    return out;
  }
  out.status = EligibilityStatus::eligible;
  out.since = coverage.in_force.from;
  if (coverage.in_force.to != ledger::kNoEnd) out.ends = coverage.in_force.to;
  out.text = {fmt::format("{} 起参保；没有缴费记录，以参保记录为准", out.since.str()),
              fmt::format("Covered since {}; there are no records of contributions, so the "
                          "coverage decides",
                          out.since.str())};
  return out;
}

Money base_of(const std::vector<ledger::Contribution>& rows) {
  Money base;
  Date last;
  for (const ledger::Contribution& row : rows)
    if (row.base != Money() && last < row.in_force.from) base = row.base, last = row.in_force.from;
  return base;
}

void add_tables(Entitlement& out, const ServiceFacts& told, Money base) {
  const Policy& policy = *out.policy;
  out.due = amounts_of(policy, ServiceTable::contribution, out.on, out.on.year(), told, base.fen());
  out.supports = amounts_of(policy, ServiceTable::support, out.on, out.on.year(), told, 0);
  out.inflows = amounts_of(policy, ServiceTable::inflow, out.on, out.on.year(), told, base.fen());
  for (const ServiceRow* row : services(policy, ServiceTable::enrolment, "", out.on))
    if (matches(row->when, told).truth != Truth::no &&
        value(*row, "closes").date.year() + static_cast<int>(kPeriodsBack) >= out.on.year())
      out.periods.push_back(row);
  for (const ServiceRow* row : services(policy, ServiceTable::channel, "enrolment", out.on))
    if (matches(row->when, told).truth != Truth::no) out.channels.push_back(row);
}

std::string sentence(const Words& text) { return text.zh + " · " + text.en; }

/// The row that states the wait, else what else decided.
std::string clause_of_answer(const Eligibility& answer, const Policy& policy) {
  const auto& begins = answer.begins ? answer.begins : answer.if_paid_on;
  if (!begins || begins->rows.empty()) return {};
  return clause_of(policy, *begins->rows.back());
}

}  // namespace

ServiceFacts told_of(const ledger::Coverage& coverage, Date birth, Date on) {
  ServiceFacts out;
  out[Dim::retired] = out[Dim::student] = {"false"};
  out[Dim::aid] = out[Dim::civil_servant] = out[Dim::group] = {"none"};
  out[Dim::insurance] = {coverage.insurance};
  if (birth.is_set() && birth <= on) out[Dim::age] = {std::to_string(age_on(birth, on))};
  std::string_view text = coverage.facts;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t equals = line.find('=');
    const auto dim = service_dim_of(line.substr(0, equals));
    if (dim && equals != line.npos) out[*dim] = {std::string(line.substr(equals + 1))};
  }
  return out;
}

Result<Entitlement> view_entitlement(store::Store& store, const Rules& rules,
                                     const std::string& person, Date on, Instant now) {
  store.database().begin_read();
  auto out = entitlement_now(store, rules, person, on, now);
  if (auto fine = store.database().commit(); !fine) return fail(std::move(fine.error()));
  return out;
}

Result<Entitlement> entitlement_now(store::Store& store, const Rules& rules,
                                    const std::string& person, Date on, Instant now) {
  store::Database& database = store.database();
  const auto data = store::open_person(store, person);
  const auto coverages = store::find_coverages(database, person);
  const auto rows = contributions_at(store::find_contributions(database, person), now);
  if (!data) return fail(data.error());
  Entitlement out;
  out.on = on;
  const auto coverage = nearest(coverages, on, now);
  if (!coverage) {
    out.answer.text = {"没有参保记录", "No coverage is recorded"};
    return out;
  }
  out.area = coverage->area, out.insurance = coverage->insurance;
  out.policy = rules.plans.services(out.area, out.insurance, on);
  if (out.policy == nullptr) return fail(ErrorCode::unknown_area, {}, out.area);
  const EligibilityQuestion question = question_of(*coverage, rows, data->birth(), on);
  out.by_records = !rows.empty();
  out.answer = out.by_records && coverage->in_force.contains(on)
                   ? eligibility(question, *out.policy)
                   : by_coverage(*coverage, on);
  add_tables(out, out.by_records ? facts_of(question, *out.policy) : question.told, base_of(rows));
  return out;
}

void tell_entitlement(store::Store& store, const Rules& rules, const std::string& person,
                      Instant now) {
  const auto view = entitlement_now(store, rules, person, now.date(), now);
  if (!view) return;
  const Eligibility& answer = view->answer;
  Notice notice{NoticeKind::benefits_changed, {}, {}};
  const bool pays = answer.status == EligibilityStatus::eligible && answer.since.is_set();
  const bool waits =
      answer.status == EligibilityStatus::waiting && answer.begins && answer.begins->certain();
  if (pays || waits) {
    notice.kind = NoticeKind::benefits_begin;
    const Date from = pays ? answer.since : answer.begins->earliest;
    notice.values.push_back({"from", from.str(), {}});
    if (answer.ends.is_set()) notice.values.push_back({"to", answer.ends.str(), {}});
  }
  tell_person(store, person, notice, now);
}

Eligibility entitled_by(const ledger::Coverage& coverage,
                        const std::vector<ledger::Contribution>& rows, Date birth, Date on,
                        const Policy& policy) {
  return eligibility(question_of(coverage, rows, birth, on), policy);
}

Result<void> demand_eligible(const std::vector<ledger::Contribution>& all, const Rules& rules,
                             Date birth, const ledger::Coverage& coverage, Date on, Instant now) {
  const auto rows = contributions_at(all, now);
  if (rows.empty()) return {};
  const auto policy = rules.plans.services(coverage.area, coverage.insurance, on);
  if (policy == nullptr) return {};
  const Eligibility answer = entitled_by(coverage, rows, birth, on, *policy);
  if (answer.status == EligibilityStatus::eligible) return {};
  const bool unknown =
      answer.status == EligibilityStatus::may || answer.status == EligibilityStatus::unknown;
  return fail(Error{unknown ? ErrorCode::eligibility_unknown : ErrorCode::not_eligible, "/on",
                    on.str() + " " + std::string(code_of(answer.status)),
                    clause_of_answer(answer, *policy), sentence(answer.text)});
}

}  // namespace yitong::verbs
