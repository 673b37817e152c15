#include <gtest/gtest.h>

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "base/id.h"
#include "demo/demo.h"
#include "store/sqlite/sqlite.h"
#include "verbs/audit.h"

namespace yitong::demo {
namespace {

const Instant kNow{1763'800'000'000'000};  // 2025-11-22

std::shared_ptr<const verbs::Rules> shipped_rules() {
  auto rules = verbs::load_rules({"policies"}, {"catalogues/demo"});
  EXPECT_TRUE(rules);
  return rules ? *rules : nullptr;
}

TEST(Demo, PeopleAreTheSameForTheSameSeed) {
  const auto rules = shipped_rules();
  const auto once = people(*rules, kNow.date(), {.seed = 7, .people = 50});
  const auto again = people(*rules, kNow.date(), {.seed = 7, .people = 50});
  const auto other = people(*rules, kNow.date(), {.seed = 8, .people = 50});
  ASSERT_EQ(once.size(), 50u);
  for (std::size_t i = 0; i < once.size(); ++i) EXPECT_EQ(once[i].number, again[i].number);
  EXPECT_NE(once[0].number, other[0].number);
}

TEST(Demo, SettlesAHistoryThatTheAuditFindsClean) {
  const auto folder =
      std::filesystem::temp_directory_path() / fmt::format("yitong_demo_{}", ::getpid());
  std::filesystem::create_directories(folder);
  {
    const auto rules = shipped_rules();
    auto database = store::open_sqlite({.path = folder / "demo.db"});
    ASSERT_TRUE(database);
    auto store =
        store::Store::open(std::move(*database), *store::MasterKey::parse(std::string(64, '3')));
    ASSERT_TRUE(store);
    ASSERT_TRUE(verbs::keep_rules(*store, *rules));
    const auto render = [](const verbs::Settled& settled) { return settled.settlement_id; };
    const Options options{.seed = 1, .people = 120};
    const auto made = make(*store, rules, render, kNow, options, [](std::size_t, std::size_t) {});
    ASSERT_TRUE(made) << made.error()[0].str(false);
    EXPECT_EQ(made->people, 120u);
    EXPECT_GT(made->settlements, 30u);
    const auto twice = make(*store, rules, render, kNow, options, [](std::size_t, std::size_t) {});
    ASSERT_TRUE(twice);
    EXPECT_EQ(twice->people, 0u);
    EXPECT_TRUE(verbs::audit(*store).findings.empty());
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace yitong::demo
