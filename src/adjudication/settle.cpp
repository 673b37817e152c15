#include "adjudication/settle.h"

#include "adjudication/bands.h"
#include "adjudication/caps.h"
#include "adjudication/settle_case.h"

namespace yitong {
namespace {

/// The layers, one after the other, over the slots.
template <class Sink>
class Settling : Caps<Sink> {
  using Base = Caps<Sink>;
  using typename Base::Limits;
  using Why = Refused::Why;
  using Base::accumulated;
  using Base::bucket;
  using Base::enter;
  using Base::family_;
  using Base::figure;
  using Base::fill_buckets;
  using Base::fill_slots;
  using Base::in_;
  using Base::layer_count_;
  using Base::limits_of;
  using Base::look_up;
  using Base::merge_stays;
  using Base::missing_fact;
  using Base::order_;
  using Base::order_slots;
  using Base::out_;
  using Base::parts_;
  using Base::placed_;
  using Base::plan_;
  using Base::prepare;
  using Base::refuse;
  using Base::refused_;
  using Base::remember_stays;
  using Base::sink_;
  using Base::under_;
  using Base::use_caps;
  using Base::used_grade;

 public:
  Settling(const SettleInput& input, const Plan& plan, Settlement& out, Sink& sink)
      : Base(input, plan, out, sink) {}

  Refused run() {
    out_.slots = 0;
    out_.worst_grade = 'A';
    out_.total = 0;
    clear_parts(out_.accumulator_delta, static_cast<int>(plan_.accumulators.size()));
    fill_buckets();
    if (!fill_slots()) return refused_;
    order_slots();
    if (!plan_.merges.empty() && !merge_stays()) return refused_;
    for (std::uint8_t i = 0; i < out_.slots; ++i)
      if (!prepare(order_[i])) return refused_;
    if (!plan_.merges.empty()) remember_stays();
    for (std::uint8_t l = 0; l < layer_count_; ++l)
      if (!pay_layer(plan_.layers[l], l)) return refused_;
    close();
    return refused_;
  }

 private:
  /// What a layer finds of the parts it takes.
  std::int64_t found_by(const PlanLayer& layer, std::uint8_t slot) const {
    const std::int64_t* open = out_.open[slot];
    std::int64_t base = 0;
    if (layer.part_count != 0) [[likely]] {
      for (int i = 0; i < layer.part_count; ++i) base += open[layer.first_part + i];
      return base;
    }
    for (std::uint64_t rest = layer.takes; rest != 0; rest &= rest - 1)
      base += open[std::countr_zero(rest)];
    return base;
  }

  void take(const PlanLayer& layer, std::uint8_t slot) {
    std::int64_t* open = out_.open[slot];
    if (layer.part_count != 0) [[likely]] {
      for (int i = 0; i < layer.part_count; ++i) open[layer.first_part + i] = 0;
      return;
    }
    for (std::uint64_t rest = layer.takes; rest != 0; rest &= rest - 1)
      open[std::countr_zero(rest)] = 0;
  }

  struct Outcome {
    std::int64_t under = 0, paid = 0, band_self = 0, over = 0;
    std::uint8_t cap = 0;  ///< which of the layer's caps was reached, where `over` is not 0
    bool skipped = false;
  };

  bool pay_layer(const PlanLayer& layer, std::uint8_t l) {
    if (layer.joint && out_.slots > 1) return pay_joint(layer, l);
    placed_[0] = under_[0] = 0;
    if (out_.slots == 1) [[likely]]
      return pay_slot(layer, l, 0);
    std::fill_n(placed_, out_.slots, 0);
    std::fill_n(under_, out_.slots, 0);
    for (std::uint8_t i = 0; i < out_.slots; ++i)
      if (!pay_slot(layer, l, order_[i])) return false;
    return true;
  }

