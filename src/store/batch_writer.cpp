#include "store/batch_writer.h"

#include "base/planted.h"

namespace yitong::store {

void BatchWriter::look_at(Work& work, Instant now) {
  thinking_.add(work.look(store_, now) ? &work : nullptr);
}

bool BatchWriter::look(Instant now) {
  const auto waiting = queue_.first_waiting(kBatchLimit);
  if (waiting.size() < 2 || waiting.size() <= thinking_.size()) return false;
  store_.database().begin_write();
  for (std::size_t i = thinking_.size(); i < waiting.size(); ++i) look_at(*waiting[i], now);
  static_cast<void>(store_.database().commit_to_log());  // nothing was written
  return true;
}

/// Who comes alone is not looked at: the writer would only do in two steps what is done in one.
void BatchWriter::look_ahead(const std::vector<std::unique_ptr<Work>>& batch, Instant now) {
  const auto next = queue_.first_waiting(kBatchLimit);
  if (thinking_.size() == 0 && batch.size() + next.size() == 1) return;
  const std::size_t seen = thinking_.size();
  for (std::size_t i = seen; i < batch.size() + next.size(); ++i)
    look_at(i < batch.size() ? *batch[i] : *next[i - batch.size()], now);
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
  look_ahead(works, now);
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
