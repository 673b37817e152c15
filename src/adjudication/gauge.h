// How far a person's counts have come against the deductibles, start lines and limits of a plan:
// what a page draws as gauges. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "policy/plan.h"

namespace yitong {

/// One of the figures that a limit may be, with the conditions under which it is.
struct GaugeLimit {
  Words when;                          ///< empty: always
  std::optional<std::int64_t> amount;  ///< fen; nothing: unknown
  std::int64_t at_least = -1;          ///< of an unknown one: what it is not below; -1: no bound
  int source = -1;                     ///< index into Policy::sources
};

struct Gauge {
  enum class Kind : std::uint8_t { deductible, ceiling, start, cap, line_limit };
  Kind kind = Kind::deductible;
  int accumulator = -1;        ///< what is used of it
  std::uint32_t benefits = 0;  ///< bits
  std::int32_t disease = 0;    ///< its declared index, where each disease is counted on its own
  std::vector<GaugeLimit>
      limits;                ///< one: that is the limit; none: there is no limit for this person
  std::vector<Dim> depends;  ///< of several: the keys that decide
};
std::string_view name_of(Gauge::Kind kind);

/// Gauges of all counts over a time. `facts` tells the person; what a visit would tell (level,
/// kind, relation, filing, …) is unset there, and figures that depend on it come with each of their
/// cases. `accumulators`: as many as the plan has; stacked and growing limits may read them.
std::vector<Gauge> gauges(const Plan& plan, const Facts& facts,
                          const std::vector<std::int64_t>& accumulators);

}  // namespace yitong
