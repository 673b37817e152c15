// Grants: what cases decide about a person, and what a bill may rest on.
#pragma once

#include "store/period_rows.h"
#include "verbs/settlement.h"

namespace yitong::verbs {

/// Faults of form: JSON pointers.
Errors faults_of(const ledger::Grant& grant);
/// Returns the row's number; known since `now`. Errors: unknown_person, overlapping_periods,
/// bad_value.
Result<std::int64_t> add_grant(store::Store& store, std::string_view person, ledger::Grant grant,
                               Instant now);
/// The same inside the caller's transaction.
Result<std::int64_t> add_grant_now(store::Store& store, std::string_view person,
                                   ledger::Grant grant, Instant now);
/// Believed now, of any area. Opens a read transaction. Errors: unknown_person, store faults.
Result<std::vector<ledger::Grant>> view_grants(store::Store& store, const std::string& person,
                                               Instant now);

/// What a bill is judged by.
struct GrantQuestion {
  std::string_view area, insurance;  ///< the coverage's
  const SettleRequest* request = nullptr;
  const InstitutionFacts* institution = nullptr;
  const Catalogue* catalogue = nullptr;  ///< in force on the day; knows drug groups
  const Plan* plan = nullptr;
  const Policy* services = nullptr;  ///< service tables of the area, or null
  bool is_estimate = false;          ///< institution and doctor, where not told, are not asked for
};
/// Puts what counts into the facts: `diseases` merged, `grants` (codes of drugs and groups that are
/// granted to this bill, where the plan asks). Returns the grants that the bill rests on. Errors:
/// not_recognised; not_fixed (another institution, doctor, pharmacy or disease than the grant has),
/// with clause and remedy.
Result<std::vector<ledger::Grant>> apply_grants(std::span<const ledger::Grant> rows,
                                                const GrantQuestion& question, StatedFacts& facts,
                                                Instant now);

}  // namespace yitong::verbs
