#include "store/grant_rows.h"

#include "base/id.h"
#include "store/person_rows.h"
#include "store/record.h"

namespace yitong::store {
namespace {

using ledger::Grant;

#define GRANT_COLUMNS                                                                  \
  "no, area, kind, code, disease, institutions, doctor, pharmacy, in_force_from_day, " \
  "in_force_to_day, known_since_micros, replaces, case_number"

constexpr Sql kSelectGrants{"SELECT " GRANT_COLUMNS
                            " FROM grant_of_person WHERE bucket = $1 AND person_id = $2 ORDER BY "
                            "no"};
constexpr Sql kInsertGrant{
    "INSERT INTO grant_of_person (bucket, person_id, entry_seq, " GRANT_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"};

}  // namespace

const Sql kSelectGrantsOf{"SELECT entry_seq, person_id, " GRANT_COLUMNS
                          " FROM grant_of_person WHERE bucket = $1"};

Grant grant_of(Rows& rows, int at) {
  const auto text_at = [&](int column) { return std::string(rows.text(at + column)); };
  const auto day_at = [&](int column) {
    return Date::from_days(static_cast<std::int32_t>(rows.integer(at + column)));
  };
  Grant out;
  out.no = rows.integer(at), out.area = text_at(1), out.kind = text_at(2), out.code = text_at(3);
  out.disease = text_at(4), out.institutions = ledger::chosen_of(text_at(5));
  out.doctor = text_at(6), out.pharmacy = text_at(7);
  out.in_force = {day_at(8), day_at(9)}, out.known_since = {rows.integer(at + 10)};
  out.replaces = rows.integer(at + 11), out.case_number = text_at(12);
  return out;
}

std::vector<Grant> find_grants(Database& database, std::string_view person) {
  Rows rows = database.query(kSelectGrants, {integer(bucket_of(person)), text(person)});
  std::vector<Grant> out;
  while (rows.next()) out.push_back(grant_of(rows, 0));
  return out;
}

Result<std::int64_t> insert_grant(Store& store, std::string_view person, Grant added) {
  Database& database = store.database();
  if (!person_exists(store, person))
    return fail(ErrorCode::unknown_person, "person", std::string(person));
  const auto rows = find_grants(database, person);
  added.no = static_cast<std::int64_t>(rows.size()) + 1;
  if (auto fine = may_add(std::span<const Grant>(rows), added); !fine)
    return fail(std::move(fine.error()));
  const Place place = next_place(database, bucket_of(person));
  const std::string chosen = chosen_text(added);
  database.run(
      kInsertGrant,
      {integer(place.id.bucket), text(person), integer(place.id.seq), integer(added.no),
       text(added.area), text(added.kind), text(added.code), text(added.disease), text(chosen),
       text(added.doctor), text(added.pharmacy), integer(added.in_force.from.days()),
       integer(added.in_force.to.days()), integer(added.known_since.micros),
       integer(added.replaces), text(added.case_number)});
  record_row(database, place, ledger::EntryKind::grant, added.known_since, std::string(person),
             digest_of(std::string(person), added));
  return added.no;
}

}  // namespace yitong::store
