// Reads what an area pays: benefits, layers, limits on lines, bars, first self-payments,
// statistics.
#pragma once

#include "policy/figure_reader.h"

namespace yitong {

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
  void layer(const toml::table& table);
  void start_line(const toml::node& node, int source, Layer& out);
  void modifier(const toml::table& table, int source, Layer& out);
  void cap(const toml::table& table, int source, Layer& out);
  void stacking(TableReader& in, int source, Cap& cap);
  void growth(TableReader& in, Cap& cap);
  Per per(TableReader& in, Per otherwise);

  Reading& reading_;
  Policy& policy_;
  FigureReader& figures_;
};

}  // namespace yitong
