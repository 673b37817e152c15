// A connection to SQLite that closes itself, and what its faults mean.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>

#include "store/sqlite/sqlite.h"

namespace yitong::store {

struct CloseConnection {
  void operator()(sqlite3* raw) const { sqlite3_close_v2(raw); }
};
using Handle = std::unique_ptr<sqlite3, CloseConnection>;

/// With the journal mode and the synchronous level that durability needs. `vfs`: as the options
/// have it, or one that stands over it. Errors: as of open_sqlite().
Result<Handle> connect(const SqliteOptions& options, const char* vfs);

/// Runs a pragma and returns its first value. Errors: as fault_of().
Result<std::string> pragma(sqlite3* connection, const std::string& path, const std::string& text);

/// What was last wrong with the connection. `what`: what was being done, if anybody needs to know.
/// After a failed sync it does not return.
Error fault_of(sqlite3* connection, const std::string& path, std::string_view what = {});
void end_process_if_not_synced(int status);

}  // namespace yitong::store
