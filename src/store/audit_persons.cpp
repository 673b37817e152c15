#include "store/audit_persons.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/id.h"
#include "base/sm3_lanes.h"
#include "store/audit_queries.h"
#include "store/person_rows.h"

namespace yitong::store {
namespace {

/// A person whose seals opened.
struct Opened {
  std::string person, resident_id;
  Digest blind{};
};

std::string path_of(std::int32_t bucket, std::string_view person) {
  return fmt::format("person/{}/{}", bucket, person);
}

}  // namespace

/// Every person that is not erased opens, and is found by the resident id sealed inside.
void audit_persons(Store& store, std::int32_t bucket, const std::vector<RowOfBucket>& rows,
                   const RegisterAudit::Find& find) {
  std::vector<Opened> all;
  for (const RowOfBucket& row : rows) {
    const std::string path = path_of(bucket, row.person);
    PersonSeals seals;
    if (!row.name.empty() || row.entry_seq != 0 || !decode(row.content, seals)) {
      find(path, "name or content", "as it was written");
      continue;
    }
    if (seals.wrapped_key.empty()) continue;
    auto data = open_seals(store.key(), row.person, seals.wrapped_key, seals.sealed);
    if (data)
      all.push_back({row.person, std::move(data->resident_id), {}});
    else
      find(path, "a seal that does not open", "wrapped_key and sealed as written");
  }
  std::vector<Hashed> ids;
  for (Opened& each : all) ids.push_back({each.resident_id, &each.blind});
  store.key().blind_each(ids);
  for (const Opened& each : all) {
    const bool led_back = find_person(store, each.blind) == each.person;
    if (led_back && !store.database().failed()) continue;
    const std::string path = "resident_index of " + path_of(bucket, each.person);
    if (!fault_found(store.database(), path, find))
      find(path, "no way back to the person", "blind value of the resident id");
  }
}

/// No index entry leads to a person who is not there.
void audit_residents(Store& store, std::int32_t bucket, const RegisterAudit::Find& find) {
  Rows rows = store.database().query(kSelectResidentsOf, {integer(bucket)});
  while (rows.next())
    if (const std::string person(rows.text(0)); !person_exists(store, person))
      find(fmt::format("resident_index/{}", bucket), "person " + person, "a person");
}

}  // namespace yitong::store
