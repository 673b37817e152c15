#include "store/sqlite/lone_reads.h"

#include <fcntl.h>
#include <sqlite3.h>

#include <string_view>

namespace yitong::store {
namespace {

/// Takes the place of the system's call. SQLite always gives a mode.
int open_for_lone_reads(const char* path, int flags, int mode) {
  const int file = ::open64(path, flags, mode);
  if (file >= 0 && !std::string_view(path).ends_with("-wal"))
    (void)::posix_fadvise64(file, 0, 0, POSIX_FADV_RANDOM);
  return file;
}

}  // namespace

void read_pages_alone() {
  sqlite3_vfs* const system = sqlite3_vfs_find("unix");
  if (system == nullptr || system->iVersion < 3) return;
  (void)system->xSetSystemCall(system, "open",
                               reinterpret_cast<sqlite3_syscall_ptr>(&open_for_lone_reads));
}

void read_ahead(int file, off64_t at, off64_t bytes) {
  (void)::posix_fadvise64(file, at, bytes, POSIX_FADV_WILLNEED);
}

}  // namespace yitong::store
