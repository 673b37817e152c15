// The pages that a connection of SQLite keeps in memory. SQLite's own cache chains its pages
// through heads that lie behind each page's bytes, so that to find one of a hundred thousand, and
// to note that it was used, is to touch four or five places of memory that no processor cache has.
// With millions of persons that was a sixth of the writer's time. Here all that is asked of pages
// stands side by side: a table from number to slot, and a byte a slot that says whether the page
// is in use (pinned) and whether it was asked for since the hand passed. Where there is no room, a
// hand goes round the slots and takes the first page that was not: a clock, which comes near to
// "least recently used" without a list.
//
// SQLite 3.40 asks after each commit that split a page for all pages behind the end of the file,
// since it moves pages for a moment to the number of the page of the lock byte (at 1 GiB). So it is
// remembered which number was the highest, but for that page, and nothing is looked through where
// none can be behind the end.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace yitong::store {

/// As sqlite3_pcache_methods2 has it (sqlite.org/c3ref/pcache_methods2.html). For one thread at a
/// time.
class PageCache {
 public:
  /// `purgeable`: of a file, so that pages not in use may go.
  PageCache(int page_bytes, int extra_bytes, bool purgeable);
  ~PageCache();
  PageCache(const PageCache&) = delete;
  PageCache& operator=(const PageCache&) = delete;

  void set_limit(int pages);
  int count() const { return static_cast<int>(count_); }
  /// Pinned. Null: it is not here, and `create` is 0; or 1, and nearly all are in use; or there is
  /// no memory for the page. Of a new page the first pointer of its extra bytes is null. Without
  /// memory for its own tables the process ends.
  sqlite3_pcache_page* fetch(std::uint32_t number, int create) noexcept;
  void unpin(sqlite3_pcache_page* page, bool discard);
  /// A page that had the number `to` goes.
  void rekey(sqlite3_pcache_page* page, std::uint32_t from, std::uint32_t to);
  /// Pages from `limit` on go, pinned or not.
  void truncate(std::uint32_t limit);
  /// All go that are not pinned.
  void shrink();

 private:
  using Slot = std::uint32_t;
  struct Page {
    sqlite3_pcache_page given;  ///< first: SQLite holds a pointer to it
    Slot slot;
  };
  struct Entry {
    std::uint32_t number;
    Slot slot;
  };

  std::size_t home_of(std::uint32_t number) const;
  std::size_t next(std::size_t at) const { return (at + 1) & (table_.size() - 1); }
  std::size_t find(std::uint32_t number) const;
  void enter(std::uint32_t number, Slot slot);
  void leave(std::uint32_t number);
  void grow_table();

  Page& page(Slot slot) { return pages_[slot / kPagesOfPiece][slot % kPagesOfPiece]; }
  Slot slot_of(sqlite3_pcache_page* page) const { return reinterpret_cast<Page*>(page)->slot; }
  bool is_here(Slot slot) const;
  bool allocate(Slot& slot);
  bool pick(Slot& slot);
  void drop(Slot slot);
  void drop_beyond_limit();

  static constexpr std::size_t kPagesOfPiece = 256;
  const int page_bytes_, extra_bytes_;
  const bool purgeable_;
  const std::uint32_t lock_page_;
  std::size_t limit_ = 0, count_ = 0, pinned_ = 0;
  std::vector<Entry> table_;            ///< open addressing; a power of two, at most half full
  int shift_ = 0;                       ///< of a hash of 32 bits to a place in the table
  std::vector<std::uint8_t> states_;    ///< by slot
  std::vector<std::uint32_t> numbers_;  ///< by slot
  std::vector<std::unique_ptr<Page[]>> pages_;  ///< by slot, in pieces that stay where they are
  std::vector<Slot> empty_;                     ///< slots without a page
  Slot hand_ = 0;
  std::uint32_t highest_ =
      0;                     ///< of all that were ever here since the last look, but the lock page
  bool moved_away_ = false;  ///< a page stands under the number of the lock page
};

/// For all connections of the process. Before SQLite is asked for anything; does nothing later.
void keep_pages_our_way();

}  // namespace yitong::store
