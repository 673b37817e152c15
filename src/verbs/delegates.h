// Who may act for a person: the person, or a window clerk who verified the person, lets a relative
// do some things from a day to a day, and takes it back at once.
#pragma once

#include <string>
#include <vector>

#include "identity/actor.h"
#include "store/delegation_rows.h"

namespace yitong::verbs {

struct DelegateRequest {
  std::string person;
  std::string delegate;     ///< number; or, when empty,
  std::string resident_id;  ///< of the delegate
  std::vector<identity::Action> actions;
  ledger::Period in_force;
};
/// Inside the caller's transaction. Returns the row. Errors: bad_value (oneself; a period that ends
/// before today or lasts beyond five years), unknown_person, overlapping_periods.
Result<ledger::Delegation> let_act_now(store::Store& store, const DelegateRequest& request,
                                       const identity::Actor& by, Instant now);
/// Inside the caller's transaction: from now on no longer. Errors: not_found.
Result<void> withdraw_now(store::Store& store, const std::string& person, std::int64_t no,
                          const identity::Actor& by, Instant now);

struct DelegateView {
  ledger::Delegation row;
  std::string person;  ///< the one who lets
  std::string name;    ///< of the delegate, or, in principals(), of the person; empty when erased
  bool in_force = false;
};
/// All that is or will be in force. Inside the caller's transaction.
std::vector<DelegateView> delegates_of(store::Store& store, const std::string& person, Instant now);
/// For whom `delegate` may act today. Inside the caller's transaction.
std::vector<DelegateView> principals_of(store::Store& store, const std::string& delegate,
                                        Instant now);

}  // namespace yitong::verbs
