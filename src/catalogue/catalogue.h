// One edition of the catalogue: areas, drugs, service items, diseases and institutions, looked up
// by code.
//
// An edition is a folder of CSV files (docs/catalogue.md has the columns). Loaded, it never
// changes, so any number of threads may read it. What a source does not say stays unknown here: an
// unknown class or first self-payment is a value that the caller must treat, never zero.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/date.h"
#include "base/error.h"
#include "base/money.h"

namespace yitong {

/// The order is that of the rows in memory. A bill line names a drug or a service; consumables
/// count as services.
enum class ItemKind : std::uint8_t { drug, service, disease, chronic_disease, area, institution };
inline constexpr std::size_t kItemKinds = 6;
std::string_view name_of(ItemKind kind);
std::optional<ItemKind> parse_item_kind(std::string_view name);

/// 甲 A, 乙 B, 丙 or outside the list C. unknown: no source says.
enum class ItemClass : std::uint8_t { unknown, a, b, c };
/// "A", "B", "C", or "" when unknown.
std::string_view name_of(ItemClass item_class);

/// Bits of CatalogueItem::controlled. A clear bit means that no source names the drug, not that it
/// is free.
enum Controlled : std::uint8_t {
  kNarcotic = 1,       // 麻醉药品
  kPsychotropic1 = 2,  // 第一类精神药品
  kPsychotropic2 = 4,  // 第二类精神药品
  kToxic = 8,          // 医疗用毒性药品
  kRadioactive = 16,   // 放射性药品
};

/// What a bill line needs, in one cache line. Names and texts are in the Catalogue that owns the
/// item.
struct alignas(64) CatalogueItem {
  static constexpr std::size_t kMaxCode = 32;
  static constexpr std::int32_t kUnknownRatio = -1;

  std::array<char, kMaxCode> code_bytes{};  ///< zero-padded
  /// Highest unit price that counts, in 1e-6 yuan; 0: none known.
  std::int64_t price_ceiling_micro_yuan = 0;
  /// 先行自付 of class B; kUnknownRatio when no source says.
  std::int32_t self_pay_first_ppm = kUnknownRatio;
  std::uint32_t row = 0;          ///< into the catalogue's texts
  std::uint32_t first_local = 0;  ///< local terms of this item, see AreaCatalogue
  std::uint16_t local_count = 0;
  std::uint16_t area = 0;        ///< of local terms: the area they are for
  std::uint8_t code_length = 0;  ///< 0: the source gives no code, the item is found by name only
  ItemKind kind = ItemKind::drug;
  ItemClass item_class = ItemClass::unknown;
  std::uint8_t charge_category = 0;  ///< med_chrgitm_type 1 to 14; 0 unknown
  std::uint8_t controlled = 0;       ///< bits of Controlled
  std::uint8_t drug_group = 0;       ///< Catalogue::drug_group_name; 0: none
  char grade = 'D';                  ///< evidence of the class and the figures: 'A' to 'D'

  std::string_view code() const { return {code_bytes.data(), code_length}; }
  std::optional<Ratio> self_pay_first() const {
    return self_pay_first_ppm < 0 ? std::nullopt : std::optional(Ratio::ppm(self_pay_first_ppm));
  }
};
static_assert(sizeof(CatalogueItem) == 64);

/// The texts of an item; views into the catalogue, valid as long as it lives. Empty: none known.
struct ItemTexts {
  std::string_view name;
  std::string_view name_en;      ///< provinces and cities
  std::string_view restriction;  ///< payment restriction as the source words it
  std::string_view detail;       ///< drug: dosage form; disease: category code; area: level;
                            ///< chronic disease: the nationally settled disease that it belongs to
  std::string_view note;    ///< for instance "示例"
  std::string_view pinyin;  ///< "amoxilin", lower case without blanks
};

/// The two last are hospitals, too.
enum class InstitutionKind : std::uint8_t {
  hospital,
  community,
  pharmacy,
  tcm_hospital,
  psychiatric_hospital
};
inline constexpr std::size_t kInstitutionKinds = 5;
std::string_view name_of(InstitutionKind kind);

/// Bits of InstitutionFacts::opened: direct settlement for people insured elsewhere.
enum Opened : std::uint8_t {
  kInpatient = 1,
  kOutpatient = 2,
  kChronic = 4,
  kDrugPurchase = 8,
  kSpecialDrugs = 16,  // 特药
  kDualChannel = 32,   // 双通道: drugs of hospitals that pharmacies give out, too
};
/// As a file spells each bit, from the lowest.
std::span<const std::string_view> opened_words();

struct InstitutionFacts {
  std::string_view code, name, area;  ///< area: six digits
  std::string_view level;  ///< "primary", "1", "2", "3" or a finer local one; "" for a pharmacy
  InstitutionKind kind = InstitutionKind::hospital;
  std::uint8_t opened = 0;
  std::string_view diseases;  ///< "M03900;M01600": chronic diseases settled there, if named
};

struct EditionFacts {
  std::string name;   ///< "national-2024"
  std::string title;  ///< for people
  Date in_force_from;
  bool is_example = false;  ///< holds made-up figures; every page must say so
};

/// How a query met an item, best first.
enum class MatchRank : std::uint8_t { exact, prefix, inside };
struct SearchHit {
  const CatalogueItem* item = nullptr;
  MatchRank rank = MatchRank::inside;
  std::uint32_t codes =
      1;  ///< codes that share this kind, name and terms; `item` is the first of them
};

class Catalogue;
struct InstitutionAsk;  // institution_index.h
struct InstitutionsFound;

/// A catalogue as one treatment area applies it. Resolve once per bill; find() allocates nothing.
/// Terms of the county go before those of its city, these before the province's, these before the
/// nation's.
class AreaCatalogue {
 public:
  /// A drug or service item under this area's terms, or null when the edition does not have the
  /// code.
  const CatalogueItem* find(std::string_view code) const;
  const Catalogue& edition() const { return *catalogue_; }
  /// The terms of this area for an item found otherwise, for instance by search.
  const CatalogueItem* terms(const CatalogueItem* item) const;

