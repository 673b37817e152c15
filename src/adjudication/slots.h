// From lines to slots: bars, first self-payments and limits of single lines, then what each slot
// pays before the first layer.
#pragma once

#include <tuple>

#include "adjudication/merging.h"

namespace yitong {

template <class Sink>
class Slots : protected Merging<Sink> {
 protected:
  using Base = Merging<Sink>;
  using Why = Refused::Why;
  using Base::accumulated;
  using Base::Base;
  using Base::bucket;
  using Base::current_benefit_;
  using Base::deducted_;
  using Base::enter;
  using Base::family_;
  using Base::figure;
  using Base::group_;
  using Base::in_;
  using Base::is_merged;
  using Base::key_group_;
  using Base::layer_count_;
  using Base::limit_used_;
  using Base::limited_;
  using Base::look_up;
  using Base::order_;
  using Base::out_;
  using Base::parts_;
  using Base::period_;
  using Base::plan_;
  using Base::rank_;
  using Base::refuse;
  using Base::sink_;
  using Base::used_grade;

  /// Routes each line to its slot and adds up the slot's parts.
  bool fill_slots() {
    std::uint8_t group_map[256];
    group_map[0] = 0;
    for (std::size_t g = 0; g < in_.bill->groups.size(); ++g)
      group_map[g + 1] = static_cast<std::uint8_t>(
          plan_.declared_value(Dim::drug_group, in_.bill->groups[g]).value_or(0));
    std::uint8_t slot = 0;
    for (const ScopedLine& line : in_.bill->lines) {
      const std::uint8_t group = group_map[line.group];
      const std::uint8_t benefit = plan_.route(in_.bill->visit, group);
      if (benefit == 0xFF) return refuse(Why::no_benefit);
      if (!find_slot(benefit, group, line.day, slot)) return false;
      out_.worst_grade = std::max(out_.worst_grade, line.grade);
      out_.total += line.amount;
      if (!plan_.plain_lines) {
        if (!ruled_line(line, slot, group)) return false;
        continue;
      }
      std::int64_t* gross = out_.gross[slot];
      gross[kFullSelfPay] += line.full_self_pay;
      gross[kOverLimit] += line.over_limit;
      gross[kSelfPayFirst] += line.self_pay_first;
      gross[kInScope] += line.in_scope();
    }
    return out_.slots > 0 || refuse(Why::no_benefit);
  }

  /// The slot of a benefit, settlement period and, where figures depend on it, drug group.
  bool find_slot(std::uint8_t benefit, std::uint8_t group, std::uint16_t day, std::uint8_t& slot) {
    const std::int32_t days = plan_.benefits[benefit].period_days;
    const auto period = static_cast<std::uint16_t>(days == 0 ? 0 : day / days);
    const std::uint8_t key_group = plan_.split_groups ? group : 0;
    const auto same = [&](std::uint8_t at) {
      return out_.benefit[at] == benefit && period_[at] == period && key_group_[at] == key_group;
    };
    if (slot < out_.slots && same(slot)) return true;
    for (slot = 0; slot < out_.slots; ++slot)
      if (same(slot)) return true;
    if (out_.slots == kMaxSlots) return refuse(Why::too_many_benefits);
    ++out_.slots;
    out_.benefit[slot] = benefit;
    period_[slot] = period;
    key_group_[slot] = key_group;
    group_[slot] = group;
    clear_parts(out_.gross[slot], parts_);
    clear_parts(out_.paid[slot], static_cast<int>(layer_count_));
    if (!plan_.plain_lines) std::fill_n(limited_[slot], kMaxLineLimits, 0);
    return true;
  }

  /// A line under an area that has rules for single lines.
  bool ruled_line(const ScopedLine& line, std::uint8_t slot, std::uint8_t group) {
    std::int64_t* gross = out_.gross[slot];
    current_benefit_ = out_.benefit[slot];
    bucket(Dim::benefit) = current_benefit_;
    bucket(Dim::drug_group) = group;
    bucket(Dim::item_class) = line.item_class;
    bucket(Dim::approved) = line.approved;
    bucket(Dim::granted) = line.granted;
    if (plan_.bars >= 0) {
      std::uint16_t cell = kNoRule;
      if (!look_up(plan_.bars, cell, Refused::Figure::bar, 0xFF)) return false;
      if (cell != kNoRule) {
        if (plan_.policy->bars[cell].refuses)
          return refuse(Why::bar_refuses, Refused::Figure::bar, cell);
        gross[kFullSelfPay] += line.amount;
        if (Sink::wanted)
          sink_.add({Step::Kind::barred, slot, 0, 0, cell, line.amount, 0, 0, line.amount});
        return true;
      }
    }
    std::int64_t first = line.self_pay_first;
    const std::int64_t base = line.amount - line.full_self_pay - line.over_limit;
    if (plan_.first_self_payment >= 0 && base > 0 && !own_first(base, slot, first)) return false;
    gross[kFullSelfPay] += line.full_self_pay;
    gross[kOverLimit] += line.over_limit;
    gross[kSelfPayFirst] += first;
    gross[kInScope] += base - first;
    for (std::size_t i = 0; i < plan_.line_limits.size(); ++i) {
      const std::uint32_t categories = plan_.line_limits[i].categories;
      if (categories == 0 || (categories >> line.category & 1) != 0)
        limited_[slot][i] += base - first;
    }
    return true;
  }

