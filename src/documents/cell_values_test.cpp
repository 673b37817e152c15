#include "documents/cell_values.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace yitong::documents {
namespace {

TEST(CellValues, NumbersAreTheDecimalTextTheyStandFor) {
  bool cut = false;
  const auto plain = [&](const char* text, int places = 6) {
    return plain_number(text, places, cut);
  };
  EXPECT_EQ(plain("0.10000000000000001"), "0.1");
  EXPECT_FALSE(cut);
  EXPECT_EQ(plain("1234.5599999999999"), "1234.56");
  EXPECT_EQ(plain("9.9999999999999995E-2"), "0.1");
  EXPECT_EQ(plain("1.5E-3"), "0.0015");
  EXPECT_EQ(plain("-2.50"), "-2.5");
  EXPECT_EQ(plain("100"), "100");
  EXPECT_EQ(plain("1E+3"), "1000");
  EXPECT_EQ(plain("0"), "0");
  EXPECT_EQ(plain("0.00"), "0");
  EXPECT_EQ(plain(".0e4"), "0");
  EXPECT_EQ(plain("0.9999999"), "1");
  EXPECT_TRUE(cut);
  EXPECT_EQ(plain("0.0000004"), "0");
  EXPECT_TRUE(cut);
  EXPECT_EQ(plain("99.5", 0), "100");
  EXPECT_EQ(plain("1E16"), "");
  for (const char* wrong : {"", "abc", "1.2.3", "1E", "1Ex", "--1", "#DIV/0!", "1E999999999999"})
    EXPECT_EQ(plain(wrong), "") << wrong;
}

RC_GTEST_PROP(CellValues, DecimalsOfFifteenDigitsComeBack, ()) {
  const auto number = *rc::gen::inRange<std::int64_t>(0, 999'999'999'999'999);
  const auto places = *rc::gen::inRange(0, 7);
  std::string text = std::to_string(number);
  while (static_cast<int>(text.size()) <= places) text.insert(0, 1, '0');
  std::string wanted = text;
  if (places > 0) {
    wanted.insert(wanted.size() - static_cast<std::size_t>(places), 1, '.');
    while (wanted.back() == '0') wanted.pop_back();
    if (wanted.back() == '.') wanted.pop_back();
  }
  bool cut = true;
  RC_ASSERT(plain_number(text + "E-" + std::to_string(places), 6, cut) == wanted);
  RC_ASSERT(!cut);
}

TEST(CellValues, DaysAreThoseOfTheCalendar) {
  EXPECT_EQ(day_of_serial("1", false)->str(), "1900-01-01");
  EXPECT_EQ(day_of_serial("59", false)->str(), "1900-02-28");
  EXPECT_FALSE(day_of_serial("60", false));  // 29 February 1900
  EXPECT_EQ(day_of_serial("61", false)->str(), "1900-03-01");
  EXPECT_EQ(day_of_serial("45736", false)->str(), "2025-03-20");
  EXPECT_EQ(day_of_serial("0", true)->str(), "1904-01-01");
  for (const char* wrong : {"0", "-1", "x", "999999", ""})
    EXPECT_FALSE(day_of_serial(wrong, false));
  EXPECT_TRUE(shows_day(14, ""));
  EXPECT_TRUE(shows_day(31, ""));
  EXPECT_TRUE(shows_day(164, "yyyy\\-mm\\-dd"));
  EXPECT_FALSE(shows_day(0, ""));
  EXPECT_FALSE(shows_day(164, "0.00\"day\""));
  EXPECT_FALSE(shows_day(164, "[Red]0.00"));
}

}  // namespace
}  // namespace yitong::documents
