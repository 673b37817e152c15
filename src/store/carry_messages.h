// From a row for each key of a message to many keys in one (store/message_rows.h).
#pragma once

#include "store/database.h"

namespace yitong::store {

/// Packs the rows of the kind `message`, in the caller's transaction. Nothing of them is hashed by
/// the journal. Errors: corrupt, where one is not a key with a role and an entry; then nothing is
/// packed.
Result<void> carry_messages(Database& database);

}  // namespace yitong::store