  bool pay_slot(const PlanLayer& layer, std::uint8_t l, std::uint8_t slot) {
    if ((layer.of >> out_.benefit[slot] & 1) == 0) return true;
    const std::int64_t base = found_by(layer, slot);
    if (base == 0) return true;
    if (out_.slots > 1) enter(slot);
    Outcome got;
    if (!pay(layer, l, slot, base, out_.gross[slot][kDeductible], got)) return false;
    if (got.skipped || got.under == base)
      return true;  // wholly under the start line: the parts keep their names
    take(layer, slot);
    put(layer, l, slot, got);
    return true;
  }

  void put(const PlanLayer& layer, std::uint8_t l, std::uint8_t slot, const Outcome& got) {
    const std::int64_t left[3] = {got.under, got.band_self, got.over};
    for (int i = 0; i < 3; ++i)
      out_.gross[slot][layer.parts + i] = out_.open[slot][layer.parts + i] = left[i];
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
    placed_[family_[0]] = under_[family_[0]] = 0;
    Outcome all;
    if (!pay(layer, l, 0, base, offset, all)) return false;
    if (all.skipped || all.under == base) return true;
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
           std::int64_t deducted, Outcome& got) {
    std::uint16_t cell = 0;
    if (!look_up(layer.rates, cell, Refused::Figure::rates, l)) return false;
    got.skipped = cell == kSkip;
    if (got.skipped) return true;
    if (cell == kNoRule) return refuse(Why::no_rule, Refused::Figure::rates, cell, l);
    const RateCell& rate = plan_.rates[cell];
    if (!rate.known) return refuse(Why::unknown_figure, Refused::Figure::rates, cell, l);
    used_grade(rate.grade);

    const std::int64_t before =
        layer.burden_accumulator < 0 ? 0 : accumulated(layer.burden_accumulator);
    const std::uint8_t family = family_[slot];
    std::int64_t start = 0;
    if (layer.start >= 0) {
      const FigureCell* found = nullptr;
      std::uint16_t start_cell = 0;
      if (!figure(layer.start, Refused::Figure::start, l, found, start_cell)) return false;
      start = found->value;
      const std::int64_t reached = layer.start_per == Per::year ? before : under_[family];
      got.under = std::clamp<std::int64_t>(start - reached, 0, base);
      under_[family] += got.under;
      if (Sink::wanted)
        sink_.add({Step::Kind::start, slot, l, 0, start_cell, start, reached, base, got.under});
    }
    if (layer.burden_accumulator >= 0) out_.accumulator_delta[layer.burden_accumulator] += base;

    Span span{placed_[family], base - got.under};
    if (layer.bands_from == BandsFrom::zero) span.from += deducted + got.under;
    if (layer.bands_from == BandsFrom::year) span.from = std::max<std::int64_t>(0, before - start);
    span.telescoping = layer.bands_from == BandsFrom::year;
    placed_[family] = span.from + span.length;
    Limits limits;
    if (!limits_of(layer, l, limits)) return false;
    if (layer.tops_up != TopsUp::nothing)
      pay_top_up(layer, l, slot, cell, limits, base - got.under, got);
    else
      pay_bands(layer, l, slot, cell, span, limits, got);
    if (got.over > 0 && limits.of[got.cap].bound)
      return refuse(Why::unknown_figure, Refused::Figure::cap, limits.of[got.cap].cell, l);
    if (Sink::wanted)
      sink_.add({Step::Kind::layer, slot, l, 0, cell, base, got.under, got.over, got.paid});
    return true;
  }

  /// Lifts what all funds pay of the slot's cost to the layer's share of it.
  void pay_top_up(const PlanLayer& layer, std::uint8_t l, std::uint8_t slot,
                  std::uint16_t rate_cell, const Limits& limits, std::int64_t base, Outcome& got) {
    const Band& band = plan_.bands[plan_.rates[rate_cell].first_band];
    const std::int64_t cost = topped_up_cost(layer, out_.gross[slot]);
    std::int64_t others = 0;
    for (std::uint8_t other = 0; other < l; ++other) others += out_.paid[slot][other];
    const std::int64_t wanted =
        std::clamp<std::int64_t>(multiply_fen(cost, band.ppm, layer.rounding) - others, 0, base);
    got.paid = std::min({wanted, limits.fund_left, limits.scope_left});
    got.over = wanted - got.paid;
    got.band_self = base - wanted;
    got.cap = limits.fund_left <= limits.scope_left ? limits.fund : limits.scope;
    use_caps(layer, limits, got.paid, got.paid);
    if (Sink::wanted)
      sink_.add({Step::Kind::top_up, slot, l, 0, rate_cell, cost, band.ppm, others, got.paid});
  }

