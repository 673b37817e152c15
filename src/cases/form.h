// What is filled in: flat text fields with dotted paths, checked against the fields of the kind.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/error.h"
#include "base/money.h"
#include "cases/kinds.h"

namespace yitong::cases {

enum class FieldKind : std::uint8_t {
  text,         ///< at most 200 characters
  words,        ///< at most 2,000 characters, lines
  code,         ///< one of the field's codes
  row,          ///< the id of a row of the area's service table `table`
  area,         ///< six digits
  institution,  ///< a code of the catalogue
  disease,      ///< a disease that the area's policy declares
  drug,         ///< a drug of the catalogue, or a group of the policy
  date,         ///< 2026-11-22
  money,        ///< 12.34
  decimal,      ///< 12.3456, not negative, at most `limit` decimals
  number,       ///< a whole number, 0 to 9999
  yes,          ///< "yes" or absent
  choices,      ///< one or more codes that the policy declares for the key `table`, by commas
  account,      ///< of a bank: 8 to 32 digits
  token,        ///< a number on paper: 1 to 64 of letters, digits, . _ -
  list          ///< of rows whose fields are `key.N.sub`
};

struct FieldCode {
  std::string_view code, zh, en;
};

struct Field {
  Kind kind;
  std::string_view key;  ///< "lines.*.amount" inside the list `lines`
  FieldKind type;
  bool required;
  /// The actions that write it; `submit` is the applicant's draft.
  Set<Action> written_by;
  std::string_view zh, en;
  std::span<const FieldCode> codes = {};
  std::string_view table = {};
  std::size_t limit = 0;  ///< rows of a list, places of a decimal
};
std::span<const Field> all_fields();

using Form = std::map<std::string, std::string, std::less<>>;
inline constexpr std::size_t kMaxFormEntries = 40'000;
inline constexpr std::size_t kMaxFormBytes = 2U << 20U;

std::string_view value(const Form& form, std::string_view path);

/// The field of a path: "lines.0.amount" is "lines.*.amount". Null: the kind has none such.
const Field* find_field(Kind kind, std::string_view path);

/// Fields that are not the kind's or that `writer` may not write, malformed values; an empty text
/// says that the field is not there. Paths are JSON pointers below `root`.
Errors faults_of_values(Kind kind, const Form& form, Action writer, std::string_view root);
/// The required ones that are not there, of the fields that `writer` writes.
Errors faults_of_gaps(Kind kind, const Form& form, Action writer, std::string_view root);

/// How many rows a list has.
std::size_t rows_of(const Form& form, std::string_view list);

/// form = varint count, then per entry in key order: bytes key, bytes value.
std::string encode(const Form& form);
std::optional<Form> decode_form(std::string_view bytes);

}  // namespace yitong::cases
