#include "verbs/settle.h"

#include <gtest/gtest.h>

#include "base/id.h"
#include "store/ledger_rows.h"
#include "verbs/lookup.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs {
namespace {

using namespace testing;

std::string number(const World&, const std::string& person, std::int64_t seq, char kind = 's') {
  char text[32];
  std::snprintf(text, sizeof text, "%c%04d-%lld", kind, bucket_of(person),
                static_cast<long long>(seq));
  return text;
}

TEST(Settle, PaysByThePolicyAndMovesTheYear) {
  World world;
  const std::string person = world.person(1);
  // First admission: (10000 - 1000) x 90 % = 8100. The person's: 100 + 1000 + 900.
  const auto first = settle(world, request(person, "m1", 1'000'000));
  ASSERT_TRUE(first) << first.error()[0].str(false);
  EXPECT_EQ(first->reply, number(world, person, 2) + " funds 8100.00 cash 2000.00 none same");
  // Second admission: deductible 500, (10000 - 500) x 90 % = 8550. The person's: 100 + 500 + 950.
  const auto second = settle(world, request(person, "m2", 1'000'000));
  EXPECT_EQ(second->reply, number(world, person, 3) + " funds 8550.00 cash 1550.00 none same");
  const auto values = store::find_accumulators(world.store->database(), person, "990100/310");
  const auto value = [&](std::string_view name) {
    for (const auto& each : values)
      if (each.name == name) return each.amount;
    return std::int64_t{-1};
  };
  EXPECT_EQ(value("admissions"), 2);
  EXPECT_EQ(value("fund:pool"), 810'000 + 855'000);
  expect_clean(world);
}

TEST(Settle, TheSameMessageTwiceGivesTheSameBytes) {
  World world;
  const std::string person = world.person(1);
  const auto first = settle(world, request(person, "m1", 1'000'000));
  const auto again = settle(world, request(person, "m1", 1'000'000), noon(2025, 7, 1));
  EXPECT_FALSE(first->replayed);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(first->reply, again->reply);
  EXPECT_EQ(code_of(settle(world, request(person, "m1", 1'000'001))),
            ErrorCode::same_key_other_body);
  // The same id from another institution, or for another person, is another message.
  EXPECT_FALSE(settle(world, request(person, "m1", 1'000'000, "H98010000001"))->replayed);
  EXPECT_FALSE(settle(world, request(world.person(2), "m1", 1'000'000))->replayed);
  expect_clean(world);
}

TEST(Settle, AnswersAKnownMessageThoughTheClockWentBack) {
  World world;
  const auto bill = request(world.person(1), "m1", 1'000'000);
  const auto first = settle(world, bill, noon(2025, 3, 20));
  ASSERT_TRUE(first);
  const auto again = settle(world, bill, noon(2025, 3, 19));
  ASSERT_TRUE(again) << again.error()[0].str(false);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->reply, first->reply);
  auto other = bill;
  other.key.message_id = "m2";
  EXPECT_EQ(code_of(settle(world, other, noon(2025, 3, 19))), ErrorCode::date_out_of_range);
}

TEST(Settle, AnotherStayIsAnotherBody) {
  World world;
  auto bill = request(world.person(1), "m1", 1'000'000);
  bill.stay = "stay1";
  ASSERT_TRUE(settle(world, bill));
  EXPECT_TRUE(settle(world, bill)->replayed);
  bill.stay = "stay2";
  EXPECT_EQ(code_of(settle(world, bill)), ErrorCode::same_key_other_body);
  bill.stay.clear();
  EXPECT_EQ(code_of(settle(world, bill)), ErrorCode::same_key_other_body);
}

TEST(Settle, FilingCountsFromTheDayOfAdmission) {
  World world;
  const std::string person = world.person(1);
  const auto filed = [&](const char* message, bool emergency = false) {
    SettleRequest away = request(person, message, 1'000'000, "H98010000001");
    away.emergency = emergency;
    const auto answer = settle(world, away);
    return answer ? answer->reply.substr(answer->reply.find("cash")) : answer.error()[0].str(false);
  };
  // Unfiled elsewhere: 9000 x (90 - 20) % = 6300; cash 100 + 1000 + 2700.
  EXPECT_EQ(filed("a"), "cash 3800.00 none elsewhere");
  const auto file = [&](const char* kind, const char* target, int month) {
    return add_filing(*world.store, person,
                      {0, kind, target, {*Date::from_ymd(2025, month, 1), ledger::kNoEnd}, {}, 0},
                      {2});
  };
  ASSERT_TRUE(file("referral", "970000", 1));  // another province
  EXPECT_EQ(filed("b"),
            "cash 3450.00 none elsewhere");    // second admission: 9500 x 70 %; 100 + 500 + 2850
  ASSERT_TRUE(file("referral", "980100", 4));  // after the admission of 1 March
  EXPECT_EQ(filed("c"), "cash 3450.00 none elsewhere");
  EXPECT_EQ(filed("d", true), "cash 1550.00 emergency elsewhere");
  ASSERT_TRUE(file("long_term", "980000", 3));  // on the day of admission, the whole province
  EXPECT_EQ(filed("e"), "cash 1550.00 long_term elsewhere");
  EXPECT_EQ(filed("f", true), "cash 1550.00 long_term elsewhere");
  expect_clean(world);
}

