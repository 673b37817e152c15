// The schema, as numbered steps. A step once landed is never edited: databases in the field
// remember its hash, and a test pins it.
#pragma once

#include <span>

#include "store/database.h"

namespace yitong::store {

struct Migration {
  int number;  ///< from 1, without gaps
  const char* name;
  const char* script;
  /// What SQL cannot say: runs after the script in the same transaction, fails before a row is
  /// lost.
  Result<void> (*carry)(Database& database);
};
std::span<const Migration> all_migrations();

/// Brings the database to the newest step, each in a transaction of its own. Errors: corrupt, where
/// a step that was applied is not the step we know; unsupported, where the database is newer than
/// this program; faults of the store.
Result<void> migrate(Database& database);
/// The same checks without writing: for readers.
Result<void> check_schema(Database& database);

}  // namespace yitong::store
