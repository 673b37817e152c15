// Pages of a database that is only read, kept as they lie in the file and handed to SQLite without
// a copy. SQLite's own page cache looks each page up in a table and moves it in a list, which costs
// more than what the audit then reads from the page, an entry or two.
//
// SQLite offers this for mapped files (xFetch), where a disk that does not give a page kills the
// process. Here a page is read when it is first asked for, into memory of our own; one that cannot
// be read is left to SQLite, which reads it again and says what is wrong with it.
//
// A page that is asked for is in the file as the connection's transaction sees it; the others
// SQLite takes from the log. So no page is read but those asked for: its neighbour may be an older
// one. When a transaction begins that sees more than the one before, SQLite has all pages
// forgotten.
//
// Connections that see the same commits may share their pages, each in a thread of its own. One
// that is to forget them leaves the others and begins again with memory of its own.
#pragma once

#include <memory>
#include <span>
#include <string>

struct sqlite3;

namespace yitong::store {

/// A VFS over another, registered while it lives: longer than the connections that use it, which
/// must set the pragma mmap_size to anything but zero.
class PageImageVfs {
 public:
  /// Of one connection. When so much was read, all is forgotten as soon as no page is in use.
  static constexpr std::size_t kMostBytes = 256 << 20;

  /// `base`: the name of a registered VFS; null: the system's.
  explicit PageImageVfs(const char* base, std::size_t most_bytes = kMostBytes);
  ~PageImageVfs();
  PageImageVfs(const PageImageVfs&) = delete;
  PageImageVfs& operator=(const PageImageVfs&) = delete;
  const char* name() const;
  /// Connections to one file through such a VFS, of which none is in a transaction and all saw the
  /// same commits last. Nothing happens where the file is larger than what a connection may keep.
  static void share(std::span<sqlite3* const> connections, std::size_t page_bytes);

 private:
  struct Registration;
  std::unique_ptr<Registration> registration_;
};

}  // namespace yitong::store
