#include "store/carry_over.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "base/id.h"
#include "ledger/journal.h"
#include "store/ledger_rows.h"

namespace yitong::store {
namespace {

using ledger::ByteWriter;
using ledger::EntryId;
using ledger::EntryKind;
using ledger::Form;
using ledger::Message;
using ledger::MessageRole;
using ledger::SettlementEntry;

constexpr Sql kOldChain{
    "SELECT seq, kind, at_micros, row_digests, leaf, link FROM journal_1 WHERE bucket = $1 ORDER "
    "BY seq"};
constexpr Sql kSelectSettlement{
    "SELECT seq, person_id, institution, message_id, state, area, insurance, on_day, at_micros, "
    "plan_hash, catalogue_hash, total_fen, funds, account_fen, family_account_fen, cash_fen, "
    "institution_fen, before, changes, input, outcome, steps FROM settlement_1 WHERE bucket = $1 "
    "AND seq = $2"};
constexpr Sql kSelectReversal{
    "SELECT seq, person_id, institution, message_id, settlement_seq, at_micros FROM reversal_1 "
    "WHERE bucket = $1 AND seq = $2"};
constexpr Sql kSelectPostings{
    "SELECT account, amount_fen FROM posting_1 WHERE bucket = $1 AND seq = $2 ORDER BY no"};
constexpr Sql kSelectMessages{
    "SELECT person_id, institution, message_id, role, entry_seq, body_hash, reply FROM message_1 "
    "WHERE bucket = $1 ORDER BY entry_seq, person_id, institution, message_id"};
constexpr Sql kOldCoverages{"SELECT entry_seq, person_id FROM coverage WHERE bucket = $1"};
constexpr Sql kOldFilings{"SELECT entry_seq, person_id FROM filing WHERE bucket = $1"};
constexpr Sql kInsertMessage{
    "INSERT INTO message (bucket, person_id, key, role, entry_seq) VALUES ($1, $2, $3, $4, $5)"};
constexpr Sql kCount{
    "SELECT (SELECT COUNT(*) FROM settlement_1), (SELECT COUNT(*) FROM reversal_1), (SELECT "
    "COUNT(*) FROM posting_1), (SELECT COUNT(*) FROM message_1), (SELECT COUNT(*) FROM journal_1)"};

struct Counts {
  std::int64_t settlements = 0, reversals = 0, postings = 0, messages = 0, entries = 0;
  bool operator==(const Counts&) const = default;
};

class CarryOver {
 public:
  explicit CarryOver(Database& database) : database_(database) {}
  Result<void> run();

 private:
  struct Chained {
    EntryId id;
    EntryKind kind = EntryKind::settlement;
    Instant at;
    std::vector<Digest> rows;
    Digest leaf{}, link{};
  };

  void carry_bucket(std::int32_t bucket);
  void collect_messages(std::int32_t bucket);
  void carry(const Chained& entry);
  void carry_settlement(const Chained& entry);
  void carry_reversal(const Chained& entry);
  void carry_tombstone(const Chained& entry);
  void carry_row(const Chained& entry);
  void collect_persons(std::int32_t bucket, const Sql& select);
  std::optional<SettlementEntry> settlement_at(EntryId id);
  std::vector<ledger::Posting> postings_at(EntryId id);
  /// The messages of the entry, in the order of their keys.
  std::span<const Message> messages_of(EntryId id);
  void write(const Chained& entry, ledger::MessageKey key, std::optional<ledger::State> state,
             std::string content);
  /// As that step's table has it.
  void lead(const ledger::MessageKey& key, MessageRole role, EntryId entry);
  void demand(bool holds, const Chained& entry, std::string_view table);

  Database& database_;
  Counts seen_;
  std::vector<Message> messages_;  ///< of the bucket, in the order of their entries
  std::unordered_map<std::int64_t, std::string> persons_;  ///< of coverages and filings, by entry
};

void CarryOver::demand(bool holds, const Chained& entry, std::string_view table) {
  if (holds) return;
  database_.set_fault({ErrorCode::corrupt,
                       fmt::format("{}/{}/{}", table, entry.id.bucket, entry.id.seq),
                       "not what the journal committed to",
                       "a clean audit by the version that wrote it",
                       {}});
}

std::vector<ledger::Posting> CarryOver::postings_at(EntryId id) {
  Rows rows = database_.query(kSelectPostings, {integer(id.bucket), integer(id.seq)});
  std::vector<ledger::Posting> out;
  for (; rows.next(); ++seen_.postings)
    out.push_back({std::string(rows.text(0)), Money::fen(rows.integer(1))});
  return out;
}

std::span<const Message> CarryOver::messages_of(EntryId id) {
  const auto range = std::ranges::equal_range(messages_, id.seq, {},
                                              [](const Message& each) { return each.entry.seq; });
  seen_.messages += static_cast<std::int64_t>(range.size());
  return {range.begin(), range.end()};
}

void CarryOver::collect_messages(std::int32_t bucket) {
  messages_.clear();
  Rows rows = database_.query(kSelectMessages, {integer(bucket)});
  while (rows.next()) {
    const auto role = ledger::parse_message_role(rows.text(3));
    if (!role)
      return database_.set_fault({ErrorCode::corrupt, "message", "role", "a known role", {}});
    messages_.push_back(
        {{std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2))},
         *role,
         {bucket, rows.integer(4)},
         rows.digest(5),
         std::string(rows.blob(6))});
  }
}

