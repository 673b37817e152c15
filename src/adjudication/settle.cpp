#include "adjudication/settle.h"

#include <algorithm>
#include <bit>

namespace yitong {
namespace {

using Why = Refused::Why;

std::int64_t multiply_fen(std::int64_t fen, std::int64_t ppm, Rounding rounding) {
  return multiply(Money::fen(fen), Ratio::ppm(ppm), rounding).fen();
}

/// One settlement in the making. Everything it touches is on the stack or the caller's.
template <class Sink>
class Settling {
 public:
  Settling(const SettleInput& input, const Plan& plan, Settlement& out, Sink& sink)
      : in_(input), plan_(plan), out_(out), sink_(sink) {}

  Refused run() {
    out_.slots = 0;
    out_.worst_grade = 'A';
    std::fill_n(out_.accumulator_delta, plan_.accumulators.size(), 0);
    if (!fill_slots() || !fill_buckets()) return refused_;
    for (std::uint8_t slot = 0; slot < out_.slots; ++slot)
      if (!enter(slot) || !not_refused() || !out_of_area(slot) || !deductible(slot))
        return refused_;
    for (std::uint8_t l = 0; l < plan_.layers.size(); ++l) {
      const PlanLayer& layer = plan_.layers[l];
      if (layer.joint && out_.slots > 1) {
        if (!pay_joint(layer, l)) return refused_;
        continue;
      }
      for (std::uint8_t slot = 0; slot < out_.slots; ++slot)
        if (!pay_slot(layer, l, slot)) return refused_;
    }
    close();
    if (broken_identity(out_, plan_) != nullptr) refused_.why = Why::identity;
    return refused_;
  }

 private:
  bool refuse(Why why, Refused::Figure figure = {}, std::uint16_t cell = 0,
              std::uint8_t layer = 0xFF) {
    refused_ = {why, Dim::count, layer, current_benefit_, figure, cell};
    return false;
  }

  std::int64_t accumulated(int index) const {
    return in_.accumulators[index] + out_.accumulator_delta[index];
  }

  /// Routes each line to the slot of its benefit and adds up the slot's parts.
  bool fill_slots() {
    std::uint8_t slot_of[kMaxBenefits];
    std::fill_n(slot_of, plan_.benefits.size(), 0xFF);
    std::uint8_t group_map[256];
    group_map[0] = 0;
    for (std::size_t g = 0; g < in_.bill->groups.size(); ++g)
      group_map[g + 1] = static_cast<std::uint8_t>(
          plan_.declared_value(Dim::drug_group, in_.bill->groups[g]).value_or(0));
    for (const ScopedLine& line : in_.bill->lines) {
      const std::uint8_t group = group_map[line.group];
      const std::uint8_t benefit = plan_.route(in_.bill->visit, group);
      if (benefit == 0xFF) return refuse(Why::no_benefit);
      std::uint8_t slot = slot_of[benefit];
      if (slot == 0xFF) {
        if (out_.slots == kMaxSlots) return refuse(Why::too_many_benefits);
        slot = slot_of[benefit] = out_.slots++;
        out_.benefit[slot] = benefit;
        group_[slot] = group;
        std::fill_n(out_.gross[slot], plan_.parts(), 0);
        std::fill_n(out_.paid[slot], plan_.layers.size(), 0);
      }
      std::int64_t* gross = out_.gross[slot];
      gross[kFullSelfPay] += line.full_self_pay;
      gross[kOverLimit] += line.over_limit;
      gross[kSelfPayFirst] += line.self_pay_first;
      gross[kInScope] += line.in_scope();
      out_.worst_grade = std::max(out_.worst_grade, line.grade);
    }
    return out_.slots > 0 || refuse(Why::no_benefit);
  }

