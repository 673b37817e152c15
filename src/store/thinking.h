// Members of a batch that are thought about, first come, first served, by whoever has time. The
// writer adds them while it looks at them, waits for each before it executes it, and thinks itself
// rather than wait.
#pragma once

#include <condition_variable>
#include <mutex>
#include <vector>

#include "store/commit_queue.h"

namespace yitong::store {

class Thinking {
 public:
  explicit Thinking(std::size_t expected) : expected_(expected) {}

  /// The next member; null: it does not think.
  void add(Work* work);
  /// Thinks until all members are there and nobody needs to begin with another.
  void help();
  /// Returns when the member, by number from 0, is done.
  void wait_for(std::size_t member);
  void wait_for_all();

 private:
  using Lock = std::unique_lock<std::mutex>;
  void think_of_next(Lock& lock);
  void wait_for(std::size_t member, Lock& lock);

  struct Member {
    Work* work = nullptr;
    bool done = false;
  };
  const std::size_t expected_;
  std::mutex mutex_;
  std::condition_variable added_, thought_;
  std::vector<Member> members_;
  std::size_t next_ = 0;  ///< nobody has begun with it
};

}  // namespace yitong::store
