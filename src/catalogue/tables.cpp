#include "catalogue/tables.h"

#include <algorithm>
#include <array>

#include "base/id.h"
#include "base/money.h"
#include "base/text.h"

namespace yitong {
namespace {

using enum FieldForm;

constexpr std::array kEdition = {Column{"name", token, true}, Column{"title", name, true},
                                 Column{"in_force_from", date, true}, Column{"extends", token},
                                 Column{"example", yes}};
constexpr std::array kAreas = {Column{"code", area_code, true}, Column{"name", name, true},
                               Column{"level", area_level, true}, Column{"name_en", text}};
constexpr std::array kDrugs = {Column{"code", drug_code},
                               Column{"name", name, true},
                               Column{"dosage_form", text},
                               Column{"class", item_class},
                               Column{"self_pay_first", share},
                               Column{"price_ceiling", unit_price},
                               Column{"charge_category", charge_category},
                               Column{"drug_group", token},
                               Column{"controlled", controlled},
                               Column{"restriction", text},
                               Column{"note", text},
                               Column{"grade", grade, true}};
constexpr std::array kServices = {
    Column{"code", service_code, true},  Column{"name", name, true},
    Column{"class", item_class},         Column{"self_pay_first", share},
    Column{"price_ceiling", unit_price}, Column{"charge_category", charge_category},
    Column{"restriction", text},         Column{"note", text},
    Column{"grade", grade, true}};
constexpr std::array kDiseases = {Column{"code", disease_code, true}, Column{"name", name, true}};
constexpr std::array kChronicDiseases = {
    Column{"code", chronic_code, true}, Column{"name", name, true},
    Column{"nationally_settled", text}, Column{"note", text}, Column{"grade", grade, true}};
constexpr std::array kInstitutions = {Column{"code", institution_code, true},
                                      Column{"name", name, true},
                                      Column{"area", area_code, true},
                                      Column{"kind", institution_kind, true},
                                      Column{"level", token},
                                      Column{"opened", opened},
                                      Column{"note", text},
                                      Column{"grade", grade, true}};
constexpr std::array kLocalTerms = {
    Column{"code", bill_code, true},     Column{"area", area_code, true},
    Column{"class", item_class},         Column{"self_pay_first", share},
    Column{"price_ceiling", unit_price}, Column{"note", text},
    Column{"grade", grade, true}};
constexpr std::array kPinyin = {Column{"text", name, true}, Column{"pinyin", syllables, true}};

constexpr std::array<TableRules, kTables> kRules = {{
    {Table::edition, "edition", kEdition, 1},
    {Table::areas, "areas", kAreas, 1},
    {Table::drugs, "drugs", kDrugs, 1},
    {Table::services, "services", kServices, 1},
    {Table::diseases, "diseases", kDiseases, 1},
    {Table::chronic_diseases, "chronic_diseases", kChronicDiseases, 1},
    {Table::institutions, "institutions", kInstitutions, 1},
    {Table::local_terms, "local_terms", kLocalTerms, 2},
    {Table::pinyin, "pinyin", kPinyin, 1},
}};

constexpr std::size_t kMaxNameBytes = 512;
constexpr std::int64_t kMaxPriceMicroYuan = 100'000'000'000'000;  // a hundred million yuan a unit

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper_or_digit(char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); }

bool is_service_code(std::string_view code) {
  if (!std::ranges::all_of(code, is_upper_or_digit)) return false;
  const bool is_consumable = code.starts_with('C') && (code.size() == 20 || code.size() == 27);
  return code.size() == 15 || is_consumable;
}

bool is_place(char c) { return is_digit(c) || c == 'x'; }

/// Letter and two digits, then a point and at most eight places: A00.000x001, L22.x01.
bool is_plain_disease_code(std::string_view code, std::size_t min_places) {
  if (code.size() < 3 || code[0] < 'A' || code[0] > 'Z' || !is_digit(code[1]) || !is_digit(code[2]))
    return false;
  if (code.size() == 3) return min_places == 0;
  const std::string_view places = code.substr(4);
  return code[3] == '.' && places.size() >= std::max<std::size_t>(min_places, 1) &&
         places.size() <= 8 && std::ranges::all_of(places, is_place);
}

/// A disease by its cause, or by its cause and its manifestation: A01.000x005, A01.000x005+J17.0*.
bool is_disease_code(std::string_view code) {
  const std::size_t plus = code.find('+');
  if (plus == code.npos) return is_plain_disease_code(code, 3);
  const std::string_view manifestation = code.substr(plus + 1);
  return is_plain_disease_code(code.substr(0, plus), 3) && manifestation.ends_with('*') &&
         is_plain_disease_code(manifestation.substr(0, manifestation.size() - 1), 0);
}

bool is_chronic_code(std::string_view code) {
  return code.size() == 6 && code[0] == 'M' && std::ranges::all_of(code.substr(1), is_digit);
}

/// The bits of a list such as "narcotic;toxic", or nothing when a word is not among `words`.
std::optional<std::uint8_t> bits_of(std::string_view list,
                                    std::span<const std::string_view> words) {
  std::uint8_t bits = 0;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(';'), list.size());
    const auto found = std::ranges::find(words, list.substr(0, end));
    if (found == words.end()) return std::nullopt;
    bits = static_cast<std::uint8_t>(bits | 1u << (found - words.begin()));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return bits;
}

