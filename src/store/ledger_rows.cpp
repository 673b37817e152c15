#include "store/ledger_rows.h"

#include <cstring>

#include "base/id.h"
#include "ledger/bytes.h"
#include "store/answer_rows.h"

namespace yitong::store {
namespace {

using ledger::EntryId;
using ledger::EntryKind;
using ledger::MessageRole;
using ledger::SettlementEntry;

constexpr Sql kSelectSettledAt{
    "SELECT e.seq FROM message m JOIN entry e ON e.bucket = m.bucket AND e.seq = m.entry_seq "
    "WHERE m.bucket = $1 AND m.person_id = $2 AND m.role = 's' AND e.institution = $3 LIMIT 1"};
constexpr Sql kSelectSettlementsOf{
    "SELECT e.seq, e.kind, e.state, e.at_micros, e.person_id, e.institution, e.message_id, "
    "e.content, e.link FROM message m JOIN entry e ON e.bucket = m.bucket AND e.seq = m.entry_seq "
    "WHERE m.bucket = $1 AND m.person_id = $2 AND m.role = 's' AND m.entry_seq > $3 ORDER BY "
    "e.seq"};

constexpr Sql kInsertReversal{
    "INSERT INTO reversal (bucket, settlement_seq, seq) VALUES ($1, $2, $3)"};
constexpr Sql kSelectReversalOf{
    "SELECT seq FROM reversal WHERE bucket = $1 AND settlement_seq = $2"};

constexpr Sql kInsertMessage{
    "INSERT INTO message (bucket, person_id, key, role, entry_seq) VALUES ($1, $2, $3, $4, $5)"};
constexpr Sql kSelectMessage{
    "SELECT role, entry_seq FROM message WHERE bucket = $1 AND person_id = $2 AND key = $3"};

constexpr Sql kWithdrawPending{
    "DELETE FROM message WHERE bucket = $1 AND person_id = $2 AND key = $3 AND role = 'p'"};

constexpr Sql kSelectAccumulators{
    "SELECT period, name, value FROM accumulator WHERE bucket = $1 AND person_id = $2 AND scope = "
    "$3"};
constexpr Sql kAddAccumulator{
    "INSERT INTO accumulator (bucket, person_id, scope, period, name, value) VALUES ($1, $2, $3, "
    "$4, $5, $6) "
    "ON CONFLICT (bucket, person_id, scope, period, name) DO UPDATE SET value = accumulator.value "
    "+ excluded.value"};

std::string_view view(const MessageHash& hash) { return {hash.data(), hash.size()}; }

/// The same of an entry whose answer stands in a table of its own.
std::optional<ledger::Message> message_of_answer(Database& database, EntryId id, EntryKind kind,
                                                 const ledger::MessageKey& key, MessageRole role) {
  const bool of_kind = role == MessageRole::pending        ? kind == EntryKind::pending
                       : role == MessageRole::resettlement ? kind == EntryKind::resettlement
                       : role == MessageRole::refusal || role == MessageRole::tombstone
                           ? kind == EntryKind::refusal
                           : false;
  auto answer = of_kind ? find_answer(database, id) : std::nullopt;
  if (!answer || answer->key != key) return std::nullopt;
  return ledger::Message{key, role, id, answer->body, std::move(answer->reply)};
}

/// What the entry says of the message whose key led to it; nothing if it is another's.
std::optional<ledger::Message> message_of(Database& database, const EntryRow& row,
                                          const ledger::MessageKey& key, MessageRole role) {
  const EntryKind kind = row.head.kind;
  if (kind == EntryKind::pending || kind == EntryKind::refusal || kind == EntryKind::resettlement)
    return message_of_answer(database, row.head.id, kind, key, role);
  Answered answered;
  if (row.head.kind == EntryKind::settlement) {
    if (!settlement_of(database, row, &answered)) return std::nullopt;
  } else if (auto read = answered_of(database, row)) {
    answered = std::move(*read);
  } else {
    return std::nullopt;
  }
  ledger::MessageKey held = row.head.key;
  if (role == MessageRole::tombstone) held.message_id = answered.original;
  const bool of_kind = role == MessageRole::settlement  ? row.head.kind == EntryKind::settlement
                       : role == MessageRole::tombstone ? row.head.kind == EntryKind::tombstone
                                                        : row.head.kind != EntryKind::settlement;
  if (held != key || !of_kind) return std::nullopt;
  if (role == MessageRole::tombstone) return ledger::Message{key, role, row.head.id, {}, {}};
  return ledger::Message{
      key, role, row.head.id, answered.body, std::move(answered.reply_bytes), answered.form};
}

}  // namespace

std::optional<SettlementEntry> find_settlement(Database& database, EntryId id) {
  const auto row = find_entry(database, id);
  if (!row || row->head.kind != EntryKind::settlement) return std::nullopt;
  return settlement_of(database, *row);
}

std::vector<SettlementEntry> settlements_of(Database& database, std::int32_t bucket,
                                            std::string_view person, std::int64_t after_seq) {
  Rows rows =
      database.query(kSelectSettlementsOf, {integer(bucket), text(person), integer(after_seq)});
  std::vector<SettlementEntry> out;
  while (rows.next())
    if (const auto row = entry_of(rows, bucket))
      if (auto settlement = settlement_of(database, *row)) out.push_back(std::move(*settlement));
  return out;
}

void insert(Database& database, const ledger::ReversalEntry& entry) {
  database.run(kInsertReversal,
               {integer(entry.id.bucket), integer(entry.settlement_seq), integer(entry.id.seq)});
}

bool has_settled_at(Database& database, std::string_view person, std::string_view institution) {
  Rows rows = database.query(kSelectSettledAt,
                             {integer(bucket_of(person)), text(person), text(institution)});
  return rows.next();
}

std::optional<ledger::ReversalEntry> find_reversal(Database& database, EntryId id) {
  const auto row = find_entry(database, id);
  if (!row || row->head.kind != EntryKind::reversal) return std::nullopt;
  const auto answered = answered_of(database, *row);
  if (!answered) return std::nullopt;
  return ledger::ReversalEntry{id, row->head.key, answered->settlement_seq, row->head.at};
}

std::optional<ledger::ReversalEntry> find_reversal_of(Database& database, EntryId settlement) {
  EntryId id{settlement.bucket, 0};
  {
    Rows rows =
        database.query(kSelectReversalOf, {integer(settlement.bucket), integer(settlement.seq)});
    if (!rows.next()) return std::nullopt;
    id.seq = rows.integer(0);
  }
  return find_reversal(database, id);
}

std::vector<ledger::Posting> find_postings(Database& database, EntryId id) {
  if (const auto settlement = find_settlement(database, id)) return postings_of(*settlement);
  const auto reversal = find_reversal(database, id);
  if (!reversal) return {};
  const auto reversed = find_settlement(database, {id.bucket, reversal->settlement_seq});
  return reversed ? negated(postings_of(*reversed)) : std::vector<ledger::Posting>();
}

std::string hashed_bytes(const ledger::MessageKey& key) {
  ledger::ByteWriter out;
  out.bytes(key.institution).bytes(key.message_id);
  return out.take();
}

MessageHash hash_of(const Digest& digest) {
  MessageHash hash;
  std::memcpy(hash.data(), digest.data(), hash.size());
  return hash;
}

MessageHash hash_of(const ledger::MessageKey& key) { return hash_of(sm3(hashed_bytes(key))); }

void insert(Database& database, const ledger::MessageKey& key, MessageRole role, EntryId entry) {
  insert(database, key, hash_of(key), role, entry);
}

void insert(Database& database, const ledger::MessageKey& key, const MessageHash& hash,
            MessageRole role, EntryId entry) {
  const char letter = static_cast<char>(role);
  database.run(kInsertMessage, {integer(entry.bucket), text(key.person), blob(view(hash)),
                                text({&letter, 1}), integer(entry.seq)});
}

bool is_message(Database& database, std::int32_t bucket, std::string_view person,
                const MessageHash& hash) {
  return database.query(kSelectMessage, {integer(bucket), text(person), blob(view(hash))}).next();
}

std::optional<ledger::Message> find_message(Database& database, std::int32_t bucket,
                                            const ledger::MessageKey& key) {
  return find_message(database, bucket, key, hash_of(key));
}

std::optional<ledger::Message> find_message(Database& database, std::int32_t bucket,
                                            const ledger::MessageKey& key,
                                            const MessageHash& hash) {
  EntryId id{bucket, 0};
  std::optional<MessageRole> role;
  {
    Rows rows =
        database.query(kSelectMessage, {integer(bucket), text(key.person), blob(view(hash))});
    if (!rows.next()) return std::nullopt;
    role = ledger::parse_message_role_letter(rows.text(0));
    id.seq = rows.integer(1);
  }
  const auto row = find_entry(database, id);
  auto message = row && role ? message_of(database, *row, key, *role) : std::nullopt;
  if (!message)
    database.set_fault({ErrorCode::corrupt,
                        "message/" + key.message_id,
                        "role or entry_seq",
                        "the entry that answered it",
                        {}});
  return message;
}

void withdraw_pending(Database& database, const ledger::MessageKey& key) {
  const MessageHash hash = hash_of(key);
  database.run(kWithdrawPending,
               {integer(bucket_of(key.person)), text(key.person), blob(view(hash))});
}

std::vector<ledger::Accumulated> find_accumulators(Database& database, std::int32_t bucket,
                                                   std::string_view person,
                                                   std::string_view scope) {
  Rows rows = database.query(kSelectAccumulators, {integer(bucket), text(person), text(scope)});
  std::vector<ledger::Accumulated> out;
  while (rows.next())
    out.push_back({std::string(scope), std::string(rows.text(0)), std::string(rows.text(1)),
                   rows.integer(2)});
  return out;
}

void add(Database& database, std::int32_t bucket, std::string_view person,
         const std::vector<ledger::Accumulated>& changes) {
  for (const ledger::Accumulated& change : changes)
    if (change.amount != 0)
      database.run(kAddAccumulator,
                   {integer(bucket), text(person), text(change.scope), text(change.period),
                    text(change.name), integer(change.amount)});
}

}  // namespace yitong::store
