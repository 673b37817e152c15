#include "server/aside_threads.h"

namespace yitong::server {

AsideThreads::AsideThreads(std::vector<store::Store> readers) : readers_(std::move(readers)) {
  for (store::Store& reader : readers_) threads_.emplace_back([this, &reader] { run(reader); });
}

bool AsideThreads::offer(Job job) {
  const std::scoped_lock lock(mutex_);
  if (closed_ || waiting_.size() >= kMostWaiting) return false;
  waiting_.push_back(std::move(job));
  changed_.notify_one();
  return true;
}

void AsideThreads::finish() {
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

void AsideThreads::run(store::Store& reader) {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
    }
    job(reader);
  }
}

}  // namespace yitong::server
