#include "adjudication/report.h"

#include <algorithm>

#include <fmt/format.h>

#include "adjudication/sentences.h"

namespace yitong {
namespace {

Money fen(std::int64_t value) { return Money::fen(value); }

std::int64_t open_of(const Settlement& settlement, int part) {
  std::int64_t sum = 0;
  for (std::uint8_t slot = 0; slot < settlement.slots; ++slot) sum += settlement.open[slot][part];
  return sum;
}

std::vector<Named> parts_of(const Settlement& settlement) {
  std::vector<Named> out;
  for (int part = 0; part < kDeductible; ++part) {
    std::int64_t amount = settlement.part(part);
    out.push_back({fixed_part_key(part), fixed_part_name(part), fen(amount)});
  }
  return out;
}

void grade_warnings(const Report& report, std::vector<Warning>& out) {
  if (report.grade <= 'A') return;
  const char grade = report.grade;
  out.push_back(
      {"grade",
       {fmt::format("本结果用到的依据最低为 {} 级（{}），请向参保地经办机构核实后再作决定", grade,
                    grade_words(grade).zh),
        fmt::format("The weakest evidence used is grade {} ({}): check with the agency of the "
                    "insured area before deciding",
                    grade, grade_words(grade).en)},
       grade});
}

void review_warnings(const Plan& plan, Date on, std::vector<Warning>& out) {
  for (const Source& source : plan.policy->sources)
    if (source.review.is_set() && source.review < on)
      out.push_back(
          {"review",
           {fmt::format("《{}》应在 {} 前复核，可能已有变化", source.document, source.review.str()),
            fmt::format("\"{}\" was to be reviewed by {} and may have changed", source.document,
                        source.review.str())},
           source.grade});
}

}  // namespace

Report report(const Settlement& settlement, const std::vector<Step>& steps, const Facts& facts,
              const Plan& plan, Date on) {
  Report out;
  out.total = fen(settlement.total);
  out.funds = fen(settlement.funds);
  out.person = out.total - out.funds;
  out.account = fen(settlement.account);
  out.cash = fen(settlement.cash);
  out.grade = settlement.worst_grade;
  out.parts = parts_of(settlement);
  for (std::size_t l = 0; l < plan.layers.size(); ++l) {
    const Layer& layer = plan.layer(l);
    const std::int64_t paid = settlement.layer(static_cast<int>(l));
    if (paid != 0) out.layers.push_back({layer.id, layer.fund, layer.name, fen(paid)});
  }
  split_steps(settlement, plan, out.steps);
  for (const Step& step : steps) out.steps.push_back(sentence(step, settlement, facts, plan));
  grade_warnings(out, out.warnings);
  review_warnings(plan, on, out.warnings);
  return out;
}

std::vector<WaterfallBar> waterfall_of(const Settlement& settlement, const Plan& plan) {
  std::vector<WaterfallBar> out;
  const auto add = [&](std::string key, Words name, std::int64_t amount, bool by_fund) {
    if (amount != 0) out.push_back({std::move(key), std::move(name), fen(amount), by_fund});
  };
  for (const int part :
       {kFullSelfPay, kOverLimit, kSelfPayFirst, kOverLineLimit, kOutOfArea, kDeductible})
    add(fixed_part_key(part), fixed_part_name(part), open_of(settlement, part), false);
  add("uncovered", {"没有基金支付的政策范围内费用", "In-scope cost that no fund pays"},
      open_of(settlement, kInScope), false);
  for (std::size_t l = 0; l < plan.layers.size(); ++l) {
    const Layer& layer = plan.layer(l);
    add(layer.id, layer.name, settlement.layer(static_cast<int>(l)), true);
    for (int i = 0; i < 3; ++i)
      add(layer_part_key(layer, i), layer_part_name(layer, i),
          open_of(settlement, plan.layers[l].parts + i), false);
  }
  return out;
}

Words headline(Money person, Money funds) {
  return {fmt::format("您预计自付 {} 元，医保支付 {} 元", person.grouped(), funds.grouped()),
          fmt::format("You are expected to pay {} yuan; insurance pays {} yuan", person.grouped(),
                      funds.grouped())};
}

}  // namespace yitong
