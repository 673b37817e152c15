// The audit's part about accumulators: what settlements read before, and what stands in the table,
// as the fold of the settlements before.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "store/audit_register.h"

namespace yitong::store {

class FoldAudit {
 public:
  FoldAudit(Database& database, RegisterAudit::Find find)
      : database_(database), find_(std::move(find)) {}
  /// Before the chain of a bucket.
  void begin() { folded_.clear(); }
  /// In the chain's order, before its own changes are added.
  void check_before(const ledger::SettlementEntry& settlement);
  void add(const std::string& person, const std::vector<ledger::Accumulated>& changes);
  /// After the chain; how many rows there are.
  std::int64_t finish(std::int32_t bucket);

 private:
  using Values =
      std::vector<ledger::Accumulated>;  ///< of one person: few, so they are looked through
  static ledger::Accumulated* find_value(Values& values, const ledger::Accumulated& wanted);

  Database& database_;
  const RegisterAudit::Find find_;
  std::unordered_map<std::string, Values> folded_;  ///< by person
};

}  // namespace yitong::store
