#include "store/delegation_rows.h"

#include "base/id.h"
#include "store/person_rows.h"
#include "store/record.h"

namespace yitong::store {
namespace {

using ledger::Delegation;

#define DELEGATION_COLUMNS                                                                    \
  "no, delegate, actions, in_force_from_day, in_force_to_day, known_since_micros, replaces, " \
  "by_account"

constexpr Sql kSelectDelegationsOf{"SELECT " DELEGATION_COLUMNS
                                   " FROM delegation WHERE bucket = $1 AND person_id = $2 "
                                   "ORDER BY no"};
constexpr Sql kInsertDelegation{
    "INSERT INTO delegation (bucket, person_id, " DELEGATION_COLUMNS
    ", entry_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};
constexpr Sql kSelectPrincipals{
    "SELECT person_id FROM delegation_index WHERE bucket = $1 AND delegate = $2 "
    "ORDER BY person_id"};
constexpr Sql kSelectPrincipal{
    "SELECT person_id FROM delegation_index WHERE bucket = $1 AND delegate = $2 AND person_id = "
    "$3"};
constexpr Sql kInsertPrincipal{
    "INSERT INTO delegation_index (bucket, delegate, person_id) VALUES ($1, $2, $3)"};

Date delegation_day(std::int64_t days) { return Date::from_days(static_cast<std::int32_t>(days)); }

bool is_indexed(Database& database, std::string_view delegate, std::string_view person) {
  Rows rows = database.query(kSelectPrincipal,
                             {integer(bucket_of(delegate)), text(delegate), text(person)});
  return rows.next();
}

}  // namespace

const Sql kSelectDelegations{"SELECT entry_seq, person_id, " DELEGATION_COLUMNS
                             " FROM delegation WHERE bucket = $1"};
const Sql kSelectDelegates{"SELECT delegate, person_id FROM delegation_index WHERE bucket = $1"};

Delegation delegation_of(Rows& rows, int at) {
  return {rows.integer(at),
          std::string(rows.text(at + 1)),
          std::string(rows.text(at + 2)),
          {delegation_day(rows.integer(at + 3)), delegation_day(rows.integer(at + 4))},
          {rows.integer(at + 5)},
          rows.integer(at + 6),
          std::string(rows.text(at + 7))};
}

std::vector<Delegation> find_delegations(Database& database, std::string_view person) {
  Rows rows = database.query(kSelectDelegationsOf, {integer(bucket_of(person)), text(person)});
  std::vector<Delegation> out;
  while (rows.next()) out.push_back(delegation_of(rows, 0));
  return out;
}

std::vector<std::string> find_principals(Database& database, std::string_view delegate) {
  Rows rows = database.query(kSelectPrincipals, {integer(bucket_of(delegate)), text(delegate)});
  std::vector<std::string> out;
  while (rows.next()) out.emplace_back(rows.text(0));
  return out;
}

Result<std::int64_t> insert_delegation(Store& store, std::string_view person, Delegation added) {
  Database& database = store.database();
  for (const std::string_view each : {person, std::string_view(added.delegate)})
    if (!person_exists(store, each))
      return fail(ErrorCode::unknown_person, each == person ? "/person" : "/delegate",
                  std::string(each));
  const auto rows = find_delegations(database, person);
  if (rows.size() >= kMaxDelegations && added.replaces == 0)
    return fail(ErrorCode::bad_value, "/delegate", std::to_string(rows.size()),
                "at most " + std::to_string(kMaxDelegations) + " delegations were ever made");
  added.no = static_cast<std::int64_t>(rows.size()) + 1;
  if (auto fine = may_add(std::span<const Delegation>(rows), added); !fine)
    return fail(std::move(fine.error()));
  const Place place = next_place(database, bucket_of(person));
  database.run(kInsertDelegation,
               {integer(place.id.bucket), text(person), integer(added.no), text(added.delegate),
                text(added.actions), integer(added.in_force.from.days()),
                integer(added.in_force.to.days()), integer(added.known_since.micros),
                integer(added.replaces), text(added.by), integer(place.id.seq)});
  if (!is_indexed(database, added.delegate, person))
    database.run(kInsertPrincipal,
                 {integer(bucket_of(added.delegate)), text(added.delegate), text(person)});
  record_row(database, place, ledger::EntryKind::delegation, added.known_since, std::string(person),
             digest_of(std::string(person), added));
  return added.no;
}

}  // namespace yitong::store
