#include "store/commit_queue.h"

#include <algorithm>

#include "base/check.h"
#include "base/planted.h"
#include "store/thinking.h"

namespace yitong::store {

CommitQueue::CommitQueue(std::size_t capacity, std::function<void()> wake)
    : capacity_(capacity), wake_(std::move(wake)) {
  YT_CHECK(capacity > 0);
}

Result<void> CommitQueue::offer(std::unique_ptr<Work> work) {
  bool becomes_due = false;
  {
    const std::scoped_lock lock(mutex_);
    if (closed_ || waiting_.size() + in_flight_ >= capacity_)
      return fail(ErrorCode::overloaded, "commit queue",
                  std::to_string(waiting_.size() + in_flight_) + " waiting",
                  "at most " + std::to_string(capacity_));
    becomes_due = !due();
    waiting_.push_back(std::move(work));
    becomes_due = becomes_due && due();
  }
  if (becomes_due) wake_();
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

namespace {

Result<void> commit_alone(Work& work, Store& store, Instant now) {
  store.database().begin_write();
  work.execute(store, now);
  return store.database().commit();
}

void look_and_execute(const std::vector<std::unique_ptr<Work>>& works, Store& store, Instant now,
                      Crew* crew) {
  Thinking thinking(works.size());
  const std::function<void()> help = [&] { thinking.help(); };
  if (crew != nullptr) crew->call(help);
  for (const auto& work : works) thinking.add(work->look(store, now) ? work.get() : nullptr);
  for (std::size_t i = 0; i < works.size(); ++i) {
    thinking.wait_for(i);
    // What was not foreseen uses what the others look into.
    if (!works[i]->is_foreseen(store)) thinking.wait_for_all();
    works[i]->execute(store, now);
  }
  if (crew != nullptr) crew->dismiss();
}

}  // namespace

Batch write_batch(CommitQueue& queue, Store& store, Instant now, Result<void>* fault, Crew* crew) {
  auto works = queue.take_batch();
  Batch batch;
  if (works.empty()) return batch;
  store.database().begin_write();
  if (works.size() > 1)
    look_and_execute(works, store, now, crew);
  else
    works.front()->execute(store, now);
  if (planted(1))
    for (const auto& work : works) work->resolve({});
  const Result<void> together = store.database().commit_to_log();
  batch.reserve(works.size());
  for (auto& work : works) {
    Result<void> committed = together ? together : commit_alone(*work, store, now);
    if (fault != nullptr && !committed) *fault = committed;
    batch.push_back({std::move(work), std::move(committed)});
  }
  return batch;
}

void finish_batch(CommitQueue& queue, CommitLog& log, Batch batch) {
  const Result<void> on_disk = log.finish();
  for (BatchMember& each : batch)
    queue.complete(std::move(each.work), each.committed ? on_disk : each.committed);
}

std::size_t commit_batch(CommitQueue& queue, Store& store, Instant now, Result<void>* fault) {
  Batch batch = write_batch(queue, store, now, fault);
  const std::size_t count = batch.size();
  if (count > 0) finish_batch(queue, *store.database().log(), std::move(batch));
  return count;
}

void run_alone(Work& work, Store& store, Instant now) {
  work.resolve(commit_alone(work, store, now));
}

}  // namespace yitong::store
