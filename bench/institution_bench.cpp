// The institution finder over 600,000 generated institutions: what the index takes in memory and
// time, next to a plain look at every institution and to reading as much memory, in the same run.
#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include <cstring>
#include <numeric>
#include <random>

#include "catalogue/edition_text.h"
#include "catalogue/import.h"
#include "catalogue/institution_index.h"

namespace yitong {
namespace {

constexpr std::size_t kInstitutions = 600'000;

constexpr std::string_view kTowns[] = {"南昌", "北京", "长沙", "西安", "泉州", "苏州",
                                       "青岛", "大连", "宜宾", "玉林", "临沂", "安阳",
                                       "曲靖", "德州", "承德", "龙岩"};
constexpr std::string_view kNames[] = {"康宁", "仁爱", "同济", "博爱", "和平", "中山",
                                       "新华", "友谊", "东湖", "西城", "北关", "南山",
                                       "长青", "光明", "幸福", "平安"};
constexpr std::string_view kSorts[] = {"第一人民医院", "中医医院",   "社区卫生服务中心",
                                       "大药房",       "乡镇卫生院", "口腔门诊部",
                                       "妇幼保健院",   "村卫生室"};
constexpr std::string_view kServices[] = {"",
                                          "inpatient",
                                          "inpatient;outpatient",
                                          "outpatient;chronic",
                                          "M03900;M01600;M00500",
                                          "special_drugs;dual_channel"};

const Catalogue& nation() {
  static const Catalogue made = [] {
    std::mt19937_64 random(20'260'101);
    std::string rows = "code,name,area,kind,level,opened,note,grade\n";
    for (std::size_t i = 0; i < kInstitutions; ++i) {
      const std::size_t town = random() % 16, sort = random() % 8;
      const bool pharmacy = sort == 3;
      rows += fmt::format("{}{:011},{}{}{}{},{}{:02}00,{},{},{},,D\n", pharmacy ? 'P' : 'H', i,
                          kTowns[town], kNames[random() % 16], kNames[random() % 16], kSorts[sort],
                          11 + town, 1 + random() % 20, pharmacy ? "pharmacy" : "hospital",
                          pharmacy    ? ""
                          : sort == 0 ? "3"
                          : sort == 1 ? "2"
                                      : "primary",
                          kServices[random() % 6]);
    }
    const std::string edition = "name,title,in_force_from\nbench,基准,2025-01-01\n";
    std::string pinyin;
    if (auto read =
            read_file(std::string(YITONG_SOURCE_DIR) + "/catalogues/national-2024/pinyin.csv"))
      pinyin = import_csv(Table::pinyin, *read, "p").csv;
    return Catalogue::parse(
               join_edition_text(
                   {{Table::edition, import_csv(Table::edition, edition, "e").csv},
                    {Table::institutions, import_csv(Table::institutions, rows, "i").csv},
                    {Table::pinyin, pinyin}}))
        .value();
  }();
  return made;
}

InstitutionAsk ask(std::string words, std::string area = {}) {
  InstitutionAsk out;
  out.words = std::move(words);
  out.area = std::move(area);
  return out;
}

void find(benchmark::State& state, const InstitutionAsk& asked) {
  const Catalogue& all = nation();  // made before anything is timed
  std::size_t total = 0;
  for (auto _ : state) benchmark::DoNotOptimize(total = all.find_institutions(asked).total);
  state.SetLabel(fmt::format("{} found", total));
}

void BM_Find(benchmark::State& state, const char* words) { find(state, ask(words)); }
BENCHMARK_CAPTURE(BM_Find, all, "")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Find, one_letter, "n")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Find, two_letters, "nc")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Find, initials, "ncknpa")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Find, pinyin, "nanchangkang")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Find, common_pinyin, "yiyuan")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Find, town, "南昌")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Find, common, "医院")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Find, common_character, "院")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Find, two_words, "南昌 中医")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Find, code, "H0000012345")->Unit(benchmark::kMillisecond);

void BM_FindInCityWithDisease(benchmark::State& state) {
  InstitutionAsk asked = ask("", "110100");
  asked.disease = "M01600";
  find(state, asked);
}
BENCHMARK(BM_FindInCityWithDisease)->Unit(benchmark::kMillisecond);

/// The same question without an index.
void BM_PlainLook(benchmark::State& state, const char* words) {
  const Catalogue& all = nation();
  std::size_t total = 0;
  for (auto _ : state) {
    total = 0;
    for (const InstitutionFacts& each : all.institutions())
      total += each.name.find(words) != each.name.npos;
    benchmark::DoNotOptimize(total);
  }
  state.SetLabel(fmt::format("{} found", total));
}
BENCHMARK_CAPTURE(BM_PlainLook, town, "南昌")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_PlainLook, common, "医院")->Unit(benchmark::kMillisecond);

/// As many bytes as the index has, once.
void BM_ReadAsMuchMemory(benchmark::State& state) {
  const std::size_t bytes = nation().finder_bytes();
  std::vector<std::uint64_t> words(bytes / 8, 1);
  for (auto _ : state)
    benchmark::DoNotOptimize(std::accumulate(words.begin(), words.end(), std::uint64_t{0}));
  state.SetLabel(fmt::format("{} bytes, {} an institution", bytes, bytes / kInstitutions));
}
BENCHMARK(BM_ReadAsMuchMemory)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace yitong
