// The audit's part about the journal: each entry of a bucket in order, what it says against the
// rows that it wrote, and its leaf and link worked out again.
//
// Entries are read some at a time, because their hashes are worked out side by side, in three
// turns: bills and keys of messages; then leaves and messages, which hold the bill's hash; then
// links. A link goes on from the one that is stored before it, so no entry waits for another.
#pragma once

#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/sm3_lanes.h"
#include "store/audit_cases.h"
#include "store/audit_entitlement.h"
#include "store/audit_folds.h"
#include "store/audit_messages.h"
#include "store/person_table.h"

namespace yitong::store {

/// What the parts of one audit share.
struct AuditParts {
  Store& store;
  Database& database;
  const SettlementCheck& check;
  AuditReport& report;
  RegisterAudit::Find find;
  RegisterAudit registers;
  EntitlementAudit entitlement;
  CaseAudit cases;
  MessageAudit messages;
  FoldAudit folds;
  RowsOfBucket persons;  ///< of the bucket

  AuditParts(Store& store, const SettlementCheck& check, const ThingsOf& things_of,
             AuditReport& report);
  bool fault_found(const std::string& path) {
    return database.failed() && store::fault_found(database, path, find);
  }
};

class ChainAudit {
 public:
  explicit ChainAudit(AuditParts& parts);
  /// After the other parts have begun with the bucket, before they finish.
  void run(std::int32_t bucket);

 private:
  /// An entry on its way through the checks. One after the other uses the same memory.
  struct Checked {
    EntryRow row;
    Digest links[2]{};  ///< the stored link of the entry before; the leaf, worked out again
    Digest link{};      ///< over both
    std::optional<std::string> leaf;  ///< its bytes; nothing where the entry cannot be read
    std::string_view table;           ///< of the row that the leaf is over, if it has a table
    bool is_settlement = false;       ///< that can be read: then what follows says something
    ledger::SettlementEntry settlement;
    Answered answered;
    std::string key_bytes, asked;  ///< what leads to it, and what was asked
    Digest key{}, body{};          ///< over these
  };
  void collect_periods(std::int32_t bucket);
  template <class Row>
  void collect_periods(std::int32_t bucket, PersonRowKind of, ledger::EntryKind kind);
  void collect_reversals(std::int32_t bucket);
  void read(Checked& entry);
  void check_waiting();
  void check_hashes(const Checked& entry);
  /// Each checks what the entry says and returns the bytes of its leaf; nothing where it cannot be
  /// read.
  std::optional<std::string> check_entry(Checked& entry);
  std::optional<std::string> check_settlement(Checked& entry);
  std::optional<std::string> check_reversal(const EntryRow& row);
  std::optional<std::string> check_tombstone(const EntryRow& row);
  std::optional<std::string> check_period(Checked& entry);
  std::optional<std::string> check_register(Checked& entry);
  void check_rest(std::int32_t bucket);

  /// A coverage or a filing, by the entry it names.
  struct PeriodRow {
    std::string person, bytes;
    Digest digest{};  ///< of the bytes
  };
  bool fault_found(const EntryRow& row);

  AuditParts& parts_;
  Digest previous_{};             ///< the link last read
  std::vector<Checked> waiting_;  ///< kMostWaiting; the first `count_` were read
  std::size_t count_ = 0;
  std::vector<Hashed> to_hash_;
  std::map<std::pair<ledger::EntryKind, std::int64_t>, PeriodRow> periods_;  ///< by entry seq
  std::unordered_map<std::int64_t, std::int64_t> reversals_;                 ///< by settlement seq
  std::unordered_map<std::int64_t, ledger::SettlementEntry> reversed_;       ///< those they name
};

}  // namespace yitong::store
