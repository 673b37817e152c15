#include "verbs/documents.h"

#include <algorithm>

#include "base/id.h"
#include "cases/engine.h"
#include "store/case_rows.h"
#include "store/person_rows.h"
#include "verbs/in_transaction.h"

namespace yitong::verbs {
namespace {

std::unexpected<Errors> no_document(ledger::EntryId id) {
  return fail(ErrorCode::unknown_document, {}, ledger::document_number(id));
}

/// Inside a transaction: rows of the documents, and the names opened.
Result<std::vector<DocumentView>> views_of(store::Store& store, const std::string& person) {
  const auto keys = store::document_keys(store, person);
  if (!keys) return fail(keys.error());
  std::vector<DocumentView> out;
  for (store::KeptDocument& kept : store::documents_of(store.database(), person)) {
    if (kept.removed) continue;
    const auto name = unseal(bytes_of(keys->sealing), "document/name/" + kept.document.file,
                             kept.document.sealed_name);
    if (!name)
      return fail(ErrorCode::corrupt, ledger::document_number(kept.document.id), "a broken seal");
    out.push_back({std::move(kept.document), *name, !kept.used_by.empty()});
  }
  std::ranges::reverse(out);
  return out;
}

template <class Read>
auto reading(store::Store& store, Read read) -> decltype(read()) {
  store.database().begin_read();
  auto out = read();
  if (auto fine = store.database().commit(); !fine) return fail(std::move(fine.error()));
  return out;
}

/// A page that is loaded again is not seen twice, and nobody fills the journal by asking.
bool just_noted(store::Store& store, const ledger::DocumentEvent& event, Instant now) {
  constexpr std::size_t kLatest = 8;
  if (event.action != ledger::DocumentAction::content &&
      event.action != ledger::DocumentAction::thumbnail)
    return false;
  const auto latest = store::events_of(store.database(), event.person, event.document_seq, kLatest);
  return std::ranges::any_of(latest, [&](const ledger::DocumentEvent& each) {
    return each.action == event.action && each.by.role == event.by.role &&
           each.by.account == event.by.account && each.why == event.why &&
           each.reference == event.reference && each.at.micros <= now.micros &&
           now.micros - each.at.micros < kOneLookMicros;
  });
}

Result<void> demand_room(store::Store& store, const std::vector<DocumentView>& documents,
                         const ledger::Document& added) {
  std::int64_t bytes = added.size;
  for (const DocumentView& each : documents) bytes += each.document.size;
  const bool many = documents.size() >= kMaxDocuments ||
                    store::documents_of(store.database(), added.person).size() >= kMaxDocumentsEver;
  if (!many && bytes <= kMaxDocumentBytes) return {};
  return fail(ErrorCode::too_many_documents, {},
              std::to_string(documents.size()) + " documents, " + std::to_string(bytes) + " bytes",
              "<= 500 documents, <= 1 GiB, <= 5,000 ever");
}

/// Whether it can be removed one day, as the tables of cases say of its use.
std::unexpected<Errors> in_use(store::Database& database, const store::KeptDocument& kept) {
  for (const std::string& number : kept.used_by) {
    const auto id = ledger::parse_case_number(number);
    const auto file = id ? store::find_case(database, *id) : std::nullopt;
    const auto kind = file ? cases::parse_kind(file->kind) : std::nullopt;
    const auto state = file ? cases::parse_state(file->now.state) : std::nullopt;
    if (kind && state && !cases::can_let_go(*kind, *state))
      return fail(ErrorCode::document_kept, {}, number);
  }
  return fail(ErrorCode::document_in_use, {}, *kept.used_by.begin());
}

}  // namespace

Result<std::vector<DocumentView>> list_documents(store::Store& store, const std::string& person) {
  return reading(store, [&] { return views_of(store, person); });
}

Result<DocumentView> find_document(store::Store& store, const std::string& person,
                                   ledger::EntryId id) {
  auto documents = list_documents(store, person);
  if (!documents) return fail(std::move(documents.error()));
  for (DocumentView& each : *documents)
    if (each.document.id == id) return std::move(each);
  return no_document(id);
}

Result<std::optional<DocumentView>> find_same(const std::vector<DocumentView>& documents,
                                              const Digest& address) {
  for (const DocumentView& each : documents)
    if (each.document.address == address) return each;
  if (documents.size() < kMaxDocuments) return std::nullopt;
  return fail(ErrorCode::too_many_documents, {}, std::to_string(documents.size()) + " documents",
              "<= 500 documents");
}

Result<Accesses> list_accesses(store::Store& store, const std::string& person, ledger::EntryId id) {
  return reading(store, [&]() -> Result<Accesses> {
    if (const auto keys = store::document_keys(store, person); !keys) return fail(keys.error());
    for (store::KeptDocument& kept : store::documents_of(store.database(), person))
      if (kept.document.id == id)
        return Accesses{std::move(kept.document),
                        store::events_of(store.database(), person, id.seq, kMaxAccessesShown)};
    return no_document(id);
  });
}

Result<Deposited> deposit_now(store::Store& store, ledger::Document document, Instant now) {
  auto documents = views_of(store, document.person);
  if (!documents) return fail(std::move(documents.error()));
  document.at = now;
  for (DocumentView& each : *documents)
    if (each.document.address == document.address) {
      const bool own = each.document.file == document.file;  // this very work ran before
      return Deposited{std::move(each), !own};
    }
  if (auto room = demand_room(store, *documents, document); !room)
    return fail(std::move(room.error()));
  document.id = store::record(store.database(), document);
  const auto keys = store::document_keys(store, document.person);
  const auto name =
      unseal(bytes_of(keys->sealing), "document/name/" + document.file, document.sealed_name);
  return Deposited{{std::move(document), name.value_or(std::string()), false}, false};
}

Result<ledger::Document> note_now(store::Store& store, ledger::DocumentEvent event, Instant now) {
  if (const auto keys = store::document_keys(store, event.person); !keys) return fail(keys.error());
  const ledger::EntryId id{bucket_of(event.person), event.document_seq};
  for (store::KeptDocument& kept : store::documents_of(store.database(), event.person)) {
    if (kept.document.id != id || kept.removed) continue;
    if (event.action == ledger::DocumentAction::removed && !kept.used_by.empty())
      return in_use(store.database(), kept);
    event.at = now;
    if (!just_noted(store, event, now)) store::record(store.database(), std::move(event));
    return std::move(kept.document);
  }
  return no_document(id);
}

Result<void> erase_person(store::Store& store, const std::string& person,
                          const store::DocumentFolder& folder) {
  std::vector<store::KeptDocument> documents;
  auto erased = in_transaction(store, [&] {
    documents = store::documents_of(store.database(), person);
    return store::erase_person(store, person);
  });
  if (!erased) return erased;
  for (const store::KeptDocument& each : documents)
    folder.remove(each.document.id.bucket, each.document.file);
  return {};
}

}  // namespace yitong::verbs
