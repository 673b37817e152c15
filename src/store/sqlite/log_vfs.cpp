#include "store/sqlite/log_vfs.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/file.h"
#include "base/planted.h"
#include "store/sqlite/vfs_over.h"

namespace yitong::store {
namespace {

constexpr std::size_t kMostGathered = 4 << 20;
constexpr std::size_t kAtOnce = 1 << 16;  // the system's VFS writes less than 128 KiB in one call

/// The log of one database, and how much of it is on disk: commits are counted. It stays one file
/// while its database is open, so one handle serves for good.
class SharedLog final : public CommitLog {
 public:
  SharedLog(sqlite3_vfs* base, const std::string& database)
      : base_(base),
        name_(database + "-wal"),
        file_(static_cast<sqlite3_file*>(sqlite3_malloc(base->szOsFile))) {
    YT_CHECK(file_ != nullptr);
    file_->pMethods = nullptr;
    name_.append(4, '\0');  // as a VFS wants it: an empty list of parameters follows
  }
  ~SharedLog() override {
    if (file_->pMethods != nullptr) file_->pMethods->xClose(file_.get());
  }
  SharedLog(const SharedLog&) = delete;
  SharedLog& operator=(const SharedLog&) = delete;

  Result<void> open() {
    constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_WAL;
    const int status = base_->xOpen(base_, name_.c_str(), file_.get(), kFlags, nullptr);
    if (status == SQLITE_OK) return {};
    return fail(ErrorCode::io_failed, name_.c_str(), fmt::format("open ({})", status));
  }

  /// Before the commit can be seen by anybody.
  void note() { written_.fetch_add(1, std::memory_order_release); }

  Result<void> finish() override {
    const std::uint64_t goal = written_.load(std::memory_order_acquire);
    if (synced_.load(std::memory_order_acquire) >= goal) return {};
    const std::scoped_lock lock(mutex_);
    if (synced_.load(std::memory_order_relaxed) >= goal) return {};
    const std::uint64_t now = written_.load(std::memory_order_acquire);
    const int status = file_->pMethods->xSync(file_.get(), SQLITE_SYNC_NORMAL);
    if (status == SQLITE_IOERR_FSYNC) end_for_failed_sync("the store");
    if (status != SQLITE_OK)
      return fail(ErrorCode::store_failed, name_.c_str(), fmt::format("sync ({})", status));
    synced_.store(now, std::memory_order_release);
    return {};
  }

 private:
  struct Free {
    void operator()(sqlite3_file* file) const { sqlite3_free(file); }
  };

  sqlite3_vfs* const base_;
  std::string name_;
  std::atomic<std::uint64_t> written_{0}, synced_{0};
  std::mutex mutex_;  ///< of the file
  std::unique_ptr<sqlite3_file, Free> file_;
};

/// What stands behind a registered VFS.
struct Behind : VfsOver {
  std::shared_ptr<SharedLog> log;
};

/// A log as SQLite holds it; the file of the VFS below follows in memory.
struct LogFile {
  sqlite3_file head;
  Behind* behind = nullptr;
  std::string gathered;
  sqlite3_int64 at = 0;     ///< where `gathered` goes
  bool later = false;       ///< syncs of commits are noted
  bool begun_anew = false;  ///< its head was written and not yet synced
};
constexpr std::size_t kBelow = (sizeof(LogFile) + 15) / 16 * 16;

LogFile& log_of(sqlite3_file* file) { return *reinterpret_cast<LogFile*>(file); }
sqlite3_file* below(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + kBelow);
}

/// What cannot be written is forgotten: its commit fails.
int write_gathered(sqlite3_file* file) {
  LogFile& log = log_of(file);
  if (log.gathered.empty()) return SQLITE_OK;
  sqlite3_file* const under = below(file);
  int status = SQLITE_OK;
  for (std::size_t done = 0; done < log.gathered.size() && status == SQLITE_OK; done += kAtOnce)
    status =
        under->pMethods->xWrite(under, log.gathered.data() + done,
                                static_cast<int>(std::min(kAtOnce, log.gathered.size() - done)),
                                log.at + static_cast<sqlite3_int64>(done));
  log.gathered.clear();
  return status;
}

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
  LogFile& log = log_of(file);
  const auto bytes = static_cast<std::size_t>(size);
  const auto end = log.at + static_cast<sqlite3_int64>(log.gathered.size());
  if (at != end || log.gathered.size() + bytes > kMostGathered)
    if (const int status = write_gathered(file); status != SQLITE_OK) return status;
  if (log.gathered.empty()) log.at = at;
  if (at == 0) log.begun_anew = true;
  log.gathered.append(static_cast<const char*>(data), bytes);
  return SQLITE_OK;
}