std::optional<SettlementEntry> CarryOver::settlement_at(EntryId id) {
  Rows rows = database_.query(kSelectSettlement, {integer(id.bucket), integer(id.seq)});
  if (!rows.next()) return std::nullopt;
  SettlementEntry out;
  out.id = id, out.form = Form::row_sets;
  out.key = {std::string(rows.text(1)), std::string(rows.text(2)), std::string(rows.text(3))};
  const auto state = ledger::parse_state(rows.text(4));
  out.area = rows.text(5), out.insurance = rows.text(6);
  out.on = Date::from_days(static_cast<std::int32_t>(rows.integer(7)));
  out.at = {rows.integer(8)};
  out.plan = rows.digest(9), out.catalogue = rows.digest(10);
  out.payers.total = Money::fen(rows.integer(11));
  auto funds = ledger::decode_funds(rows.blob(12));
  out.payers.account = Money::fen(rows.integer(13));
  out.payers.family_account = Money::fen(rows.integer(14));
  out.payers.cash = Money::fen(rows.integer(15));
  out.payers.institution = Money::fen(rows.integer(16));
  auto before = ledger::decode_accumulated(rows.blob(17));
  auto changes = ledger::decode_accumulated(rows.blob(18));
  out.input = rows.blob(19), out.outcome = rows.blob(20), out.steps = rows.blob(21);
  if (!state || !funds || !before || !changes) return std::nullopt;
  out.state = *state, out.payers.funds = std::move(*funds);
  out.before = std::move(*before), out.changes = std::move(*changes);
  return out;
}

void CarryOver::write(const Chained& entry, ledger::MessageKey key,
                      std::optional<ledger::State> state, std::string content) {
  insert(
      database_,
      EntryRow{
          {entry.id, entry.kind, entry.at, std::move(key)}, state, std::move(content), entry.link});
}

void CarryOver::lead(const ledger::MessageKey& key, MessageRole role, EntryId entry) {
  const MessageHash hash = hash_of(key);
  const char letter = static_cast<char>(role);
  database_.run(kInsertMessage, {integer(entry.bucket), text(key.person),
                                 blob(std::string_view(hash.data(), hash.size())),
                                 text({&letter, 1}), integer(entry.seq)});
}

void CarryOver::carry_settlement(const Chained& entry) {
  ++seen_.settlements;
  const auto settlement = settlement_at(entry.id);
  demand(settlement && digest_of(*settlement) == entry.rows[0] && settlement->at == entry.at, entry,
         "settlement");
  if (!settlement) return;
  const auto postings = postings_at(entry.id);
  demand(postings == postings_of(*settlement) && digest_of(entry.id, postings) == entry.rows[1],
         entry, "posting");
  const auto messages = messages_of(entry.id);
  demand(messages.size() == 1 && messages[0].key == settlement->key &&
             messages[0].role == MessageRole::settlement,
         entry, "message");
  if (database_.failed()) return;
  const Digest digests[] = {digest_of(messages[0])};
  demand(ledger::digest_of_messages(digests) == entry.rows[2], entry, "message");
  const ledger::EntryHead head{entry.id, entry.kind, entry.at, settlement->key};
  Texts texts(database_);
  write(entry, settlement->key, settlement->state,
        write_settlement(texts, head, *settlement, messages[0].body, messages[0].reply).content);
  lead(settlement->key, MessageRole::settlement, entry.id);
}

std::string content_of(Database& database, const ledger::EntryHead& head, const Message& message,
                       std::string_view before_body) {
  ByteWriter out;
  out.u8(static_cast<std::uint8_t>(Form::row_sets)).raw(before_body).raw(bytes_of(message.body));
  Texts texts(database);
  put(out, keep_reply(texts, head, message.reply));
  return out.take();
}

void CarryOver::carry_reversal(const Chained& entry) {
  ++seen_.reversals;
  std::optional<ledger::ReversalEntry> reversal;
  {
    Rows rows = database_.query(kSelectReversal, {integer(entry.id.bucket), integer(entry.id.seq)});
    if (rows.next())
      reversal = {entry.id,
                  {std::string(rows.text(1)), std::string(rows.text(2)), std::string(rows.text(3))},
                  rows.integer(4),
                  {rows.integer(5)}};
  }
  demand(reversal && digest_of(*reversal) == entry.rows[0] && reversal->at == entry.at, entry,
         "reversal");
  if (!reversal) return;
  const auto settlement = settlement_at({entry.id.bucket, reversal->settlement_seq});
  const auto postings = postings_at(entry.id);
  demand(settlement && postings == negated(postings_of(*settlement)) &&
             digest_of(entry.id, postings) == entry.rows[1],
         entry, "posting");
  const auto messages = messages_of(entry.id);
  demand(messages.size() == 1 && messages[0].key == reversal->key &&
             messages[0].role == MessageRole::reversal,
         entry, "message");
  if (database_.failed()) return;
  const Digest digests[] = {digest_of(messages[0])};
  demand(ledger::digest_of_messages(digests) == entry.rows[2], entry, "message");
  ByteWriter seq;
  seq.zigzag(reversal->settlement_seq);
  write(entry, reversal->key, {},
        content_of(database_, {entry.id, entry.kind, entry.at, reversal->key}, messages[0],
                   seq.str()));
  insert(database_, *reversal);
  lead(reversal->key, MessageRole::reversal, entry.id);
}