  static std::int64_t topped_up_cost(const PlanLayer& layer, const std::int64_t* gross) {
    if (layer.tops_up == TopsUp::in_scope) return gross[kInScope];
    std::int64_t total = 0;
    for (int part = 0; part < kDeductible; ++part) total += gross[part];
    return layer.tops_up == TopsUp::total ? total : total - gross[kDeductible];
  }

  void pay_bands(const PlanLayer& layer, std::uint8_t l, std::uint8_t slot, std::uint16_t rate_cell,
                 Span span, const Limits& limits, Outcome& got) {
    const RateCell& rate = plan_.rates[rate_cell];
    const std::int64_t above = span.length;
    span.length = std::min(span.length, limits.scope_left);
    const auto each = [&](std::uint16_t i, std::int64_t bottom, std::int64_t top,
                          std::int64_t pays) {
      if (Sink::wanted)
        sink_.add({Step::Kind::band, slot, l, static_cast<std::uint8_t>(i), rate_cell, bottom, top,
                   plan_.bands[rate.first_band + i].ppm, pays});
    };
    const BandsPaid bands = pay_over_bands(&plan_.bands[rate.first_band], rate.bands, span,
                                           limits.fund_left, layer.rounding, each);
    got.paid = bands.paid;
    got.over = above - bands.covered;
    got.band_self = bands.covered - got.paid;
    got.cap = bands.without_cap > bands.paid ? limits.fund : limits.scope;
    use_caps(layer, limits, bands.paid, bands.covered);
    const auto& limit = limits.of[got.cap];
    if (Sink::wanted && got.over > 0)
      sink_.add({Step::Kind::cap, slot, l, got.cap, limit.cell, limit.cap, limit.used,
                 bands.without_cap, got.over});
  }

  /// Adds up, lets the account pay, and proves the identities on the way.
  void close() {
    out_.funds = out_.account = 0;
    std::int64_t person = 0, payable = 0, split = 0, signs = 0;
    for (std::uint8_t slot = 0; slot < out_.slots; ++slot) {
      const std::int64_t *gross = out_.gross[slot], *open = out_.open[slot];
      for (int part = 0; part < kDeductible; ++part) split += gross[part];
      for (std::size_t l = 0; l < layer_count_; ++l) out_.funds += out_.paid[slot][l];
      const OpenParts parts = add_open_parts(gross, open, parts_);
      person += parts.person;
      signs |= parts.signs;
      if ((plan_.account_of >> out_.benefit[slot] & 1) == 0) continue;
      for (std::uint64_t rest = plan_.account_pays; rest != 0; rest &= rest - 1)
        payable += open[std::countr_zero(rest)];
    }
    out_.account = std::min(payable, std::max<std::int64_t>(0, in_.account_available));
    out_.cash = person - out_.account;
    if (Sink::wanted && out_.account > 0)
      sink_.add({Step::Kind::account, 0, 0, 0, 0, in_.account_available, payable, 0, out_.account});
    signs |= out_.funds | out_.account | out_.cash;
    if (signs < 0 || out_.total != split || out_.total != out_.funds + person)
      refused_.why = Why::identity;
  }
};

}  // namespace

template <class Sink>
Refused settle(const SettleInput& input, const Plan& plan, Settlement& out, Sink& sink) {
  if constexpr (!Sink::wanted)
    if (settle_by_case(input, plan, out)) return {};
  return Settling<Sink>(input, plan, out, sink).run();
}
template Refused settle<NoSteps>(const SettleInput&, const Plan&, Settlement&, NoSteps&);
template Refused settle<StepList>(const SettleInput&, const Plan&, Settlement&, StepList&);

}  // namespace yitong
