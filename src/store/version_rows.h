// Which policy versions are known, and since when. A reference table: the same for every bucket.
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "store/database.h"

namespace yitong::store {

struct PolicyVersion {
  std::string area, insurance;
  Digest hash{};  ///< of the plan's text
  Date from, to;  ///< in force, both included
  Instant known_since;
};
std::vector<PolicyVersion> find_versions(Database& database);
void insert(Database& database, const PolicyVersion& version);

}  // namespace yitong::store
