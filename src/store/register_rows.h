// The register's tables: register_event, insert-only and journaled, and register_hold, its fold.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/register.h"
#include "store/entry_rows.h"

namespace yitong::store {

std::optional<ledger::Holding> find_holding(Database& database, const ledger::Thing& thing,
                                            const ledger::MessageKey& holder);
/// Who holds an invoice, if anybody does.
std::optional<ledger::Holding> find_holder(Database& database, const ledger::Thing& thing);
/// What the relative's settlements of the calendar year hold of the payer's account.
Money used_by(Database& database, std::string_view payer, std::string_view relative, int year);
/// Holdings that wait for a decision although their time is over, or that end after `ahead`, as
/// they do when the clock was set back; of the oldest at most `limit`.
std::vector<ledger::Holding> stale_holdings(Database& database, Instant now, Instant ahead,
                                            std::int64_t limit);

/// Inserts the event where its thing lives, if it changes anything: holding, account, journal.
/// `event.id` is given here.
void record(Database& database, ledger::RegisterEvent event);

std::optional<ledger::RegisterEvent> find_event(Database& database, ledger::EntryId id);
/// The row of a query over kind, thing, person_id, institution, message_id, state, amount_fen,
/// on_day, expires_micros. Nothing if it cannot be a holding.
std::optional<ledger::Holding> holding_of(Rows& rows);
extern const Sql kSelectHoldings;  ///< by bucket, in order of the key

}  // namespace yitong::store
