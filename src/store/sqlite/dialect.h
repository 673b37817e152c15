// The one place where the house's SQL and SQLite's differ.
#pragma once

#include <string>
#include <string_view>

namespace yitong::store {

/// ") -- clustered" becomes ") WITHOUT ROWID": such a table is its primary key's index, which saves
/// a second tree for small rows. Everything else is SQLite's already: $1 is a parameter, BIGINT an
/// integer, BLOB a blob.
std::string sqlite_dialect(std::string_view text);

}  // namespace yitong::store
