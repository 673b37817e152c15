// Signing in: a slow part that reads (the password), by a worker, and a short one that decides and
// writes, in the commit queue. Failures are counted for the account and for the address, whether
// such an account exists or not, and nothing in an answer or in its cost says whether it does.
#pragma once

#include <optional>
#include <string>
#include <vector>

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

/// Whose failures count: keyed hashes of the account and of the address.
struct Attempt {
  std::string account;  ///< empty where nobody was named, or nobody is known by that resident id
  Digest account_subject{}, address_subject{};  ///< all zero: of none
  Digest place{};  ///< of the account: the network that it is asked for from
};

/// What the worker found out.
struct CheckedSignIn {
  Attempt attempt;
  std::optional<ledger::Login> login;
  bool password_fits = false;
  std::string code;
};
/// Errors: too_many_attempts (`found`: seconds to wait), store faults.
Result<CheckedSignIn> check_sign_in(store::Store& reader, const SignIn& wanted, Instant now);

struct Session {
  identity::Actor actor;
  std::string title_zh, title_en;
  Instant expires;
  identity::TokenKey key = {};
  Instant seen = {};          ///< last used, as far as it was written down
  std::string provider = {};  ///< of identities, by which it was made
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
/// was changed since, or nobody used it for too long), store faults.
Result<Session> find_session(store::Store& reader, std::string_view token, Instant now);
/// A session of the one who asks.
struct SessionView {
  Instant made, seen, expires;
  std::string provider;
  bool current = false;
};
/// Inside the caller's transaction: those that have not ended, newest first.
std::vector<SessionView> sessions_of(store::Store& store, const Session& session, Instant now);
/// Inside the caller's transaction: the session was used.
void see_session_now(store::Store& store, const identity::TokenKey& key, Instant now);
/// Inside the caller's transaction: ends all sessions of the account.
void sign_out_everywhere_now(store::Store& store, const std::string& account);
/// Inside the caller's transaction; an unknown token is nothing to end.
void sign_out_now(store::Store& store, std::string_view token);

/// What the journal keeps of an account as the one who acts.
identity::Actor actor_of(const ledger::Login& login);

}  // namespace yitong::verbs
