#include "store/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/id.h"
#include "base/text.h"
#include "ledger/journal.h"
#include "store/audit_queries.h"
#include "store/audit_register.h"
#include "store/journal_rows.h"
#include "store/ledger_rows.h"
#include "store/person_rows.h"

namespace yitong::store {
namespace {

using ledger::Accumulated;
using ledger::EntryId;
using ledger::EntryKind;
using ledger::JournalEntry;
using ledger::SettlementEntry;

struct AccumulatorKey {
  std::string person, scope, period, name;
  auto operator<=>(const AccumulatorKey&) const = default;
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
                  }) {}
  AuditReport run();

 private:
  void check_texts();
  void check_strays();
  void check_bucket(std::int32_t bucket);
  void collect_messages(std::int32_t bucket);
  void collect_periods(std::int32_t bucket);
  void check_chain(std::int32_t bucket);
  bool check_link(const JournalEntry& entry);
  void check_entry(const JournalEntry& entry, bool digests_hold);
  void check_settlement(const JournalEntry& entry, bool digests_hold);
  void check_reversal(const JournalEntry& entry, bool digests_hold);
  void check_period(const JournalEntry& entry, bool digests_hold);
  void check_postings(EntryId id, const std::vector<ledger::Posting>& expected);
  void check_messages(const JournalEntry& entry, const Digest& expected, bool digests_hold);
  void check_accumulators(std::int32_t bucket);
  void check_persons(std::int32_t bucket);
  void fold(const std::string& person, const std::vector<Accumulated>& changes);

  void find(std::string path, std::string found, std::string rule);
  /// Turns a fault that reading met into a finding; true if there was one.
  bool fault_found(const std::string& path);

  Store& store_;
  Database& database_;
  const SettlementCheck& check_;
  RegisterAudit register_;
  AuditReport report_;
  Digest previous_{};
  std::map<AccumulatorKey, std::int64_t> folded_;
  std::map<std::pair<EntryKind, std::int64_t>, Digest>
      periods_;                                   // coverage and filing rows by entry seq
  std::multimap<std::int64_t, Digest> messages_;  // by entry seq, in the order of their keys
};

std::string path_of(std::string_view table, EntryId id) {
  return fmt::format("{}/{}/{}", table, id.bucket, id.seq);
}

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
  Rows rows = database_.query(kSelectTexts, {});
  for (; rows.next(); ++report_.texts) {
    const std::string hash = to_hex(rows.blob(0));
    const std::string kind(rows.text(1));
    const std::string computed = to_hex(sm3(rows.blob(2)));
    if (hash != computed)
      find("source_text/" + hash, "body with hash " + computed, "the hash that is its key");
    if (kind != "plan" && kind != "catalogue")
      find("source_text/" + hash, "kind " + kind, "plan or catalogue");
    fault_found("source_text/" + hash);
  }
}

/// Rows that no journal entry stands for, in every table that the journal covers.
void Audit::check_strays() {
  for (const StrayQuery& stray : kStrayQueries) {
    {
      Rows rows = database_.query(stray.sql, {});
      while (rows.next()) {
        const EntryId id{static_cast<std::int32_t>(rows.integer(0)), rows.integer(1)};
        find(path_of(stray.table, id), "a row without its journal entry",
             "journal/bucket/seq of the right kind");
      }
    }
    fault_found(std::string(stray.table));
  }
}

void Audit::fold(const std::string& person, const std::vector<Accumulated>& changes) {
  for (const Accumulated& change : changes)
    if (change.amount != 0)
      folded_[{person, change.scope, change.period, change.name}] += change.amount;
}

void Audit::collect_messages(std::int32_t bucket) {
  Rows rows = database_.query(kSelectMessages, {integer(bucket)});
  while (rows.next()) {
    const auto message = message_of(rows, bucket);
    const std::string path =
        fmt::format("message/{}/{}/{}/{}", bucket, rows.text(0), rows.text(1), rows.text(2));
    if (fault_found(path)) continue;
    if (!message) find(path, "role " + std::string(rows.text(3)), "a role of a message");
    if (!message) continue;
    if (bucket_of(message->key.person) != bucket)
      find(path, "person of another bucket", "the bucket of the person");
    messages_.emplace(message->entry.seq, digest_of(*message));
  }
}

