#include "store/login_rows.h"

#include "base/id.h"
#include "store/record.h"

namespace yitong::store {
namespace {

using ledger::Login;

#define LOGIN_COLUMNS                                                                        \
  "account, no, role, person_id, agency, areas, institution, title_zh, title_en, password, " \
  "totp_hash, at_micros, by_account"

constexpr Sql kSelectLogin{"SELECT " LOGIN_COLUMNS
                           " FROM login WHERE bucket = $1 AND account = $2 "
                           "ORDER BY no DESC LIMIT 1"};
constexpr Sql kInsertLogin{
    "INSERT INTO login (bucket, " LOGIN_COLUMNS
    ", entry_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"};
constexpr Sql kSelectLoginSecret{
    "SELECT sealed, last_step FROM login_secret WHERE bucket = $1 AND account = $2"};
constexpr Sql kDeleteLoginSecret{"DELETE FROM login_secret WHERE bucket = $1 AND account = $2"};
constexpr Sql kInsertLoginSecret{
    "INSERT INTO login_secret (bucket, account, sealed, last_step) VALUES ($1, $2, $3, 0)"};
constexpr Sql kUseStep{
    "UPDATE login_secret SET last_step = $1 WHERE bucket = $2 AND account = $3 AND last_step < $1"};

constexpr Sql kInsertLockout{
    "INSERT INTO lockout (bucket, seq, subject, what, failures, at_micros, until_micros) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)"};

constexpr std::size_t kMaxLoginText = 512;

/// So that a sealed secret cannot be moved to another account.
std::string context_of(std::string_view account) { return "totp/" + std::string(account); }

}  // namespace

const Sql kSelectLogins{"SELECT entry_seq, " LOGIN_COLUMNS " FROM login WHERE bucket = $1"};

const Sql kSelectLockouts{
    "SELECT seq, subject, what, failures, at_micros, until_micros FROM lockout WHERE bucket = $1"};

const Sql kSelectSecretsOf{"SELECT account FROM login_secret WHERE bucket = $1"};
const Sql kSelectFactorsOf{"SELECT DISTINCT account FROM login WHERE bucket = $1"};

Login login_of(Rows& rows, int at) {
  Login out;
  out.account = rows.text(at);
  out.no = rows.integer(at + 1);
  out.role = rows.text(at + 2);
  out.person = rows.text(at + 3);
  out.agency = rows.text(at + 4);
  out.areas = rows.text(at + 5);
  out.institution = rows.text(at + 6);
  out.title_zh = rows.text(at + 7);
  out.title_en = rows.text(at + 8);
  out.password = rows.text(at + 9);
  out.totp = rows.digest(at + 10);
  out.at = {rows.integer(at + 11)};
  out.by = rows.text(at + 12);
  return out;
}

std::optional<Login> find_login(Database& database, std::string_view account) {
  Rows rows = database.query(kSelectLogin, {integer(bucket_of(account)), text(account)});
  if (!rows.next()) return std::nullopt;
  return login_of(rows, 0);
}

Result<std::int64_t> insert_login(Database& database, Login added) {
  for (const std::string* each : {&added.account, &added.agency, &added.areas, &added.institution,
                                  &added.title_zh, &added.title_en, &added.password})
    if (each->size() > kMaxLoginText)
      return fail(ErrorCode::bad_value, "login", added.account, "at most 512 bytes a text");
  const auto before = find_login(database, added.account);
  added.no = before ? before->no + 1 : 1;
  const Place place = next_place(database, bucket_of(added.account));
  database.run(kInsertLogin,
               {integer(place.id.bucket), text(added.account), integer(added.no), text(added.role),
                text(added.person), text(added.agency), text(added.areas), text(added.institution),
                text(added.title_zh), text(added.title_en), text(added.password), blob(added.totp),
                integer(added.at.micros), text(added.by), integer(place.id.seq)});
  record_row(database, place, ledger::EntryKind::login, added.at, added.account, digest_of(added));
  return added.no;
}

ledger::Lockout lockout_of(Rows& rows) {
  return {rows.integer(0), std::string(rows.text(1)), std::string(rows.text(2)),
          rows.integer(3), {rows.integer(4)},         {rows.integer(5)}};
}

void record(Database& database, ledger::Lockout lockout) {
  const Place place = next_place(database, bucket_of(lockout.subject));
  lockout.seq = place.id.seq;
  database.run(
      kInsertLockout,
      {integer(place.id.bucket), integer(lockout.seq), text(lockout.subject), text(lockout.what),
       integer(lockout.failures), integer(lockout.at.micros), integer(lockout.until.micros)});
  record_row(database, place, ledger::EntryKind::lockout, lockout.at, lockout.subject,
             digest_of(lockout));
}

std::optional<LoginSecret> find_login_secret(Store& store, std::string_view account) {
  Rows rows =
      store.database().query(kSelectLoginSecret, {integer(bucket_of(account)), text(account)});
  if (!rows.next()) return std::nullopt;
  auto secret = unseal(store.key().wrapping(), context_of(account), rows.blob(0));
  if (!secret) {
    store.database().set_fault({ErrorCode::corrupt,
                                "login_secret/" + std::string(account),
                                "a broken seal",
                                "sealed under this master key",
                                {}});
    return std::nullopt;
  }
  return LoginSecret{std::move(*secret), rows.integer(1)};
}

void put_login_secret(Store& store, std::string_view account, std::string_view secret,
                      std::string_view nonce) {
  const Param bucket = integer(bucket_of(account));
  store.database().run(kDeleteLoginSecret, {bucket, text(account)});
  const std::string sealed = seal(store.key().wrapping(), nonce, context_of(account), secret);
  store.database().run(kInsertLoginSecret, {bucket, text(account), blob(sealed)});
}

void use_step(Database& database, std::string_view account, std::int64_t step) {
  database.run(kUseStep, {integer(step), integer(bucket_of(account)), text(account)});
}

}  // namespace yitong::store
