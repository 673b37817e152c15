// Search by code prefix, part of the name, pinyin and pinyin initials.
//
// Names and spellings stand in one text, a line each, that is scanned as a whole; 60,000 rows take
// about a millisecond, so no further index pays:   line = LF name TAB pinyin TAB initials TAB (all
// in lower case)
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalogue/catalogue.h"
#include "catalogue/pinyin.h"

namespace yitong {

class SearchIndex {
 public:
  static constexpr std::size_t kMaxQueryBytes = 256;
  static constexpr std::size_t kMaxHits = 1000;

  /// One line for `codes` items of which `item` is the first. Lines come in the order of the kinds.
  /// Returns the number of the line.
  std::uint32_t add(const CatalogueItem& item, std::uint32_t codes, std::string_view name,
                    const Spelling& spelling);
  /// Ends the adding. `items` are all items, by kind and code.
  void finish(std::span<const CatalogueItem> items);

  std::vector<SearchHit> search(std::string_view query, std::optional<ItemKind> kind,
                                std::size_t limit) const;
  /// The words of a query in the form of the lines, the longest first; none where it is malformed
  /// or too long.
  static std::vector<std::string> words_of(std::string_view query);
  /// The lines of a kind: first and behind the last.
  std::pair<std::size_t, std::size_t> lines_of(ItemKind kind) const;
  const CatalogueItem* item(std::size_t line) const { return entries_[line].item; }
  struct Fields {
    std::string_view name, initials, pinyin;  ///< in lower case
  };
  Fields fields(std::size_t line) const;
  /// How the line holds a word of words_of(); nothing where it does not.
  std::optional<MatchRank> rank_of(std::size_t line, std::string_view word) const;
  /// The pinyin in the line that add() numbered so; "" where no line was added.
  std::string_view pinyin(std::uint32_t entry) const;

 private:
  struct Entry {
    std::uint32_t line;  // offset of its LF
    std::uint32_t codes;
    const CatalogueItem* item;
    std::uint16_t name_size, pinyin_size;
  };
  struct Range {
    std::size_t begin = 0, end = 0;
  };
  void search_codes(std::string_view query, ItemKind kind, std::size_t limit,
                    std::vector<SearchHit>& hits) const;
  std::vector<std::uint64_t> scan(std::span<const std::string> words, Range entries) const;
  struct Match;
  std::optional<Match> match(std::size_t entry, std::string_view word) const;
  std::string_view line_of(std::size_t entry) const;

  std::string text_;
  std::vector<Entry> entries_;
  std::span<const CatalogueItem> items_;
  std::array<Range, kItemKinds> entries_of_kind_{};
  std::array<Range, kItemKinds> items_of_kind_{};
};

}  // namespace yitong
