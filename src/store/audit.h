// Reads everything back and recomputes it: each bucket's chain, every row the chain commits to,
// double entry, stored texts, and every accumulator as the fold of the settlements. What it finds
// names table, key and what differs.
#pragma once

#include <functional>

#include "ledger/register.h"
#include "store/store.h"

namespace yitong::store {

struct AuditReport {
  std::int64_t entries = 0, settlements = 0, reversals = 0, tombstones = 0, accumulators = 0,
               texts = 0, holdings = 0, accounts = 0;
  /// One error per damage, code corrupt, path "table/key…"; at most kMaxFindings.
  Errors findings;
  bool clean() const { return findings.empty(); }
};
inline constexpr std::size_t kMaxFindings = 1'000;

/// What is wrong with a settlement beyond its bytes, for instance that its recorded plan gives
/// another result.
using SettlementCheck = std::function<Errors(const ledger::SettlementEntry&)>;

/// What a settlement counts on in the register.
using ThingsOf = std::function<std::vector<ledger::HeldThing>(const ledger::SettlementEntry&)>;

/// Runs in one read transaction, so that writers may go on. Memory is bounded by one bucket's keys.
AuditReport audit(Store& store, const SettlementCheck& check_settlement, const ThingsOf& things_of);

}  // namespace yitong::store
