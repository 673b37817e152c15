// Reads everything back and recomputes it: each bucket's chain over all that its entries wrote,
// double entry, stored texts, every accumulator as the fold of the settlements, and the register
// against them. What it finds names table, key and what differs.
#pragma once

#include <functional>

#include "base/id.h"
#include "base/money.h"
#include "ledger/register.h"
#include "store/store.h"

namespace yitong::store {

struct AuditReport {
  std::int64_t entries = 0, settlements = 0, reversals = 0, tombstones = 0, accumulators = 0,
               texts = 0, holdings = 0, accounts = 0;
  Money owed;  ///< to institutions: what settlements came to, less what was reversed
  /// One error per damage, code corrupt, path "table/key…"; at most kMaxFindings.
  Errors findings;
  bool reference = false;  ///< the file itself was looked at
  bool clean() const { return findings.empty(); }
  /// Joins what another part found. What was found of the file itself stays when there is too much:
  /// it may be why there is.
  void add(AuditReport part);
};
inline constexpr std::size_t kMaxFindings = 1'000;

/// Buckets from `first` to before `end`; `reference`: also the file itself and what has no bucket.
/// Parts of one database may run side by side, each with a store of its own.
struct AuditPart {
  std::int32_t first = 0, end = kBuckets;
  bool reference = true;
};

/// What is wrong with a settlement beyond its bytes, for instance that its recorded plan gives
/// another result.
struct CheckedSettlement {
  const ledger::SettlementEntry& entry;
  /// The check leaves here the message that was asked, whose SM3 the entry's body must be; nothing
  /// where that cannot be said.
  std::string& asked;
};
using SettlementCheck = std::function<Errors(const CheckedSettlement&)>;

/// What a settlement counts on in the register.
using ThingsOf = std::function<std::vector<ledger::HeldThing>(const ledger::SettlementEntry&)>;

/// Runs in one read transaction, so that writers may go on. Memory is bounded by one bucket's keys.
AuditReport audit(Store& store, const SettlementCheck& check_settlement, const ThingsOf& things_of,
                  AuditPart part = {});

}  // namespace yitong::store
