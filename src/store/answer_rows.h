// Answers that no settlement or reversal stands behind: pending, refused after that, resettled.
#pragma once

#include <optional>
#include <vector>

#include "store/entry_rows.h"

namespace yitong::store {

std::optional<ledger::AnswerEntry> find_answer(Database& database, ledger::EntryId id);

/// The state `unknown`: the entry, and its message as pending.
void record_pending(Database& database, const Place& place, const ledger::AnswerEntry& answer);
/// The message of a pending entry, withdrawn before, is refused; or, as a tombstone, one that is
/// not known never is to settle.
void record_refusal(Database& database, const Place& place, const ledger::AnswerEntry& answer,
                    ledger::MessageRole role);

/// Which settlement took the place of which: written once, never lost.
void record_resettlement(Database& database, const Place& place,
                         const std::vector<ledger::Resettled>& members,
                         const ledger::AnswerEntry& answer);
/// The members of one resettlement, as written at its place.
std::vector<ledger::Resettled> find_resettlement(Database& database, ledger::EntryId id);
/// The row of the settlement that was replaced, and of the one that took its place.
std::optional<ledger::Resettled> find_resettled(Database& database, ledger::EntryId old);
std::optional<ledger::Resettled> find_resettled_as(Database& database, ledger::EntryId now);

}  // namespace yitong::store
