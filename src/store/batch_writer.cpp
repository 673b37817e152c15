#include "store/batch_writer.h"

#include <algorithm>

#include "base/planted.h"

namespace yitong::store {

/// Of the batch and who waits behind it, those who were not looked at. None where one comes alone:
/// the writer would only do in two steps what is done in one.
std::vector<Work*> BatchWriter::unseen(const std::vector<std::unique_ptr<Work>>& batch) const {
  std::vector<Work*> out;
  for (const auto& work : batch) out.push_back(work.get());
  for (Work* const work : queue_.first_waiting(kBatchLimit)) out.push_back(work);
  const std::size_t seen = out.size() == 1 ? 1 : thinking_.size();
  out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(std::min(seen, out.size())));
  return out;
}

void BatchWriter::look_at(const std::vector<Work*>& works, Instant now) {
  for (Work* const work : works) thinking_.add(work->look(store_, now) ? work : nullptr);
}

bool BatchWriter::look(Instant now) {
  const auto works = unseen({});
  if (works.empty()) return false;
  store_.database().begin_write();
  look_at(works, now);
  static_cast<void>(store_.database().commit_to_log());  // nothing was written
  return true;
}

void BatchWriter::execute(Work& work, Instant now) {
  if (thinking_.size() == 0) return work.execute(store_, now);
  thinking_.wait_for_first();
  if (work.is_foreseen(store_)) {
    work.execute(store_, now);
  } else {
    const Thinking::Pause pause(thinking_);
    work.execute(store_, now);
  }
  thinking_.drop_first();
}

Batch BatchWriter::write(Instant now, Result<void>* fault) {
  auto works = queue_.take_batch();
  Batch batch;
  if (works.empty()) return batch;
  store_.database().begin_write();
  look_at(unseen(works), now);
  for (const auto& work : works) execute(*work, now);
  if (planted(1))
    for (const auto& work : works) work->resolve({});
  const Result<void> together = store_.database().commit_to_log();
  batch.reserve(works.size());
  for (auto& work : works) {
    Result<void> committed = together;
    if (!together) {
      const Thinking::Pause pause(thinking_);
      committed = commit_alone(*work, store_, now);
    }
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

std::size_t BatchWriter::commit(Instant now, Result<void>* fault) {
  Batch batch = write(now, fault);
  const std::size_t count = batch.size();
  if (count > 0) finish_batch(queue_, *store_.database().log(), std::move(batch));
  return count;
}

}  // namespace yitong::store
