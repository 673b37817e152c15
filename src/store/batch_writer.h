// Writes what a commit queue holds, a batch a transaction. One thread decides and writes a batch;
// another may sync and answer it, while the first decides the next.
//
// Where several wait, the writer looks at them ahead, at the next batch's too, and what they come
// to is worked out by the threads that help(). A member is executed in its turn all the same, in
// the order of the queue, and while one is that was not foreseen, nobody thinks.
#pragma once

#include "store/thinking.h"

namespace yitong::store {

/// A member of a batch in the log, and what became of its transaction.
struct BatchMember {
  std::unique_ptr<Work> work;
  Result<void> committed;
};
using Batch = std::vector<BatchMember>;

/// Waits for the disk and completes the members. `log`: of the store that wrote the batch.
void finish_batch(CommitQueue& queue, CommitLog& log, Batch batch);

class BatchWriter {
 public:
  BatchWriter(CommitQueue& queue, Store& store) : queue_(queue), store_(store) {}

  /// Takes one batch and commits it to the log in one transaction; none if none is due. When the
  /// batch fails, each member is tried once more alone, so that one that breaks the store does not
  /// take others with it. `fault`, if given, gets why the last transaction that failed did.
  Batch write(Instant now, Result<void>* fault = nullptr);
  /// While no batch is due: looks at who waits. False: nobody new does, or only one.
  bool look(Instant now);
  /// As write(), and finishes it; returns how many.
  std::size_t commit(Instant now, Result<void>* fault = nullptr);

  /// On threads of the caller's: thinks for the writer until end(). None need to.
  void help() { thinking_.help(); }
  void end() { thinking_.end(); }

 private:
  std::vector<Work*> unseen(const std::vector<std::unique_ptr<Work>>& batch) const;
  void look_at(const std::vector<Work*>& works, Instant now);
  void execute(Work& work, Instant now);

  CommitQueue& queue_;
  Store& store_;
  Thinking thinking_;  ///< about the first of the queue, or of the batch and the queue behind it
};

}  // namespace yitong::store
