// The decision about a bill, without a write: what is known of the person, the accumulators, the
// plan, and what accounts may pay.
//
//   known_of()        reads the store
//   decide()          pure
//   place_decided()   pure: the reply, and the rows at a place
#pragma once

#include "store/period_rows.h"
#include "store/person_rows.h"
#include "store/record.h"
#include "verbs/prepare.h"

namespace yitong::verbs {

/// All that a decision rests on besides the request and the rules. But for `family` it stands in
/// the person's bucket, where whatever changes it is an entry, except that the person is erased,
/// which another connection does.
struct Known {
  store::KnownRows rows;
  Money own;     ///< what the own account lets this bill use
  Money family;  ///< what the register lets the family account pay
};
/// Inside the caller's transaction.
Known known_of(store::Database& database, const SettleRequest& request, Money family);

struct Decided {
  ledger::SettlementEntry entry;  ///< its place is not known yet
  Settled settled;                ///< the same
  /// The person's counts with those of the entry; nothing: they are read when it is recorded.
  std::optional<std::vector<store::RowChange>> counts;
};

/// Errors: every refusal of a settlement that is new.
Result<Decided> decide(const Known& known, const store::MasterKey& key,
                       const PreparedSettlement& prepared, const Rules& rules, Instant now);
/// The same inside the caller's transaction, by what the store knows. Errors: store_failed too.
Result<Decided> decide(store::Store& store, const PreparedSettlement& prepared, const Rules& rules,
                       Money family, Instant now);
/// The day on which the person's age decides.
Date age_day(const Policy& policy, const Bill& bill);
/// A settlement at its place.
struct Placed {
  std::string reply;
  store::SettlementRows rows;
};
/// `body` and `message`: the hashes of the message.
Placed place_decided(store::Texts& texts, const store::Place& place, Decided& decided,
                     const Digest& body, const store::MessageHash& message,
                     const RenderSettled& render);
/// At the end of its bucket's chain, and on record; returns the reply. Errors: store_failed.
Result<std::string> record_decided(store::Store& store, Decided& decided, const Digest& body,
                                   const store::MessageHash& message, const RenderSettled& render);

}  // namespace yitong::verbs
