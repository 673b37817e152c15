// Makes an account to sign in with, or a new version of one: what the operator does.
#pragma once

#include <string>

#include "identity/password.h"
#include "store/login_rows.h"

namespace yitong::verbs {

struct NewLogin {
  ledger::Login login;   ///< without number, hash, time and author
  std::string password;  ///< in clear; goes no further
  std::string secret;    ///< of the second factor; empty: none
};
/// Fresh random bytes.
struct LoginSecrets {
  identity::Salt salt{};
  std::string nonce;  ///< 24 bytes
};
/// In a transaction of its own. Returns the row's number. Errors: bad_value, weak_password,
/// unknown_person: every wrong field.
Result<std::int64_t> add_login(store::Store& store, const NewLogin& wanted,
                               const LoginSecrets& secrets, Instant now);

}  // namespace yitong::verbs
