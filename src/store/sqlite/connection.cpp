#include "store/sqlite/connection.h"

#include <fmt/format.h>

#include <cerrno>

#include "base/file.h"
#include "store/sqlite/lone_reads.h"
#include "store/sqlite/paced_writes.h"
#include "store/sqlite/page_cache.h"

namespace yitong::store {
namespace {

constexpr int kBusyMilliseconds = 10'000;
constexpr int kSynchronousFull = 2;

/// What SQLite's status stands for, and what an operator can do about it.
struct Cause {
  ErrorCode code;
  const char* remedy;
};
Cause cause_of(int status, int number) {
  const int kind = status & 0xFF;
  if (kind == SQLITE_FULL) return {ErrorCode::disk_full, "Free space where the database lies"};
  // The index of the log could not grow: perhaps after the commit's last frame was written.
  if (status == SQLITE_IOERR_SHMSIZE)
    return {ErrorCode::store_failed,
            "Free space where the database lies; if there is some, look at the disk (dmesg)"};
  if (kind == SQLITE_READONLY || kind == SQLITE_PERM || number == EROFS || number == EACCES)
    return {ErrorCode::store_failed,
            "Make the database and its folder writable for the server's user"};
  if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB)
    return {ErrorCode::corrupt, "Stop, keep the file, and put back the newest backup"};
  if (kind == SQLITE_BUSY)
    return {ErrorCode::store_failed, "Another program holds the database: let it end"};
  if (kind == SQLITE_CANTOPEN) return {ErrorCode::io_failed, "Check the path and its folder"};
  return {ErrorCode::store_failed, "Look at the disk (dmesg), then start again"};
}

/// SQLite opens what it may not write for reading alone, and says so only here.
Result<void> demand_writable(sqlite3* connection, const SqliteOptions& options) {
  if (options.read_only || sqlite3_db_readonly(connection, "main") == 0) return {};
  return fail(Error{ErrorCode::store_failed,
                    options.path,
                    "it may only be read",
                    {},
                    cause_of(SQLITE_READONLY, 0).remedy});
}

Result<void> demand_durability(sqlite3* connection, const SqliteOptions& options) {
  const auto set = [&](const std::string& text) { return pragma(connection, options.path, text); };
  const auto mode = set(options.read_only ? "journal_mode" : "journal_mode = WAL");
  if (!mode) return fail(mode.error());
  if (*mode != "wal")
    return fail(ErrorCode::unsupported, options.path, "journal_mode " + *mode, "journal_mode wal");
  set(fmt::format("synchronous = {}", kSynchronousFull));
  const auto level = set("synchronous");
  if (!level) return fail(level.error());
  if (*level != std::to_string(kSynchronousFull))
    return fail(ErrorCode::unsupported, options.path, "synchronous " + *level,
                "synchronous 2 (FULL)");
  set(fmt::format("wal_autocheckpoint = {}", options.auto_checkpoint_pages));
  set(fmt::format("cache_size = {}", options.cache_pages));
  for (const char* text : {"secure_delete = ON", "trusted_schema = OFF", "temp_store = MEMORY"})
    set(text);
  // A page of an image would be looked through each time that it is asked for: its readers check
  // the file instead.
  set(options.page_image ? "cell_size_check = OFF" : "cell_size_check = ON");
  if (options.page_image) set("mmap_size = 1");
  return demand_writable(connection, options);
}

}  // namespace

void begin_sqlite() {
  static const bool done = [] {
    keep_pages_our_way();
    const bool uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK;
    watch_writes();
    read_pages_alone();
    return uncounted;
  }();
  (void)done;
}

void end_process_if_not_synced(int status) {
  if (status == SQLITE_IOERR_FSYNC || status == SQLITE_IOERR_DIR_FSYNC)
    end_for_failed_sync("the store");
}

Error fault_of(sqlite3* connection, const std::string& path, std::string_view what) {
  const int status = sqlite3_extended_errcode(connection);
  end_process_if_not_synced(status);
  const Cause cause = cause_of(status, sqlite3_system_errno(connection));
  return {cause.code,
          path,
          fmt::format("{}{}{} ({})", what, what.empty() ? "" : ": ", sqlite3_errmsg(connection),
                      status),
          {},
          cause.remedy};
}

Result<std::string> pragma(sqlite3* connection, const std::string& path, const std::string& text) {
  sqlite3_stmt* statement = nullptr;
  std::string value;
  int status = sqlite3_prepare_v2(connection, ("PRAGMA " + text).c_str(), -1, &statement, nullptr);
  if (status == SQLITE_OK) status = sqlite3_step(statement);
  if (status == SQLITE_ROW)
    value = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
  Result<std::string> out = std::move(value);
  if (status != SQLITE_ROW && status != SQLITE_DONE) out = fail(fault_of(connection, path));
  sqlite3_finalize(statement);
  return out;
}

Result<Handle> connect(const SqliteOptions& options, const char* vfs) {
  begin_sqlite();
  const int mode =
      options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* raw = nullptr;
  const int status = sqlite3_open_v2(options.path.c_str(), &raw, mode | SQLITE_OPEN_NOMUTEX, vfs);
  Handle handle(raw);
  if (status != SQLITE_OK) return fail(fault_of(raw, options.path));
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, kBusyMilliseconds);
  if (auto durable = demand_durability(raw, options); !durable)
    return fail(std::move(durable.error()));
  return handle;
}

}  // namespace yitong::store
