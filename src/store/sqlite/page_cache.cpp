#include "store/sqlite/page_cache.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.h"

namespace yitong::store {
namespace {

constexpr std::uint32_t kLockByte = 0x40000000;
constexpr std::uint32_t kNoSlot = UINT32_MAX;
constexpr std::size_t kLeastTable = 64;
constexpr std::uint8_t kHere = 1, kPinned = 2, kRecent = 4;

}  // namespace

PageCache::PageCache(int page_bytes, int extra_bytes, bool purgeable)
    : page_bytes_(page_bytes),
      extra_bytes_(extra_bytes),
      purgeable_(purgeable),
      lock_page_(kLockByte / static_cast<std::uint32_t>(page_bytes) + 1) {
  grow_table();
}

PageCache::~PageCache() {
  for (Slot slot = 0; slot < states_.size(); ++slot)
    if (is_here(slot)) sqlite3_free(page(slot).given.pBuf);
}

bool PageCache::is_here(Slot slot) const { return (states_[slot] & kHere) != 0; }

std::size_t PageCache::home_of(std::uint32_t number) const {
  constexpr std::uint32_t kGolden = 0x9E3779B1;
  return number * kGolden >> shift_;
}

/// Where it stands, or where it would.
std::size_t PageCache::find(std::uint32_t number) const {
  std::size_t at = home_of(number);
  while (table_[at].slot != kNoSlot && table_[at].number != number) at = next(at);
  return at;
}

void PageCache::enter(std::uint32_t number, Slot slot) {
  table_[find(number)] = {number, slot};
  numbers_[slot] = number;
  if (number == lock_page_)
    moved_away_ = true;
  else
    highest_ = std::max(highest_, number);
}

/// Who stands behind it and could not stand at home moves up.
void PageCache::leave(std::uint32_t number) {
  std::size_t gap = find(number);
  YT_CHECK(table_[gap].slot != kNoSlot);
  const std::size_t mask = table_.size() - 1;
  for (std::size_t at = next(gap); table_[at].slot != kNoSlot; at = next(at)) {
    const std::size_t from_home = (at - home_of(table_[at].number)) & mask;
    if (from_home < ((at - gap) & mask)) continue;
    table_[gap] = table_[at];
    gap = at;
  }
  table_[gap].slot = kNoSlot;
}

void PageCache::grow_table() {
  const std::vector<Entry> before = std::move(table_);
  const std::size_t size = std::max(kLeastTable, 2 * before.size());
  table_.assign(size, {0, kNoSlot});
  shift_ = 33 - static_cast<int>(std::bit_width(size));
  for (const Entry& each : before)
    if (each.slot != kNoSlot) table_[find(each.number)] = each;
}

/// A slot with memory and no number.
bool PageCache::allocate(Slot& slot) {
  void* const bytes = sqlite3_malloc(page_bytes_ + extra_bytes_);
  if (bytes == nullptr) return false;
  if (empty_.empty()) {
    slot = static_cast<Slot>(states_.size());
    if (slot % kPagesOfPiece == 0) pages_.push_back(std::make_unique<Page[]>(kPagesOfPiece));
    states_.push_back(0);
    numbers_.push_back(0);
  } else {
    slot = empty_.back();
    empty_.pop_back();
  }
  page(slot) = {{bytes, static_cast<char*>(bytes) + page_bytes_}, slot};
  if (2 * ++count_ > table_.size()) grow_table();
  return true;
}

/// One that is not in use. False: all are.
bool PageCache::pick(Slot& slot) {
  if (!purgeable_ || pinned_ == count_) return false;
  for (;; ++hand_) {
    if (hand_ >= states_.size()) hand_ = 0;
    std::uint8_t& state = states_[hand_];
    if ((state & (kHere | kPinned)) != kHere) continue;
    if ((state & kRecent) == 0) break;
    state = kHere;
  }
  slot = hand_++;
  return true;
}

void PageCache::drop(Slot slot) {
  leave(numbers_[slot]);
  if ((states_[slot] & kPinned) != 0) --pinned_;
  --count_;
  states_[slot] = 0;
  sqlite3_free(page(slot).given.pBuf);
  empty_.push_back(slot);
}

void PageCache::drop_beyond_limit() {
  for (Slot slot = 0; count_ > limit_ && pick(slot);) drop(slot);
}

void PageCache::set_limit(int pages) {
  limit_ = static_cast<std::size_t>(std::max(pages, 0));
  drop_beyond_limit();
}

sqlite3_pcache_page* PageCache::fetch(std::uint32_t number, int create) noexcept {
  const Entry& found = table_[find(number)];
  if (found.slot != kNoSlot) {
    std::uint8_t& state = states_[found.slot];
    if ((state & kPinned) == 0) ++pinned_;
    state = kHere | kPinned | kRecent;
    return &page(found.slot).given;
  }
  if (create == 0) return nullptr;
  if (create == 1 && purgeable_ && pinned_ >= limit_ - limit_ / 10) return nullptr;
  Slot slot = 0;
  const bool full = purgeable_ && count_ >= limit_;
  if (const bool taken = full && pick(slot); taken || !allocate(slot)) {
    if (!taken && !pick(slot)) return nullptr;
    leave(numbers_[slot]);
  }
  ++pinned_;
  states_[slot] = kHere | kPinned;
  enter(number, slot);
  sqlite3_pcache_page& out = page(slot).given;
  std::memset(out.pExtra, 0, sizeof(void*));
  return &out;
}

void PageCache::unpin(sqlite3_pcache_page* page, bool discard) {
  const Slot slot = slot_of(page);
  if (discard || (purgeable_ && count_ > limit_)) return drop(slot);
  --pinned_;
  states_[slot] = static_cast<std::uint8_t>(states_[slot] & ~kPinned);
}

void PageCache::rekey(sqlite3_pcache_page* page, std::uint32_t from, std::uint32_t to) {
  const Slot slot = slot_of(page);
  YT_CHECK(numbers_[slot] == from);
  if (const Entry& other = table_[find(to)]; other.slot != kNoSlot) drop(other.slot);
  leave(from);
  if (from == lock_page_) moved_away_ = false;
  enter(to, slot);
}

void PageCache::truncate(std::uint32_t limit) {
  if (!moved_away_ && highest_ < limit) return;
  for (Slot slot = 0; slot < states_.size(); ++slot)
    if (is_here(slot) && numbers_[slot] >= limit) drop(slot);
  moved_away_ = moved_away_ && lock_page_ < limit;
  highest_ = std::min(highest_, std::max(limit, 1U) - 1);
}

void PageCache::shrink() {
  if (!purgeable_) return;
  for (Slot slot = 0; slot < states_.size(); ++slot)
    if ((states_[slot] & (kHere | kPinned)) == kHere) drop(slot);
}

namespace {

PageCache& of(sqlite3_pcache* cache) { return *reinterpret_cast<PageCache*>(cache); }

}  // namespace

void keep_pages_our_way() {
  sqlite3_pcache_methods2 methods{};
  methods.iVersion = 1;
  methods.xInit = [](void*) { return SQLITE_OK; };
  methods.xShutdown = [](void*) {};
  methods.xCreate = [](int page_bytes, int extra_bytes, int purgeable) noexcept {
    return reinterpret_cast<sqlite3_pcache*>(
        new PageCache(page_bytes, extra_bytes, purgeable != 0));
  };
  methods.xDestroy = [](sqlite3_pcache* cache) { delete &of(cache); };
  methods.xCachesize = [](sqlite3_pcache* cache, int pages) { of(cache).set_limit(pages); };
  methods.xPagecount = [](sqlite3_pcache* cache) { return of(cache).count(); };
  methods.xFetch = [](sqlite3_pcache* cache, unsigned number, int create) {
    return of(cache).fetch(number, create);
  };
  methods.xUnpin = [](sqlite3_pcache* cache, sqlite3_pcache_page* page, int discard) {
    of(cache).unpin(page, discard != 0);
  };
  methods.xRekey = [](sqlite3_pcache* cache, sqlite3_pcache_page* page, unsigned from,
                      unsigned to) { of(cache).rekey(page, from, to); };
  methods.xTruncate = [](sqlite3_pcache* cache, unsigned limit) { of(cache).truncate(limit); };
  methods.xShrink = [](sqlite3_pcache* cache) { of(cache).shrink(); };
  (void)sqlite3_config(SQLITE_CONFIG_PCACHE2, &methods);
}

}  // namespace yitong::store
