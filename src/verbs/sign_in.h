// Signing in: a slow part that reads (the password), by a worker, and a short one that decides and
// writes, in the commit queue. Failures are counted for the account and for the address, whether
// such an account exists or not, and nothing in an answer or in its cost says whether it does.
#pragma once

#include <optional>
#include <string>

#include "identity/actor.h"
#include "identity/attempts.h"
#include "identity/token.h"
#include "store/login_rows.h"

namespace yitong::verbs {

struct SignIn {
  std::string account;      ///< or, when empty,
  std::string resident_id;  ///< of an insured person
  std::string password;
  std::string code;     ///< second factor; empty: none given
  std::string address;  ///< where it comes from
};

/// What the worker found out.
struct CheckedSignIn {
  std::string account;
  std::optional<ledger::Login> login;
  bool password_fits = false;
  std::string code;
  Digest account_subject{}, address_subject{};
  Digest place{};  ///< the network it comes from
};
/// Errors: too_many_attempts (`found`: seconds to wait), store faults.
Result<CheckedSignIn> check_sign_in(store::Store& reader, const SignIn& wanted, Instant now);

struct Session {
  identity::Actor actor;
  std::string title_zh, title_en;
  Instant expires;
};
struct SignedIn {
  std::string token;
  Session session;
};
/// Inside the caller's transaction; writes also where it refuses. Errors: too_many_attempts,
/// wrong_credentials, second_factor_needed, wrong_code, store faults.
Result<SignedIn> sign_in_now(store::Store& store, const CheckedSignIn& checked,
                             const identity::TokenBytes& bytes, Instant now);

/// Who a token is of. Errors: no_session (no such token), session_expired (also where the account
/// was changed since), store faults.
Result<Session> find_session(store::Store& reader, std::string_view token, Instant now);
/// Inside the caller's transaction; an unknown token is nothing to end.
void sign_out_now(store::Store& store, std::string_view token);

/// What the journal keeps of an account as the one who acts.
identity::Actor actor_of(const ledger::Login& login);

}  // namespace yitong::verbs
