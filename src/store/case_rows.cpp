#include "store/case_rows.h"

#include "base/check.h"
#include "base/id.h"
#include "store/case_index.h"
#include "store/person_rows.h"
#include "store/record.h"

namespace yitong::store {
namespace {

using ledger::CaseEvent;
using ledger::CaseFile;
using ledger::EntryId;

#define CASE_EVENT_COLUMNS                                                                       \
  "seq, person_id, case_seq, no, kind, area, insurance, action, from_state, outcome, to_state, " \
  "assignee, institution, due_day, amount_fen, waited_seconds, role, account, for_another, "     \
  "reason, wrote, request_key, request_hash, sealed, clear_hash, at_micros"

constexpr Sql kSelectCase{"SELECT " YT_CASE_FILE_COLUMNS
                          " FROM case_file WHERE bucket = $1 AND seq = $2"};
constexpr Sql kSelectCasesOf{
    "SELECT " YT_CASE_FILE_COLUMNS
    " FROM case_file WHERE bucket = $1 AND person_id = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4"};
constexpr Sql kSelectEventsOfCase{"SELECT " CASE_EVENT_COLUMNS
                                  " FROM case_event WHERE bucket = $1 AND case_seq = $2 "
                                  "ORDER BY seq"};
constexpr Sql kSelectRequest{
    "SELECT " CASE_EVENT_COLUMNS
    " FROM case_event WHERE bucket = $1 AND person_id = $2 AND request_key = $3 AND request_key "
    "<> ''"};
constexpr Sql kInsertCase{"INSERT INTO case_file (bucket, " YT_CASE_FILE_COLUMNS
                          ", blinds) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
                          "$13, $14, $15, $16, $17)"};
constexpr Sql kUpdateCase{
    "UPDATE case_file SET state = $1, assignee = $2, institution = $3, due_day = $4, amount_fen = "
    "$5, state_since_micros = $6, updated_micros = $7, version = $8, refused = $9 WHERE bucket = "
    "$10 AND seq = $11"};
constexpr Sql kInsertCaseEvent{"INSERT INTO case_event (bucket, " CASE_EVENT_COLUMNS
                               ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
                               "$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, "
                               "$27)"};
constexpr Sql kAddCount{
    "INSERT INTO case_count (bucket, area, kind, state, cases) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (bucket, area, kind, state) DO UPDATE SET cases = case_count.cases + "
    "excluded.cases"};
constexpr Sql kAddDay{
    "INSERT INTO case_day (bucket, area, day, kind, action, cases, waited_seconds, amount_fen) "
    "VALUES ($1, $2, $3, $4, $5, 1, $6, $7) ON CONFLICT (bucket, area, day, kind, action) DO "
    "UPDATE SET cases = case_day.cases + 1, waited_seconds = case_day.waited_seconds + "
    "excluded.waited_seconds, amount_fen = case_day.amount_fen + excluded.amount_fen"};
constexpr Sql kSelectDraft{
    "SELECT revision, sealed, at_micros FROM case_draft WHERE bucket = $1 AND case_seq = $2"};
constexpr Sql kPutDraft{
    "INSERT INTO case_draft (bucket, case_seq, person_id, revision, sealed, at_micros) VALUES ($1, "
    "$2, $3, $4, $5, $6) ON CONFLICT (bucket, case_seq) DO UPDATE SET revision = "
    "excluded.revision, sealed = excluded.sealed, at_micros = excluded.at_micros"};
constexpr Sql kSelectRevision{
    "SELECT revision FROM case_draft WHERE bucket = $1 AND case_seq = $2"};
constexpr Sql kDropDraft{"DELETE FROM case_draft WHERE bucket = $1 AND case_seq = $2"};
constexpr Sql kDropDraftsOf{"DELETE FROM case_draft WHERE bucket = $1 AND person_id = $2"};
constexpr Sql kForgetSealed{
    "UPDATE case_event SET sealed = $1 WHERE bucket = $2 AND person_id = $3"};

std::string draft_context(EntryId id, std::int64_t revision, Instant at) {
  return "case-draft/" + ledger::case_number(id) + "/" + std::to_string(revision) + "/" +
         std::to_string(at.micros);
}

void add_case_count(Database& database, const CaseFile& file, std::string_view state,
                    std::int64_t change) {
  database.run(kAddCount, {integer(bucket_of(file.area)), text(file.area), text(file.kind),
                           text(state), integer(change)});
}

void insert_case_event(Database& database, const CaseEvent& event) {
  database.run(kInsertCaseEvent, {integer(event.id.bucket),
                                  integer(event.id.seq),
                                  text(event.person),
                                  integer(event.case_seq),
                                  integer(event.no),
                                  text(event.kind),
                                  text(event.area),
                                  text(event.insurance),
                                  text(event.action),
                                  text(event.from),
                                  text(event.outcome),
                                  text(event.after.state),
                                  text(event.after.assignee),
                                  text(event.after.institution),
                                  integer(event.after.due_day),
                                  integer(event.after.amount.fen()),
                                  integer(event.waited_seconds),
                                  text(event.by.role),
                                  text(event.by.account),
                                  integer(event.for_another ? 1 : 0),
                                  text(event.reason),
                                  text(event.wrote),
                                  text(event.request_key),
                                  blob(event.request),
                                  blob(event.sealed),
                                  blob(event.clear),
                                  integer(event.at.micros)});
}

void update_file(Database& database, const CaseFile& file) {
  const ledger::CaseStanding& now = file.now;
  database.run(kUpdateCase,
               {text(now.state), text(now.assignee), text(now.institution), integer(now.due_day),
                integer(now.amount.fen()), integer(file.state_since.micros),
                integer(file.updated.micros), integer(file.version), integer(file.refused),
                integer(file.id.bucket), integer(file.id.seq)});
}

void insert_file(Database& database, const CaseFile& file) {
  const ledger::CaseStanding& now = file.now;
  database.run(
      kInsertCase,
      {integer(file.id.bucket), integer(file.id.seq), text(file.person), text(file.kind),
       text(file.area), text(file.insurance), text(now.state), text(now.assignee),
       text(now.institution), integer(now.due_day), integer(now.amount.fen()),
       integer(file.opened.micros), integer(file.state_since.micros), integer(file.updated.micros),
       integer(file.version), integer(file.refused), blob("")});
}

/// Seals, chains and inserts the event; its number is given.
void write_case_event(Store& store, const CaseKeys& keys, const Place& place, CaseEvent& event,
                      std::string_view clear) {
  event.clear = {}, event.sealed.clear();
  if (!clear.empty()) {
    event.clear = keys.hash(event_context(event), clear);
    event.sealed = keys.seal(event_context(event), clear);
  }
  insert_case_event(store.database(), event);
  record_row(store.database(), place, ledger::EntryKind::case_event, event.at, event.person,
             digest_of(event));
}

}  // namespace

const Sql kSelectCaseEvents{"SELECT " CASE_EVENT_COLUMNS
                            " FROM case_event WHERE bucket = $1 ORDER BY seq"};
const Sql kSelectCaseFiles{"SELECT " YT_CASE_FILE_COLUMNS
                           ", blinds FROM case_file WHERE bucket = $1"};

Digest CaseKeys::hash(std::string_view context, std::string_view clear) const {
  return hmac_sm3(bytes_of(hashing), std::string(context) + '\n' + std::string(clear));
}

std::string CaseKeys::seal(std::string_view context, std::string_view clear) const {
  constexpr std::size_t kNonce = 24;
  const Digest nonce =
      hmac_sm3(bytes_of(sealing), "nonce\n" + std::string(context) + '\n' + std::string(clear));
  return yitong::seal(bytes_of(sealing), bytes_of(nonce).substr(0, kNonce), context, clear);
}

std::optional<std::string> CaseKeys::open(std::string_view context, std::string_view sealed) const {
  return unseal(bytes_of(sealing), context, sealed);
}

Result<CaseKeys> case_keys(Store& store, std::string_view person) {
  const auto key = person_key(store, person);
  if (!key) return fail(key.error());
  return CaseKeys{hmac_sm3(*key, "yitong/case/1"), hmac_sm3(*key, "yitong/case-hash/1")};
}

std::string event_context(const CaseEvent& event) {
  return "case/" + ledger::case_number({event.id.bucket, event.case_seq}) + "/" +
         std::to_string(event.no);
}

CaseFile case_file_of(Rows& rows, std::int32_t bucket, int at) {
  CaseFile out;
  out.id = {bucket, rows.integer(at)};
  out.person = rows.text(at + 1), out.kind = rows.text(at + 2), out.area = rows.text(at + 3);
  out.insurance = rows.text(at + 4);
  out.now = {std::string(rows.text(at + 5)), std::string(rows.text(at + 6)),
             std::string(rows.text(at + 7)), rows.integer(at + 8),
             Money::fen(rows.integer(at + 9))};
  out.opened = {rows.integer(at + 10)}, out.state_since = {rows.integer(at + 11)};
  out.updated = {rows.integer(at + 12)};
  out.version = rows.integer(at + 13), out.refused = rows.integer(at + 14);
  return out;
}

CaseEvent case_event_of(Rows& rows, std::int32_t bucket) {
  CaseEvent out;
  out.id = {bucket, rows.integer(0)};
  out.person = rows.text(1), out.case_seq = rows.integer(2), out.no = rows.integer(3);
  out.kind = rows.text(4), out.area = rows.text(5), out.insurance = rows.text(6);
  out.action = rows.text(7), out.from = rows.text(8), out.outcome = rows.text(9);
  out.after = {std::string(rows.text(10)), std::string(rows.text(11)), std::string(rows.text(12)),
               rows.integer(13), Money::fen(rows.integer(14))};
  out.waited_seconds = rows.integer(15);
  out.by = {std::string(rows.text(16)), std::string(rows.text(17))};
  // Any number but 0 and 1 must not read as one of them.
  const std::int64_t for_another = rows.integer(18);
  out.for_another = for_another == 1;
  out.reason = rows.text(19), out.wrote = rows.text(20), out.request_key = rows.text(21);
  out.request = rows.digest(22), out.sealed = rows.blob(23), out.clear = rows.digest(24);
  out.at = {rows.integer(25)};
  if (for_another != 0 && for_another != 1) out.at = {};
  return out;
}

std::optional<CaseFile> find_case(Database& database, EntryId id) {
  Rows rows = database.query(kSelectCase, {integer(id.bucket), integer(id.seq)});
  if (!rows.next()) return std::nullopt;
  return case_file_of(rows, id.bucket, 0);
}

std::vector<CaseFile> cases_of(Database& database, std::string_view person, std::int64_t before_seq,
                               std::size_t limit) {
  const std::int32_t bucket = bucket_of(person);
  std::vector<CaseFile> out;
  Rows rows = database.query(kSelectCasesOf, {integer(bucket), text(person),
                                              integer(before_seq == 0 ? INT64_MAX : before_seq),
                                              integer(static_cast<std::int64_t>(limit))});
  while (rows.next()) out.push_back(case_file_of(rows, bucket, 0));
  return out;
}

std::vector<CaseEvent> case_events_of(Database& database, EntryId id) {
  std::vector<CaseEvent> out;
  Rows rows = database.query(kSelectEventsOfCase, {integer(id.bucket), integer(id.seq)});
  while (rows.next()) out.push_back(case_event_of(rows, id.bucket));
  return out;
}

std::optional<CaseEvent> find_case_request(Database& database, std::string_view person,
                                           std::string_view request_key) {
  const std::int32_t bucket = bucket_of(person);
  Rows rows = database.query(kSelectRequest, {integer(bucket), text(person), text(request_key)});
  if (!rows.next()) return std::nullopt;
  return case_event_of(rows, bucket);
}

void record(Store& store, const CaseKeys& keys, CaseFile& file, CaseEvent& event,
            std::string_view clear) {
  Database& database = store.database();
  const Place place = next_place(database, bucket_of(event.person));
  const bool opening = file.version == 0;
  event.id = place.id, event.no = file.version + 1;
  if (opening) event.case_seq = place.id.seq;
  if (!opening) event.waited_seconds = (event.at.micros - file.state_since.micros) / 1'000'000;
  write_case_event(store, keys, place, event, clear);
  YT_CHECK(fold(file, event));
  if (opening)
    insert_file(database, file);
  else
    update_file(database, file);
  if (event.from != event.after.state) {
    if (!opening) add_case_count(database, file, event.from, -1);
    add_case_count(database, file, event.after.state, 1);
  }
  database.run(kAddDay, {integer(bucket_of(file.area)), text(file.area),
                         integer(event.at.date().days()), text(file.kind), text(event.action),
                         integer(event.waited_seconds), integer(event.after.amount.fen())});
}

void record_refusal(Store& store, const CaseKeys& keys, CaseFile& file, CaseEvent event,
                    std::string_view clear) {
  YT_CHECK(!event.outcome.empty());
  event.after = file.now, event.no = -(file.refused + 1), event.waited_seconds = 0;
  event.request_key.clear();
  if (file.refused < ledger::kMaxRefusedKept) {
    const Place place = next_place(store.database(), bucket_of(event.person));
    event.id = place.id;
    write_case_event(store, keys, place, event, clear);
    YT_CHECK(fold(file, event));
  } else {
    ++file.refused;
  }
  update_file(store.database(), file);
}

std::optional<CaseDraft> find_case_draft(Database& database, const CaseKeys& keys, EntryId id) {
  Rows rows = database.query(kSelectDraft, {integer(id.bucket), integer(id.seq)});
  if (!rows.next()) return std::nullopt;
  const std::int64_t revision = rows.integer(0);
  const Instant at{rows.integer(2)};
  auto clear = keys.open(draft_context(id, revision, at), rows.blob(1));
  if (clear) return CaseDraft{revision, std::move(*clear), at};
  database.set_fault({ErrorCode::corrupt,
                      "case_draft/" + ledger::case_number(id),
                      "a broken seal",
                      "a seal under the person's key",
                      {}});
  return std::nullopt;
}

void keep_case_draft(Database& database, const CaseKeys& keys, const CaseFile& file,
                     std::string_view clear, Instant now) {
  std::int64_t revision = 1;
  {
    Rows rows = database.query(kSelectRevision, {integer(file.id.bucket), integer(file.id.seq)});
    if (rows.next()) revision = rows.integer(0) + 1;
  }
  const std::string sealed = keys.seal(draft_context(file.id, revision, now), clear);
  database.run(kPutDraft, {integer(file.id.bucket), integer(file.id.seq), text(file.person),
                           integer(revision), blob(sealed), integer(now.micros)});
}

void drop_case_draft(Database& database, EntryId id) {
  database.run(kDropDraft, {integer(id.bucket), integer(id.seq)});
}

void forget_cases(Database& database, std::string_view person) {
  const std::int32_t bucket = bucket_of(person);
  forget_words_of(database, person);
  database.run(kForgetSealed, {blob(""), integer(bucket), text(person)});
  database.run(kDropDraftsOf, {integer(bucket), text(person)});
}

}  // namespace yitong::store
