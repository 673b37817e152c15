// All figures of a plan by name: what each is, over which benefits, and where its table is.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "policy/plan.h"

namespace yitong {

struct NamedFigure {
  enum class Kind : std::uint8_t {
    deductible,
    out_of_area,
    start,
    rates,
    cap,
    further,
    ceiling,
    first_self_payment,
    line_limit,
    deductible_ceiling
  } kind;
  std::string key;  ///< "deductible:inpatient", "pool:rates": the same in every version
  Words name;
  const Figure* figure;
  std::int32_t site;  ///< in Plan::sites
  std::uint32_t of;   ///< bits of the benefits that it serves
  int layer = -1;     ///< in Plan::layers
  int cap = 0;        ///< of a cap, its further and its ceiling: which of the layer's caps
  Unit unit() const {
    return kind == Kind::rates || kind == Kind::out_of_area || kind == Kind::first_self_payment
               ? Unit::ratio
               : Unit::money;
  }
  /// A case without a row is refused; elsewhere it only means that there is no such limit.
  bool needs_a_row() const {
    return kind == Kind::deductible || kind == Kind::out_of_area || kind == Kind::start ||
           kind == Kind::rates;
  }
};

std::vector<NamedFigure> figures_of(const Plan& plan);

/// Every amount of a figure and, of shares, of the layer's modifiers: its value, conditions and
/// source.
void each_amount(const Plan& plan, const NamedFigure& figure,
                 const std::function<void(const Amount&, const Selector& when, int source)>& call);

/// Source of a row, -1: none.
int source_of(const Figure& figure, const Row& row);

}  // namespace yitong
