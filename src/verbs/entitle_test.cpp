#include "verbs/entitle.h"

#include <gtest/gtest.h>

#include "verbs/contribution.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs {
namespace {

using namespace testing;

/// The made-up area, with a wait after a break.
std::string policy_with_a_wait() {
  return std::string(kPolicy) + R"toml(
[waiting.break]
wait      = "2 months"
gap_over  = "3 months"
pay_back  = true
source    = "s"
)toml";
}

ledger::Contribution paid(const char* from, const char* to, const char* on) {
  ledger::Contribution out;
  out.area = "990100", out.insurance = "310", out.basis = "paid";
  out.in_force = {*Date::parse(from), *Date::parse(to)};
  out.paid_on = *Date::parse(on);
  return out;
}

TEST(Contributions, AreAddedAndCorrectedButNeverOverlap) {
  World world;
  const std::string person = world.person(1);
  const auto add = [&](ledger::Contribution row) {
    return add_contribution(*world.store, person, std::move(row), kNow);
  };
  EXPECT_EQ(add(paid("2025-01-01", "2025-01-31", "2025-01-10")).value(), 1);
  EXPECT_EQ(code_of(add(paid("2025-01-31", "2025-02-28", "2025-02-10"))),
            ErrorCode::overlapping_periods);
  ledger::Contribution corrected = paid("2025-01-01", "2025-02-28", "2025-02-10");
  corrected.replaces = 1;
  EXPECT_EQ(add(corrected).value(), 2);
  const auto rows = view_contributions(*world.store, person, kNow);
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_EQ(rows->front().no, 2);
  ledger::Contribution bad = paid("2025-03-01", "2025-03-31", "2025-07-01");
  bad.area = "x", bad.basis = "gift", bad.situations = "New Born";
  const auto refused = add(bad);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().size(), 4u);  // and paid after today
  EXPECT_EQ(code_of(add_contribution(*world.store, "p0000000000000000",
                                     paid("2025-03-01", "2025-03-31", "2025-03-01"), kNow)),
            ErrorCode::unknown_person);
  expect_clean(world);
}

TEST(Settle, AsksWhetherBenefitsHaveBegun) {
  World world(policy_with_a_wait());
  const std::string person = world.person(1);
  const auto add = [&](const char* from, const char* to, const char* on) {
    return add_contribution(*world.store, person, paid(from, to, on), kNow);
  };
  ASSERT_TRUE(settle(world, request(person, "m1", 200'000)));  // no records: the coverage decides
  ASSERT_TRUE(add("2024-01-01", "2024-06-30", "2024-01-10"));
  const auto lapsed = settle(world, request(person, "m2", 200'000));
  ASSERT_EQ(code_of(lapsed), ErrorCode::not_eligible);
  EXPECT_EQ(lapsed.error()[0].path, "/on");
  ASSERT_TRUE(add("2025-02-01", "2025-12-31", "2025-02-10"));
  const auto waits = settle(world, request(person, "m2", 200'000));  // on 2025-03-20
  ASSERT_EQ(code_of(waits), ErrorCode::not_eligible);
  EXPECT_NE(waits.error()[0].remedy.find("2025-04-11"), std::string::npos)
      << waits.error()[0].remedy;
  EXPECT_EQ(waits.error()[0].rule, "made up 1 (A)");
  SettleRequest after = request(person, "m2", 200'000);
  after.bill.on = *Date::from_ymd(2025, 4, 11);
  EXPECT_TRUE(settle(world, after));
  EXPECT_TRUE(settle(world, request(person, "m1", 200'000))->replayed);
  expect_clean(world);
}

TEST(Settle, RefusesWhereNobodyStatesTheWait) {
  World world(std::string(kPolicy) + "[waiting.break]\nwait = \"unknown\"\nsource = \"s\"\n");
  const std::string person = world.person(1);
  ASSERT_TRUE(
      add_contribution(*world.store, person, paid("2024-01-01", "2024-06-30", "2024-01-10"), kNow));
  ASSERT_TRUE(
      add_contribution(*world.store, person, paid("2025-01-01", "2025-12-31", "2025-01-10"), kNow));
  EXPECT_EQ(code_of(settle(world, request(person, "m1", 200'000))), ErrorCode::eligibility_unknown);
}

TEST(Entitlement, SaysWhatDecidesAndWhatIsDue) {
  World world(policy_with_a_wait() + R"toml(
[contribution.person]
payer  = "person"
share  = { rows = [{ retired = true, is = "0%" }, { retired = false, is = "2%" }] }
per    = "month"
source = "s"
[inflow.person]
share  = "2%"
source = "s"
)toml");
  const std::string person = world.person(1);
  const Date on = *Date::from_ymd(2025, 3, 20);
  auto view = view_entitlement(*world.store, *world.rules, person, on, kNow).value();
  EXPECT_FALSE(view.by_records);
  EXPECT_EQ(view.answer.status, EligibilityStatus::eligible);
  ledger::Contribution row = paid("2025-01-01", "2025-12-31", "2025-01-10");
  row.base = Money::yuan(8000);
  ASSERT_TRUE(add_contribution(*world.store, person, row, kNow));
  view = view_entitlement(*world.store, *world.rules, person, on, kNow).value();
  EXPECT_TRUE(view.by_records);
  EXPECT_EQ(view.answer.status, EligibilityStatus::eligible);
  EXPECT_EQ(view.answer.since, row.in_force.from);
  ASSERT_EQ(view.due.size(), 1u);
  EXPECT_EQ(view.due[0].expected_fen, 0);  // retired
  EXPECT_EQ(view.inflows[0].expected_fen, 16'000);
  EXPECT_EQ(code_of(view_entitlement(*world.store, *world.rules, "p0000000000000000", on, kNow)),
            ErrorCode::unknown_person);
}

}  // namespace
}  // namespace yitong::verbs