  bool fill_buckets() {
    for (std::uint32_t rest = plan_.used_dims; rest != 0; rest &= rest - 1) {
      const auto d = static_cast<std::size_t>(std::countr_zero(rest));
      const std::int32_t value = in_.facts->value[d];
      if (value == Facts::kUnset) {
        unset_ |= 1u << d;
        continue;
      }
      bucket_[d] = bucket_of_value(d, value);
    }
    constexpr std::uint32_t set_here = 1u << static_cast<unsigned>(Dim::benefit) |
                                       1u << static_cast<unsigned>(Dim::drug_group) |
                                       1u << static_cast<unsigned>(Dim::admission);
    unset_ &= ~set_here;
    return true;
  }

  std::uint32_t bucket_of_value(std::size_t d, std::int32_t value) const {
    if ((plan_.number_dims >> d & 1) == 0) return static_cast<std::uint32_t>(value);
    std::uint32_t bucket = 0;
    for (const std::int32_t threshold : plan_.thresholds[d]) bucket += value >= threshold;
    return bucket;
  }

  /// Sets the keys that belong to a slot.
  bool enter(std::uint8_t slot) {
    current_benefit_ = out_.benefit[slot];
    bucket_[static_cast<std::size_t>(Dim::benefit)] = current_benefit_;
    bucket_[static_cast<std::size_t>(Dim::drug_group)] = group_[slot];
    if ((plan_.used_dims >> static_cast<unsigned>(Dim::admission) & 1) != 0) {
      const int counter = plan_.benefits[current_benefit_].admission_accumulator;
      const std::int64_t number =
          counter < 0 ? 1 : std::min<std::int64_t>(in_.accumulators[counter] + 1, INT32_MAX);
      bucket_[static_cast<std::size_t>(Dim::admission)] = bucket_of_value(
          static_cast<std::size_t>(Dim::admission), static_cast<std::int32_t>(number));
    }
    return true;
  }

