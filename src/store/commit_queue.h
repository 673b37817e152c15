// Group commit as an object: workers offer, one writer takes batches, and every member learns its
// outcome after the batch is on disk. It starts no thread and never waits: `wake` is called when
// a batch becomes due, by whoever made it so, and with every eighth that waits; the server's writer
// thread or a test's loop does the rest (store/batch_writer.h).
//
//   offer -> waiting -> take_batch -> in flight -> complete
//
// A batch is due when at least as many wait as are in flight: while the disk has many, a small one
// would cost a transaction of its own and be answered no sooner.
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
  /// Where others wait too, inside an open transaction, its own or an earlier one: reads what
  /// think() needs. False: there is nothing to think about.
  virtual bool look(Store&, Instant) { return false; }
  /// After look(), on any thread, beside others, without the database: works out what execute() may
  /// have to write.
  virtual void think() {}
  /// After think(), inside its own transaction: nothing has happened since look() that would change
  /// what it came to; execute() will write that and read nothing.
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
/// So many that wait are worth waking the writer, to look at them before they are due.
inline constexpr std::size_t kWorthALook = 8;

/// Executes one piece of work in a transaction of its own.
Result<void> commit_alone(Work& work, Store& store, Instant now);
/// The same, and resolves it.
void run_alone(Work& work, Store& store, Instant now);

class CommitQueue {
 public:
  explicit CommitQueue(
      std::size_t capacity, std::function<void()> wake = [] {});

  /// Errors: overloaded, when full or closed; `work` is then destroyed without being resolved.
  Result<void> offer(std::unique_ptr<Work> work);
  /// The longest waiting, in order; none if no batch is due.
  std::vector<std::unique_ptr<Work>> take_batch();
  /// The longest waiting, at most `most`. They stay; for the thread that takes.
  std::vector<Work*> first_waiting(std::size_t most) const;
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

}  // namespace yitong::store
