// What a Catalogue holds. Only the files that build and read it include this.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalogue/catalogue.h"
#include "catalogue/code_index.h"
#include "catalogue/institution_index.h"
#include "catalogue/search_index.h"

namespace yitong {

/// A piece of the one text that holds every string of the edition once.
struct TextPiece {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
  auto operator<=>(const TextPiece&) const = default;
};

/// The texts of an item; CatalogueItem::row is its index.
struct TextRow {
  TextPiece name, name_en, restriction, detail, note;
  std::uint32_t search_entry = 0;
};

struct Catalogue::Data {
  EditionFacts facts;
  Digest hash{};
  std::string text;
  std::vector<TextRow> rows;
  std::vector<CatalogueItem> items;  // by kind, then code; without code last, by name
  std::array<std::pair<std::uint32_t, std::uint32_t>, kItemKinds>
      kinds{};  // begin and end in items
  std::vector<CatalogueItem>
      local_items;  // national items under local terms; of one item together, by area
  std::vector<std::uint32_t>
      local_areas;  // six-digit codes of areas with local terms, rising; number = index + 1
  std::vector<InstitutionFacts> institutions;
  std::vector<std::string> drug_groups = {""};
  CodeIndex billable, reference;
  SearchIndex search;
  InstitutionIndex finder;

  std::string_view view(TextPiece piece) const {
    return std::string_view(text).substr(piece.offset, piece.size);
  }
  std::uint16_t area_number(std::uint32_t area) const;
};

}  // namespace yitong
