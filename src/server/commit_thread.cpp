#include "server/commit_thread.h"

#include "server/clock.h"

namespace yitong::server {

CommitThread::CommitThread(store::Store store, std::size_t capacity,
                           std::function<void(std::size_t, std::int64_t)> observe)
    : store_(std::move(store)),
      observe_(std::move(observe)),
      queue_(capacity, [this] { wake(); }),
      thread_([this] { run(); }) {}

void CommitThread::finish() {
  if (!thread_.joinable()) return;
  queue_.close();
  wake();
  thread_.join();
}

void CommitThread::wake() {
  work_ = true;
  work_.notify_one();
}

void CommitThread::run() {
  // A batch that fills while another is on its way to the disk needs no further wake-up: take until
  // nothing is left.
  while (true) {
    work_ = false;  // before looking, so that an offer after the look is not missed
    // What fails here fails again, and is heard, when the log cannot grow.
    if (log_is_long_.exchange(false)) (void)store_.database().finish_log();
    const auto begin = std::chrono::steady_clock::now();
    const std::size_t done = store::commit_batch(queue_, store_, now());
    if (done > 0) {
      const auto time = std::chrono::steady_clock::now() - begin;
      observe_(done, std::chrono::duration_cast<std::chrono::microseconds>(time).count());
      continue;
    }
    if (queue_.drained()) return;
    work_.wait(false);
  }
}

}  // namespace yitong::server
