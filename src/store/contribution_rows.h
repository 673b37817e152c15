// What was paid for a person. Rows are journaled at `known_since`.
#pragma once

#include "ledger/entitlement.h"
#include "store/entry_rows.h"
#include "store/store.h"

namespace yitong::store {

std::vector<ledger::Contribution> find_contributions(Database& database, std::string_view person);
/// Adds a row, numbering it. Errors: unknown_person, overlapping_periods, bad_value.
Result<std::int64_t> insert_contribution(Store& store, std::string_view person,
                                         ledger::Contribution added);
/// The row that starts at a column of the current row of a query, in the order of the table.
ledger::Contribution contribution_of(Rows& rows, int first);
/// By bucket: entry_seq, person_id, then the row from no to situations.
extern const Sql kSelectContributionsOf;

}  // namespace yitong::store
