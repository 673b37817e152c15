// The decision about a bill, without a write: what is known of the person, the accumulators, the
// plan, and what accounts may pay.
#pragma once

#include "store/store.h"
#include "verbs/prepare.h"

namespace yitong::verbs {

struct Decided {
  ledger::SettlementEntry entry;  ///< its place is not known yet
  Settled settled;                ///< the same
};

/// `family`: what the register lets the family account pay. Inside the caller's transaction.
/// Errors: every refusal of a settlement that is new.
Result<Decided> decide(store::Store& store, const PreparedSettlement& prepared, const Rules& rules,
                       Money family, Instant now);
/// The day on which the person's age decides.
Date age_day(const Policy& policy, const Bill& bill);
/// Gives the settlement its place, renders and records it with its message, of which `body` and
/// `message` are the hashes; returns the reply. Errors: store_failed.
Result<std::string> record_decided(store::Store& store, Decided& decided, const Digest& body,
                                   const store::MessageHash& message, const RenderSettled& render);

}  // namespace yitong::verbs
