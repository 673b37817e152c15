#include "store/thinking.h"

namespace yitong::store {

void Thinking::add(Work* work) {
  {
    const Lock lock(mutex_);
    members_.push_back({work, work == nullptr});
  }
  added_.notify_one();
}

void Thinking::help() {
  Lock lock(mutex_);
  while (true) {
    added_.wait(lock, [this] { return next_ < members_.size() || members_.size() == expected_; });
    if (next_ == members_.size()) return;
    think_of_next(lock);
  }
}

void Thinking::wait_for(std::size_t member) {
  Lock lock(mutex_);
  wait_for(member, lock);
}

void Thinking::wait_for_all() {
  Lock lock(mutex_);
  for (std::size_t i = 0; i < members_.size(); ++i) wait_for(i, lock);
}

void Thinking::wait_for(std::size_t member, Lock& lock) {
  while (!members_[member].done)
    if (next_ < members_.size())
      think_of_next(lock);
    else
      thought_.wait(lock);
}

void Thinking::think_of_next(Lock& lock) {
  const std::size_t at = next_++;
  Work* const work = members_[at].work;
  if (work == nullptr) return;
  lock.unlock();
  work->think();
  lock.lock();
  members_[at].done = true;
  thought_.notify_one();
}

}  // namespace yitong::store
