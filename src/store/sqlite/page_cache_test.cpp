#include "store/sqlite/page_cache.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "store/sqlite/sqlite.h"
#include "store/store_test_support.h"

namespace yitong::store {
namespace {

int truncations = 0;

/// In a process of its own, because the methods are those of all connections.
[[noreturn]] void check_that_walks_are_spared() {
  sqlite3_pcache_methods2 fake{};
  fake.xCreate = [](int, int, int) { return reinterpret_cast<sqlite3_pcache*>(&truncations); };
  fake.xDestroy = [](sqlite3_pcache*) {};
  fake.xFetch = [](sqlite3_pcache*, unsigned, int) -> sqlite3_pcache_page* { return nullptr; };
  fake.xRekey = [](sqlite3_pcache*, sqlite3_pcache_page*, unsigned, unsigned) {};
  fake.xTruncate = [](sqlite3_pcache*, unsigned) { ++truncations; };
  sqlite3_pcache_methods2 methods = fake;
  sparing_methods(methods);
  constexpr unsigned kLockPage = 0x40000000 / 4096 + 1;
  sqlite3_pcache* const cache = methods.xCreate(4096, 0, 1);
  const auto asked = [&](unsigned limit) {
    const int before = truncations;
    methods.xTruncate(cache, limit);
    return truncations > before;
  };
  methods.xFetch(cache, 9, 1);
  bool fine = !asked(10) && asked(9) && !asked(9);
  methods.xFetch(cache, 9, 1);
  methods.xRekey(cache, nullptr, 9, kLockPage);
  fine = fine && asked(10);  // it may stand there, behind the end
  methods.xFetch(cache, 9, 1);
  methods.xRekey(cache, nullptr, 9, kLockPage);
  methods.xRekey(cache, nullptr, kLockPage, 8);
  fine = fine && !asked(10);
  methods.xRekey(cache, nullptr, 8, 12);
  fine = fine && asked(11) && !asked(11) && asked(0) && !asked(1);
  methods.xDestroy(cache);
  std::exit(fine ? 0 : 1);
}

TEST(PageCacheDeathTest, IsAskedOnlyWhereAPageMayLieBehindTheEnd) {
  EXPECT_EXIT(check_that_walks_are_spared(), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace yitong::store