  /// The outcome that a site gives now; a key that nobody told refuses.
  bool look_up(std::int32_t site_index, std::uint16_t& cell, Refused::Figure figure,
               std::uint8_t layer) {
    const Site& site = plan_.sites[static_cast<std::size_t>(site_index)];
    std::uint32_t index = 0;
    for (std::uint32_t k = 0; k < site.count; ++k)
      index += bucket_[site.keys[k].dim] * site.keys[k].stride;
    cell = plan_.cells[site.first + index];
    const std::uint32_t missing = site.dims & unset_;
    if (missing == 0 || same_for_all(site, missing, index)) return true;
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

  bool not_refused() {
    if (plan_.refusals < 0) return true;
    std::uint16_t cell = kNoRule;
    if (!look_up(plan_.refusals, cell, Refused::Figure::refusal, 0xFF)) return false;
    return cell == kNoRule || refuse(Why::not_payable, Refused::Figure::refusal, cell);
  }

  bool out_of_area(std::uint8_t slot) {
    std::int64_t* gross = out_.gross[slot];
    if (plan_.out_of_area < 0 || (plan_.out_of_area_of >> current_benefit_ & 1) == 0 ||
        gross[kInScope] == 0)
      return true;
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
    if (benefit.admission_accumulator >= 0)
      out_.accumulator_delta[benefit.admission_accumulator] = 1;
    if (benefit.deductible >= 0) {
      const FigureCell* found = nullptr;
      std::uint16_t cell = 0;
      if (!figure(benefit.deductible, Refused::Figure::deductible, 0xFF, found, cell)) return false;
      const int counter = benefit.deductible_accumulator;
      const std::int64_t paid = counter < 0 ? 0 : accumulated(counter);
      gross[kDeductible] =
          std::min(gross[kInScope], std::max<std::int64_t>(0, found->value - paid));
      if (counter >= 0) out_.accumulator_delta[counter] += gross[kDeductible];
      if (Sink::wanted)
        sink_.add({Step::Kind::deductible, slot, 0, 0, cell, found->value, paid, gross[kInScope],
                   gross[kDeductible]});
    }
    std::int64_t* open = out_.open[slot];
    std::copy_n(gross, plan_.parts(), open);
    open[kInScope] -= gross[kDeductible];
    live_[slot] = 0;
    for (int part = 0; part < kFixedParts; ++part)
      live_[slot] |= static_cast<std::uint64_t>(open[part] != 0) << part;
    return true;
  }

  /// What a layer finds of the parts it takes.
  std::int64_t found_by(const PlanLayer& layer, std::uint8_t slot) const {
    std::int64_t base = 0;
    for (std::uint64_t rest = layer.takes & live_[slot]; rest != 0; rest &= rest - 1)
      base += out_.open[slot][std::countr_zero(rest)];
    return base;
  }

  void take(const PlanLayer& layer, std::uint8_t slot) {
    for (std::uint64_t rest = layer.takes & live_[slot]; rest != 0; rest &= rest - 1)
      out_.open[slot][std::countr_zero(rest)] = 0;
    live_[slot] &= ~layer.takes;
  }

  struct Outcome {
    std::int64_t under = 0, paid = 0, band_self = 0, over = 0;
  };

  bool pay_slot(const PlanLayer& layer, std::uint8_t l, std::uint8_t slot) {
    if ((layer.of >> out_.benefit[slot] & 1) == 0) return true;
    const std::int64_t base = found_by(layer, slot);
    if (base == 0) return true;
    if (out_.slots > 1) enter(slot);
    Outcome got;
    bool skipped = false;
    if (!pay(layer, l, slot, base, out_.gross[slot][kDeductible], got, skipped)) return false;
    if (skipped || got.under == base)
      return true;  // wholly under the start line: the parts keep their names
    take(layer, slot);
    put(layer, l, slot, got);
    return true;
  }

  void put(const PlanLayer& layer, std::uint8_t l, std::uint8_t slot, const Outcome& got) {
    const std::int64_t left[3] = {got.under, got.band_self, got.over};
    for (int i = 0; i < 3; ++i) {
      out_.gross[slot][layer.parts + i] = out_.open[slot][layer.parts + i] = left[i];
      live_[slot] |= static_cast<std::uint64_t>(left[i] != 0) << (layer.parts + i);
    }
    out_.paid[slot][l] = got.paid;
  }

  /// All benefits of the layer together; what comes out is spread over them by what they brought.
  bool pay_joint(const PlanLayer& layer, std::uint8_t l) {
    std::int64_t brought[kMaxSlots] = {}, base = 0, offset = 0;
    for (std::uint8_t slot = 0; slot < out_.slots; ++slot) {
      if ((layer.of >> out_.benefit[slot] & 1) == 0) continue;
      base += brought[slot] = found_by(layer, slot);
      offset += out_.gross[slot][kDeductible];
    }
    if (base == 0) return true;
    Outcome all;
    bool skipped = false;
    if (!pay(layer, l, 0, base, offset, all, skipped)) return false;
    if (skipped || all.under == base) return true;
    std::int64_t under[kMaxSlots], paid[kMaxSlots], over[kMaxSlots];
    distribute(all.paid, brought, out_.slots, paid);
    std::int64_t unpaid[kMaxSlots];
    for (std::uint8_t slot = 0; slot < out_.slots; ++slot)
      unpaid[slot] = brought[slot] - paid[slot];
    distribute(all.under, unpaid, out_.slots, under);
    for (std::uint8_t slot = 0; slot < out_.slots; ++slot) unpaid[slot] -= under[slot];
    distribute(all.over, unpaid, out_.slots, over);
    for (std::uint8_t slot = 0; slot < out_.slots; ++slot) {
      if (brought[slot] == 0) continue;
      take(layer, slot);
      put(layer, l, slot, {under[slot], paid[slot], unpaid[slot] - over[slot], over[slot]});
    }
    return true;
  }

  bool pay(const PlanLayer& layer, std::uint8_t l, std::uint8_t slot, std::int64_t base,
           std::int64_t deducted, Outcome& got, bool& skipped) {
    std::uint16_t cell = 0;
    if (!look_up(layer.rates, cell, Refused::Figure::rates, l)) return false;
    skipped = cell == kSkip;
    if (skipped) return true;
    if (cell == kNoRule) return refuse(Why::no_rule, Refused::Figure::rates, cell, l);
    const RateCell& rate = plan_.rates[cell];
    if (!rate.known) return refuse(Why::unknown_figure, Refused::Figure::rates, cell, l);
    used_grade(rate.grade);

    const std::int64_t before =
        layer.burden_accumulator < 0 ? 0 : accumulated(layer.burden_accumulator);
    std::int64_t start = 0;
    if (layer.start >= 0) {
      const FigureCell* found = nullptr;
      std::uint16_t start_cell = 0;
      if (!figure(layer.start, Refused::Figure::start, l, found, start_cell)) return false;
      start = found->value;
      const std::int64_t reached = layer.start_per == Per::year ? before : 0;
      got.under = std::clamp<std::int64_t>(start - reached, 0, base);
      if (Sink::wanted)
        sink_.add({Step::Kind::start, slot, l, 0, start_cell, start, reached, base, got.under});
    }
    if (layer.burden_accumulator >= 0) out_.accumulator_delta[layer.burden_accumulator] += base;

    Span span{0, base - got.under};
    if (layer.bands_from == BandsFrom::zero) span.from = deducted + got.under;
    if (layer.bands_from == BandsFrom::year) span.from = std::max<std::int64_t>(0, before - start);
    span.telescoping = layer.bands_from == BandsFrom::year;
    if (!pay_bands(layer, l, slot, rate, cell, span, got)) return false;
    if (Sink::wanted)
      sink_.add({Step::Kind::layer, slot, l, 0, cell, base, got.under, got.over, got.paid});
    return true;
  }

  /// Cost [from, from + length) on the scale on which the bands are measured. Telescoping: the sums
  /// of several bills add up to what one bill of all of them would be paid.
  struct Span {
    std::int64_t from = 0, length = 0;
    bool telescoping = false;
  };

  /// What one band pays of the first `upto` units of the scale and its share of [lower, upper).
  static std::int64_t band_pays(const Band& band, std::int64_t lower, const Span& span,
                                std::int64_t upto, Rounding rounding) {
    const std::int64_t top = std::min(band.to, upto);
    if (!span.telescoping) {
      const std::int64_t bottom = std::max(lower, span.from);
      return top <= bottom ? 0 : multiply_fen(top - bottom, band.ppm, rounding);
    }
    const std::int64_t now = top <= lower ? 0 : multiply_fen(top - lower, band.ppm, rounding);
    const std::int64_t earlier_top = std::min(band.to, span.from);
    const std::int64_t earlier =
        earlier_top <= lower ? 0 : multiply_fen(earlier_top - lower, band.ppm, rounding);
    return now - earlier;
  }

  /// Cap left: of fund money or of in-scope cost; INT64_MAX without a cap.
  bool cap_left(const PlanLayer& layer, std::uint8_t l, std::int64_t& left, std::int64_t& cap,
                std::int64_t& used, std::uint16_t& cell) {
    left = INT64_MAX;
    if (layer.cap < 0) return true;
    if (!look_up(layer.cap, cell, Refused::Figure::cap, l)) return false;
    if (cell == kNoRule) return true;  // the rows name those who have a cap
    const FigureCell& found = plan_.figures[cell];
    if (!found.known) return refuse(Why::unknown_figure, Refused::Figure::cap, cell, l);
    used_grade(found.grade);
    cap = found.value;
    used = layer.cap_accumulator < 0 ? 0 : accumulated(layer.cap_accumulator);
    left = std::max<std::int64_t>(0, cap - used);
    return true;
  }

  bool pay_bands(const PlanLayer& layer, std::uint8_t l, std::uint8_t slot, const RateCell& rate,
                 std::uint16_t rate_cell, Span span, Outcome& got) {
    std::int64_t left = 0, cap = 0, used = 0;
    std::uint16_t cap_cell = 0;
    if (!cap_left(layer, l, left, cap, used, cap_cell)) return false;
    const std::int64_t above = span.length;
    if (!layer.cap_of_fund_money) span.length = std::min(span.length, left);
    const std::int64_t fund_left = layer.cap_of_fund_money ? left : INT64_MAX;
    const std::int64_t end = span.from + span.length;
    std::int64_t lower = 0, covered = 0, without_cap = 0;
    bool full = false;
    for (std::uint16_t i = 0; i < rate.bands; ++i) {
      const Band& band = plan_.bands[rate.first_band + i];
      const std::int64_t bottom = std::max(lower, span.from);
      std::int64_t top = std::min(band.to, end);
      if (top > bottom) {
        std::int64_t pays = band_pays(band, lower, span, end, layer.rounding);
        without_cap += pays;
        if (full) {
          pays = 0;
        } else if (got.paid + pays > fund_left) {
          pays = fund_left - got.paid;
          // The scope that this much fund money stands for; half up, never less than the money
          // itself.
          const std::int64_t scope = divide_rounded(static_cast<__int128>(pays) * Ratio::kOne,
                                                    band.ppm, Rounding::half_up);
          top = std::min(top, bottom + std::max(scope, pays));
          covered += top - bottom;
          full = true;
        } else {
          covered += top - bottom;
        }
        got.paid += pays;
        if (Sink::wanted && (!full || pays > 0))
          sink_.add({Step::Kind::band, slot, l, static_cast<std::uint8_t>(i), rate_cell, bottom,
                     top, band.ppm, pays});
      }
      lower = band.to;
      if (band.to >= end) break;
    }
    got.over = above - covered;
    got.band_self = covered - got.paid;
    if (layer.cap_accumulator >= 0)
      out_.accumulator_delta[layer.cap_accumulator] += layer.cap_of_fund_money ? got.paid : covered;
    if (Sink::wanted && got.over > 0)
      sink_.add({Step::Kind::cap, slot, l, 0, cap_cell, cap, used, without_cap, got.over});
    return true;
  }

  void close() {
    out_.total = out_.funds = out_.account = 0;
    std::int64_t person = 0, payable = 0;
    for (std::uint8_t slot = 0; slot < out_.slots; ++slot) {
      for (int part = 0; part < kDeductible; ++part) out_.total += out_.gross[slot][part];
      for (std::size_t l = 0; l < plan_.layers.size(); ++l) out_.funds += out_.paid[slot][l];
      const bool account = (plan_.account_of >> out_.benefit[slot] & 1) != 0;
      const std::uint64_t pays = account ? plan_.account_pays : 0;
      for (std::uint64_t rest = live_[slot]; rest != 0; rest &= rest - 1) {
        const int part = std::countr_zero(rest);
        person += out_.open[slot][part];
        if ((pays >> part & 1) != 0) payable += out_.open[slot][part];
      }
    }
    out_.account = std::min(payable, std::max<std::int64_t>(0, in_.account_available));
    out_.cash = person - out_.account;
    if (Sink::wanted && out_.account > 0)
      sink_.add({Step::Kind::account, 0, 0, 0, 0, in_.account_available, payable, 0, out_.account});
  }

  const SettleInput& in_;
  const Plan& plan_;
  Settlement& out_;
  Sink& sink_;
  Refused refused_;
  std::uint32_t bucket_[kDims] = {};
  std::uint32_t unset_ = 0;
  std::uint8_t group_[kMaxSlots] = {};
  std::uint64_t live_[kMaxSlots];  ///< bits of the parts of a slot that are open and not zero
  std::uint8_t current_benefit_ = 0xFF;
};

}  // namespace

template <class Sink>
Refused settle(const SettleInput& input, const Plan& plan, Settlement& out, Sink& sink) {
  return Settling<Sink>(input, plan, out, sink).run();
}
template Refused settle<NoSteps>(const SettleInput&, const Plan&, Settlement&, NoSteps&);
template Refused settle<StepList>(const SettleInput&, const Plan&, Settlement&, StepList&);

}  // namespace yitong