  /// First self-payment by the insured area's rule, where it has one for this line.
  bool own_first(std::int64_t base, std::uint8_t slot, std::int64_t& first) {
    std::uint16_t cell = kNoRule;
    if (!look_up(plan_.first_self_payment, cell, Refused::Figure::first_self_payment, 0xFF))
      return false;
    if (cell == kNoRule) return true;
    const FigureCell& figure = plan_.figures[cell];
    if (!figure.known)
      return refuse(Why::unknown_figure, Refused::Figure::first_self_payment, cell);
    used_grade(figure.grade);
    const std::int64_t own = multiply_fen(base, figure.value, Rounding::half_up), given = first;
    using Combine = FirstSelfPayment::Combine;
    switch (plan_.policy->first_self_payment->combine) {
      case Combine::replace: first = own; break;
      case Combine::add: first = std::min(base, given + own); break;
      case Combine::higher: first = std::max(given, own); break;
    }
    if (Sink::wanted)
      sink_.add({Step::Kind::own_first, slot, 0, 0, cell, base, figure.value, given, first});
    return true;
  }

  /// Earlier settlement periods come first; each is an admission of its own. Within one, benefits
  /// in the policy's order, and lines without a drug group before the groups.
  void order_slots() {
    order_[0] = family_[0] = 0;
    rank_[0] = 0;
    if (out_.slots > 1) {
      for (std::uint8_t i = 0; i < out_.slots; ++i) order_[i] = i;
      // Not by the order of the bill's lines, which must not change what is paid.
      const auto key = [this](std::uint8_t slot) {
        return std::tuple(period_[slot], out_.benefit[slot], key_group_[slot]);
      };
      std::sort(order_, order_ + out_.slots,
                [&key](std::uint8_t a, std::uint8_t b) { return key(a) < key(b); });
      for (std::uint8_t i = 0; i < out_.slots; ++i) {
        const std::uint8_t slot = order_[i];
        family_[slot] = slot;
        for (std::uint8_t k = i; k-- > 0;)
          if (out_.benefit[order_[k]] == out_.benefit[slot] && period_[order_[k]] == period_[slot])
            family_[slot] = family_[order_[k]];
        rank_[slot] = 0;
        if (i > 0)
          rank_[slot] = static_cast<std::uint8_t>(rank_[order_[i - 1]] +
                                                  (period_[slot] != period_[order_[i - 1]]));
      }
    }
    for (std::uint8_t slot = 0; slot < out_.slots; ++slot) deducted_[slot] = 0;
  }

  bool prepare(std::uint8_t slot) {
    enter(slot);
    if (plan_.refusals >= 0 && !not_refused()) return false;
    if (!plan_.line_limits.empty() && !line_limits(slot)) return false;
    if (plan_.out_of_area >= 0 && !out_of_area(slot)) return false;
    if (!deductible(slot)) return false;
    std::int64_t *gross = out_.gross[slot], *open = out_.open[slot];
    clear_parts(open, parts_);
    std::copy_n(gross, static_cast<int>(kFixedParts), open);
    open[kInScope] -= gross[kDeductible];
    return true;
  }

  bool not_refused() {
    std::uint16_t cell = kNoRule;
    if (!look_up(plan_.refusals, cell, Refused::Figure::refusal, 0xFF)) return false;
    return cell == kNoRule || refuse(Why::not_payable, Refused::Figure::refusal, cell);
  }

