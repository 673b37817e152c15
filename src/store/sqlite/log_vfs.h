// SQLite writes each page of a commit to its log with two calls, one for 24 bytes of head and one
// for the page. Here they are gathered in memory and reach the file in few writes, before it is
// synced or read. Other connections look for pages in the log only after the commit was synced, so
// nobody misses what is not there yet.
//
//   append -> gathered -> written (sync, read, size, or kMostGathered) -> synced
//                 \-> forgotten (the transaction was rolled back)
//
// A commit need not wait for its sync: commit_later() has it noted, and whoever calls finish() of
// the log brings to the disk what was noted so far, with a handle of its own. The sync of the log's
// head, with which a log begins anew, is never put off; neither is that before pages are copied,
// which is another connection's.
//
// For connections that sync each commit (synchronous = 2), and for no others.
#pragma once

#include <memory>

#include "store/database.h"

struct sqlite3;

namespace yitong::store {

/// A VFS over another, registered while it lives: longer than the connections that use it.
class LogVfs {
 public:
  /// `base`: the name of a registered VFS; null: the system's.
  explicit LogVfs(const char* base);
  ~LogVfs();
  LogVfs(const LogVfs&) = delete;
  LogVfs& operator=(const LogVfs&) = delete;
  const char* name() const;

  /// After a rollback: what the transaction appended must not be written later, when another
  /// process may have appended at the same place.
  static void forget(sqlite3* connection);

  /// Whether commits of the connection are noted for finish() and not synced, from now on.
  static void commit_later(sqlite3* connection, bool later);
  /// Where commits are noted. `database`: the full path of the one whose log exists by now. Errors:
  /// io_failed.
  Result<std::shared_ptr<CommitLog>> commit_log_of(const std::string& database);

 private:
  struct Registration;
  std::unique_ptr<Registration> registration_;
};

}  // namespace yitong::store
