// SQLite's own page cache, spared a walk. When SQLite 3.40 splits a page, it moves pages for a
// moment to the number of the page of the lock byte (at 1 GiB), and the cache takes that for its
// highest page. After each such commit of a database that is smaller, all cached pages are then
// looked at for some that lie behind its end. Here the highest page is told without that number,
// so the cache is asked only where there may be any.
#pragma once

struct sqlite3_pcache_methods2;

namespace yitong::store {

/// Puts methods in front of those given, which are kept: one set a process.
void sparing_methods(sqlite3_pcache_methods2& methods);

/// For all connections of the process. Before SQLite is asked for anything; does nothing later.
void spare_page_walks();

}  // namespace yitong::store