  bool line_limits(std::uint8_t slot) {
    std::int64_t* gross = out_.gross[slot];
    for (std::uint8_t i = 0; i < plan_.line_limits.size(); ++i) {
      const PlanLineLimit& limit = plan_.line_limits[i];
      const std::int64_t cost = std::min(limited_[slot][i], gross[kInScope]);
      if ((limit.of >> current_benefit_ & 1) == 0 || cost == 0) continue;
      std::uint16_t cell = kNoRule;
      if (!look_up(limit.figure, cell, Refused::Figure::line_limit, 0xFF)) return false;
      if (cell == kNoRule) continue;  // the rows name those who are limited
      const FigureCell& found = plan_.figures[cell];
      if (!found.known) return refuse(Why::unknown_figure, Refused::Figure::line_limit, cell);
      used_grade(found.grade);
      const std::int64_t used =
          limit.accumulator < 0 ? limit_used_[i] : accumulated(limit.accumulator);
      const std::int64_t kept = std::clamp<std::int64_t>(found.value - used, 0, cost);
      if (limit.accumulator >= 0) out_.accumulator_delta[limit.accumulator] += kept;
      limit_used_[i] += kept;
      gross[kOverLineLimit] += cost - kept;
      gross[kInScope] -= cost - kept;
      if (Sink::wanted && cost > kept)
        sink_.add({Step::Kind::line_limit, slot, i, 0, cell, found.value, used, cost, cost - kept});
    }
    return true;
  }

  bool out_of_area(std::uint8_t slot) {
    std::int64_t* gross = out_.gross[slot];
    if ((plan_.out_of_area_of >> current_benefit_ & 1) == 0 || gross[kInScope] == 0) return true;
    const FigureCell* found = nullptr;
    std::uint16_t cell = 0;
    if (!figure(plan_.out_of_area, Refused::Figure::out_of_area, 0xFF, found, cell)) return false;
    const std::int64_t before = gross[kInScope];
    gross[kOutOfArea] = multiply_fen(before, found->value, Rounding::half_up);
    gross[kInScope] = before - gross[kOutOfArea];
    if (Sink::wanted && found->value > 0)
      sink_.add(
          {Step::Kind::out_of_area, slot, 0, 0, cell, before, found->value, 0, gross[kOutOfArea]});
    return true;
  }

  bool deductible(std::uint8_t slot) {
    const PlanBenefit& benefit = plan_.benefits[current_benefit_];
    std::int64_t* gross = out_.gross[slot];
    if (benefit.admission_accumulator >= 0) {
      std::int64_t& delta = out_.accumulator_delta[benefit.admission_accumulator];
      delta = std::max<std::int64_t>(delta, rank_[slot] + (is_merged(benefit) ? 0 : 1));
    }
    if (benefit.deductible < 0) return true;
    const FigureCell* found = nullptr;
    std::uint16_t cell = 0;
    if (!figure(benefit.deductible, Refused::Figure::deductible, 0xFF, found, cell)) return false;
    const int counter = benefit.deductible_accumulator;
    std::int64_t& of_family = deducted_[family_[slot]];
    const std::int64_t paid = counter < 0 ? of_family : accumulated(counter);
    gross[kDeductible] = std::min(gross[kInScope], std::max<std::int64_t>(0, found->value - paid));
    const std::int64_t without_ceiling = gross[kDeductible];
    if (benefit.ceiling >= 0 && !ceiling(benefit, slot)) return false;
    of_family += gross[kDeductible];
    if (counter >= 0) out_.accumulator_delta[counter] += gross[kDeductible];
    if (Sink::wanted)
      sink_.add({Step::Kind::deductible, slot, 0, 0, cell, found->value, paid, gross[kInScope],
                 without_ceiling});
    if (Sink::wanted && gross[kDeductible] < without_ceiling) sink_.add(ceiling_step_);
    return true;
  }

  /// Of all that the deductibles of a time may come to, this one takes what is left.
  bool ceiling(const PlanBenefit& benefit, std::uint8_t slot) {
    std::uint16_t cell = kNoRule;
    if (!look_up(benefit.ceiling, cell, Refused::Figure::ceiling, 0xFF)) return false;
    if (cell == kNoRule) return true;  // the rows name those who have a ceiling
    const FigureCell& found = plan_.figures[cell];
    if (!found.known) return refuse(Why::unknown_figure, Refused::Figure::ceiling, cell);
    used_grade(found.grade);
    std::int64_t& charged = out_.gross[slot][kDeductible];
    const std::int64_t so_far = accumulated(benefit.ceiling_accumulator), without = charged;
    charged = std::clamp<std::int64_t>(found.value - so_far, 0, without);
    out_.accumulator_delta[benefit.ceiling_accumulator] += charged;
    if (Sink::wanted)
      ceiling_step_ = {Step::Kind::ceiling, slot,   0,       0,      cell,
                       found.value,         so_far, without, charged};
    return true;
  }

  Step ceiling_step_{};
};

}  // namespace yitong
