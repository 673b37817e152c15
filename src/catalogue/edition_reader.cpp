// An edition's text to a Catalogue.
//
//   text  = "yitong-catalogue 1" LF *table
//   table = "table " name " " bytes LF content
//
// name: as in tables.h, in that order, each at most once; content: canonical
// CSV (import.h) of so many bytes.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

#include "base/check.h"
#include "catalogue/catalogue_data.h"
#include "catalogue/edition_text.h"
#include "catalogue/import.h"
#include "catalogue/pinyin.h"

namespace yitong {
namespace {

using Fields = std::span<const std::string_view>;

/// Holds every string once. Pieces stay valid; views do not until the text is taken.
class TextArena {
 public:
  TextPiece add(std::string_view text) {
    if (text.empty()) return {};
    const auto [found, is_new] = pieces_.try_emplace(std::string(text));
    if (is_new) {
      YT_CHECK(text_.size() + text.size() <= UINT32_MAX);
      found->second = {static_cast<std::uint32_t>(text_.size()),
                       static_cast<std::uint32_t>(text.size())};
      text_ += text;
    }
    return found->second;
  }
  std::string take() {
    pieces_.clear();
    text_.shrink_to_fit();
    return std::move(text_);
  }

 private:
  std::string text_;
  std::unordered_map<std::string, TextPiece> pieces_;
};

/// Terms that an area gives to a code; empty optionals leave the wider area's.
struct LocalTerms {
  std::uint32_t area = 0;
  std::optional<ItemClass> item_class;
  std::optional<std::int32_t> self_pay_first_ppm;
  std::optional<std::int64_t> price_ceiling_micro_yuan;
  TextPiece note;
  char grade = 'D';
};

}  // namespace

class EditionReader {
 public:
  Result<Catalogue> read(std::string_view text, Catalogue::Search search);

 private:
  void read_row(Table table, Fields fields);
  void read_edition(Fields fields);
  void read_area(Fields fields);
  void read_drug(Fields fields);
  void read_service(Fields fields);
  void read_disease(Fields fields);
  void read_chronic_disease(Fields fields);
  void read_institution(Fields fields);
  void read_local_terms(Fields fields);
  void read_pinyin(Fields fields);
  CatalogueItem& add_item(ItemKind kind, std::string_view code, std::string_view name);
  std::uint8_t drug_group(std::string_view name);
  void place_items();
  void place_local_terms();
  void add_local_items(CatalogueItem& item, const std::vector<LocalTerms>& terms);
  CatalogueItem with_terms(CatalogueItem item, const LocalTerms& terms);
  void place_institutions();
  void build_search();