/// Calls a method of the file below after what was gathered has reached it.
template <auto method, class... Arguments>
int pass(sqlite3_file* file, Arguments... arguments) {
  if (const int status = write_gathered(file); status != SQLITE_OK) return status;
  sqlite3_file* const under = below(file);
  return (under->pMethods->*method)(under, arguments...);
}

int sync(sqlite3_file* file, int flags) {
  if (const int status = write_gathered(file); status != SQLITE_OK) return status;
  LogFile& log = log_of(file);
  if (planted(6)) return SQLITE_OK;
  if (log.later && !log.begun_anew) {
    log.behind->log->note();
    return SQLITE_OK;
  }
  log.begun_anew = false;
  sqlite3_file* const under = below(file);
  return under->pMethods->xSync(under, flags);
}

int close(sqlite3_file* file) {
  sqlite3_file* const under = below(file);
  const int status = under->pMethods->xClose(under);
  std::destroy_at(&log_of(file));
  return status;
}

int control(sqlite3_file* file, int operation, void* argument) {
  sqlite3_file* const under = below(file);
  return under->pMethods->xFileControl(under, operation, argument);
}
int sector_size(sqlite3_file* file) {
  sqlite3_file* const under = below(file);
  return under->pMethods->xSectorSize(under);
}
int traits(sqlite3_file* file) {
  sqlite3_file* const under = below(file);
  return under->pMethods->xDeviceCharacteristics(under);
}

using Methods = sqlite3_io_methods;
// A log is never locked, mapped or shared: SQLite does that with the database's own file.
const Methods kLogMethods{1,
                          close,
                          pass<&Methods::xRead, void*, int, sqlite3_int64>,
                          write,
                          pass<&Methods::xTruncate, sqlite3_int64>,
                          sync,
                          pass<&Methods::xFileSize, sqlite3_int64*>,
                          pass<&Methods::xLock, int>,
                          pass<&Methods::xUnlock, int>,
                          pass<&Methods::xCheckReservedLock, int*>,
                          control,
                          sector_size,
                          traits,
                          nullptr,
                          nullptr,
                          nullptr,
                          nullptr,
                          nullptr,
                          nullptr};

/// Null: the connection has no log of ours open.
LogFile* log_of(sqlite3* connection) {
  sqlite3_file* file = nullptr;
  const int status = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
  const bool ours = status == SQLITE_OK && file != nullptr && file->pMethods == &kLogMethods;
  return ours ? &log_of(file) : nullptr;
}

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  sqlite3_vfs* const base = over(vfs).base;
  if ((flags & SQLITE_OPEN_WAL) == 0) return base->xOpen(base, name, file, flags, out_flags);
  file->pMethods = nullptr;
  sqlite3_file* const under = below(file);
  const int status = base->xOpen(base, name, under, flags, out_flags);
  if (status == SQLITE_OK) {
    LogFile& log = *std::construct_at(&log_of(file));
    log.head.pMethods = &kLogMethods;
    log.behind = static_cast<Behind*>(&over(vfs));
  } else if (under->pMethods != nullptr)
    under->pMethods->xClose(under);
  return status;
}

}  // namespace

struct LogVfs::Registration {
  std::string name;
  sqlite3_vfs vfs{};
  Behind behind;
};

LogVfs::LogVfs(const char* base) : registration_(std::make_unique<Registration>()) {
  sqlite3_initialize();
  sqlite3_vfs* const under = sqlite3_vfs_find(base);
  YT_CHECK(under != nullptr && under->iVersion >= 2);
  registration_->name = fmt::format("log {} {}", under->zName, fmt::ptr(this));
  registration_->behind.base = under;
  stand_over(registration_->vfs, registration_->name, registration_->behind,
             static_cast<int>(kBelow));
  registration_->vfs.xOpen = open;
  YT_CHECK(sqlite3_vfs_register(&registration_->vfs, 0) == SQLITE_OK);
}

LogVfs::~LogVfs() { sqlite3_vfs_unregister(&registration_->vfs); }

const char* LogVfs::name() const { return registration_->name.c_str(); }

void LogVfs::forget(sqlite3* connection) {
  if (LogFile* const log = log_of(connection)) log->gathered.clear();
}

void LogVfs::commit_later(sqlite3* connection, bool later) {
  if (LogFile* const log = log_of(connection)) log->later = later;
}

Result<std::shared_ptr<CommitLog>> LogVfs::commit_log_of(const std::string& database) {
  auto log = std::make_shared<SharedLog>(registration_->behind.base, database);
  if (auto opened = log->open(); !opened) return fail(std::move(opened.error()));
  registration_->behind.log = log;
  return log;
}

}  // namespace yitong::store
