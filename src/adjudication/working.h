// One settlement in the making: its state, and how it looks up the figures of a plan. Everything it
// touches is on the stack or the caller's. settle.cpp builds on it.
#pragma once

#include <algorithm>
#include <bit>

#include "adjudication/bands.h"
#include "adjudication/settle.h"

namespace yitong {

template <class Sink>
class Working {
 protected:
  using Why = Refused::Why;

  Working(const SettleInput& input, const Plan& plan, Settlement& out, Sink& sink)
      : in_(input),
        plan_(plan),
        out_(out),
        sink_(sink),
        layer_count_(plan.layers.size()),
        parts_(plan.parts()) {}

  bool refuse(Why why, Refused::Figure figure = {}, std::uint16_t cell = 0,
              std::uint8_t layer = 0xFF) {
    refused_ = {why, Dim::count, layer, current_benefit_, figure, cell};
    return false;
  }

  std::int64_t accumulated(int index) const {
    return in_.accumulators[index] + out_.accumulator_delta[index];
  }

  std::uint32_t& bucket(Dim dim) { return bucket_[static_cast<std::size_t>(dim)]; }
  bool uses(Dim dim) const { return (plan_.used_dims >> static_cast<unsigned>(dim) & 1) != 0; }

  void fill_buckets() {
    for (std::uint32_t rest = plan_.used_dims; rest != 0; rest &= rest - 1) {
      const auto d = static_cast<std::size_t>(std::countr_zero(rest));
      const std::int32_t value = in_.facts->value[d];
      if (value == Facts::kUnset)
        unset_ |= 1u << d;
      else
        bucket_[d] = bucket_of_value(d, value);
    }
    unset_ &= ~kSetHere;
    bucket(Dim::visit) = in_.bill->visit;
  }

  std::uint32_t bucket_of_value(std::size_t d, std::int32_t value) const {
    if ((plan_.number_dims >> d & 1) == 0) return static_cast<std::uint32_t>(value);
    std::uint32_t bucket = 0;
    for (const std::int32_t threshold : plan_.thresholds[d]) bucket += value >= threshold;
    return bucket;
  }

  /// Whether the bill goes on with an earlier admission.
  bool is_merged(const PlanBenefit& benefit) const {
    return benefit.merge >= 0 && (merged_ >> benefit.merge & 1) != 0;
  }

  /// Sets the keys that belong to a slot.
  void enter(std::uint8_t slot) {
    current_benefit_ = out_.benefit[slot];
    bucket(Dim::benefit) = current_benefit_;
    bucket(Dim::drug_group) = group_[slot];
    if (!uses(Dim::admission)) return;
    const PlanBenefit& benefit = plan_.benefits[current_benefit_];
    const int counter = benefit.admission_accumulator;
    std::int64_t number = counter < 0 ? 1 : in_.accumulators[counter] + 1 + rank_[slot];
    if (is_merged(benefit))
      number = in_.accumulators[plan_.merges[static_cast<std::size_t>(benefit.merge)].number] +
               rank_[slot];
    number = std::clamp<std::int64_t>(number, 1, INT32_MAX);
    bucket(Dim::admission) = bucket_of_value(static_cast<std::size_t>(Dim::admission),
                                             static_cast<std::int32_t>(number));
  }

  /// The outcome that a site gives now; a key that nobody told refuses.
  bool look_up(std::int32_t site_index, std::uint16_t& cell, Refused::Figure figure,
               std::uint8_t layer) {
    const Site& site = plan_.sites[static_cast<std::size_t>(site_index)];
    std::uint32_t index = bucket_[site.keys[0].dim] * site.keys[0].stride +
                          bucket_[site.keys[1].dim] * site.keys[1].stride +
                          bucket_[site.keys[2].dim] * site.keys[2].stride +
                          bucket_[site.keys[3].dim] * site.keys[3].stride;
    for (std::uint32_t k = 4; k < site.count; ++k)
      index += bucket_[site.keys[k].dim] * site.keys[k].stride;
    cell = plan_.cells[site.first + index];
    const std::uint32_t missing = site.dims & unset_;
    if (missing == 0) [[likely]]
      return true;
    return same_for_all(site, missing, index) || missing_fact(missing, figure, layer);
  }

  bool missing_fact(std::uint32_t missing, Refused::Figure figure, std::uint8_t layer) {
    refuse(Why::missing_fact, figure, 0, layer);
    refused_.dim = static_cast<Dim>(std::countr_zero(missing));
    return false;
  }

  /// Whether the keys that nobody told make no difference here (their buckets are 0 in `index`).
  bool same_for_all(const Site& site, std::uint32_t missing, std::uint32_t index) const {
    const std::uint16_t* cells = plan_.cells.data() + site.first;
    for (std::uint32_t other = 0; other < site.size; ++other) {
      if (cells[other] == cells[index]) continue;
      bool reachable = true;
      for (std::uint32_t k = 0; k < site.count && reachable; ++k) {
        if ((missing >> site.keys[k].dim & 1) != 0) continue;
        const std::uint32_t size = k + 1 < site.count ? site.keys[k + 1].stride : site.size;
        const std::uint32_t stride = site.keys[k].stride;
        reachable = other % size / stride == index % size / stride;
      }
      if (reachable) return false;
    }
    return true;
  }

  /// A figure that must be known.
  bool figure(std::int32_t site, Refused::Figure which, std::uint8_t layer,
              const FigureCell*& found, std::uint16_t& cell) {
    if (!look_up(site, cell, which, layer)) return false;
    if (cell == kNoRule) return refuse(Why::no_rule, which, cell, layer);
    found = &plan_.figures[cell];
    if (!found->known) return refuse(Why::unknown_figure, which, cell, layer);
    used_grade(found->grade);
    return true;
  }

  void used_grade(char grade) { out_.worst_grade = std::max(out_.worst_grade, grade); }

  static constexpr std::uint32_t bit(Dim dim) { return 1u << static_cast<unsigned>(dim); }
  static constexpr std::uint32_t kSetHere =
      bit(Dim::benefit) | bit(Dim::visit) | bit(Dim::drug_group) | bit(Dim::admission) |
      bit(Dim::item_class) | bit(Dim::approved) | bit(Dim::granted);

  const SettleInput& in_;
  const Plan& plan_;
  Settlement& out_;
  Sink& sink_;
  const std::size_t layer_count_;
  const int parts_;
  Refused refused_;
  std::uint32_t bucket_[kDims] = {};
  std::uint32_t unset_ = 0;
  std::uint32_t merged_ = 0;  ///< bits of Plan::merges that go on with an earlier admission
  std::uint8_t current_benefit_ = 0xFF;
  std::uint8_t group_[kMaxSlots], key_group_[kMaxSlots], order_[kMaxSlots], rank_[kMaxSlots];
  std::uint8_t family_[kMaxSlots];  ///< first slot of the same benefit and period
  std::uint16_t period_[kMaxSlots];
  std::int64_t deducted_[kMaxSlots];                   ///< per family, of this bill
  std::int64_t placed_[kMaxSlots], under_[kMaxSlots];  ///< per family, within the layer at work
  std::int64_t limited_[kMaxSlots][kMaxLineLimits];    ///< in-scope cost under each line limit
  std::int64_t limit_used_[kMaxLineLimits] = {};
};

}  // namespace yitong
