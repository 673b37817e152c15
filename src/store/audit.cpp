#include "store/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "base/id.h"
#include "base/text.h"
#include "ledger/journal.h"
#include "store/audit_cases.h"
#include "store/audit_entitlement.h"
#include "store/audit_notices.h"
#include "store/audit_queries.h"
#include "store/audit_register.h"
#include "store/ledger_rows.h"
#include "store/person_rows.h"

namespace yitong::store {
namespace {

using ledger::Accumulated;
using ledger::EntryId;
using ledger::EntryKind;
using ledger::Form;
using ledger::MessageRole;
using ledger::SettlementEntry;

/// A row of `message`, or what it must be.
struct MessageRow {
  std::int64_t entry_seq = 0;
  MessageRole role = MessageRole::settlement;
  std::string person;
  MessageHash key{};
  auto operator<=>(const MessageRow&) const = default;
};

/// A row of `coverage` or `filing`, by the entry it names.
struct PeriodRow {
  std::string person;
  Digest digest{};
};

class Audit {
 public:
  Audit(Store& store, const SettlementCheck& check, const ThingsOf& things_of)
      : store_(store),
        database_(store.database()),
        check_(check),
        register_(store.database(), things_of,
                  [this](std::string path, std::string found, std::string rule) {
                    find(std::move(path), std::move(found), std::move(rule));
                  }),
        entitlement_(store.database(),
                     [this](std::string path, std::string found, std::string rule) {
                       find(std::move(path), std::move(found), std::move(rule));
                     }),
        cases_(store, [this](std::string path, std::string found, std::string rule) {
          find(std::move(path), std::move(found), std::move(rule));
        }) {}
  AuditReport run(AuditPart part);

 private:
  void check_texts();
  void check_places();
  void check_bucket(std::int32_t bucket);
  void collect_messages(std::int32_t bucket);
  void collect_periods(std::int32_t bucket);
  void collect_reversals(std::int32_t bucket);
  void check_chain(std::int32_t bucket);
  void check_link(const EntryRow& row, const std::optional<Digest>& leaf);
  /// Each checks what the entry says and returns its leaf; nothing where it cannot be read.
  std::optional<Digest> check_entry(const EntryRow& row);
  std::optional<Digest> check_settlement(const EntryRow& row);
  std::optional<Digest> check_reversal(const EntryRow& row);
  std::optional<Digest> check_tombstone(const EntryRow& row);
  std::optional<Digest> check_period(const EntryRow& row);
  std::optional<Digest> check_register(const EntryRow& row);
  void check_before(const SettlementEntry& row);
  void check_messages(EntryId id, std::vector<MessageRow> expected);
  void check_rest(std::int32_t bucket);
  void check_accumulators(std::int32_t bucket);
  void check_persons(std::int32_t bucket);
  void check_residents(std::int32_t bucket);
  std::int64_t* folded(std::string_view person, const Accumulated& value, bool make);
  void fold(const std::string& person, const std::vector<Accumulated>& changes);

  void find(std::string path, std::string found, std::string rule);
  /// Turns a fault that reading met into a finding; true if there was one.
  bool fault_found(const std::string& path);

