#include <algorithm>

#include <fmt/format.h>

#include "review/example.h"
#include "review/review.h"

namespace yitong {
namespace {

using Kind = NamedFigure::Kind;

std::string yuan(std::int64_t fen) { return Money::fen(fen).grouped(); }

Words example_words(const Plan& plan, std::uint32_t dims, const Buckets& at, std::uint32_t of,
                    std::int64_t in_scope) {
  Example example = example_at(plan, dims, at, of);
  example.in_scope = Money::fen(in_scope);
  return outcome_words(plan, work(plan, example));
}

/// The known figure at a case, or null.
const FigureCell* known_at(const Plan& plan, std::int32_t site, const Buckets& at) {
  const std::uint16_t cell = cell_at(plan, site, at);
  if (cell == kNoRule || cell == kSkip || !plan.figures[cell].known) return nullptr;
  return &plan.figures[cell];
}

/// Both are counted over times of which one does not end before the other.
bool comparable(Per cap, Per deductible) {
  return cap == deductible ||
         (cap == Per::year && (deductible == Per::bill || deductible == Per::stay));
}

void cap_and_deductible(const Plan& plan, const NamedFigure& cap, const NamedFigure& deductible,
                        Findings& out) {
  const std::uint32_t of = cap.of & deductible.of;
  const Layer& layer = plan.layer(static_cast<std::size_t>(cap.layer));
  const auto benefit = static_cast<std::size_t>(std::countr_zero(deductible.of));
  const Cap& rule = layer.caps[static_cast<std::size_t>(cap.cap)];
  if (of == 0 || !comparable(rule.per, plan.benefit(benefit).deductible_per)) return;
  const std::uint32_t dims = dims_of(plan, cap.site) | dims_of(plan, deductible.site);
  bool told = false;
  each_case(plan, dims, of, [&](const Buckets& at) {
    const FigureCell *limit = known_at(plan, cap.site, at),
                     *start = known_at(plan, deductible.site, at);
    if (told || limit == nullptr || start == nullptr || limit->value >= start->value) return;
    told = true;
    out.add(plan, {ErrorCode::cap_below_deductible,
                   cap.figure->rows[limit->row].place,
                   {fmt::format("{} {} 元，{} {} 元", cap.name.zh, yuan(limit->value),
                                deductible.name.zh, yuan(start->value)),
                    fmt::format("{} {}, {} {}", cap.name.en, yuan(limit->value), deductible.name.en,
                                yuan(start->value))},
                   {"个人先付的比基金最多支付的还多",
                    "the person pays more first than the fund ever pays"},
                   {},
                   example_words(plan, dims, at, of, 2 * start->value)});
  });
}

/// What is used of the cap when the cost above the start line reaches a band.
std::int64_t used_up_to(const Plan& plan, const RateCell& rate, std::uint16_t band, bool fund) {
  std::int64_t used = 0, from = 0;
  for (std::uint16_t i = 0; i < band; ++i) {
    const Band& each = plan.bands[rate.first_band + i];
    used +=
        fund ? multiply(Money::fen(each.to - from), Ratio::ppm(each.ppm)).fen() : each.to - from;
    from = each.to;
  }
  return used;
}

void cap_and_bands(const Plan& plan, const NamedFigure& cap, const NamedFigure& rates,
                   Findings& out) {
  const PlanLayer& layer = plan.layers[static_cast<std::size_t>(cap.layer)];
  const PlanCap& rule = layer.caps[cap.cap];
  if (rule.rules != nullptr || layer.bands_from == BandsFrom::zero) return;
  const std::uint32_t dims = dims_of(plan, cap.site) | dims_of(plan, rates.site);
  bool told = false;
  each_case(plan, dims, cap.of, [&](const Buckets& at) {
    const FigureCell* limit = known_at(plan, cap.site, at);
    const std::uint16_t cell = cell_at(plan, rates.site, at);
    if (told || limit == nullptr || cell == kNoRule || cell == kSkip) return;
    const RateCell& rate = plan.rates[cell];
    const std::uint16_t last = static_cast<std::uint16_t>(rate.bands - 1);
    if (last == 0 || !rate.known) return;
    if (used_up_to(plan, rate, last, rule.of_fund_money) < limit->value) return;
    told = true;
    const Row& row = rates.figure->rows[rate.row];
    const std::int64_t begins = row.limits.back().value;
    out.add(plan, {ErrorCode::band_beyond_cap,
                   row.limits.back().place,
                   {fmt::format("{}：{} 元以上的一段，限额 {} 元", rates.name.zh, yuan(begins),
                                yuan(limit->value)),
                    fmt::format("{}: the band above {}, with a cap of {}", rates.name.en,
                                yuan(begins), yuan(limit->value))},
                   {"一份账单到不了这一段就已封顶", "a bill reaches the cap before this band"},
                   {},
                   example_words(plan, dims, at, cap.of, 2 * begins)});
  });
}

void ceiling_and_limits(const Plan& plan, const NamedFigure& ceiling, const NamedFigure& cap,
                        Findings& out) {
  const std::uint32_t dims = dims_of(plan, cap.site) | dims_of(plan, ceiling.site);
  bool told = false;
  each_case(plan, dims, cap.of, [&](const Buckets& at) {
    const FigureCell *limit = known_at(plan, cap.site, at),
                     *most = known_at(plan, ceiling.site, at);
    if (told || limit == nullptr || most == nullptr || most->value >= limit->value) return;
    told = true;
    out.add(plan, {ErrorCode::ceiling_below_limit,
                   ceiling.figure->rows[most->row].place,
                   {fmt::format("{} {} 元，{} {} 元", ceiling.name.zh, yuan(most->value),
                                cap.name.zh, yuan(limit->value)),
                    fmt::format("{} {}, {} {}", ceiling.name.en, yuan(most->value), cap.name.en,
                                yuan(limit->value))},
                   {"只有一个病种时，单项限额永远用不满",
                    "with one disease alone its own limit can never be used up"},
                   {},
                   example_words(plan, dims, at, cap.of, 3 * limit->value)});
  });
}

}  // namespace

void find_limit_conflicts(const Plan& plan, Findings& out) {
  const std::vector<NamedFigure> figures = figures_of(plan);
  for (const NamedFigure& cap : figures) {
    if (cap.kind != Kind::cap) continue;
    const PlanLayer& layer = plan.layers[static_cast<std::size_t>(cap.layer)];
    const bool of_cost = (layer.takes >> kInScope & 1) != 0;
    for (const NamedFigure& other : figures) {
      if (other.kind == Kind::deductible && of_cost && layer.caps[cap.cap].rules == nullptr)
        cap_and_deductible(plan, cap, other, out);
      if (other.layer != cap.layer) continue;
      if (other.kind == Kind::rates) cap_and_bands(plan, cap, other, out);
      if (other.kind == Kind::ceiling && other.cap == cap.cap)
        ceiling_and_limits(plan, other, cap, out);
    }
  }
}

}  // namespace yitong