  std::unique_ptr<Catalogue::Data> data_ = std::make_unique<Catalogue::Data>();
  TextArena arena_;
  struct ReadInstitution {
    TextPiece area, diseases;
    InstitutionFacts facts;
  };
  std::vector<ReadInstitution> institutions_;
  std::uint32_t first_institution_row_ =
      0;  // their rows follow one another in the order of reading
  std::map<std::string, std::vector<LocalTerms>, std::less<>> local_terms_;
  PinyinTable pinyin_;
  Errors errors_;
};

Result<Catalogue> EditionReader::read(std::string_view text, Catalogue::Search search) {
  auto tables = split_edition_text(text);
  if (!tables) return fail(std::move(tables.error()));
  for (const auto& [table, csv] : *tables) {
    const std::string file = std::string(rules_of(table).name) + ".csv";
    ImportReport report =
        read_table(table, csv, file, [&](Fields fields) { read_row(table, fields); });
    std::ranges::move(report.refused, std::back_inserter(errors_));
  }
  if (data_->facts.name.empty())
    errors_.push_back({ErrorCode::missing_field, "edition.csv", {}, "one row", {}});
  if (!errors_.empty()) return fail(std::move(errors_));
  place_items();
  place_local_terms();
  if (!errors_.empty()) return fail(std::move(errors_));
  data_->text = arena_.take();
  place_institutions();
  if (search == Catalogue::Search::built) build_search();
  data_->hash = sm3(text);
  return Catalogue(std::move(data_));
}

void EditionReader::read_row(Table table, Fields fields) {
  switch (table) {
    case Table::edition: return read_edition(fields);
    case Table::areas: return read_area(fields);
    case Table::drugs: return read_drug(fields);
    case Table::services: return read_service(fields);
    case Table::diseases: return read_disease(fields);
    case Table::chronic_diseases: return read_chronic_disease(fields);
    case Table::institutions: return read_institution(fields);
    case Table::local_terms: return read_local_terms(fields);
    case Table::pinyin: return read_pinyin(fields);
  }
}

void EditionReader::read_edition(Fields fields) {
  EditionFacts& facts = data_->facts;
  if (!facts.name.empty())
    errors_.push_back({ErrorCode::duplicate_key, "edition.csv", {}, "one row", {}});
  facts.name = fields[0];
  facts.title = fields[1];
  facts.in_force_from = *Date::parse(fields[2]);
  facts.is_example = !fields[4].empty();
}

CatalogueItem& EditionReader::add_item(ItemKind kind, std::string_view code,
                                       std::string_view name) {
  CatalogueItem& item = data_->items.emplace_back();
  item.kind = kind;
  YT_CHECK(code.size() <= CatalogueItem::kMaxCode);
  std::ranges::copy(code, item.code_bytes.begin());
  item.code_length = static_cast<std::uint8_t>(code.size());
  item.row = static_cast<std::uint32_t>(data_->rows.size());
  data_->rows.emplace_back().name = arena_.add(name);
  return item;
}

void EditionReader::read_area(Fields fields) {
  add_item(ItemKind::area, fields[0], fields[1]).grade = 'B';
  data_->rows.back().detail = arena_.add(fields[2]);
  data_->rows.back().name_en = arena_.add(fields[3]);
}

void EditionReader::read_drug(Fields fields) {
  CatalogueItem& item = add_item(ItemKind::drug, fields[0], fields[1]);
  item.item_class = read_item_class(fields[3]);
  item.self_pay_first_ppm = read_share_ppm(fields[4]);
  item.price_ceiling_micro_yuan = read_unit_price_micro_yuan(fields[5]);
  item.charge_category = read_charge_category(fields[6]);
  item.drug_group = drug_group(fields[7]);
  item.controlled = read_controlled(fields[8]);
  item.grade = fields[11][0];
  TextRow& row = data_->rows.back();
  row.detail = arena_.add(fields[2]);
  row.restriction = arena_.add(fields[9]);
  row.note = arena_.add(fields[10]);
}

void EditionReader::read_service(Fields fields) {
  CatalogueItem& item = add_item(ItemKind::service, fields[0], fields[1]);
  item.item_class = read_item_class(fields[2]);
  item.self_pay_first_ppm = read_share_ppm(fields[3]);
  item.price_ceiling_micro_yuan = read_unit_price_micro_yuan(fields[4]);
  item.charge_category = read_charge_category(fields[5]);
  item.grade = fields[8][0];
  TextRow& row = data_->rows.back();
  row.restriction = arena_.add(fields[6]);
  row.note = arena_.add(fields[7]);
}

void EditionReader::read_disease(Fields fields) {
  add_item(ItemKind::disease, fields[0], fields[1]).grade = 'B';
  data_->rows.back().detail = arena_.add(fields[0].substr(0, 3));
}

void EditionReader::read_chronic_disease(Fields fields) {
  add_item(ItemKind::chronic_disease, fields[0], fields[1]).grade = fields[4][0];
  data_->rows.back().detail = arena_.add(fields[2]);
  data_->rows.back().note = arena_.add(fields[3]);
}

void EditionReader::read_institution(Fields fields) {
  add_item(ItemKind::institution, fields[0], fields[1]).grade = fields[7][0];
  if (institutions_.empty())
    first_institution_row_ = static_cast<std::uint32_t>(data_->rows.size() - 1);
  TextRow& row = data_->rows.back();
  row.detail = arena_.add(fields[4]);
  row.note = arena_.add(fields[6]);
  institutions_.push_back({arena_.add(fields[2]), arena_.add(read_opened_diseases(fields[5])), {}});
  institutions_.back().facts.kind = read_institution_kind(fields[3]);
  institutions_.back().facts.opened = read_opened(fields[5]);
}

void EditionReader::read_local_terms(Fields fields) {
  LocalTerms terms;
  std::from_chars(fields[1].data(), fields[1].data() + fields[1].size(), terms.area);
  if (!fields[2].empty()) terms.item_class = read_item_class(fields[2]);
  if (!fields[3].empty()) terms.self_pay_first_ppm = read_share_ppm(fields[3]);
  if (!fields[4].empty()) terms.price_ceiling_micro_yuan = read_unit_price_micro_yuan(fields[4]);
  terms.note = arena_.add(fields[5]);
  terms.grade = fields[6][0];
  local_terms_[std::string(fields[0])].push_back(terms);
}

void EditionReader::read_pinyin(Fields fields) {
  auto added = pinyin_.add(fields[0], fields[1]);
  if (!added) errors_.insert(errors_.end(), added.error().begin(), added.error().end());
}

std::uint8_t EditionReader::drug_group(std::string_view name) {
  auto& groups = data_->drug_groups;
  const auto found = std::ranges::find(groups, name);
  if (found == groups.end() && groups.size() > UINT8_MAX) {
    errors_.push_back(
        {ErrorCode::too_large, "drugs.csv:drug_group", std::string(name), "<= 255 groups", {}});
    return 0;
  }
  const auto index = static_cast<std::uint8_t>(found - groups.begin());
  if (found == groups.end()) groups.emplace_back(name);
  return index;
}

/// Sorts the items, fixes the ranges of the kinds and indexes the codes. No item moves afterwards.
void EditionReader::place_items() {
  auto& items = data_->items;
  // No stable_sort: libstdc++ 12 gives it a buffer that ignores the items' alignment. The row
  // breaks ties.
  std::ranges::sort(items, std::less(), [](const CatalogueItem& item) {
    return std::tuple(item.kind, item.code_length == 0, item.code(), item.row);
  });
  items.shrink_to_fit();
  for (std::size_t k = 0; k < kItemKinds; ++k) {
    const auto range = std::ranges::equal_range(items, static_cast<ItemKind>(k), std::less(),
                                                &CatalogueItem::kind);
    data_->kinds[k] = {static_cast<std::uint32_t>(range.begin() - items.begin()),
                       static_cast<std::uint32_t>(range.end() - items.begin())};
  }
  const auto end_of_billable = data_->kinds[static_cast<std::size_t>(ItemKind::service)].second;
  data_->billable.build(std::span(items).first(end_of_billable));
  data_->reference.build(std::span(items).subspan(end_of_billable));
}

void EditionReader::place_local_terms() {
  for (auto& [code, terms] : local_terms_) {
    std::ranges::sort(terms, std::less(), &LocalTerms::area);
    for (const LocalTerms& local : terms) data_->local_areas.push_back(local.area);
    if (data_->billable.find(code) == nullptr)
      errors_.push_back({ErrorCode::unknown_code,
                         "local_terms.csv",
                         code,
                         "a code of drugs.csv or services.csv",
                         {}});
  }
  auto& areas = data_->local_areas;
  std::ranges::sort(areas);
  areas.erase(std::unique(areas.begin(), areas.end()), areas.end());
  if (!errors_.empty()) return;
  for (const auto& [code, terms] : local_terms_)
    add_local_items(const_cast<CatalogueItem&>(*data_->billable.find(code)), terms);
}

void EditionReader::add_local_items(CatalogueItem& item, const std::vector<LocalTerms>& terms) {
  item.first_local = static_cast<std::uint32_t>(data_->local_items.size());
  item.local_count = static_cast<std::uint16_t>(terms.size());
  // Terms are sorted by area: a province stands before its cities, these before their counties.
  for (const LocalTerms& own : terms) {
    CatalogueItem local = item;
    local.first_local = local.local_count = 0;
    for (const LocalTerms& wider : terms) {
      const bool holds_own = wider.area == own.area || wider.area == own.area / 100 * 100 ||
                             wider.area == own.area / 10000 * 10000;
      if (holds_own) local = with_terms(local, wider);
    }
    data_->local_items.push_back(local);
  }
}

CatalogueItem EditionReader::with_terms(CatalogueItem item, const LocalTerms& terms) {
  if (terms.item_class) item.item_class = *terms.item_class;
  if (terms.self_pay_first_ppm) item.self_pay_first_ppm = *terms.self_pay_first_ppm;
  if (terms.price_ceiling_micro_yuan)
    item.price_ceiling_micro_yuan = *terms.price_ceiling_micro_yuan;
  item.grade = terms.grade;
  item.area = data_->area_number(terms.area);
  TextRow row = data_->rows[item.row];
  if (terms.note.size != 0) row.note = terms.note;
  item.row = static_cast<std::uint32_t>(data_->rows.size());
  data_->rows.push_back(row);
  return item;
}

void EditionReader::place_institutions() {
  const auto [begin, end] = data_->kinds[static_cast<std::size_t>(ItemKind::institution)];
  for (std::size_t i = begin; i < end; ++i) {
    const CatalogueItem& item = data_->items[i];
    const TextRow& row = data_->rows[item.row];
    auto& [area, diseases, facts] = institutions_[item.row - first_institution_row_];
    facts.code = item.code();
    facts.name = data_->view(row.name);
    facts.level = data_->view(row.detail);
    facts.area = data_->view(area);
    facts.diseases = data_->view(diseases);
    data_->institutions.push_back(facts);
  }
}

void EditionReader::build_search() {
  const auto& items = data_->items;
  std::vector<std::uint32_t> order(items.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto terms_of = [&](std::uint32_t i) {
    const CatalogueItem& item = items[i];
    const TextRow& row = data_->rows[item.row];
    const std::uint32_t alone = item.kind == ItemKind::drug && item.local_count == 0 ? 0 : i + 1;
    return std::tuple(item.kind, row.name, row.detail, row.restriction, row.note, item.item_class,
                      item.self_pay_first_ppm, item.price_ceiling_micro_yuan, item.drug_group,
                      item.controlled, item.grade, alone);
  };
  std::ranges::stable_sort(order, std::less(), terms_of);
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i + 1;
    while (end < order.size() && terms_of(order[end]) == terms_of(order[i])) ++end;
    const CatalogueItem& item = items[order[i]];
    const std::string_view name = data_->view(data_->rows[item.row].name);
    const Spelling spelling = pinyin_.spell(name);
    const std::uint32_t entry =
        data_->search.add(item, static_cast<std::uint32_t>(end - i), name, spelling);
    for (; i < end; ++i) data_->rows[items[order[i]].row].search_entry = entry;
  }
  for (const CatalogueItem& item : items)
    for (std::uint32_t i = 0; i < item.local_count; ++i)
      data_->rows[data_->local_items[item.first_local + i].row].search_entry =
          data_->rows[item.row].search_entry;
  data_->search.finish(items);
  const auto [first, last] = data_->kinds[static_cast<std::size_t>(ItemKind::institution)];
  data_->finder.build(data_->search, std::span(items).subspan(first, last - first),
                      data_->institutions);
}

Result<Catalogue> Catalogue::parse(std::string_view edition_text, Search search) {
  return EditionReader().read(edition_text, search);
}

}  // namespace yitong
