#include "verbs/adjudicate.h"

#include <algorithm>

#include "verbs/rules.h"

namespace yitong::verbs {

Result<Adjudicated> adjudicate(const Input& input, const ScopedBill& scoped, const Plan& plan,
                               const std::vector<ledger::Accumulated>& before) {
  auto facts = facts_of(plan, input.facts);
  if (!facts) return fail(std::move(facts.error()));
  std::vector<std::int64_t> accumulators(plan.accumulators.size(), 0);
  for (const ledger::Accumulated& each : before) {
    const int index = plan.accumulator(each.name);
    if (index >= 0) accumulators[static_cast<std::size_t>(index)] = each.amount;
  }
  Adjudicated out{{}, {}, *facts};
  StepList sink;
  const SettleInput settle_input{&scoped, &out.facts, accumulators.data(), input.account_available};
  if (const Refused refused = settle(settle_input, plan, out.settlement, sink))
    return fail(to_errors(refused, plan));
  if (const char* broken = broken_identity(out.settlement, plan))
    return fail(ErrorCode::identity_violated, {}, {}, broken);
  out.steps = std::move(sink.steps);
  return out;
}

void complete(ledger::SettlementEntry& entry, const Adjudicated& adjudicated, const Plan& plan) {
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
  entry.payers.account = Money::fen(settlement.account);
  entry.payers.cash = Money::fen(settlement.cash);
  const std::string scope = scope_of(entry.area, entry.insurance), period = period_of(entry.on);
  entry.changes.clear();
  for (std::size_t i = 0; i < plan.accumulators.size(); ++i)
    if (settlement.accumulator_delta[i] != 0)
      entry.changes.push_back(
          {scope, period, plan.accumulators[i].name, settlement.accumulator_delta[i]});
  entry.outcome = encode(settlement, plan);
  entry.steps = encode(adjudicated.steps);
}

}  // namespace yitong::verbs
