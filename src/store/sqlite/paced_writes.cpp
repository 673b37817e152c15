#include "store/sqlite/paced_writes.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>

#include "base/check.h"
#include "base/file.h"

namespace yitong::store {
namespace {

constexpr int kPagesAtOnce = 64;

/// What this thread wrote and nobody has waited for yet.
struct Written {
  off64_t from = 0, to = 0;
  int pages = 0;
};
thread_local Written written;
thread_local PacedWrites* pacing = nullptr;

/// Whoever is told once that a page did not reach the disk is not told again, so a later sync would
/// succeed without it: any error ends the process. Where the system does not know the call, which a
/// call that asks for nothing tells, the pages wait for their sync.
void bring(int file) {
  static const bool is_known = ::sync_file_range(file, 0, 0, 0) == 0;
  constexpr unsigned kBringAndWait = SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
  const off64_t bytes = written.to - written.from;
  if (is_known && ::sync_file_range(file, written.from, bytes, kBringAndWait) != 0)
    end_for_failed_sync("the store");
  written = {};
}

}  // namespace

/// Takes the place of the system's call.
struct WatchedWrites {
  static ssize_t write(int file, const void* data, std::size_t size, off64_t at) {
    const ssize_t done = ::pwrite64(file, data, size, at);
    if (pacing == nullptr || done <= 0) return done;
    written.from = written.pages == 0 ? at : std::min(written.from, at);
    written.to = std::max(written.to, at + done);
    if (++written.pages < kPagesAtOnce) return done;
    bring(file);
    ++pacing->pieces_;
    return done;
  }
};

PacedWrites::PacedWrites() {
  YT_CHECK(pacing == nullptr);
  pacing = this, written = {};
}
PacedWrites::~PacedWrites() { pacing = nullptr; }

void watch_writes() {
  sqlite3_vfs* const system = sqlite3_vfs_find("unix");
  if (system == nullptr || system->iVersion < 3) return;
  (void)system->xSetSystemCall(system, "pwrite64",
                               reinterpret_cast<sqlite3_syscall_ptr>(&WatchedWrites::write));
}

}  // namespace yitong::store
