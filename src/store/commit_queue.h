// Group commit as an object: workers offer, one writer takes batches, and every member learns its
// outcome after the batch is on disk. It starts no thread and never waits: `wake` is called when
// a batch becomes due, by whoever made it so, and the server's writer thread or a test's
// loop does the rest with commit_batch().
//
//   offer -> waiting -> take_batch -> in flight -> complete
//
// A batch is due when at least as many wait as are in flight: while the disk has many, a small one
// would cost a transaction of its own and be answered no sooner.
//
// A batch is decided and written by one thread, and may be synced and answered by another, while
// the first decides the next: write_batch(), finish_batch(). commit_batch() does one after the
// other.
//
// Bounded: waiting and in flight together never exceed the capacity.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/check.h"
#include "base/date.h"
#include "base/error.h"
#include "store/store.h"

namespace yitong::store {

/// One request that writes. It refuses by deciding before its first write; then it simply writes
/// nothing.
class Work {
 public:
  virtual ~Work() = default;
  /// In a batch of several, inside the open transaction, before any of them is executed: reads what
  /// think() needs. False: there is nothing to think about.
  virtual bool look(Store&, Instant) { return false; }
  /// After look(), on any thread, without the database: works out what execute() may have to write.
  virtual void think() {}
  /// After think(): nothing has happened since look() that would change it, and execute() writes
  /// what it came to and does nothing else.
  virtual bool is_foreseen(Store&) { return false; }
  /// Inside the open transaction, after the batch's earlier members: reads, decides, writes. It may
  /// run a second time, alone, after its batch failed, and must then find by its key what became of
  /// it.
  virtual void execute(Store& store, Instant now) = 0;
  /// Once, after the transaction that execute() ran in: success means that everything it wrote is
  /// on disk.
  virtual void resolve(const Result<void>& committed) = 0;
};

inline constexpr std::size_t kBatchLimit = 64;

class CommitQueue {
 public:
  explicit CommitQueue(
      std::size_t capacity, std::function<void()> wake = [] {});

  /// Errors: overloaded, when full or closed; `work` is then destroyed without being resolved.
  Result<void> offer(std::unique_ptr<Work> work);
  /// The longest waiting, in order; none if no batch is due.
  std::vector<std::unique_ptr<Work>> take_batch();
  /// Resolves one member of a batch and frees its place.
  void complete(std::unique_ptr<Work> work, const Result<void>& committed);
  /// No offer is accepted any more; what waits is still served.
  void close();
  /// An offer would be refused now. For those who would rather not prepare in vain.
  bool full() const;

  std::size_t waiting() const;
  std::size_t in_flight() const;
  bool drained() const;

 private:
  bool due() const;
  const std::size_t capacity_;
  const std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::deque<std::unique_ptr<Work>> waiting_;
  std::size_t in_flight_ = 0;
  bool closed_ = false;
};

/// A member of a batch in the log, and what became of its transaction.
struct BatchMember {
  std::unique_ptr<Work> work;
  Result<void> committed;
};
using Batch = std::vector<BatchMember>;

/// Threads that may think for the writer.
class Crew {
 public:
  virtual ~Crew() = default;
  /// Those that are free call `help` once each, soon, until dismissed.
  virtual void call(const std::function<void()>& help) = 0;
  /// Returns when no call is under way; none will begin.
  virtual void dismiss() = 0;
};

/// Takes one batch and commits it to the log in one transaction; none if none is due. When the
/// batch fails, each member is tried once more alone, so that one that breaks the store does not
/// take others with it. `fault`, if given, gets why the last transaction that failed did. Without
/// a crew the caller's thread does all the thinking.
Batch write_batch(CommitQueue& queue, Store& store, Instant now, Result<void>* fault = nullptr,
                  Crew* crew = nullptr);

/// Waits for the disk and completes the members. `log`: of the store that wrote the batch.
void finish_batch(CommitQueue& queue, CommitLog& log, Batch batch);

/// Both; returns how many.
std::size_t commit_batch(CommitQueue& queue, Store& store, Instant now,
                         Result<void>* fault = nullptr);

/// Executes and resolves one piece of work in a transaction of its own, without a queue.
void run_alone(Work& work, Store& store, Instant now);

}  // namespace yitong::store
