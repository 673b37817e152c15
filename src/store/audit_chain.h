// The audit's part about the journal: each entry of a bucket in order, what it says against the
// rows that it wrote, and its leaf and link worked out again.
#pragma once

#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "store/audit_cases.h"
#include "store/audit_entitlement.h"
#include "store/audit_folds.h"
#include "store/audit_messages.h"

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

  AuditParts(Store& store, const SettlementCheck& check, const ThingsOf& things_of,
             AuditReport& report);
  bool fault_found(const std::string& path) {
    return database.failed() && store::fault_found(database, path, find);
  }
};

class ChainAudit {
 public:
  explicit ChainAudit(AuditParts& parts) : parts_(parts) {}
  /// After the other parts have begun with the bucket, before they finish.
  void run(std::int32_t bucket);

 private:
  void collect_periods(std::int32_t bucket);
  void collect_reversals(std::int32_t bucket);
  void check_link(const EntryRow& row, const std::optional<Digest>& leaf);
  /// Each checks what the entry says and returns its leaf; nothing where it cannot be read.
  std::optional<Digest> check_entry(const EntryRow& row);
  std::optional<Digest> check_settlement(const EntryRow& row);
  std::optional<Digest> check_reversal(const EntryRow& row);
  std::optional<Digest> check_tombstone(const EntryRow& row);
  std::optional<Digest> check_period(const EntryRow& row);
  std::optional<Digest> check_register(const EntryRow& row);
  void check_rest(std::int32_t bucket);

  /// A row of `coverage` or `filing`, by the entry it names.
  struct PeriodRow {
    std::string person;
    Digest digest{};
  };
  AuditParts& parts_;
  Digest previous_{};
  std::map<std::pair<ledger::EntryKind, std::int64_t>, PeriodRow> periods_;  ///< by entry seq
  std::unordered_map<std::int64_t, std::int64_t> reversals_;                 ///< by settlement seq
  std::unordered_map<std::int64_t, ledger::SettlementEntry> reversed_;       ///< those they name
};

}  // namespace yitong::store