constexpr std::array<std::string_view, 5> kControlledWords = {
    "narcotic", "psychotropic_1", "psychotropic_2", "toxic", "radioactive"};
constexpr std::array<std::string_view, 6> kOpenedWords = {
    "inpatient", "outpatient", "chronic", "drug_purchase", "special_drugs", "dual_channel"};
constexpr std::array<std::string_view, 5> kInstitutionWords = {
    "hospital", "community", "pharmacy", "tcm_hospital", "psychiatric_hospital"};
constexpr std::array<std::string_view, 3> kAreaLevels = {"province", "city", "county"};
constexpr std::array<std::string_view, kItemKinds> kKindWords = {
    "drug", "service", "disease", "chronic_disease", "area", "institution"};

bool is_among(std::span<const std::string_view> words, std::string_view value) {
  return std::ranges::find(words, value) != words.end();
}

std::optional<FieldFault> unless(bool ok, std::string_view rule) {
  if (ok) return std::nullopt;
  return FieldFault{ErrorCode::bad_value, std::string(rule)};
}

struct OpenedServices {
  std::uint8_t bits = 0;
  std::string diseases;  ///< between semicolons
};

/// "inpatient;M03900": services, and chronic diseases by code.
std::optional<OpenedServices> opened_of(std::string_view list) {
  OpenedServices out;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(';'), list.size());
    const std::string_view word = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    if (is_chronic_code(word)) {
      out.diseases.append(out.diseases.empty() ? "" : ";").append(word);
      continue;
    }
    const auto bit = bits_of(word, kOpenedWords);
    if (!bit || word.empty()) return std::nullopt;
    out.bits = static_cast<std::uint8_t>(out.bits | *bit);
  }
  return out;
}

std::optional<FieldFault> check_code(FieldForm form, std::string_view value) {
  switch (form) {
    case drug_code:
      return unless(is_drug_code(value), "X, Z or T and 23 or 20 characters of [0-9A-Z]");
    case service_code:
      return unless(is_service_code(value),
                    "15 characters of [0-9A-Z]; a consumable: C and 20 or 27 characters");
    case bill_code:
      return unless(is_drug_code(value) || is_service_code(value),
                    "a drug code or a service item code");
    case disease_code:
      return unless(is_disease_code(value), "like A00.000, A00.000x001 or A01.001+K77.0*");
    case chronic_code: return unless(is_chronic_code(value), "M and five digits");
    case area_code: return unless(is_area_code(value), "six digits");
    default: return unless(is_institution_code(value), "H or P and eleven digits");
  }
}

std::optional<FieldFault> check_text(FieldForm form, std::string_view value) {
  if (has_control(value)) return FieldFault{ErrorCode::bad_value, "no control characters"};
  if (value.front() == ' ' || value.back() == ' ')
    return FieldFault{ErrorCode::bad_value, "no blank at either end"};
  if (form == name && value.size() > kMaxNameBytes)
    return FieldFault{ErrorCode::too_large, "<= 512 bytes"};
  return std::nullopt;
}

std::optional<FieldFault> check_share(std::string_view value) {
  const auto ratio = Ratio::parse(value);
  if (!ratio) return FieldFault{ErrorCode::bad_ratio, "like 10% or 7.5%"};
  return unless(ratio->ppm() <= Ratio::kOne, "<= 100%");
}

std::optional<FieldFault> check_price(std::string_view value) {
  const auto price = parse_decimal(value, 6);
  if (!price) return FieldFault{ErrorCode::bad_money, "yuan with at most six decimals"};
  if (*price < 0) return FieldFault{ErrorCode::negative_amount, ">= 0"};
  if (*price > kMaxPriceMicroYuan) return FieldFault{ErrorCode::amount_too_large, "<= 100000000"};
  return unless(*price > 0, "above zero; leave it empty when there is no ceiling");
}

std::optional<FieldFault> check_class(std::string_view& value) {
  static constexpr std::array<std::array<std::string_view, 2>, 6> kSpellings = {
      {{"A", "A"}, {"B", "B"}, {"C", "C"}, {"甲", "A"}, {"乙", "B"}, {"丙", "C"}}};
  for (const auto& [spelling, canonical] : kSpellings)
    if (value == spelling) {
      value = canonical;
      return std::nullopt;
    }
  return FieldFault{ErrorCode::bad_value, "A, B or C (甲, 乙, 丙); empty when unknown"};
}

bool is_syllables(std::string_view value) {
  return value.front() != ' ' && value.back() != ' ' &&
         value.find("  ") == std::string_view::npos &&
         std::ranges::all_of(value, [](char c) { return (c >= 'a' && c <= 'z') || c == ' '; });
}

}  // namespace

