#include "server/checkpoint_thread.h"

#include <chrono>

namespace yitong::server {

CheckpointThread::CheckpointThread(store::Checkpointer checkpointer)
    : checkpointer_(std::move(checkpointer)), thread_([this] { run(); }) {}

CheckpointThread::~CheckpointThread() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
  }
  stop_changed_.notify_one();
  thread_.join();
}

void CheckpointThread::run() {
  constexpr auto kEvery = std::chrono::seconds(1);
  std::unique_lock lock(mutex_);
  while (!stop_changed_.wait_for(lock, kEvery, [this] { return stop_; })) {
    lock.unlock();
    // A reader may hold the log back for a while; what is left is copied next time.
    (void)checkpointer_.run();
    lock.lock();
  }
}

}  // namespace yitong::server
