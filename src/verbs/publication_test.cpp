#include "verbs/publication.h"

#include <gtest/gtest.h>

#include "base/id.h"
#include "verbs/audit.h"
#include "verbs/resettle.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs {
namespace {

using namespace testing;

/// The same policy, but the pool pays a retiree 95 % up to 10,000 instead of 90 %, from 2025 on.
std::shared_ptr<const Rules> late_rules(const World& world) {
  std::string text = kPolicy, before = kPolicy;
  const auto replace = [](std::string& in, std::string_view from, std::string_view to) {
    in.replace(in.find(from), from.size(), to);
  };
  replace(before, "from = 2024-01-01", "from = 2024-01-01, to = 2024-12-31");
  replace(text, "from = 2024-01-01", "from = 2025-01-01");
  replace(text, "[\"90%\", \"92%\"]", "[\"95%\", \"95%\"]");
  Loaded loaded = PlanBook::from_texts({{"before.toml", before}, {"late.toml", text}});
  for (const auto& finding : loaded.findings)
    if (finding.severity == Severity::error) ADD_FAILURE() << finding.text_en;
  auto out = std::make_shared<Rules>(*world.rules);
  out->plans = std::move(loaded.book);
  return out;
}

TEST(Publication, AVersionThatComesLateIsNotedOnceAndListsWhatItTouches) {
  World world;
  const std::string person = world.person(1), other = world.person(2);
  ASSERT_TRUE(publish(*world.store, *world.rules, noon(2025, 1, 1))->empty());
  ASSERT_TRUE(settle(world, request(person, "m1", 1'000'000)));
  ASSERT_TRUE(settle(world, request(person, "m2", 1'000'000)));
  SettleRequest last_year = request(other, "m1", 1'000'000);
  last_year.bill.admitted = *Date::from_ymd(2024, 5, 1);
  last_year.bill.on = *Date::from_ymd(2024, 5, 9);
  ASSERT_TRUE(settle(world, last_year));
  EXPECT_TRUE(touched(*world.store, *world.rules, {}, kNow)->settlements.empty());

  const auto rules = late_rules(world);
  ASSERT_TRUE(keep_rules(*world.store, *rules));
  const auto late = publish(*world.store, *rules, kNow);
  ASSERT_TRUE(late);
  ASSERT_EQ(late->size(), 2u);  // both texts are new; the second is what changes money
  EXPECT_EQ(late->at(1).from, *Date::from_ymd(2025, 1, 1));
  EXPECT_TRUE(publish(*world.store, *rules, kNow)->empty());

  const auto report = touched(*world.store, *rules, {}, kNow);
  ASSERT_TRUE(report);
  ASSERT_EQ(report->settlements.size(), 3u);
  std::vector<std::string> numbers;
  for (const Touched& each : report->settlements) {
    EXPECT_TRUE(each.refusal.empty());
    EXPECT_FALSE(each.follows);
    EXPECT_EQ(each.differences.empty(), each.person == other);
    if (each.person == person) numbers.push_back(each.settlement_id);
  }
  // (10000 - 1000) x 5 % and (10000 - 500) x 5 %.
  EXPECT_EQ(report->sums.at({"990100/310", "hifp"}), Money::yuan(450 + 475));
  EXPECT_EQ(report->sums.at({"990100/310", "cash"}), Money() - Money::yuan(450 + 475));
  EXPECT_TRUE(touched(*world.store, *rules, {.area = "980100", .insurance = {}}, kNow)
                  ->settlements.empty());
  EXPECT_FALSE(
      touched(*world.store, *rules, {.area = {}, .insurance = {}, .limit = 1}, kNow)->complete);

  const RenderResettled render{render_settled, render_reversed, [](const Resettlement& made) {
                                 std::string out;
                                 for (const auto& [payer, amount] : made.differences)
                                   out += payer + " " + amount.str() + " ";
                                 return out;
                               }};
  const auto done = resettle({{person, "H99010000001", "late"}, numbers, RulesOf::known_now}, rules,
                             kNow, *world.store, render);
  ASSERT_TRUE(done) << done.error()[0].str(false);
  EXPECT_EQ(done->reply, "hifp 925.00 cash -925.00 ");
  EXPECT_EQ(touched(*world.store, *rules, {}, kNow)->settlements.size(), 1u);
  for (const Error& error : audit(*world.store).findings) ADD_FAILURE() << error.str(false);
}

}  // namespace
}  // namespace yitong::verbs
