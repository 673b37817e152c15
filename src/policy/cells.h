// Figures and shares with all that modifies them, as cells of a plan.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "policy/plan.h"
#include "policy/site_builder.h"

namespace yitong {

class CellBuilder {
 public:
  CellBuilder(Plan& plan, Faults& faults, SiteBuilder& sites)
      : plan_(plan), policy_(*plan.policy), faults_(faults), sites_(sites) {}

  /// The site of a figure whose outcomes are in Plan::figures.
  std::int32_t figure_site(const Figure& figure);
  /// The site of what a layer pays, outcomes in Plan::rates; kSkip where the layer does not apply.
  std::int32_t rate_site(const Layer& layer);

 private:
  /// Pairs of a row and the modifiers that hold with it, and when each was first met.
  using Met = std::map<std::pair<std::uint16_t, std::uint32_t>, std::uint16_t>;

  template <class List>
  std::uint32_t holding(const List& list, const Buckets& at, std::vector<bool>& held);
  void number(std::int32_t site_index, const Met& met, std::size_t first);
  void report_unmet(const std::vector<bool>& held, const std::vector<Place>& places,
                    const char* what, const char* rule);
  void fault(ErrorCode code, Place place, std::string found, std::string rule);
  /// An unknown amount at the bound that the plan assumes.
  Amount bounded(Amount amount) const;
  char grade_of(int source) const;
  void figure_cell(const Figure& figure, std::uint16_t row, std::uint32_t mask);
  void rate_cell(const Layer& layer, std::uint16_t row, std::uint32_t mask);

  Plan& plan_;
  const Policy& policy_;
  Faults& faults_;
  SiteBuilder& sites_;
};

}  // namespace yitong
