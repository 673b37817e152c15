#include "verbs/explain.h"

#include <algorithm>

#include "verbs/history.h"
#include "verbs/sheet_check.h"
#include "verbs/standing.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs::testing {
namespace {

/// A bill of three lines: class A, class B, outside.
SettleRequest three_lines(const std::string& person, const std::string& message) {
  SettleRequest out = request(person, message, 0);
  out.bill.sums.reset();
  const auto line = [](const char* code, std::int64_t yuan) {
    BillLine made;
    made.code = code;
    made.name = code;
    made.quantity_e4 = yuan / 50 * 10'000;
    made.price_e6 = 50'000'000;
    made.amount = Money::yuan(yuan);
    return made;
  };
  out.bill.lines = {line("009900000000001", 6000), line("009900000000002", 4000),
                    line("009900000000003", 500)};
  out.bill.total = Money::yuan(10'500);
  return out;
}

std::string settled_number(World& world, SettleRequest asked) {
  const auto answer = settle(world, std::move(asked));
  EXPECT_TRUE(answer) << answer.error()[0].str(false);
  return answer ? answer->reply.substr(0, answer->reply.find(' ')) : std::string();
}

TEST(Explain, LinesAndStepsComeBackAsTheyWereDecided) {
  World world;
  const std::string number = settled_number(world, three_lines(world.person(1), "m1"));
  const auto explained = explain(*world.store, *world.rules, number);
  ASSERT_TRUE(explained) << explained.error()[0].str(false);
  EXPECT_EQ(explained->report.total, Money::yuan(10'500));
  EXPECT_EQ(explained->report.funds, explained->entry.payers.funds_paid());
  ASSERT_EQ(explained->scoped.lines.size(), 3u);
  EXPECT_EQ(explained->scoped.lines[1].self_pay_first, 40'000);
  EXPECT_EQ(explained->scoped.lines[2].full_self_pay, 50'000);
  Money funds;
  for (const Money each : explained->line_funds) funds += each;
  EXPECT_EQ(funds, explained->report.funds);
  EXPECT_EQ(explained->line_funds[2], Money());
  Money waterfall;
  for (const WaterfallBar& bar : explained->report.waterfall) waterfall += bar.amount;
  EXPECT_EQ(waterfall, explained->report.total);
  EXPECT_FALSE(explained->report.steps.empty());
  EXPECT_EQ(explained->fact("relation"), "same");
}

TEST(Explain, ReadsTheRecordedRulesWhereOthersAreInForce) {
  World world;
  const std::string number = settled_number(world, three_lines(world.person(1), "m1"));
  const auto before = explain(*world.store, *world.rules, number);
  const auto after = explain(*world.store, Rules{}, number);
  ASSERT_TRUE(before && after);
  EXPECT_EQ(before->report.funds, after->report.funds);
  ASSERT_EQ(before->report.steps.size(), after->report.steps.size());
  for (std::size_t i = 0; i < before->report.steps.size(); ++i)
    EXPECT_EQ(before->report.steps[i].sentence, after->report.steps[i].sentence);
}

TEST(Explain, SumsAndUnknownNumbers) {
  World world;
  const std::string number = settled_number(world, request(world.person(1), "m1", 1'000'000));
  const auto explained = explain(*world.store, *world.rules, number);
  ASSERT_TRUE(explained);
  EXPECT_TRUE(explained->bill.lines.empty());
  for (const char* other : {"s0000-99999", "r0000-1", "nonsense", ""})
    EXPECT_EQ(code_of(explain(*world.store, *world.rules, other)), ErrorCode::unknown_settlement);
}

TEST(SheetCheck, OnlyWhatWePrintedIsOurs) {
  World world;
  const std::string person = world.person(1);
  const std::string one = settled_number(world, request(person, "m1", 1'000'000));
  const std::string two = settled_number(world, request(person, "m2", 2'000'000));
  const auto code = [&](const std::string& number) {
    return sheet_code(world.store->key(), explain(*world.store, *world.rules, number)->entry);
  };
  ASSERT_TRUE(is_sheet_code(code(one))) << code(one);
  const auto checked = check_sheet(*world.store, code(one));
  ASSERT_TRUE(checked && *checked);
  EXPECT_EQ((*checked)->settlement_id, one);
  const std::string mixed = one + code(two).substr(code(two).find('.'));
  ASSERT_TRUE(is_sheet_code(mixed));
  EXPECT_FALSE(check_sheet(*world.store, mixed).value());
  std::string altered = code(one);
  for (std::size_t i = altered.find('.') + 1; i < altered.size(); ++i) {
    const char was = std::exchange(altered[i], altered[i] == '0' ? '1' : '0');
    EXPECT_FALSE(check_sheet(*world.store, altered).value()) << i;
    altered[i] = was;
  }
}

TEST(SheetCheck, EveryPrintedFigureIsUnderTheCode) {
  World world;
  const std::string number = settled_number(world, request(world.person(1), "m1", 1'000'000));
  const ledger::SettlementEntry entry = explain(*world.store, *world.rules, number)->entry;
  const std::string code = sheet_code(world.store->key(), entry);
  const auto differs = [&](auto change) {
    ledger::SettlementEntry other = entry;
    change(other);
    return sheet_code(world.store->key(), other) != code;
  };
  const Money fen = Money::fen(1);
  EXPECT_TRUE(differs([&](auto& each) { each.payers.total += fen; }));
  EXPECT_TRUE(differs([&](auto& each) { each.payers.funds.at(0).paid += fen; }));
  EXPECT_TRUE(differs([&](auto& each) { each.payers.account += fen; }));
  EXPECT_TRUE(differs([&](auto& each) { each.payers.family_account += fen; }));
  EXPECT_TRUE(differs([&](auto& each) { each.payers.cash += fen; }));
  EXPECT_TRUE(differs([&](auto& each) { each.id.seq += 1; }));
  EXPECT_TRUE(differs([&](auto& each) { each.at.micros += 1; }));
  EXPECT_FALSE(is_sheet_code("s0001-1"));
  EXPECT_FALSE(is_sheet_code("s0001-1.zz"));
}

TEST(History, PagesNewestFirst) {
  World world;
  const std::string person = world.person(1), other = world.person(2);
  std::vector<std::string> numbers;
  for (int i = 0; i < 7; ++i)
    numbers.insert(numbers.begin(),
                   settled_number(world, request(person, "m" + std::to_string(i), 1'000'000)));
  settled_number(world, request(other, "m0", 1'000'000));
  std::vector<std::string> read;
  HistoryRequest asked{person, {}, {}, 3, {}};
  for (bool more = true; more;) {
    const auto page = history(*world.store, asked);
    ASSERT_TRUE(page);
    EXPECT_LE(page->settlements.size(), 3u);
    for (const PastSettlement& each : page->settlements) read.push_back(each.settlement_id);
    more = page->more;
    asked.before = read.back();
  }
  EXPECT_EQ(read, numbers);
}

TEST(History, FiltersByYearAndState) {
  World world;
  const std::string person = world.person(1);
  settled_number(world, request(person, "m1", 1'000'000));
  const std::string kept = settled_number(world, request(person, "m2", 1'000'000));
  ASSERT_TRUE(reverse(world, {person, "H99010000001", "r1"}, "m1"));
  const auto count = [&](std::optional<int> year, std::optional<ledger::State> state) {
    return history(*world.store, {person, year, state, 20, {}})->settlements.size();
  };
  EXPECT_EQ(count({}, {}), 2u);
  EXPECT_EQ(count(2025, {}), 2u);
  EXPECT_EQ(count(2024, {}), 0u);
  EXPECT_EQ(count({}, ledger::State::reversed), 1u);
  const auto settled = history(*world.store, {person, {}, ledger::State::settled, 20, {}});
  ASSERT_EQ(settled->settlements.size(), 1u);
  EXPECT_EQ(settled->settlements[0].settlement_id, kept);
  EXPECT_EQ(settled->settlements[0].grade, 'A');
  EXPECT_EQ(settled->settlements[0].visit, "21");
  EXPECT_EQ(code_of(history(*world.store, {"p0000000000000000", {}, {}, 20, {}})),
            ErrorCode::unknown_person);
}

TEST(Year, CountsAgainstThePlan) {
  World world;
  const std::string person = world.person(1);
  settled_number(world, request(person, "m1", 1'000'000));
  const auto view = view_year(*world.store, *world.rules, {person, 2025, {}}, kNow);
  ASSERT_TRUE(view) << view.error()[0].str(false);
  EXPECT_EQ(view->year, 2025);
  EXPECT_EQ(view->settlements, 1);
  const auto pool = std::ranges::find(view->gauges, "fund:pool", &Used::key);
  ASSERT_NE(pool, view->gauges.end());
  EXPECT_EQ(pool->used, view->funds.fen());
  EXPECT_EQ(pool->gauge.limits.at(0).amount, 6'000'000);
  const auto deductible = std::ranges::find(view->gauges, "deductible:outpatient", &Used::key);
  ASSERT_NE(deductible, view->gauges.end());
  EXPECT_EQ(deductible->used, 0);
  ASSERT_EQ(view->counts.size(), 1u);
  EXPECT_EQ(view->counts[0].count, 1);
  const auto earlier = view_year(*world.store, *world.rules, {person, 2024, {}}, kNow);
  ASSERT_TRUE(earlier);
  EXPECT_EQ(earlier->settlements, 0);
  EXPECT_EQ(code_of(view_year(*world.store, *world.rules, {person, 2025, "390"}, kNow)),
            ErrorCode::no_coverage);
}

TEST(Coverage, SaysHowLongItLasts) {
  World world;
  const std::string person = world.person(1);
  const Date on = kNow.date();
  ASSERT_TRUE(add_filing(*world.store, person,
                         {0, "referral", "980100", {on, on.plus_days(9)}, {}, 0}, {2}));
  const auto view = view_coverage(*world.store, *world.rules, person, on, kNow);
  ASSERT_TRUE(view);
  ASSERT_EQ((*view)->coverages.size(), 1u);
  EXPECT_EQ(days_left((*view)->coverages[0].in_force, on), std::nullopt);
  ASSERT_EQ((*view)->filings.size(), 1u);
  const ledger::Period& filed = (*view)->filings[0].in_force;
  EXPECT_EQ(days_left(filed, on), 10);
  EXPECT_EQ(days_left(filed, on.plus_days(9)), 1);
  EXPECT_EQ(timing_of(filed, on.plus_days(10)), Timing::over);
  EXPECT_EQ(timing_of(filed, on.plus_days(-1)), Timing::ahead);
}

}  // namespace
}  // namespace yitong::verbs::testing
