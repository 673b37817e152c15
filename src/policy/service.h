// Service tables: what people do, bring, pay and wait for around a settlement. One descriptor says
// what each table may hold; reading, the JSON schema, showing and comparing all follow it, so that
// a new column is a row here.
#pragma once

#include <memory>
#include <set>
#include <span>

#include "policy/policy.h"

namespace yitong {

enum class ColumnKind : std::uint8_t {
  words,   ///< { zh, en }
  text,    ///< a name: small letters, digits, _
  texts,   ///< one or more texts
  phones,  ///< one or more telephone numbers
  areas,   ///< one or more division codes
  matter,  ///< one or more matters
  flag,
  number,  ///< a whole number, 1 to 9999
  date,
  money,
  ratio,
  term,     ///< figures, with rows and conditions where wanted
  one_of,   ///< one code of the column
  some_of,  ///< one or more codes of the column
  row       ///< the id of another row of the same table
};

struct ServiceCode {
  std::string_view code, zh, en;
};

struct ServiceColumn {
  std::string_view key;
  ColumnKind kind;
  bool required;
  std::string_view zh, en;
  std::span<const ServiceCode> codes = {};
};

struct ServiceTableInfo {
  ServiceTable table;
  std::string_view key;  ///< of the TOML table: [material.<id>]
  std::string_view zh, en;
  std::span<const ServiceColumn> columns;
};

const ServiceTableInfo& info(ServiceTable table);
std::span<const ServiceTableInfo> service_tables();
/// What a row can be for: filing, claim, recognition, …
std::span<const ServiceCode> matters();

/// The value of a column; an unset one where the row has none. The table must have the column.
const ServiceValue& value(const ServiceRow& row, std::string_view column);
bool has(const ServiceRow& row, std::string_view column, std::string_view code);

/// What is told of a person and an errand, by key, as texts. A key that is not there is not known;
/// `situation` may hold several, or none of those that could be.
using ServiceFacts = std::map<Dim, std::set<std::string>>;

enum class Truth : std::uint8_t { no, maybe, yes };
struct Match {
  Truth truth = Truth::yes;
  std::vector<Dim> depends;  ///< of maybe: the keys that decide
};
/// Whether all conditions hold.
Match matches(const Selector& when, const ServiceFacts& facts);

/// The row of a figure that applies, or null with the keys it depends on.
struct Picked {
  const Row* row = nullptr;
  std::vector<Dim> depends;
};
Picked pick(const Figure& figure, const ServiceFacts& facts);

/// Rows in force on a day, in the order of steps and files. `matter` may be empty: of all matters.
std::vector<const ServiceRow*> services(const Policy& policy, ServiceTable table,
                                        std::string_view matter, Date on);

/// A cell as people read it; empty where it is not set. A figure with rows is read by `show`.
Words value_words(const ServiceColumn& column, const ServiceValue& value);
/// Of a column of money, shares or terms.
Unit unit_of(ColumnKind kind);
/// Names a row for people: its name, or the matters it is for.
Words row_words(const ServiceRow& row);

}  // namespace yitong
