// Four hundred area files, parsed, checked, compiled and reviewed. The ceiling is reading the same
// bytes with the TOML library alone, in the same run.
#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "policy/book.h"
#include "policy/toml_text.h"
#include "review/review.h"

namespace yitong {
namespace {

constexpr std::size_t kAreaFiles = 400;

std::vector<PolicyText> shipped() {
  std::vector<PolicyText> out;
  for (const auto& file : std::filesystem::directory_iterator(YITONG_SOURCE_DIR "/policies")) {
    if (file.path().extension() != ".toml") continue;
    std::ifstream in(file.path(), std::ios::binary);
    out.push_back({file.path().string(), std::string(std::istreambuf_iterator<char>(in), {})});
  }
  return out;
}

/// The same text for a made-up area.
PolicyText copy_of(const PolicyText& text, std::size_t number) {
  PolicyText out{fmt::format("copy-{}.toml", number), text.text};
  const auto line = out.text.find("\narea ");
  const auto quote = out.text.find('"', line);
  return out.text.replace(quote + 1, 6, fmt::format("{}", 990'000 + number)), out;
}

std::vector<PolicyText> four_hundred() {
  std::vector<PolicyText> out = shipped(), areas;
  for (const PolicyText& text : out)
    if (text.text.find("\npartial") == text.text.npos) areas.push_back(text);
  if (areas.empty()) std::abort();
  for (std::size_t i = areas.size(); i < kAreaFiles; ++i)
    out.push_back(copy_of(areas[i % areas.size()], i));
  return out;
}

template <class Work>
double seconds_of(const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void load_four_hundred(benchmark::State& state) {
  const std::vector<PolicyText> texts = four_hundred();
  double toml_alone = 0, load = 0, warn = 0;
  std::size_t plans = 0, bytes = 0, findings = 0;
  for (auto _ : state) {
    toml_alone += seconds_of([&] {
      for (const PolicyText& text : texts) benchmark::DoNotOptimize(toml::parse(text.text));
    });
    Loaded loaded;
    load += seconds_of([&] { loaded = PlanBook::from_texts(texts); });
    warn += seconds_of([&] { findings = review(loaded.book, Date()).size(); });
    plans = loaded.book.entries().size();
    if (loaded.errors() != 0 || plans < kAreaFiles) std::abort();
  }
  for (const PolicyText& text : texts) bytes += text.text.size();
  const auto rounds = static_cast<double>(state.iterations());
  state.counters["toml_ms"] = toml_alone / rounds * 1000;
  state.counters["load_ms"] = load / rounds * 1000;
  state.counters["review_ms"] = warn / rounds * 1000;
  state.counters["load/toml"] = load / toml_alone;
  state.counters["plans"] = static_cast<double>(plans);
  state.counters["KiB"] = static_cast<double>(bytes) / 1024;
  state.counters["warnings"] = static_cast<double>(findings);
}
BENCHMARK(load_four_hundred)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace yitong
