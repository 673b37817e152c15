#include "store/sqlite/lone_reads.h"

#include <fcntl.h>
#include <sqlite3.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace yitong::store {
namespace {

thread_local int opened = -1;

/// Takes the place of the system's call. SQLite always gives a mode.
int open_for_lone_reads(const char* path, int flags, int mode) {
  const int file = ::open64(path, flags, mode);
  if (file < 0 || std::string_view(path).ends_with("-wal")) return file;
  (void)::posix_fadvise64(file, 0, 0, POSIX_FADV_RANDOM);
  opened = file;
  return file;
}

}  // namespace

void read_pages_alone() {
  sqlite3_vfs* const system = sqlite3_vfs_find("unix");
  if (system == nullptr || system->iVersion < 3) return;
  (void)system->xSetSystemCall(system, "open",
                               reinterpret_cast<sqlite3_syscall_ptr>(&open_for_lone_reads));
}

int take_opened_file() { return std::exchange(opened, -1); }

/// The system cuts what it is asked for at once to what a device takes at once.
void read_ahead(int file, off64_t at, off64_t bytes) {
  constexpr off64_t kAtOnce = 128 << 10;
  for (const off64_t end = at + bytes; at < end; at += kAtOnce)
    (void)::posix_fadvise64(file, at, std::min(kAtOnce, end - at), POSIX_FADV_WILLNEED);
}

}  // namespace yitong::store
