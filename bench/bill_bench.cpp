// Bills of 20 lines: each line looked up among 20,000 codes and split, then settled under four
// layers. Next to it the bare look-ups of the same codes in std::unordered_map, the least that any
// engine would do.
#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include <cmath>
#include <random>
#include <unordered_map>

#include "adjudication/settle.h"
#include "catalogue/edition_text.h"
#include "catalogue/import.h"
#include "policy/book.h"

namespace yitong {
namespace {

constexpr std::size_t kCodes = 20'000, kBills = 2'000, kLines = 20;

constexpr const char* kPolicy = R"toml(
edition   = 1
area      = "990000"
name      = { zh = "四层示例", en = "Four layers" }
insurance = "310"
in_force  = { from = 2025-01-01 }
[source.s]
document = "made up"
grade    = "D"
[[choice.aid]]
code = "low_income"
name = { zh = "低保", en = "Low income" }
[benefit.inpatient]
name             = { zh = "住院", en = "Stay" }
visits           = "21"
counts_admission = true
deductible       = { source = "s", rows = [
  { admission = 1, is = "1300.00" },
  { admission = "2+", is = "650.00" },
] }
[[layer]]
id         = "pool"
name       = { zh = "统筹", en = "Pool" }
fund       = "hifp"
takes      = "in_scope"
bands_from = "zero"
source     = "s"
rows       = [{ level = "3", to = ["30000.00", "40000.00", "rest"], pays = ["85%", "90%", "95%"] }]
then       = [{ when = { retired = true }, personal_share = "60%" }]
cap        = { is = "100000.00" }
[[layer]]
id     = "large"
name   = { zh = "大额", en = "Large" }
fund   = "hifob"
takes  = "over_cap:pool"
source = "s"
rows   = [{ pays = "80%" }]
cap    = { is = "400000.00" }
[[layer]]
id     = "serious"
name   = { zh = "大病", en = "Serious" }
fund   = "hifmi"
takes  = "in_scope_burden"
source = "s"
start  = { per = "year", is = "5000.00" }
rows   = [{ pays = "60%" }]
[[layer]]
id      = "aid"
name    = { zh = "救助", en = "Aid" }
fund    = "maf"
takes   = "in_scope_burden"
applies = { aid = "low_income" }
source  = "s"
rows    = [{ pays = "70%" }]
cap     = { is = "50000.00" }
)toml";

struct World {
  Catalogue catalogue;
  std::vector<std::string> codes;
  std::shared_ptr<const Plan> plan;
};

const World& world() {
  static const World made = [] {
    std::string drugs = "code,name,class,grade\n", terms = "code,area,self_pay_first,grade\n";
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < kCodes; ++i) {
      codes.push_back(fmt::format("X{}01CA{}{:03}E00101{:07}", char('A' + i % 26),
                                  char('A' + i % 7), i % 997, i));
      drugs += fmt::format("{},药{},{},C\n", codes.back(), i, i % 3 == 0 ? "A" : "B");
      terms += fmt::format("{},990000,{}%,D\n", codes.back(), i % 3 == 0 ? 0 : 10);
    }
    const std::string edition = "name,title,in_force_from\nbench,基准,2025-01-01\n";
    auto catalogue = Catalogue::parse(
        join_edition_text({{Table::edition, import_csv(Table::edition, edition, "e").csv},
                           {Table::drugs, import_csv(Table::drugs, drugs, "d").csv},
                           {Table::local_terms, import_csv(Table::local_terms, terms, "t").csv}}));
    YT_CHECK(catalogue.has_value());
    const Loaded loaded = PlanBook::from_texts({{"bench.toml", kPolicy}});
    for (const auto& finding : loaded.findings) fmt::print(stderr, "{}", finding.text_en);
    YT_CHECK(loaded.errors() == 0);
    return World{std::move(*catalogue), std::move(codes), loaded.book.entries()[0].plans.exact};
  }();
  return made;
}

std::vector<Bill> make_bills(bool zipf) {
  std::mt19937_64 random(1);
  std::vector<double> weight(kCodes);
  for (std::size_t i = 0; i < kCodes; ++i)
    weight[i] = zipf ? 1.0 / static_cast<double>(i + 1) : 1.0;
  std::discrete_distribution<std::size_t> draw(weight.begin(), weight.end());
  std::vector<Bill> bills(kBills);
  for (Bill& bill : bills) {
    bill.visit = "21";
    bill.lines.resize(kLines);
    for (BillLine& line : bill.lines) {
      line.code = world().codes[draw(random)];
      line.quantity_e4 = 10'000;
      line.amount = Money::fen(static_cast<std::int64_t>(random() % 500'000));
      bill.total += line.amount;
    }
  }
  return bills;
}

void settle_20_lines(benchmark::State& state) {
  const World& w = world();
  const std::vector<Bill> bills = make_bills(state.range(0) != 0);
  const AreaCatalogue area = w.catalogue.in_area("990000");
  Facts facts = default_facts();
  facts[Dim::level] = *closed_value(Dim::level, "3");
  facts[Dim::relation] = *closed_value(Dim::relation, "same");
  facts[Dim::filing] = *closed_value(Dim::filing, "local");
  facts[Dim::retired] = 1;
  facts[Dim::aid] = 1;
  const std::vector<std::int64_t> accumulators(w.plan->accumulators.size(), 0);
  ScopedBill scoped;
  Settlement out;
  NoSteps none;
  std::size_t next = 0;
  for (auto _ : state) {
    YT_CHECK(classify_into(bills[next], area, scoped).has_value());
    const SettleInput input{&scoped, &facts, accumulators.data(), 0};
    YT_CHECK(!settle(input, *w.plan, out, none));
    benchmark::DoNotOptimize(out.cash);
    next = next + 1 == kBills ? 0 : next + 1;
  }
  state.counters["bills/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(settle_20_lines)->ArgName("zipf")->Arg(1)->Arg(0);

void peer_20_look_ups(benchmark::State& state) {
  const std::vector<Bill> bills = make_bills(state.range(0) != 0);
  std::unordered_map<std::string, std::int64_t> map;
  for (std::size_t i = 0; i < kCodes; ++i) map[world().codes[i]] = static_cast<std::int64_t>(i);
  std::size_t next = 0;
  for (auto _ : state) {
    std::int64_t sum = 0;
    for (const BillLine& line : bills[next].lines) sum += map.find(line.code)->second;
    benchmark::DoNotOptimize(sum);
    next = next + 1 == kBills ? 0 : next + 1;
  }
  state.counters["bills/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(peer_20_look_ups)->ArgName("zipf")->Arg(1)->Arg(0);

}  // namespace
}  // namespace yitong
