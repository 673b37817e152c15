// The driver for SQLite: one file, write-ahead log, every commit synced.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "store/database.h"

namespace yitong::store {

struct SqliteOptions {
  std::string path;
  bool read_only = false;
  /// Pages in the log after which a commit also copies them into the file; 0: a Checkpointer does
  /// it elsewhere.
  int auto_checkpoint_pages = 4'000;
  /// Pages kept in memory, 4 KiB each.
  int cache_pages = 16'000;
  /// For a reader of nearly all that there is (store/sqlite/page_image.h). It is to check the file
  /// itself: pages are not looked through as they are read.
  bool page_image = false;
  /// A registered SQLite VFS, for fault injection in tests; null: the system's.
  const char* vfs = nullptr;
  /// Of a writer in the same process that commits to its log: what is read here is on disk before
  /// the rows end.
  std::shared_ptr<CommitLog> log = nullptr;
};

/// How SQLite works in this process: with the page cache of page_cache.h, and without counting the
/// memory that it uses, which takes a lock for each piece. Before anything else is asked of it;
/// does nothing later. Whoever opens a database need not call it.
void begin_sqlite();

/// Opens or creates the file. Errors: io_failed, store_failed, disk_full or corrupt, with what an
/// operator can do; unsupported where the file system or the build does not give the journal mode
/// or the synchronous level that durability needs: we do not start with less.
Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options);

/// Of readers with a page image of one file, each of which goes on in a thread of its own: what one
/// has read need not be read by the others, for as long as they see the same commits. Nothing
/// happens where somebody commits meanwhile.
void share_pages(std::span<Database* const> readers);

/// The write-ahead log in pages, and how many of them are not in the file yet.
struct LogLength {
  std::int64_t pages = 0, left = 0;
};

/// Copies the write-ahead log into the file from a connection of its own, so that commits do not
/// wait for it.
class Checkpointer {
 public:
  static Result<Checkpointer> open(const SqliteOptions& options);
  /// Copies what it can. The next commit then writes over the log, which is quicker than to write
  /// where the disk has no space for it yet.
  Result<LogLength> copy();
  /// The same, and truncates the log if that is all and nobody reads from it.
  Result<LogLength> run();

  Checkpointer(Checkpointer&&) noexcept;
  ~Checkpointer();

 private:
  struct Connection;
  explicit Checkpointer(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

}  // namespace yitong::store
