#include "verbs/attempt.h"

#include <algorithm>

#include "base/id.h"
#include "base/text.h"
#include "identity/totp.h"
#include "store/person_rows.h"
#include "store/session_rows.h"
#include "verbs/tell.h"

namespace yitong::verbs {
namespace {

using identity::FailureLimits;
using identity::Failures;

constexpr std::string_view kOfAccount = "account", kOfUnknown = "unknown", kOfAddress = "address";

Failures failures_of(store::Store& store, const Digest& subject) {
  const store::FailureRow row = store::find_failures(store.database(), subject);
  return {row.failures, row.first, row.locked_until};
}

/// `account`: where the subject is one; else it goes by its keyed hash.
void count_failure(store::Store& store, const Digest& subject, std::string_view what,
                   const std::string& account, Instant now) {
  const FailureLimits& limits =
      what == kOfAddress ? identity::kAddressLimits : identity::kAccountLimits;
  store::tidy_failures(store.database(), subject, now);
  const Failures after = identity::after_failure(failures_of(store, subject), now, limits);
  store::put_failures(
      store.database(), subject,
      {after.count, after.first, after.locked_until, identity::forget_at(after, limits)});
  if (after.locked_until <= now) return;
  const std::string name = account.empty() ? to_hex(bytes_of(subject)) : account;
  store::record(store.database(),
                ledger::Lockout{0, name, std::string(what), after.count, now, after.locked_until});
}

std::int64_t seconds_to_wait(store::Store& store, const Digest& subject, Instant now) {
  if (subject == Digest{}) return 0;
  return identity::wait_seconds(failures_of(store, subject), now);
}

Digest address_digest(store::Store& reader, const std::string& address) {
  return reader.key().blind("sign-in address " + address);
}

/// The first half of an IPv4 address, or two groups of an IPv6 one: telephones change the rest all
/// the time.
std::string_view network_of(std::string_view address) {
  const char separator = address.find(':') == std::string_view::npos ? '.' : ':';
  const std::size_t first = address.find(separator);
  if (first == std::string_view::npos) return address;
  return address.substr(0, address.find(separator, first + 1));
}

}  // namespace

Attempt attempt_from(store::Store& reader, const std::string& address) {
  return {{}, {}, address_digest(reader, address), {}};
}

Attempt attempt_of(store::Store& reader, const std::string& account, const std::string& resident_id,
                   const std::string& address) {
  Attempt out = attempt_from(reader, address);
  out.account =
      account.empty() ? store::find_person(reader, resident_id).value_or(std::string()) : account;
  const std::string& named = out.account.empty() ? resident_id : out.account;
  out.account_subject = reader.key().blind("sign-in account " + named);
  out.place = reader.key().blind("sign-in place " + named + " " + std::string(network_of(address)));
  return out;
}

Result<void> demand_unlocked(store::Store& store, const Attempt& attempt, Instant now) {
  const std::int64_t seconds = std::max(seconds_to_wait(store, attempt.account_subject, now),
                                        seconds_to_wait(store, attempt.address_subject, now));
  if (auto fine = store.database().take_fault(); !fine) return fail(std::move(fine.error()));
  if (seconds == 0) return {};
  return fail(ErrorCode::too_many_attempts, {}, std::to_string(seconds),
              "at most 5 failures an account and 30 an address in 15 minutes");
}

void note_failure(store::Store& store, const Attempt& attempt, bool known, Instant now) {
  if (known)
    count_failure(store, attempt.account_subject, kOfAccount, attempt.account, now);
  else if (attempt.account_subject != Digest{})
    count_failure(store, attempt.account_subject, kOfUnknown, {}, now);
  count_failure(store, attempt.address_subject, kOfAddress, {}, now);
}

std::optional<ledger::Login> usable_login(store::Store& store, const std::string& account) {
  if (account.empty()) return std::nullopt;
  auto login = store::find_login(store.database(), account);
  if (!login || login->password.empty() || !identity::parse_role(login->role)) return std::nullopt;
  if (!login->person.empty() && !store::open_person(store, login->person)) return std::nullopt;
  return login;
}

Result<void> demand_second_factor(store::Store& store, const Attempt& attempt,
                                  const ledger::Login& login, const std::string& code,
                                  Instant now) {
  if (login.totp == Digest{}) return {};
  if (code.empty()) return fail(ErrorCode::second_factor_needed, "/code");
  const auto secret = store::find_login_secret(store, login.account);
  if (!secret || sm3(secret->secret) != login.totp)
    return fail(ErrorCode::corrupt, "login_secret/" + login.account);
  const auto step = identity::accepted_step(secret->secret, code, now, secret->last_step);
  if (!step) {
    note_failure(store, attempt, true, now);
    return fail(ErrorCode::wrong_code);
  }
  store::use_step(store.database(), login.account, *step);
  return {};
}

SignedIn begin_session(store::Store& store, const Attempt& attempt, const ledger::Login& login,
                       const std::string& provider, const identity::TokenBytes& bytes,
                       Instant now) {
  store::Database& database = store.database();
  if (!login.person.empty() && store::note_place(database, login.account, attempt.place, now))
    tell_person(store, login.person, {NoticeKind::new_sign_in_place, {}, {}}, now);
  store::tidy_sessions(database, login.account, now, identity::kMaxSessions - 1);
  const std::int64_t seconds =
      login.person.empty() ? identity::kStaffSessionSeconds : identity::kInsuredSessionSeconds;
  const Instant expires{now.micros + seconds * 1'000'000};
  std::string token = identity::make_token(bucket_of(login.account), bytes);
  const auto key = identity::key_of(token);
  store::insert(database,
                {key->bucket, key->hash, login.account, login.no, now, expires, provider, now});
  return {std::move(token),
          {actor_of(login), login.title_zh, login.title_en, expires, *key, now, provider}};
}

}  // namespace yitong::verbs
