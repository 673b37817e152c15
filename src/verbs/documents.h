// Documents: hand one in, show it, note who saw it, take it back. What takes long (looking into the
// upload, its file) has happened before; here is what a transaction decides.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/document_files.h"

namespace yitong::verbs {

inline constexpr std::size_t kMaxDocuments = 500;           ///< of a person, that are there
inline constexpr std::size_t kMaxDocumentsEver = 5'000;     ///< of a person, removed ones too
inline constexpr std::int64_t kMaxDocumentBytes = 1 << 30;  ///< of a person, that are there
inline constexpr std::size_t kMaxAccessesShown = 500;
/// Looks at one document by one account for one reason within ten minutes are one look.
inline constexpr std::int64_t kOneLookMicros = std::int64_t{600} * 1'000'000;

struct DocumentView {
  ledger::Document document;
  std::string name;
  bool in_use = false;
};

/// In a read transaction of its own: the documents that are there, newest first. Errors:
/// unknown_person, store faults.
Result<std::vector<DocumentView>> list_documents(store::Store& store, const std::string& person);

/// Errors: also unknown_document, for another person's and for removed ones.
Result<DocumentView> find_document(store::Store& store, const std::string& person,
                                   ledger::EntryId id);

/// The document with these bytes, if it is there. Errors: too_many_documents, for one that is not.
Result<std::optional<DocumentView>> find_same(const std::vector<DocumentView>& documents,
                                              const Digest& address);

struct Accesses {
  ledger::Document document;
  std::vector<ledger::DocumentEvent> events;  ///< newest first
};
/// Of a removed document too. Errors: unknown_person, unknown_document, store faults.
Result<Accesses> list_accesses(store::Store& store, const std::string& person, ledger::EntryId id);

struct Deposited {
  DocumentView view;
  bool replayed = false;  ///< the same bytes were there; the new file is not used
};
/// Inside the caller's transaction, for the commit queue. `document.file` is on disk. Errors:
/// unknown_person, too_many_documents.
Result<Deposited> deposit_now(store::Store& store, ledger::Document document, Instant now);

/// Notes what `event.action` says. Inside the caller's transaction. Errors: unknown_person,
/// unknown_document; to remove what a case uses, document_in_use, or document_kept where the case
/// will never let it go. Returns the document's row.
Result<ledger::Document> note_now(store::Store& store, ledger::DocumentEvent event, Instant now);

/// Erases the person, and then the files, which nobody could open any more. Errors: unknown_person,
/// store faults.
Result<void> erase_person(store::Store& store, const std::string& person,
                          const store::DocumentFolder& folder);

}  // namespace yitong::verbs
