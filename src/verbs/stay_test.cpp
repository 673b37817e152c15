// Stays that cross the year's end, and stays that are one admission, from the message to the store.
#include <gtest/gtest.h>

#include "store/ledger_rows.h"
#include "verbs/audit.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs::testing {
namespace {

/// The policy of the tests with one place changed.
std::string with(std::string_view from, std::string_view to) {
  std::string text(kPolicy);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

SettleRequest stay(const std::string& person, const std::string& message, Date admitted, Date on,
                   const std::string& id) {
  SettleRequest out = request(person, message, 1'000'000);
  out.bill.admitted = admitted;
  out.bill.on = on;
  out.stay = id;
  return out;
}

Date day(int year, int month, int day_of_month) {
  return *Date::from_ymd(year, month, day_of_month);
}

std::string paid(const Result<Answer>& answer) {
  return answer ? answer->reply.substr(answer->reply.find("funds")) : answer.error()[0].str(false);
}

TEST(Stay, OneThatCrossesTheYearsEndIsSettledInThePartsThatAreNamed) {
  World world(with("[source.s]", "deciding = { stay = \"line_dates\" }\n[source.s]"));
  const std::string person = world.person(1);
  const auto whole = settle(world, stay(person, "m", day(2024, 12, 28), day(2025, 1, 5), "s"));
  ASSERT_FALSE(whole);
  EXPECT_EQ(whole.error()[0].code, ErrorCode::stay_crosses_year);
  EXPECT_EQ(whole.error()[0].path, "/admitted_on");
  EXPECT_EQ(whole.error()[0].rule, "2024-12-28 – 2024-12-31, 2025-01-01 – 2025-01-05");
  // The same message id serves for the first part, since nothing was stored.
  EXPECT_EQ(paid(settle(world, stay(person, "m", day(2024, 12, 28), day(2024, 12, 31), "s"))),
            "funds 8100.00 cash 2000.00 none same");
  EXPECT_EQ(paid(settle(world, stay(person, "n", day(2025, 1, 1), day(2025, 1, 5), "s"))),
            "funds 8100.00 cash 2000.00 none same");  // the first admission of its own year
  EXPECT_TRUE(audit(*world.store).findings.empty());
}

TEST(Stay, OneOfTheYearOfAdmissionMovesThatYear) {
  World world(with("[source.s]", "deciding = { stay = \"admission\" }\n[source.s]"));
  const std::string person = world.person(1);
  ASSERT_TRUE(settle(world, stay(person, "m", day(2024, 12, 28), day(2025, 1, 5), "s")));
  for (const auto& each : store::find_accumulators(world.store->database(), person, "990100/310"))
    EXPECT_EQ(each.period, "2024") << each.name;
  EXPECT_TRUE(audit(*world.store).findings.empty());
}

TEST(Stay, ATransferWithinDaysIsOneAdmissionAndAReversalGivesTheChainBack) {
  World world(with("deductible       = { source",
                   "merges = { what = [\"mid_stay\", \"transfer\"], within_days = 2 }\n"
                   "deductible       = { per = \"stay\", source"));
  const std::string person = world.person(1);
  EXPECT_EQ(paid(settle(world, stay(person, "a", day(2025, 3, 1), day(2025, 3, 20), "s1"))),
            "funds 8100.00 cash 2000.00 none same");
  EXPECT_EQ(paid(settle(world, stay(person, "b", day(2025, 3, 22), day(2025, 3, 25), "s2"))),
            "funds 9000.00 cash 1100.00 none same");
  EXPECT_EQ(paid(settle(world, stay(person, "c", day(2025, 4, 10), day(2025, 4, 12), "s3"))),
            "funds 8550.00 cash 1550.00 none same");  // the second admission: 500
  ASSERT_TRUE(reverse(world, {person, "H99010000001", "r"}, "c"));
  EXPECT_EQ(paid(settle(world, stay(person, "d", day(2025, 3, 26), day(2025, 4, 1), "s4"))),
            "funds 9000.00 cash 1100.00 none same");
  EXPECT_TRUE(audit(*world.store).findings.empty());
}

}  // namespace
}  // namespace yitong::verbs::testing
