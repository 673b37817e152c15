// What a layer's caps leave: each its figure, stacked over diseases, grown and carried over, less
// what was used of it. All caps of a layer hold; the tightest decides.
#pragma once

#include "adjudication/slots.h"

namespace yitong {

template <class Sink>
class Caps : protected Slots<Sink> {
 protected:
  using Base = Slots<Sink>;
  using Why = Refused::Why;
  using Base::accumulated;
  using Base::Base;
  using Base::bucket;
  using Base::in_;
  using Base::look_up;
  using Base::out_;
  using Base::plan_;
  using Base::refuse;
  using Base::used_grade;

  /// Of one cap; INT64_MAX left where its rows name others.
  struct Limit {
    std::int64_t left = INT64_MAX, cap = 0, used = 0;
    std::uint16_t cell = 0;
    bool counts = true;  ///< what is paid now uses up the cap
    bool bound = false;  ///< `cap` is only what an unknown cap is not below
  };

  /// Of all caps of a layer, and which of each kind is the tightest.
  struct Limits {
    Limit of[kMaxCaps];
    std::int64_t fund_left = INT64_MAX, scope_left = INT64_MAX;
    std::uint8_t fund = 0, scope = 0;
  };

  bool limits_of(const PlanLayer& layer, std::uint8_t l, Limits& limits) {
    for (std::uint8_t c = 0; c < layer.cap_count; ++c) {
      Limit& one = limits.of[c];
      if (!cap_left(layer.caps[c], l, layer.cap_count == 1, one)) return false;
      const bool fund = layer.caps[c].of_fund_money;
      std::int64_t& left = fund ? limits.fund_left : limits.scope_left;
      std::uint8_t& tightest = fund ? limits.fund : limits.scope;
      // Of two that leave the same, the one whose figure is known decides.
      if (one.left > left || (one.left == left && one.bound)) continue;
      left = one.left;
      tightest = c;
    }
    return true;
  }

  /// Counts what was paid, and for how much cost, against all caps.
  void use_caps(const PlanLayer& layer, const Limits& limits, std::int64_t paid,
                std::int64_t covered) {
    for (std::uint8_t c = 0; c < layer.cap_count; ++c) {
      const PlanCap& cap = layer.caps[c];
      if (cap.accumulator >= 0 && limits.of[c].counts)
        out_.accumulator_delta[cap.accumulator] += cap.of_fund_money ? paid : covered;
    }
  }

 private:
  /// Where the rows of one of several caps name others, nothing counts to it.
  bool cap_left(const PlanCap& cap, std::uint8_t l, bool alone, Limit& limit) {
    if (cap.rules != nullptr && cap.rules->stack != Stack::separate) {
      if (!stacked_cap(cap, l, limit)) return false;
      if (!limit.counts) return true;
    } else {
      if (!look_up(cap.figure, limit.cell, Refused::Figure::cap, l)) return false;
      if (limit.cell == kNoRule) {  // the rows name those who have a cap
        limit.counts = alone;
        return true;
      }
      if (!known_cap(limit.cell, l, limit)) return false;
      if (cap.rules != nullptr) limit.cap = over_time(*cap.rules, limit.cap, bucket(Dim::disease));
    }
    if (cap.rules != nullptr && !bounded_and_grown(cap, l, limit)) return false;
    limit.used = cap.accumulator < 0 ? 0 : accumulated(cap.accumulator);
    limit.left = std::max<std::int64_t>(0, limit.cap - limit.used);
    return true;
  }

  /// An unknown cap does no harm as long as less is paid than it is known to allow.
  bool known_cap(std::uint16_t cell, std::uint8_t l, Limit& limit) {
    const FigureCell& found = plan_.figures[cell];
    limit.bound |= !found.known;
    if (!found.known && found.low < 0)
      return refuse(Why::unknown_figure, Refused::Figure::cap, cell, l);
    used_grade(found.grade);
    limit.cap = found.known ? found.value : found.low;
    return true;
  }

  /// A limit of one disease, as much of it as the time since recognition gives.
  std::int64_t over_time(const Cap& rules, std::int64_t value, std::uint32_t disease) const {
    const int first =
        disease == 0 ? 1 : std::max<int>(1, in_.facts->recognised[disease % Facts::kMaxDiseases]);
    const int month = in_.facts->month;
    if (month < first) return 0;  // not recognised yet
    if (rules.carried_over)
      value *= rules.per == Per::month ? month - first + 1 : (month - 1) / 3 - (first - 1) / 3 + 1;
    if (rules.prorated) value = divide_rounded(value * (13 - first), 12, Rounding::half_up);
    return value;
  }

  /// One pot of the limits of all recognised diseases, the bill's own among them.
  bool stacked_cap(const PlanCap& cap, std::uint8_t l, Limit& limit) {
    const Cap& rules = *cap.rules;
    const std::uint32_t own = bucket(Dim::disease);
    const std::size_t diseases = plan_.declared[static_cast<std::size_t>(Dim::disease)].size();
    std::int64_t sum = 0, highest = -1, further = 0, of_highest = 0;
    for (std::uint32_t d = 1; d <= diseases; ++d) {
      const std::uint8_t since = in_.facts->recognised[d % Facts::kMaxDiseases];
      if (d != own && (since == 0 || since > in_.facts->month)) continue;
      bucket(Dim::disease) = d;
      std::uint16_t cell = kNoRule;
      std::int64_t value = 0, adds = 0;
      if (!look_up(cap.figure, cell, Refused::Figure::cap, l)) return false;
      if (d == own) limit.cell = cell;
      if (cell == kNoRule) {
        limit.counts &= d != own && !rules.uncapped_frees_all;
        continue;
      }
      if (!known_cap(cell, l, limit)) return false;
      value = over_time(rules, limit.cap, d);
      if (cap.further >= 0) {
        std::uint16_t add_cell = kNoRule;
        if (!look_up(cap.further, add_cell, Refused::Figure::cap, l)) return false;
        if (add_cell != kNoRule) {
          if (!known_cap(add_cell, l, limit)) return false;
          adds = over_time(rules, limit.cap, d);
        }
      }
      sum += value;
      further += adds;
      if (value > highest) {
        highest = value;
        of_highest = adds;
      }
    }
    bucket(Dim::disease) = own;
    limit.cap = std::max<std::int64_t>(0, highest);
    if (rules.stack == Stack::sum) limit.cap = sum;
    if (rules.stack == Stack::highest_plus) limit.cap += further - of_highest;
    return true;
  }

  bool bounded_and_grown(const PlanCap& plan_cap, std::uint8_t l, Limit& limit) {
    const Cap& rules = *plan_cap.rules;
    std::int64_t cap = limit.cap;
    if (plan_cap.at_most >= 0) {
      std::uint16_t cell = kNoRule;
      if (!look_up(plan_cap.at_most, cell, Refused::Figure::cap, l)) return false;
      if (cell != kNoRule) {
        if (!known_cap(cell, l, limit)) return false;
        cap = std::min(cap, limit.cap);
      }
    }
    std::int64_t more = 0;
    for (const Growth& growth : rules.growth) {
      const std::int32_t units = (*in_.facts)[growth.of];
      if (units == Facts::kUnset) {  // the cap is no lower than without the growth
        limit.bound = true;
        continue;
      }
      more += growth.by.value * std::clamp(units - growth.beyond, 0, 1000);
    }
    if (rules.growth_at_most)
      more = std::min(more, multiply_fen(cap, rules.growth_at_most->value, Rounding::half_up));
    limit.cap = cap + more;
    return true;
  }
};

}  // namespace yitong
