#include "store/link_rows.h"

#include <algorithm>

#include "base/id.h"
#include "store/record.h"

namespace yitong::store {
namespace {

using ledger::LoginLink;

#define LINK_COLUMNS "account, no, provider, subject, replaces, at_micros, by_account"

constexpr Sql kSelectLinksOf{"SELECT " LINK_COLUMNS
                             " FROM login_link WHERE bucket = $1 AND account = $2 ORDER BY no"};
constexpr Sql kInsertLink{"INSERT INTO login_link (bucket, " LINK_COLUMNS
                          ", entry_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
constexpr Sql kSelectAccountsOfSubject{
    "SELECT account FROM login_link_index WHERE bucket = $1 AND subject = $2 ORDER BY account"};
constexpr Sql kInsertLinkIndex{
    "INSERT INTO login_link_index (bucket, subject, account) VALUES ($1, $2, $3)"};

std::int32_t bucket_of_linked(const Digest& subject) { return bucket_of(bytes_of(subject)); }

}  // namespace

const Sql kSelectLinks{"SELECT entry_seq, " LINK_COLUMNS " FROM login_link WHERE bucket = $1"};
const Sql kSelectLinkIndex{"SELECT subject, account FROM login_link_index WHERE bucket = $1"};

LoginLink link_of(Rows& rows, int at) {
  LoginLink out;
  out.account = rows.text(at);
  out.no = rows.integer(at + 1);
  out.provider = rows.text(at + 2);
  out.subject = rows.digest(at + 3);
  out.replaces = rows.integer(at + 4);
  out.at = {rows.integer(at + 5)};
  out.by = rows.text(at + 6);
  return out;
}

std::vector<LoginLink> find_links(Database& database, std::string_view account) {
  Rows rows = database.query(kSelectLinksOf, {integer(bucket_of(account)), text(account)});
  std::vector<LoginLink> out;
  while (rows.next()) out.push_back(link_of(rows, 0));
  return out;
}

std::vector<std::string> indexed_accounts(Database& database, const Digest& subject) {
  Rows rows =
      database.query(kSelectAccountsOfSubject, {integer(bucket_of_linked(subject)), blob(subject)});
  std::vector<std::string> out;
  while (rows.next()) out.emplace_back(rows.text(0));
  return out;
}

std::optional<LoginLink> link_of_subject(Database& database, const Digest& subject) {
  for (const std::string& account : indexed_accounts(database, subject)) {
    const auto rows = find_links(database, account);
    for (const LoginLink& row : rows)
      if (row.subject == subject && holds(rows, row)) return row;
  }
  return std::nullopt;
}

Result<LoginLink> insert_link(Database& database, LoginLink added) {
  const auto rows = find_links(database, added.account);
  if (rows.size() >= kMaxLinks && added.replaces == 0)
    return fail(ErrorCode::bad_value, "/subject", std::to_string(rows.size()),
                "at most 100 links of an account were ever made");
  const auto known = link_of_subject(database, added.subject);
  if (added.replaces == 0 && known) return fail(ErrorCode::subject_linked, "/subject");
  added.no = static_cast<std::int64_t>(rows.size()) + 1;
  const Place place = next_place(database, bucket_of(added.account));
  database.run(kInsertLink, {integer(place.id.bucket), text(added.account), integer(added.no),
                             text(added.provider), blob(added.subject), integer(added.replaces),
                             integer(added.at.micros), text(added.by), integer(place.id.seq)});
  const auto indexed = indexed_accounts(database, added.subject);
  if (std::ranges::find(indexed, added.account) == indexed.end())
    database.run(kInsertLinkIndex, {integer(bucket_of_linked(added.subject)), blob(added.subject),
                                    text(added.account)});
  record_row(database, place, ledger::EntryKind::login_link, added.at, added.account,
             digest_of(added));
  return added;
}

}  // namespace yitong::store
