// Documents and what happened to them: rows that are only ever added, each an entry of the journal.
// A document is there until an event removes it or the person is erased.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "ledger/document.h"
#include "store/entry_rows.h"
#include "store/store.h"

namespace yitong::store {

/// Two keys for one purpose each, made of the person's own.
struct DocumentKeys {
  Digest sealing{}, addressing{};
};
/// Errors: unknown_person (no such number, or erased), corrupt.
Result<DocumentKeys> document_keys(Store& store, std::string_view person);

struct KeptDocument {
  ledger::Document document;
  bool removed = false;
  std::set<std::string> used_by;  ///< references of the cases that use it
};
/// In order of their numbers, removed ones too.
std::vector<KeptDocument> documents_of(Database& database, std::string_view person);
/// Newest first, at most `limit`.
std::vector<ledger::DocumentEvent> events_of(Database& database, std::string_view person,
                                             std::int64_t document_seq, std::size_t limit);

/// `id` is given here; journaled at `at`.
ledger::EntryId record(Database& database, ledger::Document document);
ledger::EntryId record(Database& database, ledger::DocumentEvent event);

/// The rows that start at the first column of a query by bucket.
ledger::Document document_of(Rows& rows, std::int32_t bucket);
ledger::DocumentEvent document_event_of(Rows& rows, std::int32_t bucket);
extern const Sql kSelectDocuments, kSelectDocumentEvents;

/// A file that must be there.
struct LiveFile {
  std::int64_t seq = 0;
  std::string file;
  Digest hash{};
};
std::vector<LiveFile> live_files(Database& database, std::int32_t bucket);

}  // namespace yitong::store
