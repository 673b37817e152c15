// What changes rights, as it is recorded and journaled: the accounts that people sign in with, and
// who may act for whom. Both are rows that are only ever inserted.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "ledger/period.h"

namespace yitong::ledger {

/// One version of an account; the newest counts. A session is of one version, so every change ends
/// the sessions.
struct Login {
  std::string account;
  std::int64_t no = 0;      ///< from 1
  std::string role;         ///< identity::Role by name
  std::string person;       ///< of an insured person; else empty
  std::string agency;       ///< shown; of agency staff
  std::string areas;        ///< territories with a blank between, "360100 000000"
  std::string institution;  ///< of an institution's staff
  std::string title_zh, title_en;
  std::string password;  ///< hash; empty: nobody can sign in
  Digest totp{};         ///< SM3 of the second factor's secret; all zero: none
  Instant at;
  std::string by;  ///< account that made the change; "-": the operator
  bool operator==(const Login&) const = default;
};
Digest digest_of(const Login& login);

/// An identity at another provider that may sign in as the account.
struct LoginLink {
  std::string account;
  std::int64_t no = 0;  ///< from 1, within one account
  std::string provider;
  Digest subject{};           ///< keyed hash of issuer and subject
  std::int64_t replaces = 0;  ///< the link that this row ends; 0: it makes one
  Instant at;
  std::string by;  ///< account that made the change
  bool operator==(const LoginLink&) const = default;
};
Digest digest_of(const LoginLink& link);
/// Made, and not ended.
bool holds(std::span<const LoginLink> rows, const LoginLink& link);

/// What was refused to somebody within a minute; under a flood, within an hour.
struct RefusedAccess {
  std::int64_t seq = 0;  ///< of its entry, in the bucket of owner()
  std::string person;    ///< whose record it was about; empty: nobody's
  std::string subject;   ///< who asked: an account, or a keyed hash of an address
  std::string what;      ///< account, address, others; of an account's attempt: its action
  std::string role;      ///< of the account
  std::string code;      ///< of the error
  std::int64_t times = 1;
  Instant from, to;

  const std::string& owner() const { return person.empty() ? subject : person; }
};
Digest digest_of(const RefusedAccess& refused);

/// After too many failures nobody signs in for a while.
struct Lockout {
  std::int64_t seq = 0;  ///< of its entry, in the bucket of the subject
  std::string subject;   ///< an account, or a keyed hash of an address or of what is no account
  std::string what;      ///< account, address, unknown
  std::int64_t failures = 0;
  Instant at, until;
};
Digest digest_of(const Lockout& lockout);

/// A person lets another one act.
struct Delegation {
  std::int64_t no = 0;  ///< from 1, within one person
  std::string delegate;
  std::string actions;  ///< identity::Action by name, sorted, a blank between
  Period in_force;
  Instant known_since;
  std::int64_t replaces = 0;
  std::string by;  ///< account that recorded it
  bool operator==(const Delegation&) const = default;
};
Digest digest_of(const std::string& person, const Delegation& delegation);

/// Errors: as for consents; only delegations to one and the same delegate clash.
Result<void> may_add(std::span<const Delegation> rows, const Delegation& added);
/// The delegation in force on the day.
std::optional<Delegation> delegation_on(std::span<const Delegation> rows, std::string_view delegate,
                                        Date day, Instant known_at);

/// "a b" holds "b".
bool holds_word(std::string_view words, std::string_view word);
std::vector<std::string> words_of(std::string_view words);

}  // namespace yitong::ledger
