// From the first schema, in which an entry was a set of rows in five tables, to one row an entry.
// The chains stay as they are: entries carried over are hashed by their row sets for ever
// (Form::row_sets), so every seal and every copy of a link stays true.
#pragma once

#include "store/database.h"

namespace yitong::store {

/// Copies journal_1, settlement_1, reversal_1, posting_1 and message_1 into entry, reversal and
/// message, in the caller's transaction. Errors: corrupt, with the row, where a row is missing, is
/// left over or is not what the journal committed to: a damaged database is not carried over, since
/// the damage could not be named afterwards.
Result<void> carry_over_row_sets(Database& database);

}  // namespace yitong::store
