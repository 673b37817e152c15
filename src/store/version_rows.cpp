#include "store/version_rows.h"

namespace yitong::store {
namespace {

constexpr Sql kSelectVersions{
    "SELECT area, insurance, hash, in_force_from_day, in_force_to_day, known_since_micros "
    "FROM policy_version ORDER BY area, insurance, in_force_from_day, hash"};
constexpr Sql kInsertVersion{
    "INSERT INTO policy_version (area, insurance, hash, in_force_from_day, in_force_to_day, "
    "known_since_micros) VALUES ($1, $2, $3, $4, $5, $6)"};

}  // namespace

std::vector<PolicyVersion> find_versions(Database& database) {
  Rows rows = database.query(kSelectVersions, {});
  std::vector<PolicyVersion> out;
  while (rows.next())
    out.push_back({std::string(rows.text(0)),
                   std::string(rows.text(1)),
                   rows.digest(2),
                   date_of(rows.integer(3)),
                   date_of(rows.integer(4)),
                   {rows.integer(5)}});
  return out;
}

void insert(Database& database, const PolicyVersion& version) {
  database.run(kInsertVersion, {text(version.area), text(version.insurance), blob(version.hash),
                                integer(version.from.days()), integer(version.to.days()),
                                integer(version.known_since.micros)});
}

}  // namespace yitong::store
