#include <gtest/gtest.h>

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "base/id.h"
#include "demo/stories.h"
#include "store/sqlite/sqlite.h"
#include "verbs/audit.h"
#include "verbs/entitle.h"

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

TEST(Demo, StoriesShowEveryStateOfBenefits) {
  const auto rules = shipped_rules();
  const std::map<std::string_view, EligibilityStatus> wanted{
      {"demo.waiting", EligibilityStatus::waiting},
      {"demo.break", EligibilityStatus::not_enrolled},
      {"demo.arrears", EligibilityStatus::eligible},
      {"demo.newborn", EligibilityStatus::eligible},
      {"demo.retired", EligibilityStatus::eligible}};
  for (const char* day : {"2025-11-22", "2026-01-05", "2026-02-28", "2026-07-31"}) {
    const Date today = *Date::parse(day);
    const Instant now{std::int64_t{today.days()} * 86'400'000'000};
    const auto told = stories(*rules, today, {});
    EXPECT_EQ(told.size(), wanted.size()) << day;
    for (const Story& story : told) {
      const auto policy = rules->plans.services(story.person.area, story.person.insurance, today);
      ASSERT_NE(policy, nullptr);
      const Eligibility answer = verbs::entitled_by(
          coverage_of(story.person, now), story.contributions, story.person.birth, today, *policy);
      EXPECT_EQ(answer.status, wanted.at(story.account)) << day << " " << story.account;
      if (story.account == "demo.waiting") {
        ASSERT_TRUE(answer.begins && answer.begins->certain());
        EXPECT_GT(answer.begins->earliest, today);
      }
      if (story.account == "demo.newborn") {
        EXPECT_EQ(answer.since, story.person.birth);
      }
      if (story.account == "demo.arrears") {
        EXPECT_LT(answer.since, story.contributions.back().in_force.from) << "nothing was lost";
      }
    }
  }
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
    const auto told = stories(*rules, kNow.date(), options);
    EXPECT_EQ(made->people, 120u + told.size());
    for (const Story& story : told) {
      const auto view =
          verbs::view_entitlement(*store, *rules, story.person.number, kNow.date(), kNow);
      ASSERT_TRUE(view) << story.account;
      EXPECT_TRUE(view->by_records) << story.account;
    }
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
