// Reads the service tables of a policy text, as their descriptors say.
#pragma once

#include "policy/figure_reader.h"
#include "policy/service.h"

namespace yitong {

class ServiceReader {
 public:
  ServiceReader(Reading& reading, Policy& policy)
      : reading_(reading), policy_(policy), figures_(reading, policy, true) {}

  /// All tables of one text; then every name that they refer to, and what contradicts.
  void read(TableReader& top);

 private:
  void table(TableReader& top, const ServiceTableInfo& about);
  void row(const std::string& id, const toml::table& table, const ServiceTableInfo& about);
  void declare(ServiceRow row, bool overrides);
  ServiceValue cell(TableReader& in, const ServiceColumn& column, int source);
  std::vector<std::string> codes(TableReader& in, std::string_view key,
                                 std::span<const ServiceCode> allowed, bool several);
  void check(const ServiceRow& row);
  void check_names(const ServiceRow& row);
  void check_selector(const Selector& when);
  void check_contradictions(std::size_t at);
  bool known_name(Dim dim, const std::string& name) const;

  Reading& reading_;
  Policy& policy_;
  FigureReader figures_;
};

}  // namespace yitong
