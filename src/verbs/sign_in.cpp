#include "verbs/sign_in.h"

#include <algorithm>

#include "base/id.h"
#include "base/text.h"
#include "identity/password.h"
#include "identity/totp.h"
#include "store/person_rows.h"
#include "store/session_rows.h"
#include "verbs/tell.h"

namespace yitong::verbs {
namespace {

using identity::FailureLimits;

constexpr std::string_view kOfAccount = "account", kOfUnknown = "unknown", kOfAddress = "address";
using identity::Failures;

Failures failures_of(store::Store& store, const Digest& subject) {
  const store::FailureRow row = store::find_failures(store.database(), subject);
  return {row.failures, row.first, row.locked_until};
}

/// Errors: too_many_attempts.
Result<void> demand_unlocked(store::Store& store, const CheckedSignIn& checked, Instant now) {
  const std::int64_t seconds =
      std::max(identity::wait_seconds(failures_of(store, checked.account_subject), now),
               identity::wait_seconds(failures_of(store, checked.address_subject), now));
  if (auto fine = store.database().take_fault(); !fine) return fail(std::move(fine.error()));
  if (seconds == 0) return {};
  return fail(ErrorCode::too_many_attempts, {}, std::to_string(seconds),
              "at most 5 failures an account and 30 an address in 15 minutes");
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

std::unexpected<Errors> failed(store::Store& store, const CheckedSignIn& checked, Instant now,
                               ErrorCode code) {
  if (checked.login)
    count_failure(store, checked.account_subject, kOfAccount, checked.account, now);
  else
    count_failure(store, checked.account_subject, kOfUnknown, {}, now);
  count_failure(store, checked.address_subject, kOfAddress, {}, now);
  return fail(code);
}

/// An erased person's account is nobody's.
bool is_usable(store::Store& store, const ledger::Login& login) {
  if (login.password.empty() || !identity::parse_role(login.role)) return false;
  return login.person.empty() || store::open_person(store, login.person).has_value();
}

/// Errors: second_factor_needed, wrong_code; corrupt, where the secret is not the one journaled.
Result<void> check_code(store::Store& store, const CheckedSignIn& checked, Instant now) {
  if (checked.login->totp == Digest{}) return {};
  if (checked.code.empty()) return fail(ErrorCode::second_factor_needed, "/code");
  const auto secret = store::find_login_secret(store, checked.account);
  if (!secret || sm3(secret->secret) != checked.login->totp)
    return fail(ErrorCode::corrupt, "login_secret/" + checked.account);
  const auto step = identity::accepted_step(secret->secret, checked.code, now, secret->last_step);
  if (!step) return failed(store, checked, now, ErrorCode::wrong_code);
  store::use_step(store.database(), checked.account, *step);
  return {};
}

Session session_of(const ledger::Login& login, Instant expires) {
  return {actor_of(login), login.title_zh, login.title_en, expires};
}

/// The first half of an IPv4 address, or two groups of an IPv6 one: telephones change the rest all
/// the time.
std::string_view network_of(std::string_view address) {
  const char separator = address.find(':') == std::string_view::npos ? '.' : ':';
  const std::size_t first = address.find(separator);
  if (first == std::string_view::npos) return address;
  return address.substr(0, address.find(separator, first + 1));
}

void note_sign_in(store::Store& store, const CheckedSignIn& checked, const ledger::Login& login,
                  Instant now) {
  if (login.person.empty()) return;
  if (store::note_place(store.database(), checked.account, checked.place, now))
    tell_person(store, login.person, {NoticeKind::new_sign_in_place, {}, {}}, now);
}

}  // namespace

identity::Actor actor_of(const ledger::Login& login) {
  return {identity::parse_role(login.role).value_or(identity::Role::anonymous),
          login.account,
          login.person,
          login.agency,
          ledger::words_of(login.areas),
          login.institution};
}

Result<CheckedSignIn> check_sign_in(store::Store& reader, const SignIn& wanted, Instant now) {
  CheckedSignIn out;
  out.code = wanted.code;
  out.account = wanted.account.empty()
                    ? store::find_person(reader, wanted.resident_id).value_or(std::string())
                    : wanted.account;
  const std::string& named = out.account.empty() ? wanted.resident_id : out.account;
  out.account_subject = reader.key().blind("sign-in account " + named);
  out.address_subject = reader.key().blind("sign-in address " + wanted.address);
  out.place =
      reader.key().blind("sign-in place " + named + " " + std::string(network_of(wanted.address)));
  if (auto fine = demand_unlocked(reader, out, now); !fine) return fail(std::move(fine.error()));
  if (!out.account.empty()) out.login = store::find_login(reader.database(), out.account);
  if (out.login && !is_usable(reader, *out.login)) out.login.reset();
  if (auto fine = reader.database().take_fault(); !fine) return fail(std::move(fine.error()));
  const bool fits = identity::fits_password(
      out.login ? out.login->password : identity::hash_of_nobody(), wanted.password);
  out.password_fits = out.login && fits;
  return out;
}

Result<SignedIn> sign_in_now(store::Store& store, const CheckedSignIn& checked,
                             const identity::TokenBytes& bytes, Instant now) {
  store::Database& database = store.database();
  if (auto fine = demand_unlocked(store, checked, now); !fine) return fail(std::move(fine.error()));
  const auto current = store::find_login(database, checked.account);
  const bool changed = checked.login && (!current || current->no != checked.login->no);
  if (!checked.password_fits || changed)
    return failed(store, checked, now, ErrorCode::wrong_credentials);
  if (auto fine = check_code(store, checked, now); !fine) return fail(std::move(fine.error()));
  store::forget_failures(database, checked.account_subject);
  store::tidy_sessions(database, checked.account, now, identity::kMaxSessions - 1);
  const std::int64_t seconds =
      current->person.empty() ? identity::kStaffSessionSeconds : identity::kInsuredSessionSeconds;
  const Instant expires{now.micros + seconds * 1'000'000};
  std::string token = identity::make_token(bucket_of(checked.account), bytes);
  const auto key = identity::key_of(token);
  store::insert(database, {key->bucket, key->hash, checked.account, current->no, now, expires});
  note_sign_in(store, checked, *current, now);
  return SignedIn{std::move(token), session_of(*current, expires)};
}

Result<Session> find_session(store::Store& reader, std::string_view token, Instant now) {
  const auto key = identity::key_of(token);
  if (!key) return fail(ErrorCode::no_session);
  store::Database& database = reader.database();
  database.begin_read();
  const auto row = store::find_session(database, key->bucket, key->hash);
  const auto login = row ? store::find_login(database, row->account) : std::nullopt;
  if (auto fine = database.commit(); !fine) return fail(std::move(fine.error()));
  if (!row || !login) return fail(ErrorCode::no_session);
  if (row->expires <= now || login->no != row->login_no) return fail(ErrorCode::session_expired);
  return session_of(*login, row->expires);
}

void sign_out_now(store::Store& store, std::string_view token) {
  if (const auto key = identity::key_of(token))
    store::delete_session(store.database(), key->bucket, key->hash);
}

}  // namespace yitong::verbs
