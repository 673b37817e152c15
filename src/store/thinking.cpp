#include "store/thinking.h"

namespace yitong::store {

void Thinking::help() {
  Lock lock(mutex_);
  while (true) {
    more_.wait(lock, [this] { return over_ || (!paused_ && next_ < members_.size()); });
    if (over_) return;
    think_of_next(lock);
  }
}

void Thinking::end() {
  {
    const Lock lock(mutex_);
    over_ = true;
  }
  more_.notify_all();
}

void Thinking::add(Work* work) {
  {
    const Lock lock(mutex_);
    members_.push_back({work, work == nullptr ? State::done : State::waiting});
  }
  more_.notify_one();
}

void Thinking::wait_for_first() {
  Lock lock(mutex_);
  while (members_.front().state != State::done)
    if (next_ < members_.size())
      think_of_next(lock);
    else
      done_.wait(lock);
}

void Thinking::drop_first() {
  const Lock lock(mutex_);
  members_.pop_front();
  if (next_ > 0) --next_;
}

/// A deque's members stay where they are while others come and go at its ends.
void Thinking::think_of_next(Lock& lock) {
  Member& member = members_[next_++];
  if (member.state != State::waiting) return;
  member.state = State::begun;
  ++under_way_;
  lock.unlock();
  member.work->think();
  lock.lock();
  member.state = State::done;
  --under_way_;
  done_.notify_one();
}

Thinking::Pause::Pause(Thinking& thinking) : thinking_(thinking) {
  Lock lock(thinking.mutex_);
  thinking.paused_ = true;
  thinking.done_.wait(lock, [&] { return thinking.under_way_ == 0; });
}

Thinking::Pause::~Pause() {
  {
    const Lock lock(thinking_.mutex_);
    thinking_.paused_ = false;
  }
  thinking_.more_.notify_all();
}

}  // namespace yitong::store
