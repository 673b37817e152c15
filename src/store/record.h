// What an entry writes, all of it, inside the caller's transaction: its row in the journal, the key
// of its message, accumulators. Callers decide first and record last.
#pragma once

#include "ledger/entry.h"
#include "store/ledger_rows.h"

namespace yitong::store {

/// What a settlement writes, worked out before it is written.
struct SettlementRows {
  Place place;
  EntryRow entry;
  MessageHash message{};  ///< of the key
  std::vector<ledger::Accumulated> changes;
  Money account;  ///< what the own account pays
  /// As the changes make them; nothing: they are read when it is written.
  std::optional<std::vector<RowChange>> counts;
  /// The same of the row of keys that has the message's.
  std::optional<RowChange> keys;

  KeptKey key() const { return {message, ledger::MessageRole::settlement, place.id.seq}; }
};
/// `settlement.id` is `place.id`. The payers add up; the caller has refused what does not. `body`:
/// SM3 of the request's canonical bytes; `message`: of the settlement's key.
SettlementRows rows_of(Texts& texts, const Place& place, const ledger::SettlementEntry& settlement,
                       const Digest& body, std::string_view reply, const MessageHash& message);
/// At the end of its bucket's chain, which is still where it was.
void record(Database& database, const SettlementRows& rows);
/// Posts the negation of `settlement`, takes its changes back and marks it reversed.
void record(Database& database, const Place& place, const ledger::ReversalEntry& reversal,
            const ledger::SettlementEntry& settlement, const ledger::Message& message);
/// Answers a reversal of `original`, which is not known, and keeps its key, so that a late original
/// is refused. `known_tombstone`: the key is already kept, only the answer is new.
void record_tombstone(Database& database, const Place& place, const ledger::MessageKey& original,
                      bool known_tombstone, Instant at, const ledger::Message& message);
/// Chains an entry that stands in a table of its own (a coverage, an inflow, an answer), whose row,
/// of digest `row`, was written at the place.
void record_row(Database& database, const Place& place, ledger::EntryKind kind, Instant at,
                const std::string& person, const Digest& row);

}  // namespace yitong::store
