// Of a database with millions of pages one is asked for here, one there; what lies beside it is of
// no use. A system that reads ahead all the same, up to megabytes at a time, keeps what it read in
// large pieces (folios; ext4 since Linux 6.16). To write one page of a piece it then goes through
// the states of all of the piece's pages: copying the log over a large store cost the processor
// four times as much (docs/performance.md, The durable settlement).
#pragma once

#include <sys/types.h>

namespace yitong::store {

/// Has SQLite's system VFS tell the system that the files it opens, but for logs, are read a page
/// at a time. A log is read from begin to end when a database is opened after a crash. Before
/// SQLite is used by more than one thread.
void read_pages_alone();

/// The descriptor of the database or other such file that SQLite opened last in this thread since
/// the last call; -1: none. It is SQLite's: to close it, or another of the same file, would take
/// away all locks that the process has on that file.
int take_opened_file();

/// For who does read a whole file: has the system begin to read so much of it, page by page all the
/// same. Does not wait; what cannot be read is left to whoever reads it.
void read_ahead(int file, off64_t at, off64_t bytes);

}  // namespace yitong::store
