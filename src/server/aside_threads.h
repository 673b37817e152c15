// Threads for what takes seconds: looking into uploads, reading large files. Bounded; who comes
// when all places are taken is told to come again.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "store/store.h"

namespace yitong::server {

inline constexpr unsigned kAsideThreads = 2;

class AsideThreads {
 public:
  using Job = std::function<void(store::Store& reader)>;
  static constexpr std::size_t kMostWaiting = 32;

  /// One thread a reader.
  explicit AsideThreads(std::vector<store::Store> readers);
  ~AsideThreads() { finish(); }
  AsideThreads(const AsideThreads&) = delete;
  AsideThreads& operator=(const AsideThreads&) = delete;

  /// False when there is no place; the job is then dropped.
  bool offer(Job job);
  /// What was accepted is done when it returns.
  void finish();

 private:
  void run(store::Store& reader);

  std::vector<store::Store> readers_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace yitong::server
