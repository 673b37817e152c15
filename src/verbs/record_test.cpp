#include "verbs/record.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/text.h"
#include "verbs/adjudicate.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs {
namespace {

Bill example_bill() {
  Bill bill;
  bill.visit = "21";
  bill.admitted = *Date::from_ymd(2025, 3, 1), bill.on = *Date::from_ymd(2025, 3, 20);
  bill.total = Money::fen(7'700);
  bill.lines = {
      {"X1", "药", {}, 20'000, 38'500'000, Money::fen(7'700), ItemClass::b, Ratio::percent(10)}};
  return bill;
}

const Input kInput{
    "360100", 5, {{"age", "68"}, {"retired", "true"}, {"stay", "S1"}, {"visit", "21"}}, true, {},
    {},       {}};
const std::vector<Step> kSteps{{Step::Kind::band, 0, 1, 2, 300, 0, 3'000'000, 910'000, 2'611'700}};

TEST(Record, GoldenBytes) {
  EXPECT_EQ(to_hex(encode(example_bill())),
            "03023231e8ba028ebb02a878000102583103e88daf02a18d060000000024953001");
  EXPECT_EQ(
      to_hex(encode(kInput)),
      "0206333630313030040361676502363807726574697265640474727565047374617902533105766973697402"
      "32310a01");
  EXPECT_EQ(to_hex(encode(kSteps)), "010103000102ac0200809bee02e08a6fe8e7be02");
}

TEST(Record, OldVersionsStayReadable) {
  constexpr std::string_view version_1 =
      "01023231e8ba028ebb02a878000102583103e88dafffffffff0fc0b802c0dadb24a87802a18d06";
  const std::string version_2 = "02" + std::string(version_1.substr(2)) + "000000";
  for (const std::string_view old : {version_1, std::string_view(version_2)}) {
    const auto bill = decode_bill(*from_hex(old));
    ASSERT_TRUE(bill);
    EXPECT_EQ(encode(*bill), encode(example_bill()));
    EXPECT_EQ(to_hex(encode_version_2(*bill)), version_2);
  }
  const auto input = decode_input(*from_hex(
      "010462696c6c0673636f706564063336303130300a020361676502363807726574697265640474727565"));
  ASSERT_TRUE(input);
  EXPECT_EQ(
      *input,
      (Input{"360100", 5, {{"age", "68"}, {"retired", "true"}}, false, "bill", "scoped", {}}));
}

TEST(Record, WhatRecursIsTheItemsAndTheFactsWithoutTheStay) {
  std::vector<ledger::Recurring> in_bill, in_input;
  Bill bill = example_bill();
  bill.lines.push_back(bill.lines[0]);
  bill.lines[1].quantity_e4 = 7, bill.lines[1].amount = {}, bill.lines[1].date = bill.on;
  const std::string bytes = encode(bill, &in_bill), input = encode(kInput, &in_input);
  ASSERT_EQ(in_bill.size(), 2u);
  EXPECT_EQ(bytes.substr(in_bill[0].at, in_bill[0].size),
            bytes.substr(in_bill[1].at, in_bill[1].size));
  ASSERT_EQ(in_input.size(), 2u);
  for (const ledger::Recurring& part : in_input)
    EXPECT_EQ(input.substr(part.at, part.size).find("S1"), std::string::npos);
}

TEST(Record, AnyLineComesBack) {
  EXPECT_TRUE(rc::check([](std::int64_t quantity, std::int64_t price, std::uint16_t day,
                           bool rounds, std::uint8_t zeros) {
    for (; zeros % 9 > 0 && price < INT64_MAX / 10 && price > INT64_MIN / 10; --zeros) price *= 10;
    Bill bill = example_bill();
    BillLine& line = bill.lines[0];
    line.quantity_e4 = quantity, line.price_e6 = price;
    const __int128 product = (static_cast<__int128>(quantity) * price + 50'000'000) / 100'000'000;
    if (rounds && product >= 0 && product <= INT64_MAX)
      line.amount = Money::fen(static_cast<std::int64_t>(product));
    if (day > 0) line.date = Date::from_days(day);
    const auto back = decode_bill(encode(bill));
    RC_ASSERT(back.has_value());
    RC_ASSERT((back->lines[0].quantity_e4 == quantity && back->lines[0].price_e6 == price));
    RC_ASSERT((back->lines[0].amount == line.amount && back->lines[0].date == line.date));
  }));
}

TEST(Record, WhatIsDecodedEncodesToTheSameBytes) {
  const std::string bill = encode(example_bill()), input = encode(kInput), steps = encode(kSteps);
  EXPECT_EQ(encode(*decode_bill(bill)), bill);
  EXPECT_EQ(decode_input(input), kInput);
  EXPECT_EQ(decode_steps(steps), kSteps);
  for (std::size_t cut = 0; cut < bill.size(); ++cut)
    EXPECT_FALSE(decode_bill(bill.substr(0, cut)));
  EXPECT_TRUE(rc::check([&](std::vector<std::pair<std::uint8_t, char>> changes) {
    for (std::string bytes : {bill, input, steps}) {
      for (const auto& [at, value] : changes) bytes[at % bytes.size()] = value;
      if (const auto decoded =
              decode_bill(bytes)) {  // one of an old version is written as the newest
        const std::string again = encode(*decoded);
        const bool same = bytes[0] < 3 ? encode(*decode_bill(again)) == again : again == bytes;
        RC_ASSERT(same);
      }
      if (const auto decoded = decode_input(bytes); decoded && bytes[0] == 2)
        RC_ASSERT(encode(*decoded) == bytes);
      if (const auto decoded = decode_steps(bytes)) RC_ASSERT(encode(*decoded) == bytes);
    }
  }));
}

TEST(Record, AnOutcomeBelongsToItsPlan) {
  testing::World world;
  const auto plans = world.rules->plans.find("990100", "310", *Date::from_ymd(2025, 1, 1));
  const auto request = testing::request("p0000000000000001", "m", 1'000'000);
  const auto scoped = classify_stated(request.bill);
  const StatedFacts facts{{"filing", "none"},   {"kind", "hospital"}, {"level", "3"},
                          {"relation", "same"}, {"retired", "true"},  {"visit", "21"}};
  const auto done = adjudicate({{}, 0, facts, false, {}, {}, {}}, *scoped, *plans->exact, {}, {},
                               *Date::parse("2025-03-20"), "");
  ASSERT_TRUE(done);
  const std::string bytes = encode(done->settlement, *plans->exact);
  Settlement again;
  ASSERT_TRUE(decode_outcome(bytes, *plans->exact, again));
  EXPECT_EQ(encode(again, *plans->exact), bytes);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    EXPECT_FALSE(decode_outcome(bytes.substr(0, cut), *plans->exact, again));
  const std::string old = encode_version_1(done->settlement, *plans->exact);
  Settlement of_old;
  ASSERT_TRUE(decode_outcome(old, *plans->exact, of_old));
  EXPECT_EQ(encode(of_old, *plans->exact), bytes);
  EXPECT_EQ(encode_version_1(of_old, *plans->exact), old);
  std::string other = bytes;
  other[2] = static_cast<char>(other[2] + 1);
  EXPECT_FALSE(decode_outcome(other, *plans->exact, again));
}

}  // namespace
}  // namespace yitong::verbs
