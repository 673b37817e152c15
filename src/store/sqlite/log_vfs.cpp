#include "store/sqlite/log_vfs.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <new>
#include <string>

#include "base/check.h"

namespace yitong::store {
namespace {

constexpr std::size_t kMostGathered = 4 << 20;
constexpr std::size_t kAtOnce = 1 << 16;  // the system's VFS writes less than 128 KiB in one call

/// A log as SQLite holds it; the file of the VFS below follows in memory.
struct LogFile {
  sqlite3_file head;
  std::string gathered;
  sqlite3_int64 at = 0;  ///< where `gathered` goes
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
                          pass<&Methods::xSync, int>,
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

sqlite3_vfs* base_of(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  sqlite3_vfs* const base = base_of(vfs);
  if ((flags & SQLITE_OPEN_WAL) == 0) return base->xOpen(base, name, file, flags, out_flags);
  file->pMethods = nullptr;
  sqlite3_file* const under = below(file);
  const int status = base->xOpen(base, name, under, flags, out_flags);
  if (status == SQLITE_OK)
    std::construct_at(&log_of(file))->head.pMethods = &kLogMethods;
  else if (under->pMethods != nullptr)
    under->pMethods->xClose(under);
  return status;
}

/// Calls the same function of the VFS below.
template <auto function, class... Arguments>
auto pass_to_base(sqlite3_vfs* vfs, Arguments... arguments) {
  sqlite3_vfs* const base = base_of(vfs);
  return (base->*function)(base, arguments...);
}

}  // namespace

struct LogVfs::Registration {
  std::string name;
  sqlite3_vfs vfs{};
};

LogVfs::LogVfs(const char* base) : registration_(std::make_unique<Registration>()) {
  sqlite3_initialize();
  sqlite3_vfs* const under = sqlite3_vfs_find(base);
  YT_CHECK(under != nullptr && under->iVersion >= 2);
  using Vfs = sqlite3_vfs;
  registration_->name = fmt::format("log {} {}", under->zName, fmt::ptr(this));
  Vfs& vfs = registration_->vfs;
  vfs.iVersion = 2;
  vfs.szOsFile = under->szOsFile + static_cast<int>(kBelow);
  vfs.mxPathname = under->mxPathname;
  vfs.zName = registration_->name.c_str();
  vfs.pAppData = under;
  vfs.xOpen = open;
  vfs.xDelete = pass_to_base<&Vfs::xDelete, const char*, int>;
  vfs.xAccess = pass_to_base<&Vfs::xAccess, const char*, int, int*>;
  vfs.xFullPathname = pass_to_base<&Vfs::xFullPathname, const char*, int, char*>;
  vfs.xRandomness = pass_to_base<&Vfs::xRandomness, int, char*>;
  vfs.xSleep = pass_to_base<&Vfs::xSleep, int>;
  vfs.xGetLastError = pass_to_base<&Vfs::xGetLastError, int, char*>;
  vfs.xCurrentTimeInt64 = pass_to_base<&Vfs::xCurrentTimeInt64, sqlite3_int64*>;
  YT_CHECK(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
}

LogVfs::~LogVfs() { sqlite3_vfs_unregister(&registration_->vfs); }

const char* LogVfs::name() const { return registration_->name.c_str(); }

void LogVfs::forget(sqlite3* connection) {
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file) == SQLITE_OK &&
      file != nullptr && file->pMethods == &kLogMethods)
    log_of(file).gathered.clear();
}

}  // namespace yitong::store