const TableRules& rules_of(Table table) { return kRules[static_cast<std::size_t>(table)]; }

std::optional<Table> parse_table(std::string_view name) {
  for (const TableRules& rules : kRules)
    if (rules.name == name) return rules.table;
  return std::nullopt;
}

std::optional<FieldFault> check_field(FieldForm form, std::string_view& value) {
  switch (form) {
    case token: return unless(is_token(value), "1 to 64 characters of [A-Za-z0-9._-]");
    case name:
    case text: return check_text(form, value);
    case item_class: return check_class(value);
    case share: return check_share(value);
    case unit_price: return check_price(value);
    case charge_category:
      return unless(value.size() == 2 && read_charge_category(value) != 0,
                    "med_chrgitm_type 01 to 14");
    case controlled:
      return unless(
          bits_of(value, kControlledWords).has_value(),
          "narcotic, psychotropic_1, psychotropic_2, toxic or radioactive, separated by ;");
    case grade:
      return unless(value.size() == 1 && value[0] >= 'A' && value[0] <= 'D', "A, B, C or D");
    case area_level: return unless(is_among(kAreaLevels, value), "province, city or county");
    case institution_kind:
      return unless(is_among(kInstitutionWords, value),
                    "hospital, tcm_hospital, psychiatric_hospital, community or pharmacy");
    case opened:
      return unless(opened_of(value).has_value(),
                    "inpatient, outpatient, chronic, drug_purchase, special_drugs, dual_channel or "
                    "codes of chronic diseases, separated by ;");
    case date:
      if (Date::parse(value)) return std::nullopt;
      return FieldFault{ErrorCode::bad_date, "like 2025-01-01"};
    case syllables:
      return unless(is_syllables(value), "lower-case syllables separated by one blank");
    case yes: return unless(value == "yes", "yes or empty");
    default: return check_code(form, value);
  }
}

std::optional<RowFault> check_row(Table table, std::span<const std::string_view> fields) {
  const auto blame = [](std::size_t column, std::string_view rule) {
    return RowFault{column, {ErrorCode::bad_value, std::string(rule)}};
  };
  if (table == Table::institutions) {
    const bool is_pharmacy = fields[3] == "pharmacy";
    if (fields[0].starts_with('P') != is_pharmacy)
      return blame(3, "codes P are pharmacies, codes H are not");
    if (fields[4].empty() && !is_pharmacy)
      return blame(4, "primary, 1, 2, 3 or a finer local level");
  }
  if (table == Table::local_terms && fields[2].empty() && fields[3].empty() && fields[4].empty())
    return blame(2, "class, self_pay_first or price_ceiling");
  return std::nullopt;
}

ItemClass read_item_class(std::string_view value) {
  return value.empty() ? ItemClass::unknown : static_cast<ItemClass>(value[0] - 'A' + 1);
}

std::int32_t read_share_ppm(std::string_view value) {
  const auto ratio = Ratio::parse(value);
  return ratio ? static_cast<std::int32_t>(ratio->ppm()) : CatalogueItem::kUnknownRatio;
}

std::int64_t read_unit_price_micro_yuan(std::string_view value) {
  return parse_decimal(value, 6).value_or(0);
}

std::uint8_t read_charge_category(std::string_view value) {
  const std::int64_t category = parse_decimal(value, 0).value_or(0);
  return category >= 1 && category <= 14 ? static_cast<std::uint8_t>(category) : 0;
}

std::uint8_t read_controlled(std::string_view value) {
  return bits_of(value, kControlledWords).value_or(0);
}
std::uint8_t read_opened(std::string_view value) {
  const auto opened = opened_of(value);
  if (!opened) return 0;
  return opened->diseases.empty() ? opened->bits
                                  : static_cast<std::uint8_t>(opened->bits | kChronic);
}
std::string read_opened_diseases(std::string_view value) {
  const auto opened = opened_of(value);
  return opened ? opened->diseases : std::string();
}
std::span<const std::string_view> opened_words() { return kOpenedWords; }

InstitutionKind read_institution_kind(std::string_view value) {
  return static_cast<InstitutionKind>(std::ranges::find(kInstitutionWords, value) -
                                      kInstitutionWords.begin());
}

std::string_view name_of(InstitutionKind kind) {
  return kInstitutionWords[static_cast<std::size_t>(kind)];
}
std::string_view name_of(ItemKind kind) { return kKindWords[static_cast<std::size_t>(kind)]; }

std::optional<ItemKind> parse_item_kind(std::string_view name) {
  const auto found = std::ranges::find(kKindWords, name);
  if (found == kKindWords.end()) return std::nullopt;
  return static_cast<ItemKind>(found - kKindWords.begin());
}

std::string_view name_of(ItemClass item_class) {
  static constexpr std::array<std::string_view, 4> kNames = {"", "A", "B", "C"};
  return kNames[static_cast<std::size_t>(item_class)];
}

}  // namespace yitong
