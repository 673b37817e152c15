#include "store/audit_persons.h"

#include <fmt/format.h>

#include "base/id.h"
#include "store/audit_queries.h"
#include "store/person_rows.h"

namespace yitong::store {

/// Every person that is not erased opens, and is found by the resident id sealed inside.
void audit_persons(Store& store, std::int32_t bucket, const RegisterAudit::Find& find) {
  Rows rows = store.database().query(kSelectPersons, {integer(bucket)});
  while (rows.next()) {
    const std::string person(rows.text(0));
    const std::string path = fmt::format("person/{}/{}", bucket, person);
    if (fault_found(store.database(), path, find)) continue;
    if (bucket_of(person) != bucket)
      find(path, "person of another bucket", std::to_string(bucket_of(person)));
    if (bucket_of(person) != bucket || rows.integer(1) != 0) continue;
    const auto data = open_person(store, person);
    if (!data) find(path, "a seal that does not open", "wrapped_key and sealed as written");
    if (data && find_person(store, data->resident_id) != person)
      find("resident_index of " + path, "no way back to the person",
           "blind value of the resident id");
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
