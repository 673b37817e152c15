#include "store/ledger_rows.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "base/id.h"
#include "ledger/bytes.h"
#include "store/answer_rows.h"
#include "store/person_table.h"

namespace yitong::store {
namespace {

using ledger::EntryId;
using ledger::EntryKind;
using ledger::MessageRole;
using ledger::SettlementEntry;

constexpr Sql kSelectSettledAt{
    "SELECT e.seq FROM person_row m JOIN entry e ON e.bucket = m.bucket AND e.seq = m.entry_seq "
    "WHERE m.bucket = $1 AND m.person_id = $2 AND m.kind = 'm' AND m.content = $3 AND "
    "e.institution = $4 LIMIT 1"};
constexpr Sql kSelectSettlementsOf{
    "SELECT e.seq, e.kind, e.state, e.at_micros, e.person_id, e.institution, e.message_id, "
    "e.content, e.link FROM person_row m JOIN entry e ON e.bucket = m.bucket AND e.seq = "
    "m.entry_seq WHERE m.bucket = $1 AND m.person_id = $2 AND m.kind = 'm' AND m.content = $3 AND "
    "m.entry_seq > $4 ORDER BY e.seq"};

constexpr Sql kInsertReversal{
    "INSERT INTO reversal (bucket, settlement_seq, seq) VALUES ($1, $2, $3)"};
constexpr Sql kSelectReversalOf{
    "SELECT seq FROM reversal WHERE bucket = $1 AND settlement_seq = $2"};

constexpr std::size_t kMaxCounts = 1 << 16;
constexpr char kBeforePeriod = '\0';

std::string_view view(const MessageHash& hash) { return {hash.data(), hash.size()}; }

std::string letter_of(MessageRole role) { return {static_cast<char>(role)}; }

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
  const std::string settled = letter_of(MessageRole::settlement);
  Rows rows = database.query(kSelectSettlementsOf,
                             {integer(bucket), text(person), blob(settled), integer(after_seq)});
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
  const std::string settled = letter_of(MessageRole::settlement);
  Rows rows = database.query(kSelectSettledAt, {integer(bucket_of(person)), text(person),
                                                blob(settled), text(institution)});
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
  insert_row(database, key.person, PersonRow::message, view(hash), entry.seq, letter_of(role));
}

bool is_message(Database& database, std::string_view person, const MessageHash& hash) {
  return find_row(database, person, PersonRow::message, view(hash)).has_value();
}

std::optional<ledger::Message> find_message(Database& database, std::int32_t bucket,
                                            const ledger::MessageKey& key) {
  return find_message(database, bucket, key, hash_of(key));
}

std::optional<ledger::Message> find_message(Database& database, std::int32_t bucket,
                                            const ledger::MessageKey& key,
                                            const MessageHash& hash) {
  const auto named = find_row(database, key.person, PersonRow::message, view(hash));
  if (!named) return std::nullopt;
  const EntryId id{bucket, named->entry_seq};
  const auto role = ledger::parse_message_role_letter(named->content);
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
  const auto named = find_row(database, key.person, PersonRow::message, view(hash));
  if (named && named->content == letter_of(MessageRole::pending))
    delete_row(database, key.person, PersonRow::message, view(hash));
}

std::string name_of_counts(std::string_view scope, std::string_view period) {
  return std::string(scope).append(1, kBeforePeriod).append(period);
}

bool decode_counts(std::string_view name, std::string_view content,
                   std::vector<ledger::Accumulated>& out) {
  const std::size_t at = name.find(kBeforePeriod);
  if (at == std::string_view::npos) return false;
  ledger::ByteReader in(content);
  for (std::string_view last; in.ok() && !in.rest().empty();) {
    const std::string_view count = in.bytes(ledger::kMaxName);
    const std::int64_t amount = in.zigzag();
    if (count <= last) in.fail();
    if (in.ok())
      out.push_back({std::string(name.substr(0, at)), std::string(name.substr(at + 1)),
                     std::string(count), amount});
    last = count;
  }
  return in.done();
}

std::vector<ledger::Accumulated> find_accumulators(Database& database, std::string_view person,
                                                   std::string_view scope) {
  std::vector<ledger::Accumulated> out;
  PersonRowsOfKind rows(database, person, PersonRow::counts);
  while (const auto row = rows.next())
    if (row->name.starts_with(name_of_counts(scope, {})) &&
        !decode_counts(row->name, row->content, out))
      set_content_fault(database, PersonRow::counts);
  return out;
}

namespace {

/// The counts of one scope and period, with what is added to them; nothing: not of the grammar.
std::optional<std::string> sum_of(std::string_view name, std::string_view content,
                                  const std::vector<ledger::Accumulated>& changes) {
  std::vector<ledger::Accumulated> before;
  if (!decode_counts(name, content, before)) return std::nullopt;
  std::map<std::string_view, std::int64_t> counts;
  for (const ledger::Accumulated& each : before) counts[each.name] = each.amount;
  for (const ledger::Accumulated& each : changes)
    if (each.amount != 0 && name == name_of_counts(each.scope, each.period))
      counts[each.name] += each.amount;
  ledger::ByteWriter out;
  for (const auto& [count, amount] : counts) out.bytes(count).zigzag(amount);
  return out.take();
}

}  // namespace

std::optional<std::vector<CountsRow>> counts_after(
    std::span<const CountsRow> before, const std::vector<ledger::Accumulated>& changes) {
  std::vector<CountsRow> out;
  for (const ledger::Accumulated& change : changes) {
    if (change.amount == 0) continue;
    std::string name = name_of_counts(change.scope, change.period);
    if (std::ranges::find(out, name, &CountsRow::name) != out.end()) continue;
    const auto row = std::ranges::find(before, name, &CountsRow::name);
    auto content = sum_of(name, row == before.end() ? std::string_view() : row->content, changes);
    if (!content) return std::nullopt;
    out.push_back({std::move(name), std::move(*content)});
  }
  return out;
}

void put(Database& database, std::string_view person, std::span<const CountsRow> rows) {
  for (const CountsRow& row : rows)
    put_row(database, person, PersonRow::counts, row.name, row.content);
}

void add(Database& database, std::string_view person,
         const std::vector<ledger::Accumulated>& changes) {
  std::vector<CountsRow> before;
  {
    PersonRowsOfKind rows(database, person, PersonRow::counts);
    while (const auto row = rows.next())
      before.push_back({std::string(row->name), std::string(row->content)});
  }
  const auto after = counts_after(before, changes);
  if (!after) return set_content_fault(database, PersonRow::counts);
  put(database, person, *after);
}

}  // namespace yitong::store