 private:
  friend class Catalogue;
  const Catalogue* catalogue_ = nullptr;
  std::array<std::uint16_t, 3> chain_{};  // county, city, province; 0: no local terms at that level
};

class Catalogue {
 public:
  Catalogue(Catalogue&&) noexcept;
  Catalogue& operator=(Catalogue&&) noexcept;
  ~Catalogue();

  /// Reads the edition in `folder`, with the one that it extends. Every fault of every row is
  /// reported.
  static Result<Catalogue> load(const std::string& folder);
  /// The same from an edition's text, for instance one that was stored by its hash. Without search,
  /// search() and find_institutions() find nothing, and texts have no pinyin; the same texts are
  /// refused. It takes a third of the time less.
  enum class Search : std::uint8_t { built, none };
  static Result<Catalogue> parse(std::string_view edition_text, Search search = Search::built);
  /// The canonical text of the edition in `folder`; parse() of it has the hash sm3(text).
  static Result<std::string> read_text(const std::string& folder);

  const EditionFacts& facts() const;
  const Digest& hash() const;
  std::string hash_hex() const;

  /// A drug or service item under national terms, or null.
  const CatalogueItem* find(std::string_view code) const;
  const CatalogueItem* find(ItemKind kind, std::string_view code) const;
  /// `area`: six digits; an area without local terms gives the national ones.
  AreaCatalogue in_area(std::string_view area) const;

  ItemTexts texts(const CatalogueItem& item) const;
  /// "" for 0. Group names are those of drugs.csv, for instance "negotiated".
  std::string_view drug_group_name(std::uint8_t group) const;
  /// 0 when no drug of the edition is in the group.
  std::uint8_t drug_group(std::string_view name) const;

  /// "江西省南昌市" for 360100; "" when the edition has no such area.
  std::string area_full_name(std::string_view code) const;

  /// Facts of an institution, or null.
  const InstitutionFacts* institution(std::string_view code) const;
  std::span<const InstitutionFacts> institutions() const;
  InstitutionsFound find_institutions(const InstitutionAsk& ask) const;
  /// What their index takes in memory.
  std::size_t finder_bytes() const;

  /// All items of a kind, in the order of their codes, items without code last.
  std::span<const CatalogueItem> items(ItemKind kind) const;

  /// Items whose code starts with, or whose name, pinyin or pinyin initials contain every word of
  /// `query`; best first. No kind: all kinds; ItemKind::disease includes chronic diseases. Items
  /// that differ in code only come as one hit.
  std::vector<SearchHit> search(std::string_view query, std::optional<ItemKind> kind,
                                std::size_t limit) const;

 private:
  friend class AreaCatalogue;
  friend class EditionReader;
  struct Data;
  explicit Catalogue(std::unique_ptr<Data> data);
  std::unique_ptr<Data> data_;
};

/// Catalogues by the day they come into force.
class Editions {
 public:
  /// Fails with overlapping_periods when an edition of the same day is there.
  Result<void> add(std::shared_ptr<const Catalogue> edition);
  /// The one in force on `date`, or null.
  std::shared_ptr<const Catalogue> on(Date date) const;
  /// The one with this hash (hex), or null.
  std::shared_ptr<const Catalogue> by_hash(std::string_view hash_hex) const;

 private:
  std::vector<std::shared_ptr<const Catalogue>> editions_;  // by in_force_from, rising
};

}  // namespace yitong
