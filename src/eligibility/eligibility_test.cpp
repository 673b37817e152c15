#include "eligibility/eligibility.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "policy/book.h"

namespace yitong {
namespace {

Date day(const char* text) { return Date::parse(text).value(); }

const PlanBook& shipped() {
  static const Loaded loaded = PlanBook::load({YITONG_SOURCE_DIR "/policies"});
  return loaded.book;
}

PaidSpan paid(const char* from, const char* to, const char* on, std::string insurance = "390") {
  return {std::move(insurance), day(from), day(to), day(on), PaidBasis::paid, {}};
}
PaidSpan year_paid(int year, const std::string& on) {
  return {"390",
          *Date::from_ymd(year, 1, 1),
          *Date::from_ymd(year, 12, 31),
          day(on.c_str()),
          PaidBasis::paid,
          {}};
}

struct Case {
  const char* area = "659000";  // of which nothing is loaded: the nation's rows hold
  const char* insurance = "390";
  const char* on;
  std::vector<PaidSpan> spans;
  Date birth = {};

  Eligibility answer() const {
    const auto policy = shipped().services(area, insurance, day(on));
    return eligibility({insurance, day(on), birth, {}, spans}, *policy);
  }
};

Date from_of(const Eligibility& answer) { return answer.begins ? answer.begins->earliest : Date(); }

void expect_from(const Case& each, const char* from) {
  const Eligibility answer = each.answer();
  ASSERT_TRUE(answer.begins) << answer.text.en;
  EXPECT_TRUE(answer.begins->certain()) << answer.text.en;
  EXPECT_EQ(from_of(answer).str(), from) << answer.text.en;
  EXPECT_EQ(answer.status == EligibilityStatus::eligible, day(from) <= day(each.on));
  EXPECT_EQ(answer.status == EligibilityStatus::waiting, day(each.on) < day(from));
  EXPECT_FALSE(answer.text.zh.empty());
}

TEST(Eligibility, OfAYearPaidInTimeBeginsWithTheYear) {
  expect_from({.on = "2025-02-01", .spans = {year_paid(2025, "2024-10-10")}}, "2025-01-01");
}

TEST(Eligibility, PaidLateWaitsThreeMonthsToTheDay) {
  const std::vector<PaidSpan> spans{paid("2025-03-10", "2025-12-31", "2025-03-10")};
  expect_from({.on = "2025-06-10", .spans = spans}, "2025-06-11");
  expect_from({.on = "2025-06-11", .spans = spans}, "2025-06-11");
  const Eligibility answer = Case{.on = "2025-06-10", .spans = spans}.answer();
  ASSERT_EQ(answer.begins->wait.size(), 1u);
  EXPECT_EQ(answer.begins->wait[0].row->id, "residents");
  EXPECT_EQ(answer.begins->counts_from, day("2025-03-10"));
}

TEST(Eligibility, EachMissedYearAddsAMonthAndEachPaidInArrearsTakesOneOff) {
  std::vector<PaidSpan> spans{year_paid(2023, "2022-11-01"), year_paid(2025, "2024-10-10")};
  expect_from({.on = "2025-02-01", .spans = spans}, "2025-05-01");  // 3 + 1 months from the year
  spans.push_back(year_paid(2024, "2025-01-05"));
  expect_from({.on = "2025-02-01", .spans = spans}, "2025-04-01");
  const Case before{.on = "2025-01-04", .spans = spans};
  EXPECT_EQ(from_of(before.answer()), day("2025-05-01")) << "nobody had paid the arrears yet";
}

TEST(Eligibility, AfterFourMissedYearsTheWaitIsNeverBelowSixMonths) {
  std::vector<PaidSpan> spans{year_paid(2019, "2018-11-01"), year_paid(2025, "2024-10-10")};
  expect_from({.on = "2025-02-01", .spans = spans}, "2025-09-01");  // 3 + 5
  for (int year = 2020; year <= 2024; ++year) spans.push_back(year_paid(year, "2025-01-02"));
  expect_from({.on = "2025-02-01", .spans = spans}, "2025-07-01");  // 3 + 5 - 5, at least 6
}

TEST(Eligibility, ArrearsMendWaitsButNotTheDaysTheyPayFor) {
  const Case each{.on = "2024-05-01",
                  .spans = {year_paid(2023, "2022-11-01"), year_paid(2024, "2025-01-05")}};
  EXPECT_EQ(each.answer().status, EligibilityStatus::not_enrolled);
}

TEST(Eligibility, OfANewbornBeginsWithWhatThePaymentPaysFor) {
  Case each{.on = "2025-03-20", .spans = {paid("2025-03-01", "2025-12-31", "2025-04-01")}};
  each.birth = day("2025-03-01");
  expect_from(each, "2025-03-01");
  each.birth = day("2024-12-01");  // no newborn any more: the nation's row has no infants
  expect_from(each, "2025-07-02");
}

TEST(Eligibility, WhatNobodyStatesStaysUnknown) {
  const Case each{.on = "2025-07-01",
                  .spans = {paid("2025-01-01", "2025-05-31", "2025-01-10", "310"),
                            paid("2025-06-05", "2025-12-31", "2025-06-05")}};
  const Eligibility answer = each.answer();  // from employee insurance: other rules, which ones?
  EXPECT_EQ(answer.status, EligibilityStatus::unknown) << answer.text.en;
  EXPECT_FALSE(answer.begins->latest);
  EXPECT_FALSE(answer.begins->wait[0].known);
}

TEST(Eligibility, WhetherThePeriodWasOverMayNotBeKnown) {
  Case each{.on = "2026-02-01", .spans = {paid("2026-01-15", "2026-12-31", "2026-01-15")}};
  EXPECT_EQ(each.answer().status, EligibilityStatus::unknown);  // no period of 2026 is loaded
  EXPECT_EQ(each.answer().begins->earliest, day("2026-01-15"));
  EXPECT_EQ(each.answer().begins->latest, day("2026-04-16"));
  each.on = "2026-04-16";
  EXPECT_EQ(each.answer().status, EligibilityStatus::eligible);
}

TEST(Eligibility, OfEmployeesRunsOnOverAShortBreak) {
  Case each{.insurance = "310",
            .on = "2025-06-10",
            .spans = {paid("2025-01-01", "2025-03-31", "2025-01-10", "310"),
                      paid("2025-06-01", "2025-06-30", "2025-06-05", "310")}};
  EXPECT_EQ(each.answer().status, EligibilityStatus::eligible);
  each.spans[1] = paid("2025-10-01", "2025-12-31", "2025-10-05", "310");
  each.on = "2025-10-10";
  const Eligibility answer = each.answer();  // the nation says: at most six months
  EXPECT_EQ(answer.status, EligibilityStatus::unknown);
  EXPECT_EQ(answer.begins->earliest, day("2025-10-05"));
  EXPECT_EQ(answer.begins->latest, day("2026-04-06"));
}

TEST(Eligibility, AShortBreakDoesNotCutAWaitShort) {
  const Case each{.insurance = "310",
                  .on = "2025-12-10",
                  .spans = {paid("2024-01-01", "2024-12-31", "2024-01-10", "310"),
                            paid("2025-08-01", "2025-09-30", "2025-08-05", "310"),
                            paid("2025-12-01", "2025-12-31", "2025-12-05", "310")}};
  EXPECT_EQ(each.answer().status, EligibilityStatus::unknown);
  EXPECT_EQ(each.answer().begins->latest, day("2026-02-06"));
}

TEST(Eligibility, ABreakOfThreeWholeMonthsIsNotMoreThanThree) {
  const Case each{.insurance = "310",
                  .on = "2025-01-10",
                  .spans = {paid("2024-01-01", "2024-09-30", "2024-01-10", "310"),
                            paid("2025-01-01", "2025-12-31", "2025-01-05", "310")}};
  EXPECT_EQ(each.answer().status, EligibilityStatus::eligible);
}

TEST(Eligibility, WhoPaysOnInTimeLeavesBehindWhatWasNotKnown) {
  const Case each{
      .on = "2025-03-01",
      .spans = {paid("2024-03-01", "2024-12-31", "2024-03-01"), year_paid(2025, "2024-10-10")}};
  EXPECT_EQ(each.answer().status, EligibilityStatus::eligible);
}

TEST(Eligibility, OfEmployeesABreakCanBeMendedForAWhile) {
  Case each{.insurance = "310",
            .on = "2025-05-15",
            .spans = {paid("2025-01-01", "2025-03-31", "2025-01-10", "310")}};
  Eligibility answer = each.answer();
  EXPECT_EQ(answer.status, EligibilityStatus::not_enrolled);
  ASSERT_TRUE(answer.gap);
  EXPECT_TRUE(answer.gap->can_repair);
  EXPECT_EQ(answer.gap->repair_until, day("2025-06-30"));
  each.on = "2025-07-01";
  EXPECT_FALSE(each.answer().gap->can_repair);
  each.on = "2025-04-10";
  each.spans.push_back(paid("2025-04-01", "2025-04-30", "2025-05-20", "310"));
  answer = each.answer();  // paid back within three months
  EXPECT_EQ(answer.status, EligibilityStatus::eligible);
  EXPECT_EQ(answer.since, day("2025-01-01"));
  each.spans.back().paid_on = day("2025-08-20");  // too late
  EXPECT_EQ(each.answer().status, EligibilityStatus::not_enrolled);
}

TEST(Eligibility, FollowsAnAreasOwnPeriods) {
  expect_from({.area = "130200",
               .on = "2024-04-05",
               .spans = {paid("2024-02-05", "2024-12-31", "2024-02-05")}},
              "2024-04-06");  // Tangshan: two months
  expect_from({.area = "611000",
               .on = "2024-03-01",
               .spans = {paid("2024-01-01", "2024-12-31", "2024-02-10")}},
              "2024-03-01");  // Shangluo: from the month after payment
  expect_from({.area = "350100",
               .on = "2023-03-01",
               .spans = {paid("2023-01-01", "2023-12-31", "2023-02-20")}},
              "2023-02-20");  // Fujian until February: no wait
  expect_from({.area = "350100",
               .on = "2023-03-01",
               .spans = {paid("2023-01-01", "2023-12-31", "2023-03-01")}},
              "2023-05-01");  // then 60 days
  const Case third{.area = "350100",
                   .on = "2023-11-01",
                   .spans = {paid("2023-01-01", "2023-12-31", "2023-07-10")}};
  EXPECT_EQ(third.answer().status, EligibilityStatus::unknown);
}

TEST(Eligibility, OfARetireeWithTheYearsNeedsNoPayment) {
  PaidSpan span = paid("2020-05-01", "2199-12-31", "2020-05-01", "310");
  span.basis = PaidBasis::retired;
  expect_from({.insurance = "310", .on = "2025-10-10", .spans = {span}}, "2020-05-01");
}

TEST(Eligibility, SaysFromWhenItWouldPayIfItWerePaidNow) {
  const Eligibility answer =
      Case{.on = "2025-05-15", .spans = {year_paid(2024, "2023-11-01")}}.answer();
  EXPECT_EQ(answer.status, EligibilityStatus::not_enrolled);
  ASSERT_TRUE(answer.if_paid_on);
  EXPECT_EQ(answer.if_paid_on->earliest, day("2025-08-16"));
}

TEST(Amounts, AreOfTheYearTheGroupAndTheBase) {
  const auto due = [](const char* area, const char* insurance, const char* on, ServiceFacts told,
                      std::int64_t base) {
    told[Dim::insurance] = {insurance};
    const auto policy = shipped().services(area, insurance, day(on));
    return amounts_of(*policy, ServiceTable::contribution, day(on), day(on).year(), told, base);
  };
  auto list = due("130200", "390", "2025-03-01", {}, 0);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].expected_fen, 43'000);
  list = due("130600", "310", "2025-03-01",
             {{Dim::situation, {"enterprise"}}, {Dim::retired, {"false"}}}, 800'000);
  ASSERT_EQ(list.size(), 2u);
  const auto of = [&](std::string_view id) {
    return *std::ranges::find(list, id, [](const ServiceAmount& each) { return each.row->id; });
  };
  EXPECT_EQ(of("employee").expected_fen, 16'000);  // 2% of 8,000
  EXPECT_EQ(of("employer").expected_fen, 55'200);  // 6.9%
  list = due("130600", "310", "2025-03-01", {{Dim::situation, {"enterprise"}}}, 800'000);
  EXPECT_EQ(of("employee").truth, Truth::maybe);
  EXPECT_EQ(of("employee").depends, std::vector{Dim::retired});
  list = due("610100", "310", "2025-03-01", {{Dim::retired, {"false"}}}, 100'000);
  EXPECT_EQ(of("employee").expected_fen, 9'118);  // 2% of the lowest base, 4,559
}

RC_GTEST_PROP(Eligibility, OneMoreYearPaidInTimeNeverDelaysBenefits, ()) {
  std::vector<PaidSpan> spans{year_paid(2010, "2009-11-01"), year_paid(2025, "2024-10-10")};
  for (int year = 2011; year < 2025; ++year)
    if (*rc::gen::arbitrary<bool>())
      spans.push_back(year_paid(year, std::to_string(year - 1) + "-11-01"));
  const int more = *rc::gen::inRange(2011, 2025);
  const Case before{.on = "2025-02-01", .spans = spans};
  const bool arrears = *rc::gen::arbitrary<bool>();
  const bool has =
      std::ranges::any_of(spans, [&](const PaidSpan& span) { return span.from.year() == more; });
  RC_PRE(!has);
  spans.push_back(year_paid(more, arrears ? "2025-01-02" : std::to_string(more - 1) + "-11-01"));
  const Case after{.on = "2025-02-01", .spans = spans};
  RC_ASSERT(from_of(after.answer()) <= from_of(before.answer()));
}

RC_GTEST_PROP(Eligibility, OfEmployeesOneMoreMonthPaidNeverDelaysBenefits, ()) {
  const auto month = [](int n) {
    const Date from = day("2023-01-01").plus_months(n);
    return PaidSpan{"310",           from, from.plus_months(1).plus_days(-1), from.plus_days(4),
                    PaidBasis::paid, {}};
  };
  std::vector<PaidSpan> spans{month(0), month(24)};
  std::set<int> have;
  for (int n = 1; n < 24; ++n)
    if (*rc::gen::arbitrary<bool>()) have.insert(n), spans.push_back(month(n));
  const int more = *rc::gen::inRange(1, 24);
  RC_PRE(!have.contains(more));
  const Case before{.insurance = "310", .on = "2025-01-20", .spans = spans};
  spans.push_back(month(more));
  const Case after{.insurance = "310", .on = "2025-01-20", .spans = spans};
  const auto latest = [](const Eligibility& answer) { return *answer.begins->latest; };
  RC_ASSERT(latest(after.answer()) <= latest(before.answer()));
}

RC_GTEST_PROP(Eligibility, OnceBegunLastsUntilTheEndOfWhatIsPaidFor, ()) {
  const Date paid_on = day("2025-01-01").plus_days(*rc::gen::inRange(0, 360));
  std::vector<PaidSpan> spans{{"390", paid_on, day("2025-12-31"), paid_on, PaidBasis::paid, {}}};
  if (*rc::gen::arbitrary<bool>())
    spans.push_back(year_paid(*rc::gen::inRange(2012, 2024), "2011-11-01"));
  bool begun = false;
  const auto policy = shipped().services("659000", "390", day("2025-06-01"));
  for (Date on = paid_on; on <= day("2025-12-31"); on = on.plus_days(7)) {
    const bool now =
        eligibility({"390", on, {}, {}, spans}, *policy).status == EligibilityStatus::eligible;
    RC_ASSERT((now || !begun));
    begun = now;
  }
}

}  // namespace
}  // namespace yitong
