// The one thread that writes: takes batches from the commit queue and commits them.
#pragma once

#include <atomic>
#include <functional>
#include <thread>
#include <utility>

#include "store/commit_queue.h"

namespace yitong::server {

class CommitThread {
 public:
  /// `observe` hears of each batch on the writer thread: its size and the microseconds it took.
  CommitThread(store::Store store, std::size_t capacity,
               std::function<void(std::size_t, std::int64_t)> observe);
  ~CommitThread() { finish(); }
  /// Closes the queue and waits until everything that was accepted is on disk and answered.
  void finish();
  CommitThread(const CommitThread&) = delete;
  CommitThread& operator=(const CommitThread&) = delete;

  store::CommitQueue& queue() { return queue_; }
  /// Before the next batch the writer ends the log, which is long and nearly copied: only the
  /// writer can, because while it writes there is always something left to copy.
  void finish_log() { log_is_long_ = true; }

 private:
  void run();
  void wake();

  store::Store store_;
  std::function<void(std::size_t, std::int64_t)> observe_;
  std::atomic<bool> work_{false};
  std::atomic<bool> log_is_long_{false};
  store::CommitQueue queue_;
  std::thread thread_;
};

}  // namespace yitong::server