void Audit::collect_periods(std::int32_t bucket) {
  const auto keep = [&](Rows& rows, EntryKind kind, const Digest& digest) {
    const std::string path = path_of(name_of(kind), {bucket, rows.integer(0)});
    if (fault_found(path)) return;
    if (!periods_.emplace(std::pair(kind, rows.integer(0)), digest).second)
      find(path, "two rows", "one row of an entry");
  };
  {
    Rows rows = database_.query(kSelectCoveragesOf, {integer(bucket)});
    while (rows.next())
      keep(rows, EntryKind::coverage, digest_of(std::string(rows.text(1)), coverage_of(rows, 2)));
  }
  Rows rows = database_.query(kSelectFilingsOf, {integer(bucket)});
  while (rows.next())
    keep(rows, EntryKind::filing, digest_of(std::string(rows.text(1)), filing_of(rows, 2)));
}

/// Recomputes leaf and link, says which of the stored ones differs, and goes on from the right one.
/// False if the row digests themselves cannot be believed.
bool Audit::check_link(const JournalEntry& entry) {
  const Digest leaf = leaf_of(entry);
  const std::string path = path_of("journal", entry.id);
  const bool link_of_stored = ledger::link_of(previous_, entry.leaf) == entry.link;
  bool digests_hold = true;
  if (leaf != entry.leaf && link_of_stored) {
    find(path, "kind, at_micros or row_digests", "content whose hash is the leaf");
    digests_hold = false;
    previous_ = entry.link;
    return digests_hold;
  }
  if (leaf != entry.leaf) find(path, "leaf " + to_hex(entry.leaf), to_hex(leaf));
  const Digest link = ledger::link_of(previous_, leaf);
  if (link != entry.link) find(path, "link " + to_hex(entry.link), to_hex(link));
  previous_ = link;
  return digests_hold;
}

void Audit::check_chain(std::int32_t bucket) {
  previous_ = {};
  std::int64_t expected = 1;
  Rows rows = database_.query(kSelectChain, {integer(bucket)});
  while (rows.next()) {
    const EntryId id{bucket, rows.integer(0)};
    const auto entry = journal_entry_of(rows, bucket);
    if (fault_found(path_of("journal", id))) continue;
    for (; expected < id.seq; ++expected) {
      find(path_of("journal", {bucket, expected}), "missing", "every number from 1");
      if (report_.findings.size() >= kMaxFindings) break;
    }
    expected = id.seq + 1;
    ++report_.entries;
    if (!entry) {
      find(path_of("journal", id), "kind or row_digests",
           "a known kind with its number of digests");
      previous_ = rows.digest(5);
      continue;
    }
    check_entry(*entry, check_link(*entry));
  }
}

void Audit::check_entry(const JournalEntry& entry, bool digests_hold) {
  switch (entry.kind) {
    case EntryKind::settlement: return check_settlement(entry, digests_hold);
    case EntryKind::reversal: return check_reversal(entry, digests_hold);
    case EntryKind::inflow:
    case EntryKind::consent:
    case EntryKind::holding:
    case EntryKind::pending:
    case EntryKind::refusal:
    case EntryKind::resettlement: return register_.check(entry, digests_hold);
    case EntryKind::tombstone:
      ++report_.tombstones;
      return check_messages(entry, entry.rows[0], digests_hold);
    case EntryKind::coverage:
    case EntryKind::filing: return check_period(entry, digests_hold);
  }
}

void Audit::check_settlement(const JournalEntry& entry, bool digests_hold) {
  ++report_.settlements;
  const std::string path = path_of("settlement", entry.id);
  const auto row = find_settlement(database_, entry.id);
  if (fault_found(path)) return;
  if (!row) return find(path, "missing", "the row that the journal names");
  if (digests_hold && digest_of(*row) != entry.rows[0])
    find(path, "a changed row", "content whose hash is in the journal");
  const bool reversed = find_reversal_of(database_, entry.id).has_value();
  if ((row->state == ledger::State::reversed) != reversed)
    find(path, "state " + std::string(name_of(row->state)), reversed ? "reversed" : "settled");
  if (!row->payers.adds_up())
    find(path, "total_fen " + row->payers.total.str(), "the sum of its payers");
  for (const Accumulated& value : row->before) {
    const auto known = folded_.find({row->key.person, value.scope, value.period, value.name});
    const std::int64_t expected = known == folded_.end() ? 0 : known->second;
    if (value.amount != expected)
      find(path, fmt::format("before: {} {}", value.name, value.amount), std::to_string(expected));
  }
  for (const Error& error : check_(*row)) find(path + "/" + error.path, error.found, error.rule);
  fold(row->key.person, row->changes);
  register_.settled(*row);
  check_postings(entry.id, postings_of(*row));
  check_messages(entry, entry.rows[2], digests_hold);
}

