#include "verbs/adjudicate.h"

#include <algorithm>

#include "adjudication/year_end.h"
#include "verbs/rules.h"

namespace yitong::verbs {

Result<Adjudicated> adjudicate(const Input& input, const ScopedBill& scoped, const Plan& plan,
                               const std::vector<ledger::Accumulated>& before, Date admitted,
                               Date on, std::string_view institution) {
  const Date deciding = deciding_day(*plan.policy, admitted, on);
  Result<Adjudicated> made(std::in_place);  // eleven kilobytes: the only object returned
  auto facts = facts_of(plan, input.facts, deciding);
  if (!facts) {
    made = fail(std::move(facts.error()));
    return made;
  }
  if ((*facts)[Dim::days] == Facts::kUnset) (*facts)[Dim::days] = nights(admitted, on);
  Adjudicated& out = *made;
  out.facts = *facts, out.moment = moment_of(input.facts, deciding, institution);
  Periods periods(*plan.policy, out.moment);
  std::vector<std::int64_t> accumulators(plan.accumulators.size(), 0);
  for (std::size_t i = 0; i < accumulators.size(); ++i)
    for (const ledger::Accumulated& each : before)
      if (is_accumulator_name(each.name, plan.accumulators[i], plan, out.facts) &&
          each.period == periods.of(plan.accumulators[i]))
        accumulators[i] = each.amount;
  StepList sink;
  sink.steps.reserve(32);
  const Date first = admitted.is_set() ? admitted : on;
  const SettleInput settle_input{&scoped,
                                 &out.facts,
                                 accumulators.data(),
                                 input.account_available + input.shared.family_available.fen(),
                                 first.days(),
                                 on.days()};
  if (const Refused refused = settle(settle_input, plan, out.settlement, sink))
    made = fail(to_errors(refused, plan));
  else
    out.steps = std::move(sink.steps);
  return made;
}

std::vector<ledger::Accumulated> read_by(const Plan& plan, const Facts& facts, const Moment& moment,
                                         std::vector<ledger::Accumulated> all) {
  Periods periods(*plan.policy, moment);
  std::erase_if(all, [&](const ledger::Accumulated& each) {
    return each.amount == 0 ||
           std::ranges::none_of(plan.accumulators, [&](const Accumulator& accumulator) {
             return is_accumulator_name(each.name, accumulator, plan, facts) &&
                    periods.of(accumulator) == each.period;
           });
  });
  std::ranges::sort(all);
  return all;
}

void complete(ledger::SettlementEntry& entry, const Adjudicated& adjudicated, const Plan& plan,
              const Input& input) {
  const Settlement& settlement = adjudicated.settlement;
  entry.payers = {};
  entry.payers.total = Money::fen(settlement.total);
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    const Money paid = Money::fen(settlement.layer(static_cast<int>(i)));
    const std::string& fund = plan.layer(i).fund;
    const auto same = std::ranges::find(entry.payers.funds, fund, &ledger::Payers::Fund::fund);
    if (same != entry.payers.funds.end())
      same->paid += paid;
    else if (paid != Money())
      entry.payers.funds.push_back({fund, paid});
  }
  entry.payers.account = Money::fen(std::min(settlement.account, input.account_available));
  entry.payers.family_account = Money::fen(settlement.account) - entry.payers.account;
  entry.payers.cash = Money::fen(settlement.cash);
  const std::string scope = scope_of(entry.area, entry.insurance);
  Periods periods(*plan.policy, adjudicated.moment);
  entry.changes.clear();
  for (std::size_t i = 0; i < plan.accumulators.size(); ++i)
    if (settlement.accumulator_delta[i] != 0)
      entry.changes.push_back({scope, periods.of(plan.accumulators[i]),
                               accumulator_name(plan.accumulators[i], plan, adjudicated.facts),
                               settlement.accumulator_delta[i]});
  entry.outcome = encode(settlement, plan);
  entry.steps = encode(adjudicated.steps);
}

}  // namespace yitong::verbs
