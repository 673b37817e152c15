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

const Input kInput{"bill", "scoped", "360100", 5, {{"age", "68"}, {"retired", "true"}}, {}, {}, 0};
const std::vector<Step> kSteps{{Step::Kind::band, 0, 1, 2, 300, 0, 3'000'000, 910'000, 2'611'700}};

TEST(Record, GoldenBytes) {
  constexpr std::string_view version_1 =
      "01023231e8ba028ebb02a878000102583103e88dafffffffff0fc0b802c0dadb24a87802a18d06";
  const std::string version_2 = "02" + std::string(version_1.substr(2)) + "000000";
  EXPECT_EQ(to_hex(encode(example_bill())), version_2);
  std::string old = encode(example_bill());
  old.resize(old.size() - 3);
  old[0] = 1;
  EXPECT_EQ(to_hex(old), version_1);
  EXPECT_EQ(encode(*decode_bill(old)), encode(example_bill()));
  EXPECT_EQ(to_hex(encode(kInput)),
            "010462696c6c0673636f706564063336303130300a020361676502363807726574697265640474727565");
  EXPECT_EQ(to_hex(encode(kSteps)), "010103000102ac0200809bee02e08a6fe8e7be02");
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
      if (const auto decoded = decode_bill(bytes)) {  // one of version 1 is written as the newest
        const std::string again = encode(*decoded);
        const bool same = bytes[0] == 1 ? encode(*decode_bill(again)) == again : again == bytes;
        RC_ASSERT(same);
      }
      if (const auto decoded = decode_input(bytes)) RC_ASSERT(encode(*decoded) == bytes);
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
  const auto done = adjudicate({{}, {}, {}, 0, facts, {}, {}, 0}, *scoped, *plans->exact, {},
                               *Date::parse("2025-03-20"), "");
  ASSERT_TRUE(done);
  const std::string bytes = encode(done->settlement, *plans->exact);
  Settlement again;
  ASSERT_TRUE(decode_outcome(bytes, *plans->exact, again));
  EXPECT_EQ(encode(again, *plans->exact), bytes);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    EXPECT_FALSE(decode_outcome(bytes.substr(0, cut), *plans->exact, again));
  std::string other = bytes;
  other[2] = static_cast<char>(other[2] + 1);
  EXPECT_FALSE(decode_outcome(other, *plans->exact, again));
}

}  // namespace
}  // namespace yitong::verbs
