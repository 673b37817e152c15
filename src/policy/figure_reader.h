// Reads selectors, amounts and figures: the small forms that every part of a policy is made of.
#pragma once

#include <optional>

#include "policy/reader.h"

namespace yitong {

class FigureReader {
 public:
  /// Knows the keys of settlements; with `services` those of service tables too.
  FigureReader(Reading& reading, Policy& policy, bool services = false)
      : reading_(reading), policy_(policy), services_(services) {}

  /// `source = "name"` or `source = { document, clause, grade, review }`; -1 when absent.
  int source(TableReader& table);
  Source source_table(TableReader& table);
  /// "1300.00" / "85%" / "6 months" / "unknown" / { unknown = true, between = ["0%", "20%"] } /
  /// { unknown = true, at_least = "5000.00" } / { times = "50%", of = "statistic", year = 2024 }.
  Amount amount(const toml::node& node, Unit unit);
  /// All keys of `table` not taken so far are conditions.
  Selector selector(TableReader& table);
  /// `key = { level = "3", retired = true }`; empty when absent.
  Selector selector_of(TableReader& table, std::string_view key);
  /// A plain amount, { is = … } or { rows = [ … ] }. `inherited` is the source of the enclosing
  /// table.
  std::optional<Figure> figure(const toml::node& node, Unit unit, int inherited);
  /// The same from a table that has further keys of its own; takes is, rows, order and source.
  Figure figure_in(TableReader& table, Unit unit, int inherited);
  /// Rows with `pays` and optional `to`, as layers have them.
  Figure rates_in(TableReader& table, int inherited);

 private:
  Condition condition(Dim dim, const toml::node& node);
  std::int64_t multiple_of_statistic(TableReader& table, Unit unit);
  void number_range(const toml::node& node, Condition& out);
  Row row(const toml::table& table, Unit unit);
  Row rate_row(const toml::table& table);
  void band_limits(const toml::node& node, Row& row);
  void check_bands(const Row& row);
  void need_source(const Figure& figure);

  Reading& reading_;
  Policy& policy_;
  bool services_;
};

}  // namespace yitong
