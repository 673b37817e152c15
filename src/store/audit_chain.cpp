#include "store/audit_chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/text.h"
#include "ledger/journal.h"
#include "store/audit_queries.h"
#include "store/period_rows.h"

namespace yitong::store {

using ledger::EntryId;
using ledger::EntryKind;
using ledger::Form;
using ledger::MessageRole;

namespace {

/// Enough to keep the lanes of sm3_each() busy, and few enough for the processor's own memory.
constexpr std::size_t kMostWaiting = 64;

/// The leaf of an entry that was carried over: over its row sets, as the first schema had them.
std::string leaf_of_sets(const EntryRow& row, std::vector<Digest> sets) {
  return leaf_bytes(
      ledger::JournalEntry{row.head.id, row.head.kind, row.head.at, std::move(sets), {}, {}});
}

Digest digest_of_message(const EntryRow& row, MessageRole role, const Answered& answered) {
  const Digest digests[] = {digest_of(
      ledger::Message{row.head.key, role, row.head.id, answered.body, answered.reply_bytes})};
  return ledger::digest_of_messages(digests);
}

}  // namespace

AuditParts::AuditParts(Store& store, const SettlementCheck& check, const ThingsOf& things_of,
                       AuditReport& report)
    : store(store),
      database(store.database()),
      check(check),
      report(report),
      find([&report](std::string path, std::string found, std::string rule) {
        if (report.findings.size() < kMaxFindings)
          report.findings.push_back(
              {ErrorCode::corrupt, std::move(path), std::move(found), std::move(rule), {}});
      }),
      registers(database, things_of, find),
      entitlement(database, find),
      cases(store, find),
      messages(find),
      folds(find) {}

ChainAudit::ChainAudit(AuditParts& parts) : parts_(parts), waiting_(kMostWaiting) {}

template <class Row>
void ChainAudit::collect_periods(std::int32_t bucket, PersonRowKind of, EntryKind kind) {
  for (const RowOfBucket& row : parts_.persons.of(of)) {
    const std::string path = path_of(name_of(kind), {bucket, row.entry_seq});
    Row period;
    if (!decode(row.name, row.content, period)) {
      parts_.find(path, "name or content", "as it was written");
      continue;
    }
    PeriodRow kept{row.person, row_bytes(row.person, period), {}};
    if (!periods_.emplace(std::pair(kind, row.entry_seq), std::move(kept)).second)
      parts_.find(path, "two rows", "one row of an entry");
  }
}

void ChainAudit::collect_periods(std::int32_t bucket) {
  periods_.clear();
  collect_periods<ledger::Coverage>(bucket, PersonRowKind::coverage, EntryKind::coverage);
  collect_periods<ledger::Filing>(bucket, PersonRowKind::filing, EntryKind::filing);
  to_hash_.clear();
  for (auto& [key, row] : periods_) to_hash_.push_back({row.bytes, &row.digest});
  sm3_each(to_hash_);
}

void ChainAudit::collect_reversals(std::int32_t bucket) {
  reversals_.clear();
  reversed_.clear();
  Rows rows = parts_.database.query(kSelectReversalsOf, {integer(bucket)});
  while (rows.next()) {
    const std::string path = path_of("reversal", {bucket, rows.integer(0)});
    if (!parts_.fault_found(path)) reversals_[rows.integer(0)] = rows.integer(1);
  }
}

bool ChainAudit::fault_found(const EntryRow& row) {
  return parts_.database.failed() && parts_.fault_found(path_of("entry", row.head.id));
}

void ChainAudit::run(std::int32_t bucket) {
  collect_periods(bucket);
  collect_reversals(bucket);
  previous_ = {};
  std::int64_t expected = 1;
  Rows rows = parts_.database.query(kSelectChain, {integer(bucket)});
  while (rows.next()) {
    const EntryId id{bucket, rows.integer(0)};
    Checked& entry = waiting_[count_];
    const bool known = read_entry(rows, bucket, entry.row);
    if (parts_.database.failed() && parts_.fault_found(path_of("entry", id))) continue;
    for (; expected < id.seq; ++expected) {
      parts_.find(path_of("entry", {bucket, expected}), "missing", "every number from 1");
      if (parts_.report.findings.size() >= kMaxFindings) break;
    }
    expected = id.seq + 1;
    ++parts_.report.entries;
    if (known) {
      read(entry);
      if (++count_ == waiting_.size()) check_waiting();
    } else {
      parts_.find(path_of("entry", id), "kind or state", "a known one");
      previous_ = rows.digest(8);
    }
  }
  check_waiting();
  check_rest(bucket);
}

void ChainAudit::read(Checked& entry) {
  entry.links[0] = std::exchange(previous_, entry.row.link);
  entry.table = {};
  entry.asked.clear();
  entry.is_settlement = false;
  if (entry.row.head.kind != EntryKind::settlement) return;
  ++parts_.report.settlements;
  entry.is_settlement =
      read_settlement(parts_.database, entry.row, entry.settlement, entry.answered, Replies::kept);
  if (fault_found(entry.row)) entry.is_settlement = false;
  if (entry.is_settlement) entry.key_bytes = hashed_bytes(entry.row.head.key);
}

void ChainAudit::check_waiting() {
  const auto entries = std::span(waiting_).first(std::exchange(count_, 0));
  to_hash_.clear();
  for (Checked& entry : entries) {
    if (!entry.is_settlement) continue;
    to_hash_.push_back({entry.key_bytes, &entry.key});
    to_hash_.push_back({entry.settlement.bill, &entry.settlement.bill_hash.emplace()});
  }
  sm3_each(to_hash_);
  to_hash_.clear();
  for (Checked& entry : entries) {
    entry.leaf = check_entry(entry);
    if (entry.leaf) to_hash_.push_back({*entry.leaf, &entry.links[1]});
    if (!entry.asked.empty()) to_hash_.push_back({entry.asked, &entry.body});
  }
  sm3_each(to_hash_);
  to_hash_.clear();
  for (Checked& entry : entries)
    to_hash_.push_back(
        {{reinterpret_cast<const char*>(entry.links), sizeof entry.links}, &entry.link});
  sm3_each(to_hash_);
  for (const Checked& entry : entries) check_hashes(entry);
}

/// Says whether content or link differs. The next entry goes on from the stored link, so that one
/// damage is one finding.
void ChainAudit::check_hashes(const Checked& entry) {
  const EntryId id = entry.row.head.id;
  if (!entry.asked.empty() && entry.body != entry.answered.body)
    parts_.find(path_of("entry", id) + "/body", to_hex(entry.answered.body),
                "the hash of what was asked for");
  if (!entry.leaf || entry.link == entry.row.link) return;
  constexpr std::string_view kInJournal = "content whose hash is in the journal";
  if (!entry.table.empty())
    parts_.find(path_of(entry.table, id), "a changed row", std::string(kInJournal));
  if (entry.row.head.kind == EntryKind::resettlement)
    parts_.find(path_of("resettlement", id), "a changed row, or its answer",
                std::string(kInJournal));
  parts_.find(path_of("entry", id), "link " + to_hex(entry.row.link),
              to_hex(entry.link) + ", or other content");
}

std::optional<std::string> ChainAudit::check_entry(Checked& entry) {
  const EntryRow& row = entry.row;
  switch (row.head.kind) {
    case EntryKind::settlement: return check_settlement(entry);
    case EntryKind::reversal: return check_reversal(row);
    case EntryKind::tombstone: return check_tombstone(row);
    case EntryKind::coverage:
    case EntryKind::filing: return check_period(entry);
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
    case EntryKind::payment_batch:
    case EntryKind::login_link:
    case EntryKind::refused_access: return check_register(entry);
  }
  YT_CHECK(false);
}

std::optional<std::string> ChainAudit::check_settlement(Checked& entry) {
  if (!entry.is_settlement) return std::nullopt;
  const EntryRow& row = entry.row;
  ledger::SettlementEntry& settlement = entry.settlement;
  const auto find = [&](std::string_view column, std::string found, std::string rule) {
    parts_.find(path_of("entry", row.head.id).append(column), std::move(found), std::move(rule));
  };
  const bool reversed = reversals_.contains(row.head.id.seq);
  if ((*row.state == ledger::State::reversed) != reversed)
    find({}, "state " + std::string(name_of(*row.state)), reversed ? "reversed" : "settled");
  if (!settlement.payers.adds_up() || sum_of_postings(settlement) != Money())
    find({}, "total " + settlement.payers.total.str(), "the sum of its payers");
  parts_.report.owed += owed_to_institution(settlement);
  parts_.folds.check_before(settlement);
  for (const Error& error : parts_.check({settlement, entry.asked}))
    find("/" + error.path, error.found, error.rule);
  parts_.folds.add(settlement.key.person, settlement.changes);
  parts_.registers.settled(settlement);
  ExpectedKey key{MessageRole::settlement, row.head.key.person, hash_of(entry.key)};
  parts_.messages.check(row.head.id, {&key, 1});
  std::string leaf =
      settlement.form == Form::one_row
          ? leaf_bytes(row.head, settlement, entry.answered.names, entry.answered.sums,
                       entry.answered.body, entry.answered.reply.hashed())
          : leaf_of_sets(row,
                         {digest_of(settlement), digest_of(row.head.id, postings_of(settlement)),
                          digest_of_message(row, MessageRole::settlement, entry.answered)});
  if (reversed) reversed_.emplace(row.head.id.seq, std::move(settlement));
  return leaf;
}

std::optional<std::string> ChainAudit::check_reversal(const EntryRow& row) {
  ++parts_.report.reversals;
  const std::string path = path_of("entry", row.head.id);
  const auto answered = answered_of(parts_.database, row);
  if (parts_.fault_found(path) || !answered) return std::nullopt;
  const std::int64_t seq = answered->settlement_seq;
  const auto indexed = reversals_.find(seq);
  if (indexed == reversals_.end() || indexed->second != row.head.id.seq)
    parts_.find(path_of("reversal", {row.head.id.bucket, seq}),
                indexed == reversals_.end() ? "missing" : fmt::format("seq {}", indexed->second),
                fmt::format("seq {}", row.head.id.seq));
  if (indexed != reversals_.end()) indexed->second = -1;  // seen
  ExpectedKey key{MessageRole::reversal, row.head.key.person, hash_of(row.head.key)};
  parts_.messages.check(row.head.id, {&key, 1});
  const auto settlement = reversed_.find(seq);
  if (settlement == reversed_.end()) {
    parts_.find(path, fmt::format("settlement_seq {}", seq), "a settlement before it");
    return std::nullopt;
  }
  parts_.folds.add(settlement->second.key.person, negated(settlement->second.changes));
  parts_.registers.reversed(settlement->second);
  parts_.report.owed -= owed_to_institution(settlement->second);
  if (answered->form == Form::one_row)
    return leaf_bytes_of_reversal(row.head, seq, answered->body, answered->reply.hashed());
  return leaf_of_sets(
      row, {digest_of(ledger::ReversalEntry{row.head.id, row.head.key, seq, row.head.at}),
            digest_of(row.head.id, negated(postings_of(settlement->second))),
            digest_of_message(row, MessageRole::reversal, *answered)});
}

std::optional<std::string> ChainAudit::check_tombstone(const EntryRow& row) {
  ++parts_.report.tombstones;
  const auto answered = answered_of(parts_.database, row);
  if (fault_found(row) || !answered) return std::nullopt;
  const ledger::EntryHead& head = row.head;
  const ledger::MessageKey original{head.key.person, head.key.institution, answered->original};
  ExpectedKey keys[] = {{MessageRole::reversal, head.key.person, hash_of(head.key)},
                        {MessageRole::tombstone, head.key.person, hash_of(original)}};
  parts_.messages.check(head.id, {keys, original.message_id.empty() ? 1u : 2u});
  if (answered->form == Form::one_row)
    return leaf_bytes_of_tombstone(head, answered->original, answered->body,
                                   answered->reply.hashed());
  std::vector<ledger::Message> messages{
      {head.key, MessageRole::reversal, head.id, answered->body, answered->reply_bytes}};
  if (!original.message_id.empty())
    messages.push_back({original, MessageRole::tombstone, head.id, {}, {}});
  std::ranges::sort(messages, {}, &ledger::Message::key);
  std::vector<Digest> digests;
  for (const ledger::Message& each : messages) digests.push_back(digest_of(each));
  return leaf_of_sets(row, {ledger::digest_of_messages(digests)});
}

std::optional<std::string> ChainAudit::check_period(Checked& entry) {
  const EntryRow& row = entry.row;
  const auto form = form_of(parts_.database, row);
  if (fault_found(row) || !form) return std::nullopt;
  const auto period = periods_.extract({row.head.kind, row.head.id.seq});
  entry.table = name_of(row.head.kind);
  if (!period) {
    parts_.find(path_of(entry.table, row.head.id), "missing", "the row that the journal names");
    return std::nullopt;
  }
  const bool named = period.mapped().person == row.head.key.person &&
                     row.head.key.institution.empty() && row.head.key.message_id.empty();
  if (!named)
    parts_.find(path_of("entry", row.head.id), "person_id " + row.head.key.person,
                period.mapped().person + " and no message");
  return *form == Form::one_row ? leaf_bytes_of_row(row.head, period.mapped().digest)
                                : leaf_of_sets(row, {period.mapped().digest});
}

std::optional<std::string> ChainAudit::check_register(Checked& entry) {
  const EntryRow& row = entry.row;
  const auto form = form_of(parts_.database, row);
  if (fault_found(row) || !form) return std::nullopt;
  const auto checked = row.head.kind == EntryKind::case_event ? parts_.cases.check(row.head)
                       : EntitlementAudit::is_mine(row.head.kind)
                           ? parts_.entitlement.check(row.head)
                           : parts_.registers.check(row.head);
  if (!checked) return std::nullopt;
  if (checked->key) {
    ExpectedKey key{checked->role, checked->key->person, hash_of(*checked->key)};
    parts_.messages.check(row.head.id, {&key, 1});
  }
  entry.table = checked->table;
  return leaf_bytes_of_row(row.head, checked->digest);
}

/// What the chain has not asked for.
void ChainAudit::check_rest(std::int32_t bucket) {
  for (const auto& [key, row] : periods_)
    parts_.find(path_of(name_of(key.first), {bucket, key.second}), "a row without its entry",
                "an entry of its kind");
  for (const auto& [settlement, seq] : reversals_)
    if (seq != -1)
      parts_.find(path_of("reversal", {bucket, settlement}), fmt::format("seq {}", seq),
                  "a reversal that names the settlement");
}

}  // namespace yitong::store
