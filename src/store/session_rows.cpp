#include "store/session_rows.h"

#include <algorithm>
#include <vector>

#include "base/id.h"

namespace yitong::store {
namespace {

constexpr Sql kSelectSession{
    "SELECT account, login_no, made_micros, expires_micros FROM session "
    "WHERE bucket = $1 AND token_hash = $2"};
constexpr Sql kInsertSession{
    "INSERT INTO session (bucket, token_hash, account, login_no, made_micros, expires_micros) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Sql kDeleteSession{"DELETE FROM session WHERE bucket = $1 AND token_hash = $2"};
constexpr Sql kDeleteExpired{"DELETE FROM session WHERE bucket = $1 AND expires_micros <= $2"};
constexpr Sql kSelectSessionsOf{
    "SELECT token_hash FROM session WHERE bucket = $1 AND account = $2 "
    "ORDER BY made_micros DESC, token_hash"};
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

}  // namespace

std::optional<SessionRow> find_session(Database& database, std::int32_t bucket,
                                       const Digest& token) {
  Rows rows = database.query(kSelectSession, {integer(bucket), blob(token)});
  if (!rows.next()) return std::nullopt;
  return SessionRow{
      bucket,           token, std::string(rows.text(0)), rows.integer(1), {rows.integer(2)},
      {rows.integer(3)}};
}

void insert(Database& database, const SessionRow& row) {
  database.run(kInsertSession,
               {integer(row.bucket), blob(row.token), text(row.account), integer(row.login_no),
                integer(row.made.micros), integer(row.expires.micros)});
}

void delete_session(Database& database, std::int32_t bucket, const Digest& token) {
  database.run(kDeleteSession, {integer(bucket), blob(token)});
}

void tidy_sessions(Database& database, std::string_view account, Instant now, std::int64_t most) {
  const std::int32_t bucket = bucket_of(account);
  database.run(kDeleteExpired, {integer(bucket), integer(now.micros)});
  std::vector<Digest> too_many;
  {
    Rows rows = database.query(kSelectSessionsOf, {integer(bucket), text(account)});
    for (std::int64_t i = 0; rows.next(); ++i)
      if (i >= most) too_many.push_back(rows.digest(0));
  }
  for (const Digest& token : too_many) delete_session(database, bucket, token);
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
