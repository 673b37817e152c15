#include "store/document_rows.h"

#include <map>

#include "base/id.h"
#include "store/person_rows.h"
#include "store/record.h"

namespace yitong::store {
namespace {

using ledger::Document;
using ledger::DocumentAction;
using ledger::DocumentEvent;
using ledger::EntryKind;

#define DOCUMENT_COLUMNS                                                                     \
  "seq, person_id, address, kind, type, size_bytes, width, height, pages, file, file_hash, " \
  "sealed_name, role, account, at_micros"
#define EVENT_COLUMNS \
  "seq, person_id, document_seq, action, role, account, why, reference, at_micros"

constexpr Sql kInsertDocument{"INSERT INTO document (bucket, " DOCUMENT_COLUMNS
                              ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
                              "$14, $15, $16)"};
constexpr Sql kInsertDocumentEvent{"INSERT INTO document_event (bucket, " EVENT_COLUMNS
                                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
constexpr Sql kSelectDocumentsOf{
    "SELECT " DOCUMENT_COLUMNS " FROM document WHERE bucket = $1 AND person_id = $2 ORDER BY seq"};
constexpr Sql kSelectStandings{
    "SELECT document_seq, action, reference FROM document_event WHERE bucket = $1 AND person_id = "
    "$2 AND action IN ('r', 'u', 'l') ORDER BY seq"};
constexpr Sql kSelectEventsOf{"SELECT " EVENT_COLUMNS
                              " FROM document_event WHERE bucket = $1 AND person_id = $2 AND "
                              "document_seq = $3 ORDER BY seq DESC LIMIT $4"};
constexpr Sql kSelectLiveFiles{
    "SELECT d.seq, d.file, d.file_hash FROM document d JOIN person_row p ON p.bucket = d.bucket "
    "AND p.person_id = d.person_id WHERE d.bucket = $1 AND p.kind = 'a' AND LENGTH(p.content) > 0 "
    "AND NOT EXISTS "
    "(SELECT 1 FROM document_event e WHERE e.bucket = d.bucket AND e.person_id = d.person_id AND "
    "e.document_seq = d.seq AND e.action = 'r') ORDER BY d.seq"};

}  // namespace

const Sql kSelectDocuments{"SELECT " DOCUMENT_COLUMNS " FROM document WHERE bucket = $1"};
const Sql kSelectDocumentEvents{"SELECT " EVENT_COLUMNS " FROM document_event WHERE bucket = $1"};

Result<DocumentKeys> document_keys(Store& store, std::string_view person) {
  const auto key = person_key(store, person);
  if (!key) return fail(key.error());
  return DocumentKeys{hmac_sm3(*key, "yitong/document/1"),
                      hmac_sm3(*key, "yitong/document-address/1")};
}

Document document_of(Rows& rows, std::int32_t bucket) {
  Document out;
  out.id = {bucket, rows.integer(0)};
  out.person = rows.text(1), out.address = rows.digest(2);
  out.kind = rows.text(3), out.type = rows.text(4), out.size = rows.integer(5);
  out.width = rows.integer(6), out.height = rows.integer(7), out.pages = rows.integer(8);
  out.file = rows.text(9), out.file_hash = rows.digest(10), out.sealed_name = rows.blob(11);
  out.by = {std::string(rows.text(12)), std::string(rows.text(13))};
  out.at = {rows.integer(14)};
  return out;
}

DocumentEvent document_event_of(Rows& rows, std::int32_t bucket) {
  DocumentEvent out;
  out.id = {bucket, rows.integer(0)};
  out.person = rows.text(1), out.document_seq = rows.integer(2);
  // A letter that is none hashes to another value than any that was written.
  out.action = ledger::parse_document_action_letter(rows.text(3)).value_or(DocumentAction{});
  out.by = {std::string(rows.text(4)), std::string(rows.text(5))};
  out.why = rows.text(6), out.reference = rows.text(7), out.at = {rows.integer(8)};
  return out;
}

std::vector<KeptDocument> documents_of(Database& database, std::string_view person) {
  const std::int32_t bucket = bucket_of(person);
  std::vector<KeptDocument> out;
  std::map<std::int64_t, std::size_t> places;
  {
    Rows rows = database.query(kSelectDocumentsOf, {integer(bucket), text(person)});
    while (rows.next()) {
      places[rows.integer(0)] = out.size();
      out.push_back({document_of(rows, bucket), false, {}});
    }
  }
  Rows rows = database.query(kSelectStandings, {integer(bucket), text(person)});
  while (rows.next()) {
    const auto place = places.find(rows.integer(0));
    if (place == places.end()) continue;
    KeptDocument& kept = out[place->second];
    const auto action = ledger::parse_document_action_letter(rows.text(1));
    if (action == DocumentAction::removed) kept.removed = true;
    if (action == DocumentAction::used) kept.used_by.emplace(rows.text(2));
    if (action == DocumentAction::released) kept.used_by.erase(std::string(rows.text(2)));
  }
  return out;
}

std::vector<DocumentEvent> events_of(Database& database, std::string_view person,
                                     std::int64_t document_seq, std::size_t limit) {
  const std::int32_t bucket = bucket_of(person);
  std::vector<DocumentEvent> out;
  Rows rows = database.query(kSelectEventsOf, {integer(bucket), text(person), integer(document_seq),
                                               integer(static_cast<std::int64_t>(limit))});
  while (rows.next()) {
    out.push_back(document_event_of(rows, bucket));
    if (out.back().action == DocumentAction{})
      database.set_fault({ErrorCode::corrupt, "document_event", "action", "a known letter", {}});
  }
  return out;
}

ledger::EntryId record(Database& database, Document document) {
  const Place place = next_place(database, bucket_of(document.person));
  document.id = place.id;
  database.run(
      kInsertDocument,
      {integer(place.id.bucket), integer(place.id.seq), text(document.person),
       blob(document.address), text(document.kind), text(document.type), integer(document.size),
       integer(document.width), integer(document.height), integer(document.pages),
       text(document.file), blob(document.file_hash), blob(document.sealed_name),
       text(document.by.role), text(document.by.account), integer(document.at.micros)});
  record_row(database, place, EntryKind::document, document.at, document.person,
             digest_of(document));
  return place.id;
}

ledger::EntryId record(Database& database, DocumentEvent event) {
  const Place place = next_place(database, bucket_of(event.person));
  event.id = place.id;
  const char action = static_cast<char>(event.action);
  database.run(
      kInsertDocumentEvent,
      {integer(place.id.bucket), integer(place.id.seq), text(event.person),
       integer(event.document_seq), text(std::string_view(&action, 1)), text(event.by.role),
       text(event.by.account), text(event.why), text(event.reference), integer(event.at.micros)});
  record_row(database, place, EntryKind::document_event, event.at, event.person, digest_of(event));
  return place.id;
}

std::vector<LiveFile> live_files(Database& database, std::int32_t bucket) {
  std::vector<LiveFile> out;
  Rows rows = database.query(kSelectLiveFiles, {integer(bucket)});
  while (rows.next()) out.push_back({rows.integer(0), std::string(rows.text(1)), rows.digest(2)});
  return out;
}

}  // namespace yitong::store
