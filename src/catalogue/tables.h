// The tables of an edition: their columns, what each field may hold, and how its text is read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "catalogue/catalogue.h"

namespace yitong {

/// In the order of an edition's text.
enum class Table : std::uint8_t {
  edition,
  areas,
  drugs,
  services,
  diseases,
  chronic_diseases,
  institutions,
  local_terms,
  pinyin
};
inline constexpr std::size_t kTables = 9;

enum class FieldForm : std::uint8_t {
  drug_code,
  service_code,
  bill_code,
  disease_code,
  chronic_code,
  area_code,
  institution_code,
  token,
  name,
  text,
  item_class,
  share,
  unit_price,
  charge_category,
  controlled,
  grade,
  area_level,
  institution_kind,
  opened,
  date,
  syllables,
  yes,
};

struct Column {
  std::string_view name;
  FieldForm form;
  bool is_required = false;
};

struct TableRules {
  Table table;
  std::string_view name;  ///< "drugs": the file is drugs.csv
  std::span<const Column> columns;
  std::size_t key_columns;  ///< the first so many columns name a row; no two rows share them
};

const TableRules& rules_of(Table table);
std::optional<Table> parse_table(std::string_view name);

struct FieldFault {
  ErrorCode code;
  std::string rule;
};
/// Checks one field and brings `value` to its canonical spelling, for instance 甲 to A. Empty
/// values are the caller's.
std::optional<FieldFault> check_field(FieldForm form, std::string_view& value);

/// A rule between the fields of one row, these in the order of the table's columns; `column` is the
/// one to blame.
struct RowFault {
  std::size_t column;
  FieldFault fault;
};
std::optional<RowFault> check_row(Table table, std::span<const std::string_view> fields);

// How a checked field is read. Empty gives "unknown" or "none" of its type.
ItemClass read_item_class(std::string_view value);
std::int32_t read_share_ppm(std::string_view value);
std::int64_t read_unit_price_micro_yuan(std::string_view value);
std::uint8_t read_charge_category(std::string_view value);
std::uint8_t read_controlled(std::string_view value);
/// A chronic disease that is named opens chronic diseases.
std::uint8_t read_opened(std::string_view value);
/// The chronic diseases named, between semicolons.
std::string read_opened_diseases(std::string_view value);
InstitutionKind read_institution_kind(std::string_view value);

}  // namespace yitong
