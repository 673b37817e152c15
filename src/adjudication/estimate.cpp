#include "adjudication/estimate.h"

#include <algorithm>

#include <fmt/format.h>

namespace yitong {
namespace {

struct Tried {
  Refused refused;
  Settlement settlement;
  StepList steps;
};

/// Settles under one plan of the set.
void try_plan(const EstimateInput& input, const Facts& facts, const Plan& plan,
              const std::vector<std::int64_t>& accumulators, Tried& out) {
  const SettleInput settle_input{input.bill, &facts, accumulators.data(), input.account_available};
  out.refused = settle(settle_input, plan, out.settlement, out.steps);
}

Money person_of(const Tried& tried) {
  return Money::fen(tried.settlement.total - tried.settlement.funds);
}

/// "如果先办…，可少付 N 元". `at_most`: the amount to compare with is only an upper bound.
Words comparison_words(const Words& name, Money difference, bool unfiled, bool at_most) {
  if (difference == Money())
    return {fmt::format("{}：自付相同", name.zh), fmt::format("{}: you pay the same", name.en)};
  const std::string by = (difference > Money() ? difference : -difference).grouped();
  if (difference > Money())
    return {
        fmt::format("如果先办“{}”，{}可少付 {} 元", name.zh, at_most ? "最多" : "", by),
        fmt::format("With \"{}\" you would pay {}{} less", name.en, at_most ? "up to " : "", by)};
  return {fmt::format("{}“{}”，将多付 {} 元", unfiled ? "如果" : "如果改为", name.zh, by),
          fmt::format("With \"{}\" you would pay {} more", name.en, by)};
}

/// What each other filing would change against `now`; with `at_most` only what is less.
std::vector<Comparison> compare(const EstimateInput& input,
                                const std::vector<std::int64_t>& accumulators, Money now,
                                bool at_most) {
  std::vector<Comparison> out;
  const std::int32_t relation = input.facts[Dim::relation];
  if (relation == *closed_value(Dim::relation, "same") ||
      relation == *closed_value(Dim::relation, "exempt"))
    return out;
  // Nobody chooses an emergency.
  if (input.facts[Dim::filing] == *closed_value(Dim::filing, "emergency")) return out;
  for (const char* code : {"long_term", "referral", "other_temporary", "none"}) {
    const std::int32_t filing = *closed_value(Dim::filing, code);
    if (filing == input.facts[Dim::filing]) continue;
    Facts facts = input.facts;
    facts[Dim::filing] = filing;
    Tried tried;
    try_plan(input, facts, *input.plans.exact, accumulators, tried);
    if (tried.refused) continue;
    const Money person = person_of(tried), difference = now - person;
    if (at_most && difference <= Money()) continue;
    const Words name = value_words(*input.plans.exact, Dim::filing, filing);
    const bool unfiled = std::string_view(code) == "none";
    out.push_back(
        {code, name, person, difference, comparison_words(name, difference, unfiled, at_most)});
  }
  return out;
}

void settle_range(const EstimateInput& input, const std::vector<std::int64_t>& accumulators,
                  Estimate& out) {
  Tried low, high;
  try_plan(input, input.facts, *input.plans.low, accumulators, low);
  try_plan(input, input.facts, *input.plans.high, accumulators, high);
  if (low.refused || high.refused) return;
  const bool swap = person_of(high) < person_of(low);
  const Tried& worse = swap ? low : high;
  const Plan& worse_plan = swap ? *input.plans.low : *input.plans.high;
  out.outcome = Estimate::Outcome::range;
  out.range =
      Range{std::min(person_of(low), person_of(high)), std::max(person_of(low), person_of(high)),
            unknown_used(worse.steps.steps, worse.settlement, worse_plan)};
  out.report = report(worse.settlement, worse.steps.steps, input.facts, worse_plan, input.on);
  out.report->waterfall = waterfall_of(worse.settlement, worse_plan);
  for (const UnknownFigure& unknown : out.range->unknown)
    out.report->warnings.push_back({"unknown", unknown.text, 'D'});
  out.comparisons = compare(input, accumulators, out.range->person_high, true);
  out.headline = {
      fmt::format("您预计自付 {} 至 {} 元（有政策数字尚未核实）", out.range->person_low.grouped(),
                  out.range->person_high.grouped()),
      fmt::format(
          "You are expected to pay between {} and {} yuan (a policy figure is not verified)",
          out.range->person_low.grouped(), out.range->person_high.grouped())};
}

}  // namespace

Result<std::vector<std::int64_t>> accumulators_of(
    const Plan& plan, const std::vector<std::pair<std::string, std::int64_t>>& named) {
  std::vector<std::int64_t> out(plan.accumulators.size(), 0);
  Errors errors;
  for (const auto& [name, value] : named) {
    const int index = plan.accumulator(name);
    if (index >= 0) {
      out[static_cast<std::size_t>(index)] = value;
      continue;
    }
    std::vector<std::string_view> known;
    for (const Accumulator& accumulator : plan.accumulators) known.push_back(accumulator.name);
    errors.push_back({ErrorCode::unknown_field,
                      "/year_so_far/amounts/" + name,
                      name,
                      fmt::format("one of: {}", fmt::join(known, ", ")),
                      {}});
  }
  if (!errors.empty()) return fail(std::move(errors));
  return out;
}

Result<Estimate> estimate(const EstimateInput& input) {
  auto accumulators = accumulators_of(*input.plans.exact, input.year_so_far);
  if (!accumulators) return fail(std::move(accumulators.error()));
  Estimate out;
  Tried now;
  try_plan(input, input.facts, *input.plans.exact, *accumulators, now);
  if (!now.refused) {
    out.outcome = Estimate::Outcome::exact;
    out.report = report(now.settlement, now.steps.steps, input.facts, *input.plans.exact, input.on);
    out.report->waterfall = waterfall_of(now.settlement, *input.plans.exact);
    out.headline = headline(out.report->person, out.report->funds);
    out.comparisons = compare(input, *accumulators, out.report->person, false);
    return out;
  }
  out.refusal = refusal_note(now.refused, *input.plans.exact);
  if (now.refused.why == Refused::Why::unknown_figure) settle_range(input, *accumulators, out);
  if (out.outcome == Estimate::Outcome::refused)
    out.headline = {"暂时无法测算：" + out.refusal->text.zh,
                    "No estimate is possible: " + out.refusal->text.en};
  return out;
}

}  // namespace yitong
