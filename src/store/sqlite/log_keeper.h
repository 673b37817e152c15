// When the write-ahead log is copied into the file, begun anew and cut, so that it stays short,
// nobody who writes waits for long, and what was erased leaves it.
#pragma once

#include <functional>

#include "store/sqlite/sqlite.h"

namespace yitong::store {

struct LogLimits {
  std::int64_t long_pages = 65'536;  ///< 256 MiB; a log that is longer should begin anew
  std::int64_t few_pages = 1'024;    ///< some milliseconds for the writer to copy
  int passes_between_cuts = 60;      ///< where somebody always writes
};

class LogKeeper {
 public:
  /// `end_log` is called within pass(): the writer should call Database::finish_log() before it
  /// writes next.
  LogKeeper(Checkpointer checkpointer, std::function<void()> end_log, LogLimits limits = {})
      : checkpointer_(std::move(checkpointer)), end_log_(std::move(end_log)), limits_(limits) {}

  /// To be called each second: a page that changes often is copied once for all that happened
  /// meanwhile. A reader may hold the log back for a while; what is left is copied next time.
  Result<LogLength> pass();

 private:
  Checkpointer checkpointer_;
  const std::function<void()> end_log_;
  const LogLimits limits_;
  int passes_since_cut_ = 0;
  std::int64_t pages_before_ = 0;
};

}  // namespace yitong::store
