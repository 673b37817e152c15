// The pure middle of a settlement, run alike by the counter and, years later, by the audit.
#pragma once

#include "adjudication/accumulate.h"
#include "ledger/entry.h"
#include "verbs/record.h"

namespace yitong::verbs {

struct Adjudicated {
  Adjudicated() {}  ///< of its eleven kilobytes the settlement says what is used
  Settlement settlement;
  std::vector<Step> steps;
  Facts facts{};
  Moment moment{};
};

/// `before`: the person's accumulators of the plan's scope, zeros left out; those of other times
/// and names are passed over. Errors: the refusal in
/// words; identity_violated; bad_value for a fact that the plan does not know.
Result<Adjudicated> adjudicate(const Input& input, const ScopedBill& scoped, const Plan& plan,
                               const std::vector<ledger::Accumulated>& before, Date admitted,
                               Date on, std::string_view institution);

/// Those of the person's counts that the plan reads for these facts.
std::vector<ledger::Accumulated> read_by(const Plan& plan, const Facts& facts, const Moment& moment,
                                         std::vector<ledger::Accumulated> all);

/// Writes what follows from the result into the entry: payers, changes, outcome, steps. `entry` has
/// area, insurance, on. The own account pays before the family's.
void complete(ledger::SettlementEntry& entry, const Adjudicated& adjudicated, const Plan& plan,
              const Input& input);

}  // namespace yitong::verbs
