// Accounts: what comes in, who besides their person may use them, and what is left. Journaled; the
// balance is the fold of the entries.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/period.h"
#include "ledger/register.h"
#include "store/entry_rows.h"
#include "store/store.h"

namespace yitong::store {

/// Nothing where there has been no inflow.
std::optional<ledger::Account> find_account(Database& database, std::string_view person);
/// The table refuses, as a fault of the store, what would leave less than is held, or hold less
/// than nothing.
void change_account(Database& database, std::string_view person, Money balance, Money held);

std::optional<ledger::Inflow> find_inflow(Database& database, std::string_view person,
                                          std::string_view source);
/// In order of the source.
std::vector<ledger::Inflow> inflows_of(Database& database, std::string_view person);
/// `inflow.id` is given here.
void record(Database& database, ledger::Inflow inflow);

std::vector<ledger::Consent> find_consents(Database& database, std::string_view person);
/// The row that starts at a column of the current row of a query, in the order of the table.
ledger::Consent consent_of(Rows& rows, int first);
ledger::Inflow inflow_of(Rows& rows, std::int32_t bucket);
/// By bucket: entry_seq, person_id, source, amount_fen, at_micros.
extern const Sql kSelectInflows;
/// By bucket: entry_seq, person_id, then the row from no to yearly_limit_fen.
extern const Sql kSelectConsents;
/// Adds a row, numbering it. Errors: unknown_person (payer or relative), overlapping_periods,
/// bad_value.
Result<std::int64_t> insert_consent(Store& store, std::string_view person, ledger::Consent added);

}  // namespace yitong::store
