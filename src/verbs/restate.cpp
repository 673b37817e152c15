#include "verbs/restate.h"

#include <algorithm>
#include <map>

#include "store/account_rows.h"
#include "store/ledger_rows.h"
#include "store/person_rows.h"
#include "verbs/adjudicate.h"
#include "verbs/bill_check.h"
#include "verbs/decide.h"
#include "verbs/recorded_rules.h"
#include "verbs/scope.h"

namespace yitong::verbs {
namespace {

using ledger::Accumulated;
using ledger::SettlementEntry;

std::string* fact(StatedFacts& facts, std::string_view key) {
  for (auto& [name, text] : facts)
    if (name == key) return &text;
  return nullptr;
}

std::unexpected<Errors> at(const SettlementEntry& old, Errors errors) {
  for (Error& error : errors)
    error.path = number_of(ledger::EntryKind::settlement, old.id) + error.path;
  return fail(std::move(errors));
}

/// A year of a person, as it stands while its settlements are taken back and made again.
class Restating {
 public:
  Restating(store::Store& store, const Rules& rules, Instant now,
            const std::optional<Relined>& relined)
      : store_(store), recorded_(store.database()), rules_(rules), now_(now), relined_(relined) {}

  void take_back(const std::vector<SettlementEntry>& all);
  Result<Restated> again(const SettlementEntry& old, RulesOf which);
  void count(const SettlementEntry& settled);

 private:
  struct InForce {
    std::shared_ptr<const Plan> plan;
    std::shared_ptr<const Catalogue> catalogue;
  };
  Result<InForce> rules_for(const ledger::SettlementEntry& old, const Bill& bill, RulesOf which);
  void know_now(const Plan& plan, const Bill& bill, const std::string& person, Input& input);
  std::vector<Accumulated> counts_of(const std::string& scope) const;

