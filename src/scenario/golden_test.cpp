// tests/golden freezes the meaning of each language edition: policy texts, bills, and what they
// came to when the edition was made. A difference is a change of meaning and needs a new edition.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "scenario/scenario.h"

namespace yitong {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

TEST(Golden, EveryEditionStillMeansWhatItMeant) {
  std::size_t texts = 0, expected = 0;
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(YITONG_SOURCE_DIR "/tests/golden")) {
    auto path = file.path();
    expected += path.extension() == ".txt";
    if (path.extension() != ".toml") continue;
    ++texts;
    const ScenarioResult result = run_scenario({path.string(), content(path)}, PlanBook());
    EXPECT_TRUE(result.passed) << path << "\n" << result.details;
    EXPECT_EQ(result.transcript, content(path.replace_extension(".txt"))) << path;
  }
  EXPECT_GT(texts, 40u);
  EXPECT_EQ(texts, expected) << "each text has what it came to, and nothing else is there";
}

}  // namespace
}  // namespace yitong
