// The one thread that writes: takes batches from the commit queue and commits them to the log.
// While it decides the next, a second thread waits for the disk and answers. A batch with none
// behind it is finished by the writer itself, which spares the way to the other thread. Half of the
// cores have a thread that thinks for the writer.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "store/batch_writer.h"

namespace yitong::server {

class CommitThread {
 public:
  /// Hears of each batch, one after the other, on either thread: its size, the microseconds it
  /// took, and the store's fault, if any.
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
  using Clock = std::chrono::steady_clock;
  struct Written {
    store::Batch batch;
    Clock::time_point begin;
    Result<void> fault;
  };

  void run();
  void wake();
  bool must_pass_on(std::size_t batch);
  void pass_on(Written written);
  void finish(Written written);
  void run_finisher();

  store::Store store_;
  const std::shared_ptr<store::CommitLog> log_;
  Observe observe_;
  std::atomic<bool> work_{false};
  std::atomic<bool> log_is_long_{false};
  store::CommitQueue queue_;
  store::BatchWriter writer_{queue_, store_};

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Written> written_;  ///< for the finisher, at most kMostWritten
  bool finishing_ = false;        ///< it has some that it took from there
  bool over_ = false;             ///< no more will come

  std::vector<std::thread> helpers_;
  std::thread finisher_, thread_;
};

}  // namespace yitong::server
