// Members of batches that were looked at, in the order in which they will be executed. The writer
// adds them and takes the first away; in between each is thought about once, by a helper or, rather
// than wait, by the writer.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>

#include "store/commit_queue.h"

namespace yitong::store {

class Thinking {
 public:
  /// For threads that help: thinks until end().
  void help();
  void end();

  // The rest is for the writer.

  /// Behind those that are there. Null: it need not think.
  void add(Work* work);
  std::size_t size() const { return members_.size(); }
  /// Returns when the first is thought about.
  void wait_for_first();
  void drop_first();

  /// While it lives, nobody thinks.
  class Pause {
   public:
    explicit Pause(Thinking& thinking);
    ~Pause();
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;

   private:
    Thinking& thinking_;
  };

 private:
  using Lock = std::unique_lock<std::mutex>;
  enum class State : std::uint8_t { waiting, begun, done };
  struct Member {
    Work* work = nullptr;
    State state = State::waiting;
  };
  void think_of_next(Lock& lock);

  std::mutex mutex_;
  std::condition_variable more_;  ///< to think about
  std::condition_variable done_;
  std::deque<Member> members_;  ///< changed by the writer alone
  std::size_t next_ = 0;        ///< where the first that waits may be
  int under_way_ = 0;
  bool paused_ = false, over_ = false;
};

}  // namespace yitong::store
