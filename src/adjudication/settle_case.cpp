#include "adjudication/settle_case.h"

#include <bit>

#include "adjudication/bands.h"

namespace yitong {
namespace {

class ByCase {
 public:
  ByCase(const SettleInput& input, const Plan& plan, Settlement& out)
      : in_(input),
        plan_(plan),
        out_(out),
        layer_count_(plan.layers.size()),
        gross_(out.gross[0]),
        open_(out.open[0]) {}

  bool run() {
    const std::uint8_t benefit = plan_.route(in_.bill->visit, 0);
    if (benefit == 0xFF || in_.bill->lines.empty() || !find_case(benefit)) return false;
    const int parts = kFixedParts + 3 * static_cast<int>(layer_count_);
    clear_parts(gross_, parts);
    clear_parts(open_, parts);
    clear_parts(out_.accumulator_delta, static_cast<int>(plan_.accumulators.size()));
    add_lines();
    out_of_area();
    deductible(plan_.benefits[benefit]);
    for (int i = 0; i < kFixedParts; ++i) open_[i] = gross_[i];
    open_[kInScope] -= gross_[kDeductible];
    out_.funds = 0;
    for (std::size_t l = 0; l < layer_count_; ++l) {
      out_.paid[0][l] = 0;
      if (layers_[l].bands != 0) pay(plan_.layers[l], layers_[l], l);
    }
    out_.slots = 1;
    out_.benefit[0] = benefit;
    out_.worst_grade = grade_;
    return close(benefit, parts);
  }

 private:
  bool find_case(std::uint8_t benefit) {
    const std::uint32_t* weight = plan_.case_weight.data();
    std::uint32_t index = weight[plan_.case_benefit + benefit];
    std::int32_t told = 0;
    for (const Plan::CaseKey& key : plan_.case_facts) {
      const std::int32_t value = in_.facts->value[key.dim];
      told |= value;  // negative when one is not told
      index += weight[key.first + static_cast<std::uint32_t>(std::max(value, 0))];
    }
    for (const Plan::CaseKey& key : plan_.case_numbers) {
      const std::int32_t value = in_.facts->value[key.dim];
      told |= value;
      index += weight[key.first + bucket(key.dim, value)];
    }
    if (plan_.case_visit >= 0) index += weight[plan_.case_visit + in_.bill->visit];
    if (plan_.case_admission >= 0)
      index += weight[plan_.case_admission +
                      bucket(static_cast<std::size_t>(Dim::admission), admission(benefit))];
    case_ = &plan_.cases[index];
    layers_ = plan_.case_layers.data() + index * layer_count_;
    return told >= 0 && case_->usable;
  }

  std::uint32_t bucket(std::size_t dim, std::int32_t value) const {
    std::uint32_t bucket = 0;
    for (const std::int32_t threshold : plan_.thresholds[dim]) bucket += value >= threshold;
    return bucket;
  }

  std::int32_t admission(std::uint8_t benefit) const {
    const int counter = plan_.benefits[benefit].admission_accumulator;
    if (counter < 0) return 1;
    return static_cast<std::int32_t>(
        std::min<std::int64_t>(in_.accumulators[counter] + 1, INT32_MAX));
  }

  void add_lines() {
    std::int64_t total = 0, full = 0, over = 0, first = 0;
    for (const ScopedLine& line : in_.bill->lines) {
      total += line.amount;
      full += line.full_self_pay;
      over += line.over_limit;
      first += line.self_pay_first;
      grade_ = std::max(grade_, line.grade);
    }
    out_.total = total;
    gross_[kFullSelfPay] = full;
    gross_[kOverLimit] = over;
    gross_[kSelfPayFirst] = first;
    gross_[kInScope] = total - full - over - first;
  }

  void out_of_area() {
    if (gross_[kInScope] == 0 || plan_.out_of_area < 0) return;
    grade_ = std::max(grade_, case_->out_of_area_grade);
    gross_[kOutOfArea] = multiply_fen(gross_[kInScope], case_->out_of_area_ppm, Rounding::half_up);
    gross_[kInScope] -= gross_[kOutOfArea];
  }

