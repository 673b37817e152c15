// Accounts: money comes in, the person lets relatives use it, and everybody may ask what is there.
#pragma once

#include "store/account_rows.h"
#include "store/commit_queue.h"

namespace yitong::verbs {

struct InflowRequest {
  std::string person;
  std::string source;  ///< a token of the payer's own; once for each person
  Money amount;
};
struct Credited {
  ledger::Account account;
  bool replayed = false;  ///< the same source and amount came before
};
/// Errors: bad_value, unknown_person, same_key_other_body (the source came with another amount).
Result<Credited> credit(store::Store& store, const InflowRequest& request, Instant now);

struct ConsentRequest {
  std::string person;  ///< whose account
  ledger::Consent consent;
};
/// Returns the row's number. Errors: bad_value, unknown_person, overlapping_periods.
Result<std::int64_t> let_use(store::Store& store, const ConsentRequest& request, Instant now);

struct AccountView {
  ledger::Account account;
  std::vector<ledger::Inflow> inflows;
  std::vector<ledger::Consent> consents;
};
/// Opens a read transaction of its own. Errors: unknown_person, store faults.
Result<AccountView> view_account(store::Store& store, const std::string& person);

/// The first two inside the caller's transaction, for the commit queue.
Result<Credited> credit_now(store::Store& store, const InflowRequest& request, Instant now);
Result<std::int64_t> let_use_now(store::Store& store, const ConsentRequest& request, Instant now);

}  // namespace yitong::verbs
