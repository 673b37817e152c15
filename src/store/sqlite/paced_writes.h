// Pages that are copied out of the log lie all over the file. Were they written at once and synced
// in the end, they would fill the disk's queue, and each commit would wait for a third of a second
// behind them. So whoever copies waits for a few pages to reach the disk before it writes more.
//
// Durability does not rest on it: what was written so is synced as if it were not.
#pragma once

namespace yitong::store {

/// While it lives, what SQLite writes in this thread by its system VFS goes to the disk in pieces
/// of 64 pages, each waited for; a piece that does not reach it ends the process. One at a time.
class PacedWrites {
 public:
  PacedWrites();
  ~PacedWrites();
  PacedWrites(const PacedWrites&) = delete;
  PacedWrites& operator=(const PacedWrites&) = delete;

  /// Pieces that were waited for.
  int pieces() const { return pieces_; }

 private:
  friend struct WatchedWrites;
  int pieces_ = 0;
};

/// Has SQLite's system VFS write by a function of ours; without it nothing is paced. Before SQLite
/// is used by more than one thread.
void watch_writes();

}  // namespace yitong::store
