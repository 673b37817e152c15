// What the ledger keeps, read back: settlements, reversals and messages out of their entries, and
// the accumulators. Writing is store/record.h.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/entry.h"
#include "ledger/posting.h"
#include "store/entry_rows.h"
#include "store/message_rows.h"

namespace yitong::store {

/// Nothing if there is no such settlement; a row whose content does not decode is a fault
/// (corrupt).
std::optional<ledger::SettlementEntry> find_settlement(Database& database, ledger::EntryId id);
/// The person's settlements recorded after `after_seq`, oldest first.
std::vector<ledger::SettlementEntry> settlements_of(Database& database, std::string_view person,
                                                    std::int64_t after_seq);

/// The person has a settlement of the institution.
bool has_settled_at(Database& database, std::string_view person, std::string_view institution);

std::optional<ledger::ReversalEntry> find_reversal(Database& database, ledger::EntryId id);
std::optional<ledger::ReversalEntry> find_reversal_of(Database& database,
                                                      ledger::EntryId settlement);
void insert(Database& database, const ledger::ReversalEntry& reversal);

/// The postings of a settlement or a reversal, which follow from what is recorded.
std::vector<ledger::Posting> find_postings(Database& database, ledger::EntryId id);

/// Keeps the idempotency key, which leads to the entry that answered.
void insert(Database& database, const ledger::MessageKey& key, ledger::MessageRole role,
            ledger::EntryId entry);
std::optional<ledger::Message> find_message(Database& database, std::int32_t bucket,
                                            const ledger::MessageKey& key);
/// `hash`: of the key, where it was worked out before.
std::optional<ledger::Message> find_message(Database& database, std::int32_t bucket,
                                            const ledger::MessageKey& key, const MessageHash& hash);

/// The pending message goes, so that its outcome can take its place.
void withdraw_pending(Database& database, const ledger::MessageKey& key);

/// The row of a person's counts in one scope and period (store/person_table.h).
std::string name_of_counts(std::string_view scope, std::string_view period);
/// Adds what the row holds to `out`; false: not of the grammar.
bool decode_counts(std::string_view name, std::string_view content,
                   std::vector<ledger::Accumulated>& out);
/// What becomes of rows when `changes` are added: those that change, as they are then, also where
/// there was none. `before` has all rows that they change. Nothing: one is not of the grammar.
std::optional<std::vector<RowChange>> counts_after(std::span<const NamedRow> before,
                                                   const std::vector<ledger::Accumulated>& changes);
/// What the person has accumulated in one scope, all periods.
std::vector<ledger::Accumulated> find_accumulators(Database& database, std::string_view person,
                                                   std::string_view scope);
void change_counts(Database& database, std::string_view person, std::span<const RowChange> changes);
void add(Database& database, std::string_view person,
         const std::vector<ledger::Accumulated>& changes);

}  // namespace yitong::store
