#include "store/ledger_rows.h"

#include <algorithm>
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

constexpr std::size_t kPlacesAtOnce = 8;
constexpr Sql kSelectSettledAt{
    "SELECT seq FROM entry WHERE bucket = $1 AND institution = $2 AND seq IN ($3, $4, $5, $6, $7, "
    "$8, $9, $10) LIMIT 1"};

constexpr Sql kInsertReversal{
    "INSERT INTO reversal (bucket, settlement_seq, seq) VALUES ($1, $2, $3)"};
constexpr Sql kSelectReversalOf{
    "SELECT seq FROM reversal WHERE bucket = $1 AND settlement_seq = $2"};

constexpr std::size_t kMaxCounts = 1 << 16;
constexpr char kBeforePeriod = '\0';

/// The places of the person's settlements, oldest first.
std::vector<EntryId> places_of(Database& database, std::string_view person) {
  const std::int32_t bucket = bucket_of(person);
  std::vector<EntryId> out;
  for (const KeptKey& key : keys_of(database, person))
    if (key.role == MessageRole::settlement) out.push_back({bucket, key.entry_seq});
  return out;
}

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

std::vector<SettlementEntry> settlements_of(Database& database, std::string_view person,
                                            std::int64_t after_seq) {
  std::vector<SettlementEntry> out;
  for (const EntryId& place : places_of(database, person)) {
    if (place.seq <= after_seq) continue;
    auto settlement = find_settlement(database, place);
    if (!settlement) set_content_fault(database, PersonRowKind::message);
    if (database.failed()) return {};
    out.push_back(std::move(*settlement));
  }
  return out;
}

void insert(Database& database, const ledger::ReversalEntry& entry) {
  database.run(kInsertReversal,
               {integer(entry.id.bucket), integer(entry.settlement_seq), integer(entry.id.seq)});
}

bool has_settled_at(Database& database, std::string_view person, std::string_view institution) {
  std::vector<EntryId> places = places_of(database, person);
  std::ranges::reverse(places);
  // A server's reader asks the disk after each statement.
  for (std::size_t at = 0; at < places.size(); at += kPlacesAtOnce) {
    const auto seq = [&](std::size_t nth) {
      return integer(places[std::min(at + nth, places.size() - 1)].seq);
    };
    Rows rows =
        database.query(kSelectSettledAt, {integer(places[0].bucket), text(institution), seq(0),
                                          seq(1), seq(2), seq(3), seq(4), seq(5), seq(6), seq(7)});
    if (rows.next()) return true;
  }
  return false;
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

void insert(Database& database, const ledger::MessageKey& key, MessageRole role, EntryId entry) {
  insert(database, key.person, {hash_of(key), role, entry.seq});
}

std::optional<ledger::Message> find_message(Database& database, std::int32_t bucket,
                                            const ledger::MessageKey& key) {
  return find_message(database, bucket, key, hash_of(key));
}

std::optional<ledger::Message> find_message(Database& database, std::int32_t bucket,
                                            const ledger::MessageKey& key,
                                            const MessageHash& hash) {
  const auto kept = find_key(database, key.person, hash);
  if (!kept) return std::nullopt;
  const auto row = find_entry(database, {bucket, kept->entry_seq});
  auto message = row ? message_of(database, *row, key, kept->role) : std::nullopt;
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
  const auto kept = find_key(database, key.person, hash);
  if (kept && kept->role == MessageRole::pending) remove_key(database, key.person, hash);
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
  PersonRowsOfKind rows(database, person, PersonRowKind::counts);
  while (const auto row = rows.next())
    if (row->name.starts_with(name_of_counts(scope, {})) &&
        !decode_counts(row->name, row->content, out))
      set_content_fault(database, PersonRowKind::counts);
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

std::optional<std::vector<RowChange>> counts_after(
    std::span<const NamedRow> before, const std::vector<ledger::Accumulated>& changes) {
  std::vector<RowChange> out;
  for (const ledger::Accumulated& change : changes) {
    if (change.amount == 0) continue;
    std::string name = name_of_counts(change.scope, change.period);
    if (std::ranges::find(out, name, &RowChange::name) != out.end()) continue;
    RowChange row{std::move(name), {}, {}};
    if (const auto found = std::ranges::find(before, row.name, &NamedRow::name);
        found != before.end())
      row.before = found->content;
    auto after = sum_of(row.name, row.before.value_or(std::string()), changes);
    if (!after) return std::nullopt;
    row.after = std::move(*after);
    out.push_back(std::move(row));
  }
  return out;
}

void change_counts(Database& database, std::string_view person,
                   std::span<const RowChange> changes) {
  for (const RowChange& change : changes)
    change_row(database, person, PersonRowKind::counts, change);
}

void add(Database& database, std::string_view person,
         const std::vector<ledger::Accumulated>& changes) {
  std::vector<NamedRow> before;
  {
    PersonRowsOfKind rows(database, person, PersonRowKind::counts);
    while (const auto row = rows.next())
      before.push_back({std::string(row->name), std::string(row->content)});
  }
  const auto after = counts_after(before, changes);
  if (!after) return set_content_fault(database, PersonRowKind::counts);
  change_counts(database, person, *after);
}

}  // namespace yitong::store
