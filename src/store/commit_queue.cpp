#include "store/commit_queue.h"

#include <algorithm>

#include "base/check.h"

namespace yitong::store {

CommitQueue::CommitQueue(std::size_t capacity, std::function<void()> wake)
    : capacity_(capacity), wake_(std::move(wake)) {
  YT_CHECK(capacity > 0);
}

Result<void> CommitQueue::offer(std::unique_ptr<Work> work) {
  bool wakes = false;
  {
    const std::scoped_lock lock(mutex_);
    if (closed_ || waiting_.size() + in_flight_ >= capacity_)
      return fail(ErrorCode::overloaded, "commit queue",
                  std::to_string(waiting_.size() + in_flight_) + " waiting",
                  "at most " + std::to_string(capacity_));
    const bool was_due = due();
    waiting_.push_back(std::move(work));
    wakes = (!was_due && due()) || waiting_.size() % kWorthALook == 0;
  }
  if (wakes) wake_();
  return {};
}

std::vector<std::unique_ptr<Work>> CommitQueue::take_batch() {
  const std::scoped_lock lock(mutex_);
  const std::size_t size = due() ? std::min(waiting_.size(), kBatchLimit) : 0;
  std::vector<std::unique_ptr<Work>> batch;
  batch.reserve(size);
  for (std::size_t i = 0; i < size; ++i) {
    batch.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  in_flight_ += size;
  return batch;
}

std::vector<Work*> CommitQueue::first_waiting(std::size_t most) const {
  const std::scoped_lock lock(mutex_);
  std::vector<Work*> out(std::min(most, waiting_.size()));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = waiting_[i].get();
  return out;
}

void CommitQueue::complete(std::unique_ptr<Work> work, const Result<void>& committed) {
  work->resolve(committed);
  bool becomes_due = false;
  {
    const std::scoped_lock lock(mutex_);
    YT_CHECK(in_flight_ > 0);
    becomes_due = !due();
    --in_flight_;
    becomes_due = becomes_due && due();
  }
  if (becomes_due) wake_();
}

bool CommitQueue::due() const {
  const std::size_t enough = std::clamp(in_flight_, std::size_t{1}, kBatchLimit);
  return waiting_.size() >= enough;
}

void CommitQueue::close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
}

bool CommitQueue::full() const {
  const std::scoped_lock lock(mutex_);
  return closed_ || waiting_.size() + in_flight_ >= capacity_;
}

std::size_t CommitQueue::waiting() const {
  const std::scoped_lock lock(mutex_);
  return waiting_.size();
}

std::size_t CommitQueue::in_flight() const {
  const std::scoped_lock lock(mutex_);
  return in_flight_;
}

bool CommitQueue::drained() const {
  const std::scoped_lock lock(mutex_);
  return closed_ && waiting_.empty() && in_flight_ == 0;
}

Result<void> commit_alone(Work& work, Store& store, Instant now) {
  store.database().begin_write();
  work.execute(store, now);
  return store.database().commit();
}

void run_alone(Work& work, Store& store, Instant now) {
  work.resolve(commit_alone(work, store, now));
}

}  // namespace yitong::store
