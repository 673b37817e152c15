// The audit's part about accumulators: what settlements read before, and what stands in the table,
// as the fold of the settlements before.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "store/audit_register.h"
#include "store/person_table.h"

namespace yitong::store {

class FoldAudit {
 public:
  explicit FoldAudit(RegisterAudit::Find find) : find_(std::move(find)) {}
  /// Before the chain of a bucket.
  void begin() { folded_.clear(); }
  /// In the chain's order, before its own changes are added.
  void check_before(const ledger::SettlementEntry& settlement);
  void add(const std::string& person, const std::vector<ledger::Accumulated>& changes);
  /// After the chain; how many values there are.
  std::int64_t finish(std::int32_t bucket, const std::vector<RowOfBucket>& rows);

 private:
  using Values =
      std::vector<ledger::Accumulated>;  ///< of one person: few, so they are looked through
  static ledger::Accumulated* find_value(Values& values, const ledger::Accumulated& wanted);

  const RegisterAudit::Find find_;
  std::unordered_map<std::string, Values> folded_;  ///< by person
  Values stored_;                                   ///< of one row
};

}  // namespace yitong::store
