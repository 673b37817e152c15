#include "store/sqlite/page_cache.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>

namespace yitong::store {
namespace {

constexpr unsigned kLockByte = 0x40000000;

sqlite3_pcache_methods2 own_methods;  ///< SQLite's own

struct PageCache {
  sqlite3_pcache* pages;
  unsigned lock_page;
  unsigned highest = 0;     ///< of all that were ever here since the last look, but the lock page
  bool moved_away = false;  ///< a page stands under the number of the lock page
};

PageCache& cache_of(sqlite3_pcache* cache) { return *reinterpret_cast<PageCache*>(cache); }

sqlite3_pcache* create_cache(int page_bytes, int extra_bytes, int purgeable) {
  sqlite3_pcache* const pages = own_methods.xCreate(page_bytes, extra_bytes, purgeable);
  if (pages == nullptr) return nullptr;
  auto cache = std::make_unique<PageCache>(
      PageCache{pages, kLockByte / static_cast<unsigned>(page_bytes) + 1});
  return reinterpret_cast<sqlite3_pcache*>(cache.release());
}

void destroy_cache(sqlite3_pcache* cache) {
  const std::unique_ptr<PageCache> gone(&cache_of(cache));
  own_methods.xDestroy(gone->pages);
}

sqlite3_pcache_page* fetch_page(sqlite3_pcache* cache, unsigned number, int create) {
  PageCache& here = cache_of(cache);
  if (create != 0) here.highest = std::max(here.highest, number);
  return own_methods.xFetch(here.pages, number, create);
}

void rekey_page(sqlite3_pcache* cache, sqlite3_pcache_page* page, unsigned from, unsigned to) {
  PageCache& here = cache_of(cache);
  if (from == here.lock_page) here.moved_away = false;
  if (to == here.lock_page)
    here.moved_away = true;
  else
    here.highest = std::max(here.highest, to);
  own_methods.xRekey(here.pages, page, from, to);
}

void truncate_cache(sqlite3_pcache* cache, unsigned limit) {
  PageCache& here = cache_of(cache);
  if (!here.moved_away && here.highest < limit) return;
  own_methods.xTruncate(here.pages, limit);
  here.moved_away = false;
  here.highest = std::min(here.highest, std::max(limit, 1u) - 1);
}

}  // namespace

void sparing_methods(sqlite3_pcache_methods2& methods) {
  own_methods = methods;
  methods.xCreate = create_cache;
  methods.xDestroy = destroy_cache;
  methods.xFetch = fetch_page;
  methods.xRekey = rekey_page;
  methods.xTruncate = truncate_cache;
  methods.xCachesize = [](sqlite3_pcache* cache, int pages) {
    own_methods.xCachesize(cache_of(cache).pages, pages);
  };
  methods.xPagecount = [](sqlite3_pcache* cache) {
    return own_methods.xPagecount(cache_of(cache).pages);
  };
  methods.xUnpin = [](sqlite3_pcache* cache, sqlite3_pcache_page* page, int discard) {
    own_methods.xUnpin(cache_of(cache).pages, page, discard);
  };
  methods.xShrink = [](sqlite3_pcache* cache) { own_methods.xShrink(cache_of(cache).pages); };
}

void spare_page_walks() {
  sqlite3_pcache_methods2 methods;
  if (sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &methods) != SQLITE_OK) return;
  sparing_methods(methods);
  (void)sqlite3_config(SQLITE_CONFIG_PCACHE2, &methods);
}

}  // namespace yitong::store
