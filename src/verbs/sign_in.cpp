#include "verbs/sign_in.h"

#include "base/id.h"
#include "identity/password.h"
#include "identity/sign_in_code.h"
#include "store/session_rows.h"
#include "verbs/attempt.h"

namespace yitong::verbs {
namespace {

bool is_idle(const store::SessionRow& row, identity::Role role, Instant now) {
  const auto seconds = identity::idle_seconds(role);
  return seconds && row.seen.micros + *seconds * 1'000'000 <= now.micros;
}

Session session_of(const ledger::Login& login, const store::SessionRow& row) {
  return {actor_of(login),         login.title_zh, login.title_en, row.expires,
          {row.bucket, row.token}, row.seen,       row.provider};
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
  out.attempt = attempt_of(reader, wanted.account, wanted.resident_id, wanted.address);
  if (auto fine = demand_unlocked(reader, out.attempt, now); !fine)
    return fail(std::move(fine.error()));
  out.login = usable_login(reader, out.attempt.account);
  if (auto fine = reader.database().take_fault(); !fine) return fail(std::move(fine.error()));
  // Where a one-time code stands in its place, no password fits, and finding out costs as much.
  const bool has_password = out.login && !identity::parse_kept_code(out.login->password);
  const bool fits = identity::fits_password(
      has_password ? out.login->password : identity::hash_of_nobody(), wanted.password);
  out.password_fits = has_password && fits;
  return out;
}

Result<SignedIn> sign_in_now(store::Store& store, const CheckedSignIn& checked,
                             const identity::TokenBytes& bytes, Instant now) {
  store::Database& database = store.database();
  const Attempt& attempt = checked.attempt;
  if (auto fine = demand_unlocked(store, attempt, now); !fine) return fail(std::move(fine.error()));
  const auto current = store::find_login(database, attempt.account);
  const bool changed = checked.login && (!current || current->no != checked.login->no);
  if (!checked.password_fits || changed) {
    note_failure(store, attempt, checked.login.has_value(), now);
    return fail(ErrorCode::wrong_credentials);
  }
  if (auto fine = demand_second_factor(store, attempt, *current, checked.code, now); !fine)
    return fail(std::move(fine.error()));
  store::forget_failures(database, attempt.account_subject);
  return begin_session(store, attempt, *current, {}, bytes, now);
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
  Session session = session_of(*login, *row);
  const bool over = row->expires <= now || login->no != row->login_no;
  if (over || is_idle(*row, session.actor.role, now)) return fail(ErrorCode::session_expired);
  return session;
}

std::vector<SessionView> sessions_of(store::Store& store, const Session& session, Instant now) {
  std::vector<SessionView> out;
  const auto login = store::find_login(store.database(), session.actor.account);
  for (const store::SessionRow& row : store::sessions_of(store.database(), session.actor.account)) {
    const bool over = row.expires <= now || !login || row.login_no != login->no ||
                      is_idle(row, session.actor.role, now);
    if (!over)
      out.push_back({row.made, row.seen, row.expires, row.provider, row.token == session.key.hash});
  }
  return out;
}

void see_session_now(store::Store& store, const identity::TokenKey& key, Instant now) {
  store::see_session(store.database(), key.bucket, key.hash, now);
}

void sign_out_everywhere_now(store::Store& store, const std::string& account) {
  store::delete_sessions(store.database(), account);
}

void sign_out_now(store::Store& store, std::string_view token) {
  if (const auto key = identity::key_of(token))
    store::delete_session(store.database(), key->bucket, key->hash);
}

}  // namespace yitong::verbs
