// The pure middle of a settlement, run alike by the counter and, years later, by the audit.
#pragma once

#include "ledger/entry.h"
#include "verbs/record.h"

namespace yitong::verbs {

struct Adjudicated {
  Settlement settlement;
  std::vector<Step> steps;
  Facts facts;
};

/// `before`: accumulators of the plan's scope and period, zeros left out. Errors: the refusal in
/// words; identity_violated; bad_value for a fact that the plan does not know.
Result<Adjudicated> adjudicate(const Input& input, const ScopedBill& scoped, const Plan& plan,
                               const std::vector<ledger::Accumulated>& before);

/// Writes what follows from the result into the entry: payers, changes, outcome, steps. `entry` has
/// area, insurance, on.
void complete(ledger::SettlementEntry& entry, const Adjudicated& adjudicated, const Plan& plan);

}  // namespace yitong::verbs