TEST(Settle, RefusesBeforeItWrites) {
  World world;
  const std::string person = world.person(1);
  SettleRequest early = request(person, "m1", 1'000'000);
  early.bill.on = *Date::from_ymd(2019, 12, 31), early.bill.admitted = {};
  EXPECT_EQ(code_of(settle(world, early)),
            ErrorCode::unknown_institution);  // no edition was in force
  early.bill.on = *Date::from_ymd(2020, 2, 1);
  EXPECT_EQ(code_of(settle(world, early)), ErrorCode::no_policy_in_force);
  EXPECT_EQ(code_of(settle(world, request("p00000000000000ff", "m1", 100))),
            ErrorCode::unknown_person);
  EXPECT_EQ(code_of(settle(world, request(person, "m1", 100, "H97010000001"))),
            ErrorCode::unknown_institution);
  SettleRequest pharmacy = request(person, "m1", 100);
  pharmacy.bill.visit = "41";
  EXPECT_EQ(code_of(settle(world, pharmacy)), ErrorCode::no_rule);

  EXPECT_TRUE(verbs::erase_person(*world.store, person));
  EXPECT_EQ(code_of(settle(world, request(person, "m1", 100))), ErrorCode::unknown_person);
  const auto report = audit(*world.store);
  EXPECT_EQ(report.settlements, 0);
  EXPECT_TRUE(report.clean());
}

TEST(Settle, NoCoverageNamesThePeriodsThereAre) {
  World world;
  const std::string person = world.person(1);
  ASSERT_TRUE(add_coverage(
      *world.store, person,
      {0, "990100", "310", {*Date::from_ymd(2020, 1, 1), *Date::from_ymd(2025, 2, 28)}, {}, 1, ""},
      {2}));
  const auto refused = settle(world, request(person, "m1", 100));
  ASSERT_EQ(code_of(refused), ErrorCode::no_coverage);
  EXPECT_EQ(refused.error()[0].rule, "990100/310 2020-01-01..2025-02-28");
}

TEST(Settle, NamesEveryFaultOfTheRequest) {
  World world;
  SettleRequest bad;
  bad.key = {"nobody", "X1", "a b"};
  bad.bill.visit = "99";
  bad.bill.on = *Date::from_ymd(2025, 6, 2);
  bad.bill.admitted = *Date::from_ymd(2025, 6, 3);
  bad.bill.total = Money::yuan(5);
  bad.bill.lines = {{"", "", {}, 0, 0, Money::yuan(-1), ItemClass::a, {}},
                    {"", "", *Date::from_ymd(1999, 1, 1), 0, 0, {}, ItemClass::a, {}}};
  const auto refused = settle(world, bad);
  ASSERT_FALSE(refused);
  std::vector<std::string> paths;
  for (const Error& error : refused.error()) paths.push_back(error.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"/person", "/institution", "/message_id", "/visit",
                                             "/on", "/admitted_on", "/bill/lines/0/amount",
                                             "/bill/lines/1/date"}));
  SettleRequest sums = request("p0000000000000001", "m1", 100);
  sums.bill.total += Money::fen(1);
  EXPECT_EQ(code_of(settle(world, sums)), ErrorCode::sum_mismatch);
}

