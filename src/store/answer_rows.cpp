#include "store/answer_rows.h"

#include "ledger/journal.h"
#include "store/ledger_rows.h"
#include "store/record.h"

namespace yitong::store {
namespace {

using ledger::AnswerEntry;
using ledger::EntryKind;
using ledger::MessageRole;
using ledger::Resettled;

constexpr Sql kInsertAnswer{
    "INSERT INTO answer (bucket, seq, person_id, institution, message_id, at_micros, body_hash, "
    "request, reply) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
constexpr Sql kSelectAnswer{
    "SELECT person_id, institution, message_id, at_micros, body_hash, request, reply "
    "FROM answer WHERE bucket = $1 AND seq = $2"};
constexpr Sql kInsert{
    "INSERT INTO resettlement (bucket, seq, no, old_seq, reversal_seq, new_seq) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Sql kSelect{
    "SELECT old_seq, reversal_seq, new_seq, no FROM resettlement WHERE bucket = $1 AND seq = $2 "
    "ORDER BY no"};
constexpr Sql kSelectOld{
    "SELECT old_seq, reversal_seq, new_seq FROM resettlement WHERE bucket = $1 AND old_seq = $2"};

constexpr Sql kSelectNew{
    "SELECT old_seq, reversal_seq, new_seq FROM resettlement WHERE bucket = $1 AND new_seq = $2"};

std::optional<Resettled> first_of(Rows rows) {
  if (!rows.next()) return std::nullopt;
  return Resettled{rows.integer(0), rows.integer(1), rows.integer(2)};
}

void insert(Database& database, const Place& place, const AnswerEntry& answer, MessageRole role) {
  YT_CHECK(answer.id == place.id);
  database.run(kInsertAnswer, {integer(place.id.bucket), integer(place.id.seq),
                               text(answer.key.person), text(answer.key.institution),
                               text(answer.key.message_id), integer(answer.at.micros),
                               blob(answer.body), blob(answer.request), blob(answer.reply)});
  insert(database, answer.key, role, place.id);
}

}  // namespace

std::optional<AnswerEntry> find_answer(Database& database, ledger::EntryId id) {
  Rows rows = database.query(kSelectAnswer, {integer(id.bucket), integer(id.seq)});
  if (!rows.next()) return std::nullopt;
  return AnswerEntry{
      id,
      {std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2))},
      {rows.integer(3)},
      rows.digest(4),
      std::string(rows.blob(5)),
      std::string(rows.blob(6))};
}

void record_pending(Database& database, const Place& place, const AnswerEntry& answer) {
  insert(database, place, answer, MessageRole::pending);
  record_row(database, place, EntryKind::pending, answer.at, answer.key.person, digest_of(answer));
}

void record_refusal(Database& database, const Place& place, const AnswerEntry& answer,
                    MessageRole role) {
  YT_CHECK(role == MessageRole::refusal || role == MessageRole::tombstone);
  insert(database, place, answer, role);
  record_row(database, place, EntryKind::refusal, answer.at, answer.key.person, digest_of(answer));
}

void record_resettlement(Database& database, const Place& place,
                         const std::vector<Resettled>& members, const AnswerEntry& answer) {
  std::int64_t no = 0;
  for (const Resettled& each : members)
    database.run(kInsert,
                 {integer(place.id.bucket), integer(place.id.seq), integer(++no),
                  integer(each.old_seq), integer(each.reversal_seq), integer(each.new_seq)});
  insert(database, place, answer, MessageRole::resettlement);
  record_row(database, place, EntryKind::resettlement, answer.at, answer.key.person,
             digest_of(answer, members));
}

std::vector<Resettled> find_resettlement(Database& database, ledger::EntryId id) {
  Rows rows = database.query(kSelect, {integer(id.bucket), integer(id.seq)});
  std::vector<Resettled> out;
  while (rows.next()) {
    out.push_back({rows.integer(0), rows.integer(1), rows.integer(2)});
    if (rows.integer(3) != static_cast<std::int64_t>(out.size()))
      database.set_fault(
          {ErrorCode::corrupt,
           "resettlement/" + std::to_string(id.bucket) + "/" + std::to_string(id.seq),
           "no",
           "1, 2, 3 …",
           {}});
  }
  return out;
}

std::optional<Resettled> find_resettled(Database& database, ledger::EntryId old) {
  return first_of(database.query(kSelectOld, {integer(old.bucket), integer(old.seq)}));
}

std::optional<Resettled> find_resettled_as(Database& database, ledger::EntryId now) {
  return first_of(database.query(kSelectNew, {integer(now.bucket), integer(now.seq)}));
}

}  // namespace yitong::store
