// Who may act for whom. Journaled; bitemporal like coverage.
#pragma once

#include <string>
#include <vector>

#include "ledger/login.h"
#include "store/entry_rows.h"
#include "store/store.h"

namespace yitong::store {

std::vector<ledger::Delegation> find_delegations(Database& database, std::string_view person);
/// Persons who have ever let `delegate` act for them.
std::vector<std::string> find_principals(Database& database, std::string_view delegate);
/// Adds a row, numbering it; journaled at `added.known_since`. Errors: unknown_person,
/// overlapping_periods, bad_value (also where the person has kMaxDelegations rows).
Result<std::int64_t> insert_delegation(Store& store, std::string_view person,
                                       ledger::Delegation added);
inline constexpr std::size_t kMaxDelegations = 100;

/// The row that starts at a column of the current row of a query, in the order of the table.
ledger::Delegation delegation_of(Rows& rows, int first);
/// By bucket: entry_seq, person_id, then the row from no to by_account.
extern const Sql kSelectDelegations;
extern const Sql kSelectDelegates;  ///< by bucket: delegate, person_id

}  // namespace yitong::store
