#include "store/session_rows.h"

#include <algorithm>
#include <vector>

#include "base/id.h"

namespace yitong::store {
namespace {

#define SESSION_COLUMNS \
  "token_hash, account, login_no, made_micros, expires_micros, provider, seen_micros"

constexpr Sql kSelectSession{"SELECT " SESSION_COLUMNS
                             " FROM session WHERE bucket = $1 AND token_hash = $2"};
constexpr Sql kSelectSessions{"SELECT " SESSION_COLUMNS
                              " FROM session WHERE bucket = $1 AND account = $2 "
                              "ORDER BY made_micros DESC, token_hash"};
constexpr Sql kInsertSession{"INSERT INTO session (bucket, " SESSION_COLUMNS
                             ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
constexpr Sql kSeeSession{
    "UPDATE session SET seen_micros = $1 WHERE bucket = $2 AND token_hash = $3 AND seen_micros < "
    "$1"};
constexpr Sql kDeleteSessions{"DELETE FROM session WHERE bucket = $1 AND account = $2"};
constexpr Sql kDeleteSession{"DELETE FROM session WHERE bucket = $1 AND token_hash = $2"};
constexpr Sql kDeleteExpired{"DELETE FROM session WHERE bucket = $1 AND expires_micros <= $2"};
constexpr Sql kSelectFailures{
    "SELECT failures, first_micros, locked_until_micros, forget_micros FROM sign_in_failure "
    "WHERE bucket = $1 AND subject = $2"};
constexpr Sql kInsertFailures{
    "INSERT INTO sign_in_failure (bucket, subject, failures, first_micros, locked_until_micros, "
    "forget_micros) VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Sql kDeleteFailures{"DELETE FROM sign_in_failure WHERE bucket = $1 AND subject = $2"};
constexpr Sql kDeleteForgotten{
    "DELETE FROM sign_in_failure WHERE bucket = $1 AND forget_micros <= $2"};
constexpr Sql kSelectPlaces{
    "SELECT place FROM sign_in_place WHERE bucket = $1 AND account = $2 "
    "ORDER BY last_micros DESC, place"};
constexpr Sql kDeletePlace{
    "DELETE FROM sign_in_place WHERE bucket = $1 AND account = $2 AND place = $3"};
constexpr Sql kInsertPlace{
    "INSERT INTO sign_in_place (bucket, account, place, last_micros) VALUES ($1, $2, $3, $4)"};
constexpr Sql kForgetPlaces{"DELETE FROM sign_in_place WHERE bucket = $1 AND account = $2"};

Param bucket_of_subject(const Digest& subject) { return integer(bucket_of(bytes_of(subject))); }

SessionRow session_row_of(Rows& rows, std::int32_t bucket) {
  SessionRow out{bucket,
                 rows.digest(0),
                 std::string(rows.text(1)),
                 rows.integer(2),
                 {rows.integer(3)},
                 {rows.integer(4)},
                 {},
                 {rows.integer(6)}};
  out.provider = rows.text(5);
  out.seen = std::max(out.seen, out.made);  // of before it was noted
  return out;
}

}  // namespace

std::optional<SessionRow> find_session(Database& database, std::int32_t bucket,
                                       const Digest& token) {
  Rows rows = database.query(kSelectSession, {integer(bucket), blob(token)});
  if (!rows.next()) return std::nullopt;
  return session_row_of(rows, bucket);
}

std::vector<SessionRow> sessions_of(Database& database, std::string_view account) {
  const std::int32_t bucket = bucket_of(account);
  Rows rows = database.query(kSelectSessions, {integer(bucket), text(account)});
  std::vector<SessionRow> out;
  while (rows.next()) out.push_back(session_row_of(rows, bucket));
  return out;
}

void see_session(Database& database, std::int32_t bucket, const Digest& token, Instant now) {
  database.run(kSeeSession, {integer(now.micros), integer(bucket), blob(token)});
}

void insert(Database& database, const SessionRow& row) {
  database.run(kInsertSession,
               {integer(row.bucket), blob(row.token), text(row.account), integer(row.login_no),
                integer(row.made.micros), integer(row.expires.micros), text(row.provider),
                integer(row.seen.micros)});
}

void delete_session(Database& database, std::int32_t bucket, const Digest& token) {
  database.run(kDeleteSession, {integer(bucket), blob(token)});
}

void delete_sessions(Database& database, std::string_view account) {
  database.run(kDeleteSessions, {integer(bucket_of(account)), text(account)});
}

void tidy_sessions(Database& database, std::string_view account, Instant now, std::int64_t most) {
  const std::int32_t bucket = bucket_of(account);
  database.run(kDeleteExpired, {integer(bucket), integer(now.micros)});
  const std::vector<SessionRow> sessions = sessions_of(database, account);
  for (std::size_t i = static_cast<std::size_t>(most); i < sessions.size(); ++i)
    delete_session(database, bucket, sessions[i].token);
}

FailureRow find_failures(Database& database, const Digest& subject) {
  Rows rows = database.query(kSelectFailures, {bucket_of_subject(subject), blob(subject)});
  if (!rows.next()) return {};
  return {rows.integer(0), {rows.integer(1)}, {rows.integer(2)}, {rows.integer(3)}};
}

void put_failures(Database& database, const Digest& subject, const FailureRow& row) {
  forget_failures(database, subject);
  database.run(kInsertFailures, {bucket_of_subject(subject), blob(subject), integer(row.failures),
                                 integer(row.first.micros), integer(row.locked_until.micros),
                                 integer(row.forget.micros)});
}

void forget_failures(Database& database, const Digest& subject) {
  database.run(kDeleteFailures, {bucket_of_subject(subject), blob(subject)});
}

void tidy_failures(Database& database, const Digest& subject, Instant now) {
  database.run(kDeleteForgotten, {bucket_of_subject(subject), integer(now.micros)});
}

bool note_place(Database& database, std::string_view account, const Digest& place, Instant now) {
  const Param bucket = integer(bucket_of(account));
  std::vector<Digest> known;
  {
    Rows rows = database.query(kSelectPlaces, {bucket, text(account)});
    while (rows.next()) known.push_back(rows.digest(0));
  }
  const bool seen = std::ranges::find(known, place) != known.end();
  for (std::size_t i = 0; i < known.size(); ++i)
    if (known[i] == place || i + 1 >= kMaxPlaces)
      database.run(kDeletePlace, {bucket, text(account), blob(known[i])});
  database.run(kInsertPlace, {bucket, text(account), blob(place), integer(now.micros)});
  return !seen && !known.empty();
}

void forget_places(Database& database, std::string_view account) {
  database.run(kForgetPlaces, {integer(bucket_of(account)), text(account)});
}

}  // namespace yitong::store
