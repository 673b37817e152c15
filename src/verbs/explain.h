// Explain: a stored settlement read back in full, line by line, from what was recorded. Plan and
// catalogue are those it was decided by, whatever is in force now.
#pragma once

#include <map>

#include "adjudication/report.h"
#include "ledger/entry.h"
#include "store/store.h"
#include "verbs/rules.h"

namespace yitong::verbs {

/// What became of a settlement later; empty: nothing.
struct Aftermath {
  std::string reversal_id, settled_again_as;
};
Aftermath aftermath_of(store::Database& database, ledger::EntryId settlement);

struct Explained {
  std::string settlement_id;
  ledger::SettlementEntry entry;
  Aftermath after;
  Input input;
  Bill bill;
  ScopedBill scoped;              ///< a line of the bill each; of sums: some lines of our own
  std::vector<Money> line_funds;  ///< what funds pay of each line of `scoped`
  std::map<std::int32_t, std::string> refused;  ///< lines that staff refused, with their reasons
  std::shared_ptr<const Plan> plan;
  std::shared_ptr<const Catalogue> catalogue;
  Report report;  ///< with its waterfall
  /// Of the recorded facts, or empty.
  std::string fact(std::string_view key) const;
};

/// `live` only saves reading texts back that are loaded anyway. Opens a read transaction of its
/// own. Errors: unknown_settlement, corrupt, store faults.
Result<Explained> explain(store::Store& store, const Rules& live, std::string_view settlement_id);

/// "总费用 …，医保支付 …，个人支付 …": of what was settled.
Words settled_headline(const Report& report);

}  // namespace yitong::verbs
