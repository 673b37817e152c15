#include <sqlite3.h>

#include "store/sqlite/connection.h"
#include "store/sqlite/paced_writes.h"
#include "store/sqlite/sqlite.h"

namespace yitong::store {

struct Checkpointer::Connection {
  Handle handle;
  std::string path;
  int synced = 0;  ///< pages of the log that had been copied when the file was last synced
  Result<LogLength> checkpoint(int mode);

 private:
  int copy(int mode, int& in_log, int& copied);
};

Checkpointer::Checkpointer(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)) {}
Checkpointer::Checkpointer(Checkpointer&&) noexcept = default;
Checkpointer::~Checkpointer() = default;

Result<Checkpointer> Checkpointer::open(const SqliteOptions& options) {
  auto handle = connect(options, options.vfs);
  if (!handle) return fail(std::move(handle.error()));
  sqlite3_busy_timeout(handle->get(), 0);
  return Checkpointer(std::make_unique<Connection>(std::move(*handle), options.path));
}

Result<LogLength> Checkpointer::copy() {
  return connection_->checkpoint(SQLITE_CHECKPOINT_PASSIVE);
}

Result<LogLength> Checkpointer::run() {
  auto log = copy();
  if (!log || log->left > 0) return log;
  return connection_->checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
}

/// SQLite syncs the file only where all of the log is in it. Where somebody writes meanwhile that
/// would be left to whoever copies the last pages, and it would wait for all that were ever copied.
int Checkpointer::Connection::copy(int mode, int& in_log, int& copied) {
  const PacedWrites paced;
  const int status = sqlite3_wal_checkpoint_v2(handle.get(), nullptr, mode, &in_log, &copied);
  if (status != SQLITE_OK || copied == synced) return status;
  synced = copied;
  sqlite3_file* file = nullptr;
  const int found = sqlite3_file_control(handle.get(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  return found == SQLITE_OK ? file->pMethods->xSync(file, SQLITE_SYNC_NORMAL) : found;
}

Result<LogLength> Checkpointer::Connection::checkpoint(int mode) {
  int in_log = 0;
  int copied = 0;
  const int status = copy(mode, in_log, copied);
  end_process_if_not_synced(status);
  if (status != SQLITE_OK && (status & 0xFF) != SQLITE_BUSY)
    return fail(fault_of(handle.get(), path, "copying the log"));
  return LogLength{in_log, in_log - copied};
}

}  // namespace yitong::store
