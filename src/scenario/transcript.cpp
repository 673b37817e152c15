#include "scenario/transcript.h"

#include <fmt/format.h>

#include "base/check.h"
#include "policy/book.h"

namespace yitong {
namespace {

constexpr const char* kWhy[] = {"none",           "no_benefit",        "no_rule",
                                "unknown_figure", "missing_fact",      "not_payable",
                                "identity",       "too_many_benefits", "bar_refuses"};
constexpr const char* kSteps[] = {"out_of_area", "deductible", "start",  "band",      "cap",
                                  "layer",       "account",    "barred", "own_first", "line_limit",
                                  "top_up",      "ceiling",    "merged"};

static_assert(std::size(kWhy) == static_cast<std::size_t>(Refused::Why::bar_refuses) + 1);

std::string_view why(const Refused& refused) { return kWhy[static_cast<std::size_t>(refused.why)]; }

bool of_layer(Step::Kind kind) {
  return kind == Step::Kind::start || kind == Step::Kind::band || kind == Step::Kind::cap ||
         kind == Step::Kind::layer || kind == Step::Kind::top_up;
}

std::string step_line(const Plan& plan, const Step& step) {
  std::string out =
      fmt::format("  {} slot {}", kSteps[static_cast<std::size_t>(step.kind)], step.slot);
  if (of_layer(step.kind)) out += fmt::format(" {}", plan.layer(step.layer).id);
  if (step.kind == Step::Kind::band) out += fmt::format(" band {}", step.band);
  return out + fmt::format(": {} {} {} = {}\n", step.a, step.b, step.c, step.result);
}

struct Stay {
  const char *relation, *filing;
};

Facts facts_of(const Plan& plan, const char* level, const Stay& stay) {
  Facts facts = default_facts();
  const std::pair<const char*, const char*> told[] = {{"level", level},
                                                      {"relation", stay.relation},
                                                      {"filing", stay.filing},
                                                      {"kind", "hospital"},
                                                      {"age", "50"},
                                                      {"admission", "1"},
                                                      {"months_enrolled", "24"},
                                                      {"continuous_years", "6"},
                                                      {"zero_claim_years", "1"},
                                                      {"sex", "female"},
                                                      {"channel", "direct"}};
  for (const auto& [key, text] : told) YT_CHECK(set_fact(plan, facts, key, text, {}).has_value());
  return facts;
}

}  // namespace

std::string transcript(const Plan& plan, const Settlement& settlement,
                       const std::vector<Step>& steps, const Refused& refused) {
  if (refused) return fmt::format("  refused: {}\n", why(refused));
  std::string out =
      fmt::format("  total {} funds {} account {} cash {} grade {}\n", settlement.total,
                  settlement.funds, settlement.account, settlement.cash, settlement.worst_grade);
  const auto names = part_names(*plan.policy);
  for (int part = 0; part < kFixedParts; ++part)
    if (settlement.part(part) != 0)
      out += fmt::format("  part {}: {}\n", names[static_cast<std::size_t>(part)],
                         settlement.part(part));
  for (std::size_t l = 0; l < plan.layers.size(); ++l) {
    const int first = plan.layers[l].parts;
    out +=
        fmt::format("  layer {}: paid {} under_start {} band_self {} over_cap {}\n",
                    plan.layer(l).id, settlement.layer(static_cast<int>(l)), settlement.part(first),
                    settlement.part(first + 1), settlement.part(first + 2));
  }
  for (std::size_t i = 0; i < plan.accumulators.size(); ++i)
    if (settlement.accumulator_delta[i] != 0)
      out += fmt::format("  accumulator {}: {}\n", plan.accumulators[i].name,
                         settlement.accumulator_delta[i]);
  for (const Step& step : steps) out += step_line(plan, step);
  return out;
}

std::string fixed_bills(const Plan& plan) {
  constexpr Stay stays[] = {{"same", "local"},
                            {"elsewhere", "referral"},
                            {"elsewhere", "long_term"},
                            {"elsewhere", "none"}};
  std::string out;
  const std::vector<std::int64_t> so_far(plan.accumulators.size(), 0);
  const auto visits = info(Dim::visit).values;
  for (std::size_t visit = 0; visit < visits.size(); ++visit) {
    if (plan.route(static_cast<std::uint32_t>(visit), 0) == 0xFF) continue;
    for (const char* level : {"community", "1", "2", "3"})
      for (const Stay& stay : stays)
        for (const std::int64_t yuan : {300, 4'000, 60'000, 900'000}) {
          ScopedBill bill;
          bill.visit = static_cast<std::uint8_t>(visit);
          bill.lines.push_back({yuan * 100});
          const Facts facts = facts_of(plan, level, stay);
          Settlement settlement;
          NoSteps none;
          const Refused refused = settle({&bill, &facts, so_far.data(), 0}, plan, settlement, none);
          out += fmt::format("  {} {} {} {} {}: ", visits[visit].code, level, stay.relation,
                             stay.filing, yuan);
          out += refused ? fmt::format("{}\n", why(refused))
                         : fmt::format("funds {} person {}\n", settlement.funds,
                                       settlement.total - settlement.funds);
        }
  }
  return out;
}

}  // namespace yitong