  store::Store& store_;
  RecordedRules recorded_;
  const Rules& rules_;
  const Instant now_;
  const std::optional<Relined>& relined_;
  using Count = std::tuple<std::string, std::string, std::string>;  ///< scope, period, name
  std::map<Count, std::int64_t> counts_;
  Money account_;  ///< free, with what was taken back
};

void Restating::take_back(const std::vector<SettlementEntry>& all) {
  store::Database& database = store_.database();
  const std::string& person = all.front().key.person;
  const auto account = store::find_account(database, person);
  if (account) account_ = account->free();
  for (const SettlementEntry& each : all) {
    const std::string scope = scope_of(each.area, each.insurance);
    if (counts_.lower_bound({scope, "", ""}) == counts_.end() ||
        std::get<0>(counts_.lower_bound({scope, "", ""})->first) != scope)
      for (const Accumulated& value : store::find_accumulators(database, person, scope))
        counts_[{value.scope, value.period, value.name}] = value.amount;
  }
  for (const SettlementEntry& each : all) {
    for (const Accumulated& change : each.changes)
      counts_[{change.scope, change.period, change.name}] -= change.amount;
    account_ += each.payers.account;
  }
}

void Restating::count(const SettlementEntry& settled) {
  for (const Accumulated& change : settled.changes)
    counts_[{change.scope, change.period, change.name}] += change.amount;
  account_ -= settled.payers.account;
}

std::vector<Accumulated> Restating::counts_of(const std::string& scope) const {
  std::vector<Accumulated> out;
  for (const auto& [key, value] : counts_)
    if (std::get<0>(key) == scope)
      out.push_back({scope, std::get<1>(key), std::get<2>(key), value});
  return out;
}

Result<Restating::InForce> Restating::rules_for(const SettlementEntry& old, const Bill& bill,
                                                RulesOf which) {
  if (which == RulesOf::recorded) {
    InForce out{recorded_.plan_of(old.plan, old.insurance), recorded_.catalogue_of(old.catalogue)};
    if (out.plan == nullptr || out.catalogue == nullptr)
      return fail(ErrorCode::corrupt, {}, "a plan or catalogue that cannot be read",
                  "the texts recorded with the settlement");
    return out;
  }
  auto plans = plans_of(rules_, old.area, old.insurance, bill);
  if (!plans) return fail(std::move(plans.error()));
  InForce out{plans->exact, rules_.editions.on(old.on)};
  if (out.catalogue == nullptr)
    return fail(ErrorCode::unknown_institution, {}, "no edition was in force on " + old.on.str());
  return out;
}

/// What depends on the plan's own words: the relation of the areas, the day of the age.
void Restating::know_now(const Plan& plan, const Bill& bill, const std::string& person,
                         Input& input) {
  const auto relation = static_cast<std::size_t>(relation_of(*plan.policy, input.treatment_area));
  if (std::string* const text = fact(input.facts, "relation"))
    *text = info(Dim::relation).values[relation].code;
  const auto data = store::open_person(store_, person);
  if (std::string* const text = fact(input.facts, "age"); text != nullptr && data)
    *text = std::to_string(age_on(data->birth(), age_day(*plan.policy, bill)));
}

Result<Restated> Restating::again(const SettlementEntry& old, RulesOf which) {
  auto input = decode_input(old.input);
  auto bill = input ? bill_of(old, *input) : std::nullopt;
  if (!bill) return fail(ErrorCode::corrupt, {}, "an input that cannot be read");
  auto in_force = rules_for(old, *bill, which);
  if (!in_force) return fail(std::move(in_force.error()));
  const Plan& plan = *in_force->plan;
  if (which == RulesOf::known_now) know_now(plan, *bill, old.key.person, *input);
  if (relined_ && relined_->settlement == old.id) {
    Errors faults;
    check_refused(faults, relined_->refused, bill->lines.size());
    if (!faults.empty()) return fail(std::move(faults));
    set_refused(input->facts, relined_->refused);
  }
  const auto scoped = scope(*bill, input->facts, input->treatment_area, *in_force->catalogue);
  if (!scoped) return fail(scoped.error());
  input->bill.clear(), input->scoped.clear();
  input->account_available =
      std::max<std::int64_t>(0, std::min(input->account_available, account_.fen()));
  input->shared.family_available = old.payers.family_account;
  input->shared.resettled = true;
  Restated out;
  SettlementEntry& entry = out.now;
  entry.key = old.key, entry.area = old.area, entry.insurance = old.insurance;
  entry.on = old.on, entry.at = now_;
  entry.plan = plan.hash, entry.catalogue = in_force->catalogue->hash();
  entry.bill = encode(*bill, &entry.recurring_in_bill);
  entry.input = encode(*input, &entry.recurring_in_input);
  entry.before = counts_of(scope_of(old.area, old.insurance));
  auto adjudicated = adjudicate(*input, *scoped, plan, entry.before, bill->admitted, entry.on,
                                institution_of(input->facts, old.key));
  if (!adjudicated) return fail(std::move(adjudicated.error()));
  entry.before = read_by(plan, adjudicated->facts, adjudicated->moment, std::move(entry.before));
  complete(entry, *adjudicated, plan, *input);
  if (!entry.payers.adds_up())
    return fail(ErrorCode::identity_violated, {}, entry.payers.total.str(),
                "total = sum of payers");
  out.settled = {
      {},
      {},
      entry.on,
      fact_in(input->facts, "filing"),
      fact_in(input->facts, "relation"),
      in_force->plan,
      in_force->catalogue,
      report(adjudicated->settlement, adjudicated->steps, adjudicated->facts, plan, entry.on),
      entry.payers.family_account,
      input->shared.family_payer,
      input->shared.invoice};
  out.old = old;
  return out;
}

}  // namespace

Result<std::vector<Restated>> restate(store::Store& store, const Rules& rules,
                                      const std::string& person,
                                      const std::vector<ledger::EntryId>& named, RulesOf which,
                                      Instant now, const std::optional<Relined>& relined) {
  store::Database& database = store.database();
  Errors errors;
  for (const ledger::EntryId id : named) {
    const auto entry = store::find_settlement(database, id);
    const std::string number = number_of(ledger::EntryKind::settlement, id);
    if (!entry || entry->key.person != person)
      errors.push_back({ErrorCode::unknown_settlement, "/settlements", number, {}, {}});
    else if (entry->state == ledger::State::reversed)
      errors.push_back({ErrorCode::already_reversed, "/settlements", number, {}, {}});
  }
  if (named.empty())
    errors.push_back({ErrorCode::missing_field, "/settlements", {}, "at least one", {}});
  if (!errors.empty()) return fail(std::move(errors));

  const std::int64_t first = std::ranges::min(named).seq;
  auto all = store::settlements_of(database, person, first - 1);
  std::erase_if(all, [](const auto& each) { return each.state != ledger::State::settled; });
  if (database.failed() || all.empty()) return fail(ErrorCode::store_failed);
  Restating year(store, rules, now, relined);
  year.take_back(all);
  std::vector<Restated> out;
  for (const SettlementEntry& old : all) {
    const bool is_named = std::ranges::find(named, old.id) != named.end();
    auto again = year.again(old, is_named ? which : RulesOf::recorded);
    if (!again) return at(old, std::move(again.error()));
    if (!is_named && again->now.before == old.before) {
      year.count(old);
      continue;
    }
    // One that only follows is settled by the same rules as those named.
    if (!is_named && which == RulesOf::known_now) again = year.again(old, which);
    if (!again) return at(old, std::move(again.error()));
    year.count(again->now);
    out.push_back(std::move(*again));
    if (out.size() > kMaxRestated)
      return fail(ErrorCode::too_large, "/settlements", std::to_string(out.size()),
                  "at most " + std::to_string(kMaxRestated) + " with those that follow");
  }
  return out;
}

std::vector<std::pair<std::string, Money>> differences(const ledger::Payers& old,
                                                       const ledger::Payers& now) {
  std::vector<std::pair<std::string, Money>> out;
  const auto add = [&](const std::string& payer, Money amount) {
    const auto at = std::ranges::find(out, payer, &std::pair<std::string, Money>::first);
    if (at != out.end())
      at->second += amount;
    else
      out.emplace_back(payer, amount);
  };
  for (const ledger::Payers::Fund& fund : old.funds) add(fund.fund, -fund.paid);
  for (const ledger::Payers::Fund& fund : now.funds) add(fund.fund, fund.paid);
  add("account", now.account - old.account);
  add("family_account", now.family_account - old.family_account);
  add("cash", now.cash - old.cash);
  add("institution", now.institution - old.institution);
  std::erase_if(out, [](const auto& each) { return each.second == Money(); });
  return out;
}

}  // namespace yitong::verbs
