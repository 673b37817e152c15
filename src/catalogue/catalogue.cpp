#include "catalogue/catalogue.h"

#include <algorithm>

#include "base/id.h"
#include "base/text.h"
#include "catalogue/catalogue_data.h"

namespace yitong {
namespace {

std::uint32_t area_value(std::string_view code) {
  std::uint32_t value = 0;
  for (const char c : code) value = value * 10 + static_cast<std::uint32_t>(c - '0');
  return value;
}

}  // namespace

Catalogue::Catalogue(std::unique_ptr<Data> data) : data_(std::move(data)) {}
Catalogue::Catalogue(Catalogue&&) noexcept = default;
Catalogue& Catalogue::operator=(Catalogue&&) noexcept = default;
Catalogue::~Catalogue() = default;

Result<Catalogue> Catalogue::load(const std::string& folder) {
  auto text = read_text(folder);
  if (!text) return fail(std::move(text.error()));
  return parse(*text);
}

const EditionFacts& Catalogue::facts() const { return data_->facts; }
const Digest& Catalogue::hash() const { return data_->hash; }
std::string Catalogue::hash_hex() const { return to_hex(bytes_of(data_->hash)); }

const CatalogueItem* Catalogue::find(std::string_view code) const {
  return data_->billable.find(code);
}

const CatalogueItem* Catalogue::find(ItemKind kind, std::string_view code) const {
  const bool is_billable = kind == ItemKind::drug || kind == ItemKind::service;
  const CatalogueItem* item = (is_billable ? data_->billable : data_->reference).find(code);
  return item != nullptr && item->kind == kind ? item : nullptr;
}

std::uint16_t Catalogue::Data::area_number(std::uint32_t area) const {
  const auto found = std::ranges::lower_bound(local_areas, area);
  if (found == local_areas.end() || *found != area) return 0;
  return static_cast<std::uint16_t>(found - local_areas.begin() + 1);
}

AreaCatalogue Catalogue::in_area(std::string_view area) const {
  AreaCatalogue out;
  out.catalogue_ = this;
  if (!is_area_code(area)) return out;
  const std::uint32_t value = area_value(area);
  out.chain_ = {data_->area_number(value), data_->area_number(value / 100 * 100),
                data_->area_number(value / 10000 * 10000)};
  return out;
}

const CatalogueItem* AreaCatalogue::find(std::string_view code) const {
  const CatalogueItem* item = catalogue_->find(code);
  return item == nullptr || item->local_count == 0 ? item : terms(item);
}

const CatalogueItem* AreaCatalogue::terms(const CatalogueItem* item) const {
  const auto local =
      std::span(catalogue_->data_->local_items).subspan(item->first_local, item->local_count);
  for (const std::uint16_t area : chain_) {
    if (area == 0) continue;
    const auto found = std::ranges::lower_bound(local, area, std::less(), &CatalogueItem::area);
    if (found != local.end() && found->area == area) return &*found;
  }
  return item;
}

ItemTexts Catalogue::texts(const CatalogueItem& item) const {
  const TextRow& row = data_->rows[item.row];
  return {data_->view(row.name),        data_->view(row.name_en),
          data_->view(row.restriction), data_->view(row.detail),
          data_->view(row.note),        data_->search.pinyin(row.search_entry)};
}

std::string_view Catalogue::drug_group_name(std::uint8_t group) const {
  return group < data_->drug_groups.size() ? std::string_view(data_->drug_groups[group])
                                           : std::string_view();
}

std::uint8_t Catalogue::drug_group(std::string_view name) const {
  const auto found = std::ranges::find(data_->drug_groups, name);
  return found == data_->drug_groups.end()
             ? 0
             : static_cast<std::uint8_t>(found - data_->drug_groups.begin());
}

const InstitutionFacts* Catalogue::institution(std::string_view code) const {
  const CatalogueItem* item = find(ItemKind::institution, code);
  if (item == nullptr) return nullptr;
  return &data_->institutions[static_cast<std::size_t>(item - items(ItemKind::institution).data())];
}

std::span<const InstitutionFacts> Catalogue::institutions() const { return data_->institutions; }

InstitutionsFound Catalogue::find_institutions(const InstitutionAsk& ask) const {
  return data_->finder.find(ask, data_->search, data_->institutions);
}

std::size_t Catalogue::finder_bytes() const { return data_->finder.bytes(); }

std::span<const CatalogueItem> Catalogue::items(ItemKind kind) const {
  const auto [begin, end] = data_->kinds[static_cast<std::size_t>(kind)];
  return std::span(data_->items).subspan(begin, end - begin);
}

std::vector<SearchHit> Catalogue::search(std::string_view query, std::optional<ItemKind> kind,
                                         std::size_t limit) const {
  return data_->search.search(query, kind, limit);
}

std::string Catalogue::area_full_name(std::string_view code) const {
  std::string out;
  if (!is_area_code(code)) return out;
  const std::string province = std::string(code.substr(0, 2)) + "0000";
  const std::string city = std::string(code.substr(0, 4)) + "00";
  std::string_view last;
  for (const std::string_view level : {std::string_view(province), std::string_view(city), code}) {
    const CatalogueItem* item = level == last ? nullptr : find(ItemKind::area, level);
    if (item != nullptr) out += texts(*item).name;
    last = level;
  }
  return find(ItemKind::area, code) == nullptr ? std::string() : out;
}

}  // namespace yitong
