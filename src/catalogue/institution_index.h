// Which institutions fit what somebody asks for: area, level, kind, opened services, a chronic
// disease, words of the name or its pinyin.
//
// A column each, in the order of the search index's lines; a query goes over them once. Of the
// name, its initials and its pinyin 64 bits each say which characters, pairs and triples occur, so
// that most lines that do not hold a word are never read. 44 bytes an institution.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/search_index.h"

namespace yitong {

struct InstitutionAsk {
  std::string area;                 ///< six digits, or "" for all; a city holds its counties
  std::vector<std::string> levels;  ///< any of them; empty: all
  std::uint32_t kinds = 0;          ///< bits of InstitutionKind; 0: all
  std::uint8_t opened = 0;          ///< bits of Opened, all of them open
  std::string disease;              ///< code of a chronic disease that is settled there; "": any
  std::string words;                ///< as in SearchIndex; "": any
  std::size_t offset = 0, limit = 20;
};

struct InstitutionsFound {
  std::size_t total = 0;
  /// Whole names first, then beginnings, then parts; within these higher levels first, then by
  /// name.
  std::vector<const InstitutionFacts*> page;
};

class InstitutionIndex {
 public:
  /// `lines`: where the institutions' lines stand in `search`; `facts` in the order of `items`.
  void build(const SearchIndex& search, std::span<const CatalogueItem> items,
             std::span<const InstitutionFacts> facts);
  InstitutionsFound find(const InstitutionAsk& ask, const SearchIndex& search,
                         std::span<const InstitutionFacts> facts) const;
  /// What the columns take in memory.
  std::size_t bytes() const;

 private:
  struct Row {
    std::uint32_t area, institution;
    std::uint32_t diseases;  // into disease_lists_
    std::uint16_t level;     // into levels_
    std::uint8_t kind, opened, order;
    char first;  // of the initials
  };
  struct Marks {
    std::uint64_t name = 0, initials = 0, pinyin = 0;
  };
  struct Word;
  static Marks marks_of(std::string_view name, std::string_view initials, std::string_view pinyin);
  bool may_hold(std::size_t row, const Word& word) const;

  std::size_t first_line_ = 0;
  std::vector<Row> rows_;
  std::vector<Marks> marks_;
  std::vector<std::string> levels_;
  std::vector<std::string> disease_lists_;
};

}  // namespace yitong