void CarryOver::carry_tombstone(const Chained& entry) {
  const auto messages = messages_of(entry.id);
  std::vector<Digest> digests;
  const Message* answered = nullptr;
  const Message* original = nullptr;
  for (const Message& each : messages) {
    digests.push_back(digest_of(each));
    (each.role == MessageRole::tombstone ? original : answered) = &each;
  }
  const std::size_t expected = original == nullptr ? 1 : 2;
  demand(answered != nullptr && messages.size() == expected &&
             answered->role == MessageRole::reversal &&
             ledger::digest_of_messages(digests) == entry.rows[0] &&
             (original == nullptr || original->key.institution == answered->key.institution),
         entry, "message");
  if (database_.failed()) return;
  ByteWriter taken;
  taken.bytes(original == nullptr ? std::string_view() : original->key.message_id);
  write(entry, answered->key, {},
        content_of(database_, {entry.id, entry.kind, entry.at, answered->key}, *answered,
                   taken.str()));
  lead(answered->key, MessageRole::reversal, entry.id);
  if (original != nullptr) lead(original->key, MessageRole::tombstone, entry.id);
}

void CarryOver::collect_persons(std::int32_t bucket, const Sql& select) {
  Rows rows = database_.query(select, {integer(bucket)});
  while (rows.next()) persons_[rows.integer(0)] = rows.text(1);
}

void CarryOver::carry_row(const Chained& entry) {
  const auto person = persons_.find(entry.id.seq);
  demand(person != persons_.end(), entry, name_of(entry.kind));
  if (person != persons_.end())
    write(entry, {person->second, {}, {}}, {}, std::string(1, static_cast<char>(Form::row_sets)));
}

void CarryOver::carry(const Chained& entry) {
  switch (entry.kind) {
    case EntryKind::settlement: return carry_settlement(entry);
    case EntryKind::reversal: return carry_reversal(entry);
    case EntryKind::tombstone: return carry_tombstone(entry);
    case EntryKind::coverage:
    case EntryKind::filing: return carry_row(entry);
    default: return demand(false, entry, name_of(entry.kind));  // younger than that schema
  }
}

void CarryOver::carry_bucket(std::int32_t bucket) {
  collect_messages(bucket);
  persons_.clear();
  collect_persons(bucket, kOldCoverages);
  collect_persons(bucket, kOldFilings);
  Digest previous{};
  Rows rows = database_.query(kOldChain, {integer(bucket)});
  for (std::int64_t expected = 1; rows.next() && !database_.failed(); ++expected) {
    ++seen_.entries;
    Chained entry{
        {bucket, rows.integer(0)}, {}, {rows.integer(2)}, {}, rows.digest(4), rows.digest(5)};
    const auto kind = ledger::parse_entry_kind(rows.text(1));
    const std::string_view digests = rows.blob(3);
    const std::size_t count = kind ? tables_of(*kind).size() : 0;
    demand(kind && digests.size() == count * sizeof(Digest) && entry.id.seq == expected, entry,
           "journal");
    if (database_.failed()) return;
    entry.kind = *kind;
    entry.rows.resize(count);
    for (std::size_t i = 0; i < count; ++i)
      std::memcpy(entry.rows[i].data(), digests.data() + i * sizeof(Digest), sizeof(Digest));
    const Digest leaf =
        leaf_of(ledger::JournalEntry{entry.id, entry.kind, entry.at, entry.rows, {}, {}});
    demand(leaf == entry.leaf && ledger::link_of(previous, leaf) == entry.link, entry, "journal");
    previous = entry.link;
    carry(entry);
  }
}

Result<void> CarryOver::run() {
  for (std::int32_t bucket = 0; bucket < kBuckets && !database_.failed(); ++bucket)
    carry_bucket(bucket);
  Counts all;
  {
    Rows rows = database_.query(kCount, {});
    if (rows.next())
      all = {rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(3), rows.integer(4)};
  }
  if (database_.failed()) return database_.take_fault();
  if (all != seen_)
    return fail(ErrorCode::corrupt, "journal", "rows that no entry stands for",
                "a clean audit by the version that wrote them");
  return {};
}

}  // namespace

Result<void> carry_over_row_sets(Database& database) { return CarryOver(database).run(); }

}  // namespace yitong::store
