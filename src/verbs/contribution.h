// Contributions: what was paid for a person, as the agency or the tax office reports it.
#pragma once

#include "store/period_rows.h"

namespace yitong::verbs {

/// Returns the row's number. Errors: unknown_person, overlapping_periods, bad_value, bad_date.
Result<std::int64_t> add_contribution(store::Store& store, std::string_view person,
                                      ledger::Contribution contribution, Instant now);
/// The same inside the caller's transaction.
Result<std::int64_t> add_contribution_now(store::Store& store, std::string_view person,
                                          ledger::Contribution contribution, Instant now);
/// The rows believed now. Opens a read transaction. Errors: unknown_person, store faults.
Result<std::vector<ledger::Contribution>> view_contributions(store::Store& store,
                                                             const std::string& person,
                                                             Instant now);

}  // namespace yitong::verbs
