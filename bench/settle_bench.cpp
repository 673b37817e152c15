// The comparison rule set, a million claims: written by hand (the ceiling of one core), and in the
// policy language through the same entry as production, without and with explanation. All must
// agree to the fen.
#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <span>

#include "adjudication/settle.h"
#include "policy/book.h"

namespace yitong {
namespace {

struct Claim {
  int insurance, retired, tier, filing, visit, admission, class_b_percent, aid;
  std::int64_t total, outside, class_b, deductible_paid, pool_paid;
};

struct Sums {
  std::int64_t pool = 0, major = 0, aid = 0, self = 0;
  bool operator==(const Sums&) const = default;
};
constexpr Sums kExpected{3001993722838, 886256802105, 58014513889, 1276895691829};

constexpr int kDeductible[2][3][3] = {
    {{20000, 50000, 80000}, {40000, 80000, 120000}, {30000, 50000, 60000}},
    {{10000, 20000, 40000}, {30000, 60000, 100000}, {20000, 40000, 50000}}};
constexpr int kRates[2][2][3][3] = {
    {{{80, 70, 60}, {92, 88, 85}, {85, 80, 75}}, {{85, 75, 65}, {95, 92, 90}, {90, 85, 80}}},
    {{{60, 50, 40}, {85, 75, 65}, {70, 65, 60}}, {{60, 50, 40}, {85, 75, 65}, {70, 65, 60}}}};
constexpr std::int64_t kCaps[2][3] = {{600000, 50000000, 1000000}, {200000, 25000000, 500000}};
constexpr const char* kVisits[3] = {"11", "21", "14"};
constexpr const char* kBenefits[3] = {"outpatient", "inpatient", "chronic"};

/// The claims that every engine of the comparison settles (xorshift64, the draws in this order).
std::vector<Claim> make_claims(std::size_t n) {
  std::uint64_t state = 88172645463325252ull;
  const auto draw = [&state](std::uint64_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return static_cast<std::int64_t>(state % below);
  };
  std::vector<Claim> claims(n);
  for (Claim& c : claims) {
    c.insurance = static_cast<int>(draw(2));
    c.retired = c.insurance == 0 && draw(3) == 0;
    c.tier = static_cast<int>(draw(3)) + 1;
    c.filing = static_cast<int>(draw(3));
    c.visit = static_cast<int>(draw(3));
    c.admission = static_cast<int>(draw(3)) + 1;
    c.class_b_percent = 10;
    c.aid = draw(10) == 0;
    c.total = c.visit == 1 ? 200000 + draw(30000000) : 1000 + draw(500000);
    c.outside = draw(static_cast<std::uint64_t>(c.total / 10 + 1));
    c.class_b = draw(static_cast<std::uint64_t>(c.total / 4 + 1));
    c.deductible_paid = draw(100000);
    c.pool_paid = draw(c.visit == 1 ? 30000000 : 800000);
  }
  return claims;
}

std::int64_t percent(std::int64_t fen, std::int64_t p) { return (fen * p + 50) / 100; }

/// The ceiling: the rules as a programmer would write them once and never change them.
__attribute__((noinline)) Sums by_hand(const Claim& c) {
  const std::int64_t in_scope = c.total - c.outside - percent(c.class_b, c.class_b_percent);
  const std::int64_t line = kDeductible[c.insurance][c.visit][c.tier - 1];
  const std::int64_t deductible = c.visit == 1
                                      ? (c.admission == 1   ? line
                                         : c.admission == 2 ? line / 2
                                                            : 0)
                                      : std::max<std::int64_t>(0, line - c.deductible_paid);
  const int rate = kRates[c.insurance][c.retired][c.visit][c.tier - 1] - (c.filing == 2 ? 20 : 0);
  const std::int64_t left = std::max<std::int64_t>(0, kCaps[c.insurance][c.visit] - c.pool_paid);
  Sums out;
  out.pool = std::min(percent(std::max<std::int64_t>(0, in_scope - deductible), rate), left);
  const std::int64_t burden = in_scope - out.pool;
  if (c.visit != 0) {
    const std::int64_t above = std::max<std::int64_t>(0, burden - (c.aid ? 750000 : 1500000));
    const int bonus = c.aid ? 5 : 0;
    out.major = percent(std::min<std::int64_t>(above, 5000000), 60 + bonus) +
                percent(std::clamp<std::int64_t>(above - 5000000, 0, 5000000), 65 + bonus) +
                percent(std::max<std::int64_t>(0, above - 10000000), 70 + bonus);
  }
  if (c.aid) out.aid = std::min<std::int64_t>(percent(burden - out.major, 70), 5000000);
  out.self = c.total - out.pool - out.major - out.aid;
  return out;
}

std::string yuan(std::int64_t fen) { return Money::fen(fen).str(); }

std::string rule_text(int insurance) {
  std::ifstream in(YITONG_SOURCE_DIR "/bench/rule_set.toml");
  std::string text(std::istreambuf_iterator<char>(in), {});
  const auto put = [&text](const std::string& mark, const std::string& value) {
    text.replace(text.find(mark), mark.size(), value);
  };
  std::string rates, caps;
  for (int visit = 0; visit < 3; ++visit) {
    std::string rows;
    for (int tier = 1; tier <= 3; ++tier) {
      const std::int64_t line = kDeductible[insurance][visit][tier - 1];
      if (visit != 1) rows += fmt::format("{{ level = \"{}\", is = \"{}\" }},", tier, yuan(line));
      for (int n = 1; visit == 1 && n <= 3; ++n)
        rows += fmt::format("{{ level = \"{}\", admission = \"{}\", is = \"{}\" }},", tier,
                            n == 3 ? "3+" : fmt::format("{}-{}", n, n),
                            yuan(n == 1   ? line
                                 : n == 2 ? line / 2
                                          : 0));
      for (int retired = 0; retired < 2; ++retired)
        rates += fmt::format(
            "{{ benefit = \"{}\", level = \"{}\", retired = {}, pays = \"{}%\" }},",
            kBenefits[visit], tier, retired == 1, kRates[insurance][retired][visit][tier - 1]);
    }
    put(fmt::format("@DEDUCTIBLE_{}@", kVisits[visit]), rows);
    caps += fmt::format("{{ benefit = \"{}\", is = \"{}\" }},", kBenefits[visit],
                        yuan(kCaps[insurance][visit]));
  }
  put("@INSURANCE@", insurance == 0 ? "310" : "390");
  put("@RATES@", rates);
  put("@CAPS@", caps);
  return text;
}

std::shared_ptr<const Plan> plan_of(int insurance) {
  const Loaded loaded = PlanBook::from_texts({{"rule_set.toml", rule_text(insurance)}});
  for (const auto& finding : loaded.findings) fmt::print(stderr, "{}", finding.text_en);
  YT_CHECK(loaded.errors() == 0);
  return loaded.book.entries()[0].plans.exact;
}

/// A claim in the engine's own form, as the worker that classified it would hand it over.
struct Ready {
  ScopedBill bill;
  Facts facts;
  std::int64_t accumulators[8] = {};
  int insurance = 0;
};

std::vector<Ready> make_ready(std::span<const Claim> claims,
                              const std::shared_ptr<const Plan> plans[2]) {
  std::vector<Ready> out(claims.size());
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const Claim& c = claims[i];
    Ready& r = out[i];
    const Plan& plan = *plans[c.insurance];
    r.insurance = c.insurance;
    r.bill.visit = static_cast<std::uint8_t>(*closed_value(Dim::visit, kVisits[c.visit]));
    ScopedLine line;
    line.amount = c.total;
    line.full_self_pay = c.outside;
    line.self_pay_first = percent(c.class_b, c.class_b_percent);
    r.bill.lines = {line};
    r.facts = default_facts();
    r.facts[Dim::level] = *closed_value(Dim::level, std::to_string(c.tier));
    r.facts[Dim::filing] = *closed_value(Dim::filing, c.filing == 0   ? "long_term"
                                                      : c.filing == 1 ? "referral"
                                                                      : "none");
    r.facts[Dim::retired] = c.retired;
    r.facts[Dim::aid] = c.aid;
    r.accumulators[plan.accumulator("admissions")] = c.admission - 1;
    r.accumulators[plan.accumulator("deductible:year")] = c.deductible_paid;
    r.accumulators[plan.accumulator("fund:pool")] = c.pool_paid;
  }
  return out;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The engine's form is made block by block outside the clock: a worker has it in its cache.
template <class Sink>
double run(const std::vector<Claim>& claims, const std::shared_ptr<const Plan> plans[2], Sink& sink,
           Sums& sums) {
  constexpr std::size_t kBlock = 1000;
  Settlement out;
  double seconds = 0;
  for (std::size_t first = 0; first < claims.size(); first += kBlock) {
    const std::vector<Ready> ready = make_ready({&claims[first], kBlock}, plans);
    const auto start = std::chrono::steady_clock::now();
    for (const Ready& r : ready) {
      const SettleInput input{&r.bill, &r.facts, r.accumulators, 0};
      if constexpr (Sink::wanted) sink.steps.clear();
      YT_CHECK(!settle(input, *plans[r.insurance], out, sink));
      sums.pool += out.layer(0);
      sums.major += out.layer(1);
      sums.aid += out.layer(2);
      sums.self += out.cash;
    }
    seconds += seconds_since(start);
  }
  return seconds;
}

void compare(benchmark::State& state) {
  const std::vector<Claim> claims = make_claims(1'000'000);
  const std::shared_ptr<const Plan> plans[2] = {plan_of(0), plan_of(1)};
  double hand = 0, plain = 0, explained = 0;
  for (auto _ : state) {
    Sums sums;
    const auto start = std::chrono::steady_clock::now();
    for (const Claim& c : claims) {
      const Sums one = by_hand(c);
      sums.pool += one.pool, sums.major += one.major, sums.aid += one.aid, sums.self += one.self;
    }
    hand += seconds_since(start);
    NoSteps none;
    StepList steps;
    Sums engine, with_steps;
    plain += run(claims, plans, none, engine);
    explained += run(claims, plans, steps, with_steps);
    if (sums != kExpected || engine != kExpected || with_steps != kExpected) {
      fmt::print(stderr, "pool {} major {} aid {} self {}\n", engine.pool, engine.major, engine.aid,
                 engine.self);
      state.SkipWithError("the engines do not agree to the fen");
      return;
    }
  }
  const double n = 1e6 * static_cast<double>(state.iterations());
  state.counters["by_hand/s"] = n / hand;
  state.counters["settle/s"] = n / plain;
  state.counters["explained/s"] = n / explained;
  state.counters["ratio_to_hand"] = hand / plain;
}
BENCHMARK(compare)->Unit(benchmark::kMillisecond)->Iterations(5);

}  // namespace
}  // namespace yitong
