#include "store/notice_rows.h"

#include <fmt/format.h>

#include "base/id.h"
#include "store/person_rows.h"

namespace yitong::store {
namespace {

constexpr Sql kSelectNotices{
    "SELECT no, at_micros, kind, sealed FROM notice WHERE bucket = $1 AND person_id = $2 "
    "ORDER BY no DESC"};
constexpr Sql kSelectLastNotice{
    "SELECT no FROM notice WHERE bucket = $1 AND person_id = $2 ORDER BY no DESC LIMIT 1"};
constexpr Sql kInsertNotice{
    "INSERT INTO notice (bucket, person_id, no, at_micros, kind, sealed) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Sql kDeleteNotice{"DELETE FROM notice WHERE bucket = $1 AND person_id = $2 AND no = $3"};
constexpr Sql kDeleteNotices{"DELETE FROM notice WHERE bucket = $1 AND person_id = $2"};
constexpr Sql kSelectMark{
    "SELECT no, entry_seq FROM notice_mark WHERE bucket = $1 AND person_id = $2 AND account = $3"};
constexpr Sql kDeleteMark{
    "DELETE FROM notice_mark WHERE bucket = $1 AND person_id = $2 AND account = $3"};
constexpr Sql kInsertMark{
    "INSERT INTO notice_mark (bucket, person_id, account, no, entry_seq, at_micros) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Sql kDeleteMarks{"DELETE FROM notice_mark WHERE bucket = $1 AND person_id = $2"};

constexpr std::size_t kNonceBytes = 24;

Digest notice_key(std::string_view person_key) { return hmac_sm3(person_key, "yitong/notice/1"); }

std::string notice_context(std::string_view person, const KeptNotice& notice) {
  return fmt::format("notice/{}/{}/{}/{}", person, notice.no, notice.at.micros, notice.kind);
}

/// Nothing here asks for chance: the nonce follows from all that is sealed, so that two notices
/// share one only if they are the same.
std::string notice_nonce(std::string_view key, const std::string& context,
                         std::string_view content) {
  const Digest digest = hmac_sm3(key, context + '\0' + std::string(content));
  return std::string(bytes_of(digest).substr(0, kNonceBytes));
}

std::int64_t last_notice(Database& database, std::string_view person) {
  Rows rows = database.query(kSelectLastNotice, {integer(bucket_of(person)), text(person)});
  return rows.next() ? rows.integer(0) : 0;
}

}  // namespace

const Sql kSelectNoticesOf{
    "SELECT person_id, no, at_micros, kind, sealed FROM notice WHERE bucket = $1 "
    "ORDER BY person_id, no"};

std::vector<KeptNotice> notices_of(Database& database, std::string_view person) {
  Rows rows = database.query(kSelectNotices, {integer(bucket_of(person)), text(person)});
  std::vector<KeptNotice> out;
  while (rows.next())
    out.push_back(
        {rows.integer(0), {rows.integer(1)}, std::string(rows.text(2)), std::string(rows.blob(3))});
  return out;
}

Result<std::int64_t> insert_notice(Store& store, std::string_view person, Instant at,
                                   std::string_view kind, std::string_view content) {
  const auto master = person_key(store, person);
  if (!master) return fail(master.error());
  Database& database = store.database();
  const Digest key = notice_key(*master);
  const KeptNotice notice{last_notice(database, person) + 1, at, std::string(kind), {}};
  const std::string context = notice_context(person, notice);
  const std::string sealed =
      seal(bytes_of(key), notice_nonce(bytes_of(key), context, content), context, content);
  database.run(kInsertNotice, {integer(bucket_of(person)), text(person), integer(notice.no),
                               integer(at.micros), text(kind), blob(sealed)});
  return notice.no;
}

void delete_notice(Database& database, std::string_view person, std::int64_t no) {
  database.run(kDeleteNotice, {integer(bucket_of(person)), text(person), integer(no)});
}

std::optional<std::string> open_notice(std::string_view person_key, std::string_view person,
                                       const KeptNotice& notice) {
  return unseal(bytes_of(notice_key(person_key)), notice_context(person, notice), notice.sealed);
}

ReadMark find_mark(Database& database, std::string_view person, std::string_view account) {
  Rows rows =
      database.query(kSelectMark, {integer(bucket_of(person)), text(person), text(account)});
  if (!rows.next()) return {};
  return {rows.integer(0), rows.integer(1)};
}

void put_mark(Database& database, std::string_view person, std::string_view account,
              const ReadMark& mark, Instant now) {
  const Param bucket = integer(bucket_of(person));
  database.run(kDeleteMark, {bucket, text(person), text(account)});
  database.run(kInsertMark, {bucket, text(person), text(account), integer(mark.no),
                             integer(mark.seq), integer(now.micros)});
}

void forget_notices(Database& database, std::string_view person) {
  const Param bucket = integer(bucket_of(person));
  database.run(kDeleteNotices, {bucket, text(person)});
  database.run(kDeleteMarks, {bucket, text(person)});
}

}  // namespace yitong::store
