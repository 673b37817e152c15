// The first password, and a forgotten one: somebody who saw the person gives a one-time code, and
// with it the person sets a password. Until then nobody signs in with the old one.
#pragma once

#include <optional>
#include <string>

#include "identity/actor.h"
#include "identity/password.h"
#include "identity/sign_in_code.h"
#include "verbs/rules.h"
#include "verbs/sign_in.h"

namespace yitong::verbs {

struct IssuedCode {
  std::string account, code;  ///< code: as it is shown
  Instant expires;
};
/// Inside the caller's transaction. For an insured person, whose account has the person's number
/// and is made where there is none. Ends the account's sessions. Errors: unknown_person.
Result<IssuedCode> give_person_code_now(store::Store& store, const std::string& person,
                                        const identity::Actor& by,
                                        const identity::SignInCodeBytes& bytes, Instant now);
/// The same for an account of staff; it keeps its second factor. Errors: not_found.
Result<IssuedCode> give_staff_code_now(store::Store& store, const std::string& account,
                                       const identity::Actor& by,
                                       const identity::SignInCodeBytes& bytes, Instant now);

struct NewPassword {
  std::string account, resident_id;  ///< one of them
  std::string code;
  std::string password;
  std::string address;
};
struct CheckedNewPassword {
  Attempt attempt;
  std::optional<ledger::Login> login;
  bool code_fits = false;
  std::string hash;  ///< of the new password
};
/// By the worker: a wrong code costs the same whatever account it is for. Errors: weak_password,
/// too_many_attempts, io_failed (no memory), store faults.
Result<CheckedNewPassword> check_new_password(store::Store& reader, const NewPassword& wanted,
                                              const identity::Salt& salt, Instant now);
/// Inside the caller's transaction; writes also where it refuses. Returns the account. Errors:
/// too_many_attempts, wrong_sign_in_code, store faults.
Result<std::string> set_password_now(store::Store& store, const CheckedNewPassword& checked,
                                     Instant now);

/// Whose an account is, for rights: an area that the actor does not answer for, if there is one.
std::optional<identity::Record> record_of_account(store::Store& reader, const Rules& rules,
                                                  const identity::Actor& actor,
                                                  const std::string& account, Instant now);

}  // namespace yitong::verbs
