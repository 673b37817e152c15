// The server without its threads and sockets: writer, reader, checkpointer and commit queue on the
// simulated disk.
#pragma once

#include <optional>

#include "sim/town.h"
#include "sim/vfs.h"
#include "store/batch_writer.h"
#include "store/sqlite/sqlite.h"

namespace yitong::sim {

class Server {
 public:
  Server(const Town& town, std::uint64_t seed) : town_(town), vfs_(disk_, seed) {}

  /// Opens everything as the product does at its start, and enrols whom the store does not have.
  Result<void> start();
  /// Lets go of everything; what waits in the queue is forgotten.
  void stop();
  bool up() const { return writer_.has_value(); }

  Disk& disk() { return disk_; }
  store::Store& writer() { return *writer_; }
  store::Store& reader() { return *reader_; }
  store::CommitQueue& queue() { return *queue_; }
  /// Commits one batch.
  void commit(Instant now) { batches_->commit(now); }
  void checkpoint();

 private:
  const Town& town_;
  Disk disk_;
  Vfs vfs_;
  std::optional<store::Store> writer_, reader_;
  std::optional<store::Checkpointer> checkpointer_;
  std::optional<store::CommitQueue> queue_;
  std::optional<store::BatchWriter> batches_;
};

}  // namespace yitong::sim
