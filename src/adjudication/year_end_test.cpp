#include "adjudication/year_end.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "adjudication/accumulate.h"

namespace yitong {
namespace {

Policy split_by(StayYear how, int month = 1, int day = 1) {
  Policy policy;
  policy.stay_year = how;
  policy.year_month = month;
  policy.year_day = day;
  return policy;
}

Date random_day() { return Date::from_days(*rc::gen::inRange(18'000, 22'000)); }

Bill random_stay() {
  Bill bill;
  bill.visit = "21";
  bill.admitted = random_day();
  bill.on = bill.admitted.plus_days(*rc::gen::inRange(0, 800));
  const int lines = *rc::gen::inRange(1, 12);
  for (int i = 0; i < lines; ++i) {
    BillLine line;
    line.amount = Money::fen(*rc::gen::inRange(0, 1'000'000));
    line.given_class = i % 3 == 0 ? ItemClass::b : ItemClass::a;
    line.given_self_pay_first = Ratio::ppm(*rc::gen::inRange(0, 1'000'000));
    line.date =
        bill.admitted.plus_days(*rc::gen::inRange(0, bill.on.days() - bill.admitted.days() + 1));
    bill.total += line.amount;
    bill.lines.push_back(line);
  }
  return bill;
}

std::int64_t sum(const ScopedBill& bill, std::int64_t ScopedLine::*part) {
  std::int64_t total = 0;
  for (const ScopedLine& line : bill.lines) total += line.*part;
  return total;
}

TEST(YearEndProperty, ThePartsOfAStayAreTheWholeAndLieInOneYearEach) {
  EXPECT_TRUE(rc::check([] {
    const Policy policy = split_by(*rc::gen::element(StayYear::line_dates, StayYear::daily_average),
                                   *rc::gen::inRange(1, 13), *rc::gen::inRange(1, 29));
    const Bill bill = random_stay();
    const auto scoped = classify_stated(bill);
    RC_ASSERT(scoped.has_value());
    const auto parts = split_at_year_end(policy, bill, *scoped);
    RC_ASSERT(parts.has_value());
    for (auto part : {&ScopedLine::amount, &ScopedLine::full_self_pay, &ScopedLine::over_limit,
                      &ScopedLine::self_pay_first}) {
      std::int64_t total = 0;
      for (const StayPart& each : *parts) total += sum(each.bill, part);
      RC_ASSERT(total == sum(*scoped, part));
    }
    for (const StayPart& each : *parts) {
      RC_ASSERT(benefit_year(policy, each.admitted) == benefit_year(policy, each.on));
      for (const ScopedLine& line : each.bill.lines) {
        RC_ASSERT(line.in_scope() >= 0);
        RC_ASSERT(each.admitted.days() + line.day <= each.on.days());
      }
    }
  }));
}

TEST(YearEnd, OtherPoliciesAndStaysWithinAYearAreLeftWhole) {
  Bill bill;
  bill.visit = "21";
  bill.admitted = *Date::from_ymd(2025, 12, 28);
  bill.on = *Date::from_ymd(2026, 1, 5);
  bill.total = Money::yuan(100);
  bill.sums = BillSums{{}, {}, {}, Money::yuan(100), {}};
  const auto scoped = classify_stated(bill);
  ASSERT_TRUE(scoped);
  for (const StayYear how : {StayYear::discharge, StayYear::admission})
    EXPECT_EQ(split_at_year_end(split_by(how), bill, *scoped)->size(), 1u);
  EXPECT_EQ(split_at_year_end(split_by(StayYear::daily_average, 7), bill, *scoped)->size(), 1u);
  EXPECT_EQ(split_at_year_end(split_by(StayYear::daily_average), bill, *scoped)->size(), 2u);
  // Discharged on the first day of the year: no night lies in it.
  bill.on = *Date::from_ymd(2026, 1, 1);
  EXPECT_EQ(split_at_year_end(split_by(StayYear::daily_average), bill, *scoped)->size(), 1u);
  EXPECT_EQ(parts_in_words(split_by(StayYear::line_dates), bill.admitted, bill.on),
            "2025-12-28 – 2025-12-31, 2026-01-01 – 2026-01-01");
}

TEST(YearEnd, EveryLineWithoutADateIsNamed) {
  Bill bill;
  bill.visit = "21";
  bill.admitted = *Date::from_ymd(2025, 12, 28);
  bill.on = *Date::from_ymd(2026, 1, 5);
  for (int i = 0; i < 3; ++i) {
    BillLine line;
    line.amount = Money::yuan(10);
    line.given_class = ItemClass::a;
    if (i == 1) line.date = bill.on;
    bill.total += line.amount;
    bill.lines.push_back(line);
  }
  const auto scoped = classify_stated(bill);
  ASSERT_TRUE(scoped);
  const auto parts = split_at_year_end(split_by(StayYear::line_dates), bill, *scoped);
  ASSERT_FALSE(parts);
  ASSERT_EQ(parts.error().size(), 2u);
  EXPECT_EQ(parts.error()[0].path, "/bill/lines/0/date");
  EXPECT_EQ(parts.error()[1].path, "/bill/lines/2/date");
}

}  // namespace
}  // namespace yitong
