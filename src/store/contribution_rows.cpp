#include "store/contribution_rows.h"

#include "base/id.h"
#include "store/person_rows.h"
#include "store/record.h"

namespace yitong::store {
namespace {

using ledger::Contribution;

constexpr Sql kSelectContributions{
    "SELECT no, area, insurance, in_force_from_day, in_force_to_day, known_since_micros, replaces, "
    "paid_on_day, basis, amount_fen, base_fen, situations "
    "FROM contribution WHERE bucket = $1 AND person_id = $2 ORDER BY no"};
constexpr Sql kInsertContribution{
    "INSERT INTO contribution (bucket, person_id, no, area, insurance, in_force_from_day, "
    "in_force_to_day, known_since_micros, replaces, paid_on_day, basis, amount_fen, base_fen, "
    "situations, entry_seq) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"};

Date day_at(Rows& rows, int column) {
  return Date::from_days(static_cast<std::int32_t>(rows.integer(column)));
}

}  // namespace

const Sql kSelectContributionsOf{
    "SELECT entry_seq, person_id, no, area, insurance, in_force_from_day, in_force_to_day, "
    "known_since_micros, replaces, paid_on_day, basis, amount_fen, base_fen, situations "
    "FROM contribution WHERE bucket = $1"};

Contribution contribution_of(Rows& rows, int at) {
  return {rows.integer(at),
          std::string(rows.text(at + 1)),
          std::string(rows.text(at + 2)),
          {day_at(rows, at + 3), day_at(rows, at + 4)},
          {rows.integer(at + 5)},
          rows.integer(at + 6),
          day_at(rows, at + 7),
          std::string(rows.text(at + 8)),
          Money::fen(rows.integer(at + 9)),
          Money::fen(rows.integer(at + 10)),
          std::string(rows.text(at + 11))};
}

std::vector<Contribution> find_contributions(Database& database, std::string_view person) {
  Rows rows = database.query(kSelectContributions, {integer(bucket_of(person)), text(person)});
  std::vector<Contribution> out;
  while (rows.next()) out.push_back(contribution_of(rows, 0));
  return out;
}

Result<std::int64_t> insert_contribution(Store& store, std::string_view person,
                                         Contribution added) {
  Database& database = store.database();
  if (!person_exists(store, person))
    return fail(ErrorCode::unknown_person, "person", std::string(person));
  const auto rows = find_contributions(database, person);
  added.no = static_cast<std::int64_t>(rows.size()) + 1;
  if (auto fine = may_add(std::span<const Contribution>(rows), added); !fine)
    return fail(std::move(fine.error()));
  const Place place = next_place(database, bucket_of(person));
  database.run(kInsertContribution,
               {integer(place.id.bucket), text(person), integer(added.no), text(added.area),
                text(added.insurance), integer(added.in_force.from.days()),
                integer(added.in_force.to.days()), integer(added.known_since.micros),
                integer(added.replaces), integer(added.paid_on.days()), text(added.basis),
                integer(added.amount.fen()), integer(added.base.fen()), text(added.situations),
                integer(place.id.seq)});
  record_row(database, place, ledger::EntryKind::contribution, added.known_since,
             std::string(person), digest_of(std::string(person), added));
  return added.no;
}

}  // namespace yitong::store
