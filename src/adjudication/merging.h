// Which stays count as one admission: bills of one stay, and a stay that begins soon after the
// discharge of the one before. What is known of the last stay stands in accumulators; a bill that
// begins a new one replaces it, so that a reversal gives it back.
#pragma once

#include "adjudication/working.h"

namespace yitong {

template <class Sink>
class Merging : protected Working<Sink> {
 protected:
  using Base = Working<Sink>;
  using Base::Base;
  using Base::bucket;
  using Base::current_benefit_;
  using Base::in_;
  using Base::look_up;
  using Base::merged_;
  using Base::order_;
  using Base::out_;
  using Base::plan_;
  using Base::rank_;
  using Base::sink_;

  /// Once the slots are known, before anything is charged.
  bool merge_stays() {
    for (std::uint8_t i = 0; i < out_.slots; ++i) {
      const std::uint8_t slot = order_[i];
      const int m = plan_.benefits[out_.benefit[slot]].merge;
      if (m < 0 || (seen_ >> m & 1) != 0) continue;
      seen_ |= 1u << m;
      current_benefit_ = out_.benefit[slot];
      bucket(Dim::benefit) = current_benefit_;
      const PlanMerge& merge = plan_.merges[static_cast<std::size_t>(m)];
      const bool same_stay = merge.bills >= 0 && in_.accumulators[merge.bills] > 0;
      bool merges = same_stay;
      if (!merges && !follows(merge, merges)) return false;
      if (merges) {
        merged_ |= 1u << m;
        if (Sink::wanted)
          sink_.add({Step::Kind::merged, slot, 0, 0, 0, in_.accumulators[merge.end],
                     in_.accumulators[merge.number], same_stay, 0});
      } else if (merge.deductible >= 0) {
        out_.accumulator_delta[merge.deductible] = -in_.accumulators[merge.deductible];
      }
    }
    return true;
  }

  /// After the deductibles: what the next bill is to know of this stay. A stay that ended before
  /// the last one known, claimed late, leaves no trace there.
  void remember_stays() {
    for (std::uint32_t rest = seen_; rest != 0; rest &= rest - 1) {
      const auto m = static_cast<std::size_t>(std::countr_zero(rest));
      const PlanMerge& merge = plan_.merges[m];
      std::int64_t* delta = out_.accumulator_delta;
      if (merge.bills >= 0) delta[merge.bills] += 1;
      const std::int64_t last = in_.accumulators[merge.end], known = in_.accumulators[merge.number];
      const bool merged = (merged_ >> m & 1) != 0;
      if (!merged && in_.on_day < last) {
        if (merge.deductible >= 0) delta[merge.deductible] = 0;
        continue;
      }
      std::int64_t further = 0, before = 0;
      for (std::uint8_t slot = 0; slot < out_.slots; ++slot) {
        const PlanBenefit& benefit = plan_.benefits[out_.benefit[slot]];
        if (benefit.merge != static_cast<std::int16_t>(m)) continue;
        further = std::max<std::int64_t>(further, rank_[slot]);
        if (benefit.admission_accumulator >= 0)
          before = in_.accumulators[benefit.admission_accumulator];
      }
      delta[merge.number] = (merged ? known : before + 1) + further - known;
      delta[merge.end] = std::max<std::int64_t>(last, in_.on_day) - last;
    }
  }

 private:
  /// Whether the stay began soon enough after the last discharge, and otherwise as the rule asks.
  bool follows(const PlanMerge& merge, bool& merges) {
    const std::int64_t last = in_.accumulators[merge.end];
    const std::int64_t gap = in_.admitted_day - last;
    if (!merge.transfer || last == 0 || gap < 0 || gap > merge.within_days) return true;
    std::uint16_t cell = kNoRule;
    if (!look_up(merge.when, cell, Refused::Figure::merges, 0xFF)) return false;
    merges = cell != kSkip;
    return true;
  }

  std::uint32_t seen_ = 0;
};

}  // namespace yitong
