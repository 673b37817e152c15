// From seven tables with rows of persons to one (store/person_table.h).
#pragma once

#include "store/database.h"

namespace yitong::store {

/// Copies person, coverage, contribution, filing, grant_of_person, accumulator and message into
/// person_row, in the caller's transaction. Nothing of it is hashed by the journal as it is kept,
/// so chains and seals stay true. Errors: corrupt, where a row is numbered as none can be; then
/// nothing is carried.
Result<void> carry_persons(Database& database);

}  // namespace yitong::store
