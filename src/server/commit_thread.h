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
  /// Hears of each batch on the writer thread: its size, the microseconds it took, and the store's
  /// fault, if any.
  using Observe = std::function<void(std::size_t, std::int64_t, const Result<void>&)>;

  CommitThread(store::Store store, std::size_t capacity, Observe observe);
  ~CommitThread() { finish(); }
  /// Closes the queue and waits until everything that was accepted is on disk and answered.
  void finish();
  CommitThread(const CommitThread&) = delete;
  CommitThread& operator=(const CommitThread&) = delete;

  store::CommitQueue& queue() { return queue_; }
  /// Writes without changing anything: a batch of which nobody wrote tells nothing of the disk.
  void touch(std::function<void(const Result<void>&)> outcome);
  /// Before the next batch the writer ends the log, which is long and nearly copied: only the
  /// writer can, because while it writes there is always something left to copy.
  void finish_log() { log_is_long_ = true; }

 private:
  void run();
  void wake();

  store::Store store_;
  Observe observe_;
  std::atomic<bool> work_{false};
  std::atomic<bool> log_is_long_{false};
  store::CommitQueue queue_;
  std::thread thread_;
};

}  // namespace yitong::server