  void deductible(const PlanBenefit& benefit) {
    if (benefit.admission_accumulator >= 0)
      out_.accumulator_delta[benefit.admission_accumulator] = 1;
    if (benefit.deductible < 0) return;
    grade_ = std::max(grade_, case_->deductible_grade);
    const int counter = benefit.deductible_accumulator;
    const std::int64_t paid = counter < 0 ? 0 : accumulated(counter);
    gross_[kDeductible] =
        std::min(gross_[kInScope], std::max<std::int64_t>(0, case_->deductible - paid));
    if (counter >= 0) out_.accumulator_delta[counter] += gross_[kDeductible];
  }

  std::int64_t accumulated(int index) const {
    return in_.accumulators[index] + out_.accumulator_delta[index];
  }

  void pay(const PlanLayer& layer, const CaseLayer& figures, std::size_t l) {
    std::int64_t* taken = open_ + layer.first_part;
    std::int64_t base = 0;
    for (int i = 0; i < layer.part_count; ++i) base += taken[i];
    if (base == 0) return;
    grade_ = std::max(grade_, figures.grade);
    const std::int64_t before =
        layer.burden_accumulator < 0 ? 0 : accumulated(layer.burden_accumulator);
    const std::int64_t reached = layer.start_per == Per::year ? before : 0;
    const std::int64_t under = std::clamp<std::int64_t>(figures.start - reached, 0, base);
    if (layer.burden_accumulator >= 0) out_.accumulator_delta[layer.burden_accumulator] += base;
    Span span{0, base - under};
    if (layer.bands_from == BandsFrom::zero) span.from = gross_[kDeductible] + under;
    if (layer.bands_from == BandsFrom::year)
      span.from = std::max<std::int64_t>(0, before - figures.start);
    span.telescoping = layer.bands_from == BandsFrom::year;
    const PlanCap& cap = layer.caps[0];
    const std::int64_t used =
        cap.accumulator < 0 || figures.cap == INT64_MAX ? 0 : accumulated(cap.accumulator);
    const std::int64_t left = std::max<std::int64_t>(0, figures.cap - used);
    const std::int64_t above = span.length;
    if (!cap.of_fund_money) span.length = std::min(span.length, left);
    const BandsPaid bands = pay_over_bands(
        &plan_.bands[figures.first_band], figures.bands, span, cap.of_fund_money ? left : INT64_MAX,
        layer.rounding, [](std::uint16_t, std::int64_t, std::int64_t, std::int64_t) {});
    if (cap.accumulator >= 0)
      out_.accumulator_delta[cap.accumulator] += cap.of_fund_money ? bands.paid : bands.covered;
    if (under == base) return;  // wholly under the start line: the parts keep their names
    for (int i = 0; i < layer.part_count; ++i) taken[i] = 0;
    std::int64_t *gross = gross_ + layer.parts, *open = open_ + layer.parts;
    gross[0] = open[0] = under;
    gross[1] = open[1] = bands.covered - bands.paid;
    gross[2] = open[2] = above - bands.covered;
    out_.paid[0][l] = bands.paid;
    out_.funds += bands.paid;
  }

  bool close(std::uint8_t benefit, int parts) {
    std::int64_t split = 0;
    for (int i = 0; i < kDeductible; ++i) split += gross_[i];
    auto [person, signs] = add_open_parts(gross_, open_, parts);
    std::int64_t payable = 0;
    if ((plan_.account_of >> benefit & 1) != 0)
      for (std::uint64_t rest = plan_.account_pays; rest != 0; rest &= rest - 1)
        payable += open_[std::countr_zero(rest)];
    out_.account = std::min(payable, std::max<std::int64_t>(0, in_.account_available));
    out_.cash = person - out_.account;
    signs |= out_.funds | out_.account | out_.cash;
    return signs >= 0 && out_.total == split && out_.total == out_.funds + person;
  }

  const SettleInput& in_;
  const Plan& plan_;
  Settlement& out_;
  const std::size_t layer_count_;
  std::int64_t *const gross_, *const open_;
  const Case* case_ = nullptr;
  const CaseLayer* layers_ = nullptr;
  char grade_ = 'A';
};

}  // namespace

bool settle_by_case(const SettleInput& input, const Plan& plan, Settlement& out) {
  return !plan.cases.empty() && input.bill->groups.empty() && ByCase(input, plan, out).run();
}

}  // namespace yitong
