// The journal's table. Inserting at a place that another writer took meanwhile fails on the primary
// key, which fences out a writer that believes in an old head.
#pragma once

#include <optional>

#include "ledger/journal.h"
#include "store/database.h"

namespace yitong::store {

/// Where the bucket's next entry goes and what it links to.
struct Place {
  ledger::EntryId id;
  Digest previous{};
};
Place next_place(Database& database, std::int32_t bucket);

/// Appends an entry for row sets that were written at the place; computes leaf and link.
void append(Database& database, const Place& place, ledger::EntryKind kind, Instant at,
            std::vector<Digest> rows);

/// The entry of the current row of a query over (seq, kind, at_micros, row_digests, leaf, link).
/// Nothing if the row cannot be an entry.
std::optional<ledger::JournalEntry> journal_entry_of(Rows& rows, std::int32_t bucket);
extern const Sql kSelectChain;  ///< by bucket, in order of seq

}  // namespace yitong::store