TEST(Settle, LinesAreSplitByTheCatalogueOfTheTreatment) {
  World world;
  const std::string person = world.person(1);
  SettleRequest lines = request(person, "m1", 0);
  lines.bill.sums.reset();
  const auto line = [](const char* code, std::int64_t quantity, std::int64_t yuan) {
    return BillLine{code, "", {}, quantity * 10'000, 0, Money::yuan(yuan), ItemClass::unknown, {}};
  };
  lines.bill.lines = {line("009900000000001", 100, 6'000), line("009900000000002", 1, 5'000),
                      line("009900000000003", 1, 300)};
  lines.bill.total = Money::yuan(11'300);
  // over the limit 100 x 10; first self-payment 500; self-paid 300; in scope 9500: (9500 - 1000) x
  // 90 % = 7650
  EXPECT_EQ(settle(world, lines)->reply,
            number(world, person, 2) + " funds 7650.00 cash 3650.00 none same");
  lines.key.message_id = "m2";
  lines.bill.lines[0].code = "009900000000004";
  lines.bill.lines[1].code = "009900000000009";
  const auto refused = settle(world, lines);
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().size(), 2u);
  EXPECT_EQ(refused.error()[0].code, ErrorCode::unknown_figure);
  EXPECT_EQ(refused.error()[1].code, ErrorCode::unknown_code);
  expect_clean(world);
}

TEST(Reverse, RestoresTheYearAndListsWhatWasBuiltOnIt) {
  World world;
  const std::string person = world.person(1);
  ASSERT_TRUE(settle(world, request(person, "m1", 1'000'000)));
  ASSERT_TRUE(settle(world, request(person, "m2", 1'000'000)));
  const auto reversed = reverse(world, {person, "H99010000001", "r1"}, "m1");
  EXPECT_EQ(reversed->reply, number(world, person, 4, 'r') + " reversed " +
                                 number(world, person, 2) + " " + number(world, person, 3));
  const auto again = reverse(world, {person, "H99010000001", "r1"}, "m1");
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->reply, reversed->reply);
  EXPECT_EQ(code_of(reverse(world, {person, "H99010000001", "r2"}, "m1")),
            ErrorCode::already_reversed);
  EXPECT_EQ(code_of(reverse(world, {person, "H99010000001", "r1"}, "m2")),
            ErrorCode::same_key_other_body);
  EXPECT_EQ(code_of(reverse(world, {person, "H99010000001", "r3"}, "r1")), ErrorCode::bad_value);
  EXPECT_EQ(code_of(reverse(world, {person, "H99010000001", "m2"}, "m2")), ErrorCode::bad_value);
  EXPECT_EQ(code_of(settle(world, request(person, "r1", 1'000'000))),
            ErrorCode::same_key_other_body);
  ASSERT_TRUE(reverse(world, {person, "H99010000001", "r2"}, "m2"));
  for (const auto& each : store::find_accumulators(world.store->database(), person, "990100/310"))
    EXPECT_EQ(each.amount, 0) << each.name;
  // A reversed admission does not count: the next is the first again.
  EXPECT_EQ(settle(world, request(person, "m3", 1'000'000))->reply,
            number(world, person, 6) + " funds 8100.00 cash 2000.00 none same");
  expect_clean(world);
}

TEST(Reverse, OfAnUnknownMessageRefusesItWhenItArrivesLate) {
  World world;
  const std::string person = world.person(1);
  const auto tombstone = reverse(world, {person, "H99010000001", "r1"}, "m1");
  EXPECT_TRUE(tombstone->tombstone);
  EXPECT_TRUE(reverse(world, {person, "H99010000001", "r1"}, "m1")->tombstone);
  EXPECT_TRUE(reverse(world, {person, "H99010000001", "r2"}, "m1")->tombstone);
  EXPECT_EQ(code_of(settle(world, request(person, "m1", 1'000'000))),
            ErrorCode::reversed_before_arrival);
  EXPECT_TRUE(settle(world, request(person, "m1", 1'000'000, "H98010000001")));
  EXPECT_EQ(look_up(*world.store, ledger::MessageKey{person, "H99010000001", "m1"})->state,
            "tombstone");
  expect_clean(world);
}

TEST(LookUp, TellsStateAndReplyByNumberAndByMessage) {
  World world;
  const std::string person = world.person(1);
  const std::string reply = settle(world, request(person, "m1", 1'000'000))->reply;
  const std::string id = number(world, person, 2);
  for (const auto& found :
       {look_up(*world.store, id),
        look_up(*world.store, ledger::MessageKey{person, "H99010000001", "m1"})}) {
    ASSERT_TRUE(found);
    EXPECT_EQ(found->state, "settled");
    EXPECT_EQ(found->settlement_id, id);
    EXPECT_EQ(found->reply, reply);
    EXPECT_EQ(found->reversal_id, "");
  }
  ASSERT_TRUE(reverse(world, {person, "H99010000001", "r1"}, "m1"));
  EXPECT_EQ(look_up(*world.store, id)->state, "reversed");
  EXPECT_EQ(look_up(*world.store, id)->reversal_id, number(world, person, 3, 'r'));
  EXPECT_EQ(code_of(look_up(*world.store, "s0001-1")), ErrorCode::unknown_settlement);
  EXPECT_EQ(code_of(look_up(*world.store, "nonsense")), ErrorCode::unknown_settlement);
  EXPECT_EQ(code_of(look_up(*world.store, ledger::MessageKey{person, "H99010000001", "m9"})),
            ErrorCode::unknown_settlement);
}

}  // namespace
}  // namespace yitong::verbs
