// A copy of a database that is in use.
#pragma once

#include <functional>
#include <string>

#include "base/error.h"

namespace yitong::store {

/// Hears now and then how much is copied, below 100 while there is more.
using BackupProgress = std::function<void(int percent)>;

/// Copies the database as it is at one moment into a new file, on disk and whole when it returns.
/// Others go on reading and writing; the log grows meanwhile, because it cannot be emptied. Refuses
/// to overwrite. Errors: as open_sqlite() and place_file().
Result<void> back_up_sqlite(const std::string& from, const std::string& to,
                            const BackupProgress& progress = {});

}  // namespace yitong::store
