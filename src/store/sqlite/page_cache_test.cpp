#include "store/sqlite/page_cache.h"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <random>
#include <set>

namespace yitong::store {
namespace {

constexpr int kPage = 4096, kExtra = 64;
constexpr std::uint32_t kLockPage = 0x40000000 / kPage + 1;

/// A cache beside what it should hold: pages in use stay as they are, others may go.
class Model {
 public:
  explicit Model(int limit) : limit_(limit) { cache_.set_limit(limit); }

  void fetch(std::uint32_t number, int create) {
    auto* const page = cache_.fetch(number, create);
    const auto known = in_use_.find(number);
    if (known != in_use_.end()) {
      ASSERT_EQ(page, known->second) << "a page in use has moved or gone";
      ASSERT_EQ(stamp_of(*page), number);
      return;
    }
    if (page == nullptr) {
      ASSERT_LT(create, 2);
      ASSERT_FALSE(create == 1 && static_cast<int>(in_use_.size()) < limit_ - limit_ / 10);
      return;
    }
    void* first = nullptr;
    std::memcpy(&first, page->pExtra, sizeof first);
    if (first == nullptr) {
      ASSERT_GT(create, 0) << "nobody asked for a new page";
      std::memcpy(page->pExtra, &page, sizeof page);
      put_stamp(*page, number);
    } else {
      ASSERT_TRUE(may_be_here_.contains(number)) << "a page that went has come back";
      ASSERT_EQ(stamp_of(*page), number) << "another page's bytes";
    }
    in_use_[number] = page;
    may_be_here_.erase(number);
  }
  void unpin(std::uint32_t number, bool discard) {
    const auto at = in_use_.find(number);
    if (at == in_use_.end()) return;
    cache_.unpin(at->second, discard);
    if (!discard) may_be_here_.insert(number);
    in_use_.erase(at);
  }
  void rekey(std::uint32_t from, std::uint32_t to) {
    const auto at = in_use_.find(from);
    if (at == in_use_.end() || in_use_.contains(to)) return;
    auto* const page = at->second;
    cache_.rekey(page, from, to);
    put_stamp(*page, to);
    in_use_.erase(at);
    in_use_[to] = page;
    may_be_here_.erase(to);
  }
  void truncate(std::uint32_t limit) {
    cache_.truncate(limit);
    std::erase_if(in_use_, [&](const auto& each) { return each.first >= limit; });
    std::erase_if(may_be_here_, [&](std::uint32_t each) { return each >= limit; });
  }
  void set_limit(int limit) { cache_.set_limit(limit_ = limit); }
  void shrink() {
    cache_.shrink();
    may_be_here_.clear();
  }
  void check() {
    ASSERT_LE(cache_.count(), std::max(limit_, static_cast<int>(in_use_.size())));
    ASSERT_GE(cache_.count(), static_cast<int>(in_use_.size()));
    for (const auto& [number, page] : in_use_) ASSERT_EQ(cache_.fetch(number, 0), page);
  }

 private:
  static void put_stamp(sqlite3_pcache_page& page, std::uint32_t number) {
    std::memcpy(page.pBuf, &number, sizeof number);
    std::memcpy(static_cast<char*>(page.pBuf) + kPage - sizeof number, &number, sizeof number);
  }
  static std::uint32_t stamp_of(const sqlite3_pcache_page& page) {
    std::uint32_t first = 0, last = 0;
    std::memcpy(&first, page.pBuf, sizeof first);
    std::memcpy(&last, static_cast<char*>(page.pBuf) + kPage - sizeof last, sizeof last);
    return first == last ? first : UINT32_MAX;
  }

  PageCache cache_{kPage, kExtra, true};
  int limit_;
  std::map<std::uint32_t, sqlite3_pcache_page*> in_use_;
  std::set<std::uint32_t> may_be_here_;
};

TEST(PageCache, HoldsWhatIsInUseAndForgetsTheRest) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const auto pick = [&](std::uint32_t count) {
      return static_cast<std::uint32_t>(random() % count);
    };
    const std::uint32_t numbers = 10 + pick(3'000);
    const auto number = [&] { return pick(50) == 0 ? kLockPage : 1 + pick(numbers); };
    Model model(1 + static_cast<int>(pick(400)));
    for (int step = 0; step < 5'000 && !::testing::Test::HasFatalFailure(); ++step) {
      const std::uint32_t what = pick(1'000);
      if (what < 550)
        model.fetch(number(), static_cast<int>(pick(3)));
      else if (what < 950)
        model.unpin(number(), pick(10) == 0);
      else if (what < 990)
        model.rekey(number(), number());
      else if (what < 995)
        model.truncate(pick(4) == 0 ? kLockPage + 1 : number());
      else if (what < 998)
        model.set_limit(1 + static_cast<int>(pick(400)));
      else
        model.shrink();
      if (step % 100 == 0) model.check();
    }
  }
}

TEST(PageCache, WhatIsAskedForAgainStaysLongerThanWhatIsReadOnce) {
  PageCache cache(kPage, kExtra, true);
  cache.set_limit(100);
  const auto ask = [&](std::uint32_t number) { cache.unpin(cache.fetch(number, 2), false); };
  for (std::uint32_t once = 1'000; once < 3'000; ++once) {
    for (std::uint32_t often = 1; often <= 20; ++often) ask(often);
    ask(once);
  }
  EXPECT_EQ(cache.count(), 100);
  for (std::uint32_t often = 1; often <= 20; ++often) {
    auto* const page = cache.fetch(often, 0);
    ASSERT_NE(page, nullptr) << often;
    cache.unpin(page, false);
  }
}

TEST(PageCache, OfAFileInMemoryNothingGoes) {
  PageCache cache(kPage, kExtra, false);
  cache.set_limit(10);
  for (std::uint32_t number = 1; number <= 500; ++number)
    cache.unpin(cache.fetch(number, 2), false);
  cache.shrink();
  EXPECT_EQ(cache.count(), 500);
  for (std::uint32_t number = 1; number <= 500; ++number)
    EXPECT_NE(cache.fetch(number, 0), nullptr);
}

}  // namespace
}  // namespace yitong::store
