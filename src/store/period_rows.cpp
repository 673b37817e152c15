#include "base/id.h"
#include "ledger/journal.h"
#include "store/person_rows.h"
#include "store/record.h"

namespace yitong::store {
namespace {

using ledger::Coverage;
using ledger::EntryKind;
using ledger::Filing;

constexpr Sql kSelectCoverages{
    "SELECT no, area, insurance, in_force_from_day, in_force_to_day, known_since_micros, replaces, "
    "facts "
    "FROM coverage WHERE bucket = $1 AND person_id = $2 ORDER BY no"};
constexpr Sql kInsertCoverage{
    "INSERT INTO coverage (bucket, person_id, no, area, insurance, in_force_from_day, "
    "in_force_to_day, "
    "known_since_micros, replaces, facts, entry_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
    "$10, $11)"};
constexpr Sql kSelectFilings{
    "SELECT no, kind, target, in_force_from_day, in_force_to_day, known_since_micros, replaces "
    "FROM filing WHERE bucket = $1 AND person_id = $2 ORDER BY no"};
constexpr Sql kInsertFiling{
    "INSERT INTO filing (bucket, person_id, no, kind, target, in_force_from_day, in_force_to_day, "
    "known_since_micros, replaces, entry_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};

/// Numbers the row, or says why it may not be added.
template <class Row>
Result<void> admit(Store& store, std::string_view person, const std::vector<Row>& rows,
                   Row& added) {
  if (!person_exists(store, person))
    return fail(ErrorCode::unknown_person, "person", std::string(person));
  added.no = static_cast<std::int64_t>(rows.size()) + 1;
  return may_add(std::span<const Row>(rows), added);
}

}  // namespace

Coverage coverage_of(Rows& rows, int at) {
  return {rows.integer(at),
          std::string(rows.text(at + 1)),
          std::string(rows.text(at + 2)),
          {date_of(rows.integer(at + 3)), date_of(rows.integer(at + 4))},
          {rows.integer(at + 5)},
          rows.integer(at + 6),
          std::string(rows.text(at + 7))};
}

Filing filing_of(Rows& rows, int at) {
  return {rows.integer(at),
          std::string(rows.text(at + 1)),
          std::string(rows.text(at + 2)),
          {date_of(rows.integer(at + 3)), date_of(rows.integer(at + 4))},
          {rows.integer(at + 5)},
          rows.integer(at + 6)};
}

std::vector<Coverage> find_coverages(Database& database, std::string_view person) {
  Rows rows = database.query(kSelectCoverages, {integer(bucket_of(person)), text(person)});
  std::vector<Coverage> out;
  while (rows.next()) out.push_back(coverage_of(rows, 0));
  return out;
}

std::vector<Filing> find_filings(Database& database, std::string_view person) {
  Rows rows = database.query(kSelectFilings, {integer(bucket_of(person)), text(person)});
  std::vector<Filing> out;
  while (rows.next()) out.push_back(filing_of(rows, 0));
  return out;
}

Result<std::int64_t> insert_coverage(Store& store, std::string_view person, Coverage added) {
  Database& database = store.database();
  if (auto fine = admit(store, person, find_coverages(database, person), added); !fine)
    return fail(fine.error());
  const Place place = next_place(database, bucket_of(person));
  database.run(kInsertCoverage,
               {integer(place.id.bucket), text(person), integer(added.no), text(added.area),
                text(added.insurance), integer(added.in_force.from.days()),
                integer(added.in_force.to.days()), integer(added.known_since.micros),
                integer(added.replaces), text(added.facts), integer(place.id.seq)});
  record_row(database, place, EntryKind::coverage, added.known_since, std::string(person),
             digest_of(std::string(person), added));
  return added.no;
}

Result<std::int64_t> insert_filing(Store& store, std::string_view person, Filing added) {
  Database& database = store.database();
  if (auto fine = admit(store, person, find_filings(database, person), added); !fine)
    return fail(fine.error());
  const Place place = next_place(database, bucket_of(person));
  database.run(
      kInsertFiling,
      {integer(place.id.bucket), text(person), integer(added.no), text(added.kind),
       text(added.target), integer(added.in_force.from.days()), integer(added.in_force.to.days()),
       integer(added.known_since.micros), integer(added.replaces), integer(place.id.seq)});
  record_row(database, place, EntryKind::filing, added.known_since, std::string(person),
             digest_of(std::string(person), added));
  return added.no;
}

}  // namespace yitong::store
