// Grants of a person. Rows are journaled at `known_since`.
#pragma once

#include "ledger/grant.h"
#include "store/entry_rows.h"
#include "store/store.h"

namespace yitong::store {

std::vector<ledger::Grant> find_grants(Database& database, std::string_view person);
/// Adds a row, numbering it; inside the caller's transaction. Form is the caller's to check
/// (verbs::faults_of). Errors: unknown_person, overlapping_periods, bad_value.
Result<std::int64_t> insert_grant(Store& store, std::string_view person, ledger::Grant added);
/// The row that starts at a column of the current row of a query, in the order of the table.
ledger::Grant grant_of(Rows& rows, int first);
/// By bucket: entry_seq, person_id, then the row from no to case_number.
extern const Sql kSelectGrantsOf;

}  // namespace yitong::store