  Store& store_;
  Database& database_;
  const SettlementCheck& check_;
  RegisterAudit register_;
  EntitlementAudit entitlement_;
  CaseAudit cases_;
  AuditReport report_;
  Digest previous_{};
  std::unordered_map<std::string, std::int64_t> folded_;  ///< person/scope/period/name
  std::string folded_key_;
  std::map<std::pair<EntryKind, std::int64_t>, PeriodRow> periods_;  ///< by entry seq
  std::vector<MessageRow> messages_;                                 ///< sorted
  std::size_t next_message_ = 0;
  std::unordered_map<std::int64_t, std::int64_t> reversals_;    ///< by settlement seq
  std::unordered_map<std::int64_t, SettlementEntry> reversed_;  ///< those that reversals name
};

void Audit::find(std::string path, std::string found, std::string rule) {
  if (report_.findings.size() < kMaxFindings)
    report_.findings.push_back(
        {ErrorCode::corrupt, std::move(path), std::move(found), std::move(rule), {}});
}

bool Audit::fault_found(const std::string& path) {
  const auto fine = database_.take_fault();
  if (fine) return false;
  const Error& error = fine.error().front();
  find(path, error.path + ": " + error.found, error.rule);
  return true;
}

void Audit::check_texts() {
  constexpr std::string_view kKinds[] = {"plan", "catalogue", "names", "reply", "piece"};
  Rows rows = database_.query(kSelectTexts, {});
  for (; rows.next(); ++report_.texts) {
    const std::string hash = to_hex(rows.blob(0));
    const std::string kind(rows.text(1));
    const std::string computed = to_hex(sm3(rows.blob(2)));
    if (hash != computed)
      find("source_text/" + hash, "body with hash " + computed, "the hash that is its key");
    if (std::ranges::find(kKinds, kind) == std::end(kKinds))
      find("source_text/" + hash, "kind " + kind, "plan, catalogue, names, reply or piece");
    if (rows.integer(3) != report_.texts + 1)
      find("source_text/" + hash, fmt::format("no {}", rows.integer(3)), "every number from 1");
    fault_found("source_text/" + hash);
  }
}

/// Rows of buckets that cannot be, which no bucket's check would read.
void Audit::check_places() {
  for (const PlaceQuery& place : kPlaceQueries) {
    {
      Rows rows = database_.query(place.sql, {});
      while (rows.next())
        find(fmt::format("{}/{}", place.table, rows.integer(0)), "a bucket that cannot be",
             "0 to 1023");
    }
    fault_found(std::string(place.table));
  }
}

std::int64_t* Audit::folded(std::string_view person, const Accumulated& value, bool make) {
  folded_key_.assign(person).append(1, '/').append(value.scope).append(1, '/');
  folded_key_.append(value.period).append(1, '/').append(value.name);
  if (make) return &folded_[folded_key_];
  const auto known = folded_.find(folded_key_);
  return known == folded_.end() ? nullptr : &known->second;
}

void Audit::fold(const std::string& person, const std::vector<Accumulated>& changes) {
  for (const Accumulated& change : changes)
    if (change.amount != 0) *folded(person, change, true) += change.amount;
}

void Audit::collect_messages(std::int32_t bucket) {
  messages_.clear();
  next_message_ = 0;
  Rows rows = database_.query(kSelectMessagesOf, {integer(bucket)});
  while (rows.next()) {
    MessageRow row{rows.integer(3), {}, std::string(rows.text(0)), {}};
    const auto role = ledger::parse_message_role_letter(rows.text(2));
    const std::string_view key = rows.blob(1);
    const std::string path = fmt::format("message/{}/{}", bucket, row.entry_seq);
    if (fault_found(path)) continue;
    if (!role || key.size() != row.key.size()) {
      find(path, "role or key", "a known role and 12 bytes");
      continue;
    }
    row.role = *role;
    std::ranges::copy(key, row.key.begin());
    messages_.push_back(std::move(row));
  }
  std::ranges::sort(messages_);
}

void Audit::collect_periods(std::int32_t bucket) {
  const auto keep = [&](Rows& rows, EntryKind kind, PeriodRow row) {
    const std::string path = path_of(name_of(kind), {bucket, rows.integer(0)});
    if (fault_found(path)) return;
    if (!periods_.emplace(std::pair(kind, rows.integer(0)), std::move(row)).second)
      find(path, "two rows", "one row of an entry");
  };
  periods_.clear();
  {
    Rows rows = database_.query(kSelectCoveragesOf, {integer(bucket)});
    while (rows.next()) {
      const std::string person(rows.text(1));
      keep(rows, EntryKind::coverage, {person, digest_of(person, coverage_of(rows, 2))});
    }
  }
  Rows rows = database_.query(kSelectFilingsOf, {integer(bucket)});
  while (rows.next()) {
    const std::string person(rows.text(1));
    keep(rows, EntryKind::filing, {person, digest_of(person, filing_of(rows, 2))});
  }
}

void Audit::collect_reversals(std::int32_t bucket) {
  reversals_.clear();
  reversed_.clear();
  Rows rows = database_.query(kSelectReversalsOf, {integer(bucket)});
  while (rows.next()) {
    const std::string path = path_of("reversal", {bucket, rows.integer(0)});
    if (!fault_found(path)) reversals_[rows.integer(0)] = rows.integer(1);
  }
}

/// Says whether content or link differs and goes on from the stored link, so that one damage is one
/// finding.
void Audit::check_link(const EntryRow& row, const std::optional<Digest>& leaf) {
  const std::string path = path_of("entry", row.head.id);
  if (leaf) {
    const Digest link = ledger::link_of(previous_, *leaf);
    if (link != row.link)
      find(path, "link " + to_hex(row.link), to_hex(link) + ", or other content");
  }
  previous_ = row.link;
}

void Audit::check_chain(std::int32_t bucket) {
  previous_ = {};
  std::int64_t expected = 1;
  Rows rows = database_.query(kSelectChain, {integer(bucket)});
  while (rows.next()) {
    const EntryId id{bucket, rows.integer(0)};
    const auto row = entry_of(rows, bucket);
    if (fault_found(path_of("entry", id))) continue;
    for (; expected < id.seq; ++expected) {
      find(path_of("entry", {bucket, expected}), "missing", "every number from 1");
      if (report_.findings.size() >= kMaxFindings) break;
    }
    expected = id.seq + 1;
    ++report_.entries;
    if (!row) {
      find(path_of("entry", id), "kind or state", "a known one");
      previous_ = rows.digest(8);
      continue;
    }
    check_link(*row, check_entry(*row));
  }
}

std::optional<Digest> Audit::check_entry(const EntryRow& row) {
  switch (row.head.kind) {
    case EntryKind::settlement: return check_settlement(row);
    case EntryKind::reversal: return check_reversal(row);
    case EntryKind::tombstone: return check_tombstone(row);
    case EntryKind::coverage:
    case EntryKind::filing: return check_period(row);
    case EntryKind::inflow:
    case EntryKind::consent:
    case EntryKind::holding:
    case EntryKind::pending:
    case EntryKind::refusal:
    case EntryKind::resettlement:
    case EntryKind::login:
    case EntryKind::lockout:
    case EntryKind::delegation:
    case EntryKind::contribution:
    case EntryKind::card:
    case EntryKind::credential:
    case EntryKind::document:
    case EntryKind::document_event:
    case EntryKind::case_event:
    case EntryKind::grant:
    case EntryKind::payment:
    case EntryKind::payment_batch: return check_register(row);
  }
  YT_CHECK(false);
}

void Audit::check_before(const SettlementEntry& settlement) {
  for (const Accumulated& value : settlement.before) {
    const std::int64_t* const known = folded(settlement.key.person, value, false);
    const std::int64_t expected = known == nullptr ? 0 : *known;
    if (value.amount != expected)
      find(path_of("entry", settlement.id), fmt::format("before: {} {}", value.name, value.amount),
           std::to_string(expected));
  }
}

/// The leaf of an entry that was carried over: over its row sets, as the first schema had them.
Digest leaf_of_sets(const EntryRow& row, std::vector<Digest> sets) {
  return leaf_of(
      ledger::JournalEntry{row.head.id, row.head.kind, row.head.at, std::move(sets), {}, {}});
}

Digest digest_of_message(const EntryRow& row, MessageRole role, const Answered& answered) {
  const Digest digests[] = {digest_of(
      ledger::Message{row.head.key, role, row.head.id, answered.body, answered.reply_bytes})};
  return ledger::digest_of_messages(digests);
}

std::optional<Digest> Audit::check_settlement(const EntryRow& row) {
  ++report_.settlements;
  const std::string path = path_of("entry", row.head.id);
  Answered answered;
  auto settlement = settlement_of(database_, row, &answered);
  if (fault_found(path) || !settlement) return std::nullopt;
  const bool reversed = reversals_.contains(row.head.id.seq);
  if ((*row.state == ledger::State::reversed) != reversed)
    find(path, "state " + std::string(name_of(*row.state)), reversed ? "reversed" : "settled");
  if (!settlement->payers.adds_up() || !sums_to_zero(postings_of(*settlement)))
    find(path, "total " + settlement->payers.total.str(), "the sum of its payers");
  report_.owed += owed_to_institution(*settlement);
  check_before(*settlement);
  settlement->bill_hash = sm3(settlement->bill);
  for (const Error& error : check_({*settlement, answered.body}))
    find(path + "/" + error.path, error.found, error.rule);
  fold(settlement->key.person, settlement->changes);
  register_.settled(*settlement);
  check_messages(row.head.id, {{row.head.id.seq, MessageRole::settlement, row.head.key.person,
                                hash_of(row.head.key)}});
  const Digest leaf =
      settlement->form == Form::one_row
          ? leaf_of(row.head, *settlement, encode_names(*settlement), encode_sums(*settlement),
                    answered.body, answered.reply.hashed())
          : leaf_of_sets(row,
                         {digest_of(*settlement), digest_of(row.head.id, postings_of(*settlement)),
                          digest_of_message(row, MessageRole::settlement, answered)});
  if (reversed) reversed_.emplace(row.head.id.seq, std::move(*settlement));
  return leaf;
}

std::optional<Digest> Audit::check_reversal(const EntryRow& row) {
  ++report_.reversals;
  const std::string path = path_of("entry", row.head.id);
  const auto answered = answered_of(database_, row);
  if (fault_found(path) || !answered) return std::nullopt;
  const std::int64_t seq = answered->settlement_seq;
  const auto indexed = reversals_.find(seq);
  if (indexed == reversals_.end() || indexed->second != row.head.id.seq)
    find(path_of("reversal", {row.head.id.bucket, seq}),
         indexed == reversals_.end() ? "missing" : fmt::format("seq {}", indexed->second),
         fmt::format("seq {}", row.head.id.seq));
  if (indexed != reversals_.end()) indexed->second = -1;  // seen
  check_messages(row.head.id, {{row.head.id.seq, MessageRole::reversal, row.head.key.person,
                                hash_of(row.head.key)}});
  const auto settlement = reversed_.find(seq);
  if (settlement == reversed_.end()) {
    find(path, fmt::format("settlement_seq {}", seq), "a settlement before it");
    return std::nullopt;
  }
  fold(settlement->second.key.person, negated(settlement->second.changes));
  register_.reversed(settlement->second);
  report_.owed -= owed_to_institution(settlement->second);
  if (answered->form == Form::one_row)
    return leaf_of_reversal(row.head, seq, answered->body, answered->reply.hashed());
  return leaf_of_sets(
      row, {digest_of(ledger::ReversalEntry{row.head.id, row.head.key, seq, row.head.at}),
            digest_of(row.head.id, negated(postings_of(settlement->second))),
            digest_of_message(row, MessageRole::reversal, *answered)});
}

std::optional<Digest> Audit::check_tombstone(const EntryRow& row) {
  ++report_.tombstones;
  const auto answered = answered_of(database_, row);
  if (fault_found(path_of("entry", row.head.id)) || !answered) return std::nullopt;
  const ledger::EntryHead& head = row.head;
  const ledger::MessageKey original{head.key.person, head.key.institution, answered->original};
  std::vector<MessageRow> expected{
      {head.id.seq, MessageRole::reversal, head.key.person, hash_of(head.key)}};
  if (!original.message_id.empty())
    expected.push_back({head.id.seq, MessageRole::tombstone, head.key.person, hash_of(original)});
  check_messages(head.id, std::move(expected));
  if (answered->form == Form::one_row)
    return leaf_of_tombstone(head, answered->original, answered->body, answered->reply.hashed());
  std::vector<ledger::Message> messages{
      {head.key, MessageRole::reversal, head.id, answered->body, answered->reply_bytes}};
  if (!original.message_id.empty())
    messages.push_back({original, MessageRole::tombstone, head.id, {}, {}});
  std::ranges::sort(messages, {}, &ledger::Message::key);
  std::vector<Digest> digests;
  for (const ledger::Message& each : messages) digests.push_back(digest_of(each));
  return leaf_of_sets(row, {ledger::digest_of_messages(digests)});
}

std::optional<Digest> Audit::check_period(const EntryRow& row) {
  const auto form = form_of(database_, row);
  if (fault_found(path_of("entry", row.head.id)) || !form) return std::nullopt;
  const std::string path = path_of(name_of(row.head.kind), row.head.id);
  const auto period = periods_.extract({row.head.kind, row.head.id.seq});
  if (!period) {
    find(path, "missing", "the row that the journal names");
    return std::nullopt;
  }
  const Digest leaf = *form == Form::one_row ? leaf_of_row(row.head, period.mapped().digest)
                                             : leaf_of_sets(row, {period.mapped().digest});
  const bool holds = ledger::link_of(previous_, leaf) == row.link;
  const bool named = period.mapped().person == row.head.key.person &&
                     row.head.key.institution.empty() && row.head.key.message_id.empty();
  if (!holds) find(path, "a changed row", "content whose hash is in the journal");
  if (!named)
    find(path_of("entry", row.head.id), "person_id " + row.head.key.person,
         period.mapped().person + " and no message");
  return leaf;
}

std::optional<Digest> Audit::check_register(const EntryRow& row) {
  const auto form = form_of(database_, row);
  if (fault_found(path_of("entry", row.head.id)) || !form) return std::nullopt;
  const auto checked = row.head.kind == EntryKind::case_event     ? cases_.check(row.head)
                       : EntitlementAudit::is_mine(row.head.kind) ? entitlement_.check(row.head)
                                                                  : register_.check(row.head);
  if (!checked) return std::nullopt;
  if (checked->key)
    check_messages(row.head.id, {{row.head.id.seq, checked->role, checked->key->person,
                                  hash_of(*checked->key)}});
  const Digest leaf = leaf_of_row(row.head, checked->digest);
  if (ledger::link_of(previous_, leaf) == row.link) return leaf;
  find(path_of(checked->table, row.head.id), "a changed row",
       "content whose hash is in the journal");
  if (row.head.kind == EntryKind::resettlement)
    find(path_of("resettlement", row.head.id), "a changed row, or its answer",
         "content whose hash is in the journal");
  return leaf;
}

void Audit::check_messages(EntryId id, std::vector<MessageRow> expected) {
  while (next_message_ < messages_.size() && messages_[next_message_].entry_seq < id.seq)
    find(path_of("message", {id.bucket, messages_[next_message_++].entry_seq}),
         "a row without its entry", "an entry that answered it");
  std::ranges::sort(expected);
  std::size_t count = 0;
  bool same = true;
  for (; next_message_ < messages_.size() && messages_[next_message_].entry_seq == id.seq; ++count)
    same &= messages_[next_message_++] == expected[std::min(count, expected.size() - 1)];
  if (!same || count != expected.size())
    find(path_of("message", id), fmt::format("{} keys, changed or too few", count),
         fmt::format("{} as the entry has them", expected.size()));
}

/// What the chain has not asked for.
void Audit::check_rest(std::int32_t bucket) {
  for (; next_message_ < messages_.size(); ++next_message_)
    find(path_of("message", {bucket, messages_[next_message_].entry_seq}),
         "a row without its entry", "an entry that answered it");
  for (const auto& [key, row] : periods_)
    find(path_of(name_of(key.first), {bucket, key.second}), "a row without its entry",
         "an entry of its kind");
  for (const auto& [settlement, seq] : reversals_)
    if (seq != -1)
      find(path_of("reversal", {bucket, settlement}), fmt::format("seq {}", seq),
           "a reversal that names the settlement");
}

void Audit::check_accumulators(std::int32_t bucket) {
  {
    Rows rows = database_.query(kSelectAccumulatorsOf, {integer(bucket)});
    for (; rows.next(); ++report_.accumulators) {
      const Accumulated value{std::string(rows.text(1)), std::string(rows.text(2)),
                              std::string(rows.text(3)), rows.integer(4)};
      const std::int64_t* const known = folded(rows.text(0), value, false);
      const std::string path = fmt::format("accumulator/{}/{}", bucket, folded_key_);
      if (fault_found(path)) continue;
      if (known == nullptr || *known != value.amount)
        find(path, fmt::format("value {}", value.amount),
             known == nullptr ? "no settlement feeds it" : std::to_string(*known));
      folded_.erase(folded_key_);
    }
  }
  for (const auto& [key, value] : folded_)
    find(fmt::format("accumulator/{}/{}", bucket, key), "missing", fmt::format("value {}", value));
}

/// Every person that is not erased opens, and is found by the resident id sealed inside.
void Audit::check_persons(std::int32_t bucket) {
  Rows rows = database_.query(kSelectPersons, {integer(bucket)});
  while (rows.next()) {
    const std::string person(rows.text(0));
    const std::string path = fmt::format("person/{}/{}", bucket, person);
    if (fault_found(path)) continue;
    if (bucket_of(person) != bucket)
      find(path, "person of another bucket", std::to_string(bucket_of(person)));
    if (bucket_of(person) != bucket || rows.integer(1) != 0) continue;
    const auto data = open_person(store_, person);
    if (!data) find(path, "a seal that does not open", "wrapped_key and sealed as written");
    if (data && find_person(store_, data->resident_id) != person)
      find("resident_index of " + path, "no way back to the person",
           "blind value of the resident id");
  }
}

/// No index entry leads to a person who is not there.
void Audit::check_residents(std::int32_t bucket) {
  Rows rows = database_.query(kSelectResidentsOf, {integer(bucket)});
  while (rows.next())
    if (const std::string person(rows.text(0)); !person_exists(store_, person))
      find(fmt::format("resident_index/{}", bucket), "person " + person, "a person");
}

void Audit::check_bucket(std::int32_t bucket) {
  folded_.clear();
  collect_periods(bucket);
  collect_messages(bucket);
  collect_reversals(bucket);
  register_.begin(bucket);
  entitlement_.begin(bucket);
  cases_.begin(bucket);
  check_chain(bucket);
  check_rest(bucket);
  check_accumulators(bucket);
  const RegisterAudit::Counted counted = register_.finish(bucket);
  report_.holdings += counted.holdings, report_.accounts += counted.accounts;
  entitlement_.finish(bucket);
  cases_.finish(bucket);
  check_persons(bucket);
  check_residents(bucket);
  check_notices(store_, bucket, [this](std::string path, std::string found, std::string rule) {
    find(std::move(path), std::move(found), std::move(rule));
  });
  fault_found(fmt::format("bucket {}", bucket));
}

AuditReport Audit::run(AuditPart part) {
  database_.begin_read();
  database_.texts().clear();  // what the file says now, not what it said
  if (part.reference) {
    for (const Error& error : database_.check_file()) find(error.path, error.found, "a whole file");
    check_texts();
    check_places();
    cases_.check_counts();
  }
  for (std::int32_t bucket = part.first; bucket < part.end; ++bucket) check_bucket(bucket);
  database_.rollback();
  return std::move(report_);
}

}  // namespace

AuditReport audit(Store& store, const SettlementCheck& check_settlement, const ThingsOf& things_of,
                  AuditPart part) {
  return Audit(store, check_settlement, things_of).run(part);
}

void AuditReport::add(AuditReport part) {
  entries += part.entries, settlements += part.settlements, reversals += part.reversals;
  tombstones += part.tombstones, accumulators += part.accumulators, texts += part.texts;
  holdings += part.holdings, accounts += part.accounts;
  owed += part.owed;
  for (Error& finding : part.findings)
    if (findings.size() < kMaxFindings) findings.push_back(std::move(finding));
}

}  // namespace yitong::store
