// Look-ups over 20,000 codes, uniform and as bills have them (Zipf), next to std::unordered_map on
// the same codes in the same run; search over the shipped edition.
#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include <cmath>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "catalogue/catalogue.h"
#include "catalogue/edition_text.h"
#include "catalogue/import.h"

namespace yitong {
namespace {

constexpr std::size_t kCodes = 20'000;
constexpr std::size_t kQueries = 1 << 16;

struct Fixture {
  Catalogue catalogue;
  std::vector<std::string> codes;
  std::unordered_map<std::string_view, const CatalogueItem*> map;
};

const Fixture& fixture() {
  static const Fixture made = [] {
    std::string drugs = "code,name,class,grade\n", terms = "code,area,self_pay_first,grade\n";
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < kCodes; ++i) {
      codes.push_back(fmt::format("X{}01CA{}{:03}E00101{:07}", char('A' + i % 26),
                                  char('A' + i % 7), i % 997, i));
      drugs += fmt::format("{},药{},B,C\n", codes.back(), i);
      if (i % 4 == 0) terms += fmt::format("{0},360000,10%,D\n{0},360100,5%,D\n", codes.back());
    }
    const std::string edition = "name,title,in_force_from\nbench,基准,2025-01-01\n";
    auto catalogue = Catalogue::parse(
        join_edition_text({{Table::edition, import_csv(Table::edition, edition, "e").csv},
                           {Table::drugs, import_csv(Table::drugs, drugs, "d").csv},
                           {Table::local_terms, import_csv(Table::local_terms, terms, "t").csv}}));
    Fixture out{std::move(*catalogue), std::move(codes), {}};
    for (const std::string& code : out.codes) out.map[code] = out.catalogue.find(code);
    return out;
  }();
  return made;
}

/// Queries in their own memory one after the other, as the lines of a bill are.
std::vector<std::string_view> queries(bool zipf) {
  static std::vector<std::string> kept[2];
  std::vector<std::string>& text = kept[zipf];
  if (text.empty()) {
    std::mt19937_64 random(1);
    std::vector<double> weight(kCodes);
    for (std::size_t i = 0; i < kCodes; ++i)
      weight[i] = zipf ? 1.0 / static_cast<double>(i + 1) : 1.0;
    std::discrete_distribution<std::size_t> draw(weight.begin(), weight.end());
    std::vector<std::size_t> place(kCodes);
    for (std::size_t i = 0; i < kCodes; ++i) place[i] = i;
    std::shuffle(place.begin(), place.end(), random);
    for (std::size_t i = 0; i < kQueries; ++i) text.push_back(fixture().codes[place[draw(random)]]);
  }
  return {text.begin(), text.end()};
}

void run(benchmark::State& state, const auto& find) {
  const auto codes = queries(state.range(0) != 0);
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(find(codes[i++ & (kQueries - 1)]));
  state.SetItemsProcessed(state.iterations());
  state.SetLabel(state.range(0) != 0 ? "zipf" : "uniform");
}

void BM_Find(benchmark::State& state) {
  run(state,
      [](std::string_view code) { return fixture().catalogue.find(code)->self_pay_first_ppm; });
}
void BM_FindInArea(benchmark::State& state) {
  const AreaCatalogue area = fixture().catalogue.in_area("360103");
  run(state, [&](std::string_view code) { return area.find(code)->self_pay_first_ppm; });
}
void BM_UnorderedMap(benchmark::State& state) {
  run(state,
      [](std::string_view code) { return fixture().map.find(code)->second->self_pay_first_ppm; });
}
BENCHMARK(BM_Find)->Arg(0)->Arg(1);
BENCHMARK(BM_FindInArea)->Arg(0)->Arg(1);
BENCHMARK(BM_UnorderedMap)->Arg(0)->Arg(1);

void BM_Search(benchmark::State& state, const std::string& query) {
  static const Result<Catalogue> shipped =
      Catalogue::load(std::string(YITONG_SOURCE_DIR) + "/catalogues/national-2024");
  for (auto _ : state) benchmark::DoNotOptimize(shipped->search(query, std::nullopt, 20));
}
BENCHMARK_CAPTURE(BM_Search, one_letter, std::string("a"))->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_Search, two_letters, std::string("an"))->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_Search, initials, std::string("amxl"))->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_Search, chinese, std::string("高血压"))->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(BM_Search, code, std::string("XD03"))->Unit(benchmark::kMicrosecond);

void BM_Load(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(Catalogue::load(std::string(YITONG_SOURCE_DIR) + "/catalogues/demo"));
}
BENCHMARK(BM_Load)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace yitong
