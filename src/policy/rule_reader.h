// Reads what an area pays: benefits, layers, limits on lines, bars, first self-payments,
// statistics.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "policy/figure_reader.h"

namespace yitong {

/// Whether `id` may be declared now: new, or overriding what the parent says and saying so.
template <class T>
bool declare(Reading& reading, std::vector<T>& list, std::string_view id, bool overrides,
             Place place, T value) {
  const auto found = std::ranges::find(list, id, &T::id);
  if (found == list.end()) {
    if (overrides)
      reading.fault(ErrorCode::bad_value, place, fmt::format("\"{}\" overrides nothing", id),
                    "what it overrides is declared above");
    list.push_back(std::move(value));
    return true;
  }
  if (!overrides)
    reading.fault(ErrorCode::duplicate_key, place, std::string(id), "a name is declared once",
                  "write overrides = true if it replaces what is inherited");
  *found = std::move(value);
  return false;
}

class RuleReader {
 public:
  RuleReader(Reading& reading, Policy& policy, FigureReader& figures)
      : reading_(reading), policy_(policy), figures_(figures) {}

  void statistics(TableReader& top);
  void benefits(TableReader& top);
  void layers(TableReader& top);
  void first_self_payment(TableReader& top);
  void bars(TableReader& top);
  void line_limits(TableReader& top);
  void reduction_limits(TableReader& top);

 private:
  void benefit(const std::string& id, const toml::table& table);
  void period(TableReader& in, Benefit& out);
  void deductible(const toml::node& node, int source, Benefit& out);
  void ceiling(const toml::node& node, int source, Benefit& out);
  void merges(TableReader& in, Benefit& out);
  void layer(const toml::table& table);
  void tops_up(TableReader& in, Layer& out);
  void start_line(const toml::node& node, int source, Layer& out);
  void modifier(const toml::table& table, int source, Layer& out);
  void caps(TableReader& in, int source, Layer& out);
  Cap cap(const toml::table& table, int source, const Layer& layer, bool alone);
  void stacking(TableReader& in, int source, Cap& cap);
  void growth(TableReader& in, Cap& cap);
  Per per(TableReader& in, Per otherwise);

  Reading& reading_;
  Policy& policy_;
  FigureReader& figures_;
};

}  // namespace yitong