void Audit::check_reversal(const JournalEntry& entry, bool digests_hold) {
  ++report_.reversals;
  const std::string path = path_of("reversal", entry.id);
  const auto row = find_reversal(database_, entry.id);
  if (fault_found(path)) return;
  if (!row) return find(path, "missing", "the row that the journal names");
  if (digests_hold && digest_of(*row) != entry.rows[0])
    find(path, "a changed row", "content whose hash is in the journal");
  const EntryId reversed{entry.id.bucket, row->settlement_seq};
  const auto settlement = find_settlement(database_, reversed);
  fault_found(path_of("settlement", reversed));
  if (!settlement)
    return find(path, fmt::format("settlement_seq {}", row->settlement_seq), "a settlement");
  fold(settlement->key.person, negated(settlement->changes));
  register_.reversed(*settlement);
  check_postings(entry.id, negated(postings_of(*settlement)));
  check_messages(entry, entry.rows[2], digests_hold);
}

void Audit::check_period(const JournalEntry& entry, bool digests_hold) {
  const std::string path = path_of(name_of(entry.kind), entry.id);
  const auto row = periods_.find({entry.kind, entry.id.seq});
  if (row == periods_.end())
    find(path, "missing", "the row that the journal names");
  else if (digests_hold && row->second != entry.rows[0])
    find(path, "a changed row", "content whose hash is in the journal");
}

void Audit::check_postings(EntryId id, const std::vector<ledger::Posting>& expected) {
  const auto rows = find_postings(database_, id);
  if (fault_found(path_of("posting", id))) return;
  if (!sums_to_zero(rows)) find(path_of("posting", id), "a sum that is not zero", "double entry");
  for (std::size_t i = 0; i < std::max(rows.size(), expected.size()); ++i) {
    const auto show = [i](const std::vector<ledger::Posting>& postings) {
      return i < postings.size() ? postings[i].account + " " + postings[i].amount.str()
                                 : std::string("nothing");
    };
    if (show(rows) != show(expected))
      find(fmt::format("{}/{}", path_of("posting", id), i + 1), show(rows), show(expected));
  }
}

void Audit::check_messages(const JournalEntry& entry, const Digest& expected, bool digests_hold) {
  std::vector<Digest> digests;
  const auto [first, last] = messages_.equal_range(entry.id.seq);
  for (auto at = first; at != last; ++at) digests.push_back(at->second);
  if (!digests_hold || ledger::digest_of_messages(digests) == expected) return;
  find(path_of("message", entry.id),
       fmt::format("{} messages of this entry, changed", digests.size()),
       "key, role, body_hash and reply whose hash is in the journal");
}

void Audit::check_accumulators(std::int32_t bucket) {
  const auto path = [bucket](const AccumulatorKey& key) {
    return fmt::format("accumulator/{}/{}/{}/{}/{}", bucket, key.person, key.scope, key.period,
                       key.name);
  };
  {
    Rows rows = database_.query(kSelectAccumulatorsOf, {integer(bucket)});
    for (; rows.next(); ++report_.accumulators) {
      AccumulatorKey key{std::string(rows.text(0)), std::string(rows.text(1)),
                         std::string(rows.text(2)), std::string(rows.text(3))};
      const std::int64_t value = rows.integer(4);
      if (fault_found(path(key))) continue;
      const auto folded = folded_.extract(key);
      const std::int64_t expected = folded ? folded.mapped() : 0;
      if (value != expected || !folded)
        find(path(key), fmt::format("value {}", value),
             folded ? std::to_string(expected) : "no settlement feeds it");
    }
  }
  for (const auto& [key, value] : folded_)
    find(path(key), "missing", fmt::format("value {}", value));
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

void Audit::check_bucket(std::int32_t bucket) {
  folded_.clear();
  messages_.clear();
  periods_.clear();
  collect_periods(bucket);
  collect_messages(bucket);
  register_.begin(bucket);
  check_chain(bucket);
  check_accumulators(bucket);
  const RegisterAudit::Counted counted = register_.finish(bucket);
  report_.holdings += counted.holdings, report_.accounts += counted.accounts;
  check_persons(bucket);
  fault_found(fmt::format("bucket {}", bucket));
}

AuditReport Audit::run() {
  database_.begin_read();
  for (const Error& error : database_.check_file()) find(error.path, error.found, "a whole file");
  check_texts();
  check_strays();
  for (std::int32_t bucket = 0; bucket < kBuckets; ++bucket) check_bucket(bucket);
  database_.rollback();
  return std::move(report_);
}

}  // namespace

AuditReport audit(Store& store, const SettlementCheck& check_settlement,
                  const ThingsOf& things_of) {
  return Audit(store, check_settlement, things_of).run();
}

}  // namespace yitong::store
