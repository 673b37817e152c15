// One attempt to sign in, whatever by: who may try, what a failure counts, and the session that a
// success begins. All inside the caller's transaction.
#pragma once

#include <optional>
#include <string>

#include "identity/provider.h"
#include "identity/token.h"
#include "store/login_rows.h"
#include "verbs/sign_in.h"

namespace yitong::verbs {

/// Who an account's number or a resident id names; an account that does not exist is counted, too.
Attempt attempt_of(store::Store& reader, const std::string& account, const std::string& resident_id,
                   const std::string& address);
/// Of an address alone.
Attempt attempt_from(store::Store& reader, const std::string& address);

/// Errors: too_many_attempts (`found`: seconds to wait), store faults.
Result<void> demand_unlocked(store::Store& store, const Attempt& attempt, Instant now);
/// Counts for the account, if one was named, and for the address. `known`: such an account exists.
void note_failure(store::Store& store, const Attempt& attempt, bool known, Instant now);

/// The newest row of an account, unless nobody can sign in with it: an erased person's account is
/// nobody's.
std::optional<ledger::Login> usable_login(store::Store& store, const std::string& account);

/// Nothing to do where the account has no second factor. Errors: second_factor_needed; wrong_code,
/// which is counted; corrupt, where the secret is not the one journaled.
Result<void> demand_second_factor(store::Store& store, const Attempt& attempt,
                                  const ledger::Login& login, const std::string& code, Instant now);

/// Tells the person whose account it is when it comes from a network that is new for the account.
/// `provider`: of identities; empty: by password.
SignedIn begin_session(store::Store& store, const Attempt& attempt, const ledger::Login& login,
                       const std::string& provider, const identity::TokenBytes& bytes, Instant now);

}  // namespace yitong::verbs
