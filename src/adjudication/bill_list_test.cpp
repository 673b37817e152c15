#include "adjudication/bill_list.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fmt/format.h>

namespace yitong {
namespace {

TEST(BillList, IsKnownByItsHeaderWhateverTheOrder) {
  const auto list = read_bill_list(
      "\xEF\xBB\xBF示例医院住院费用清单,,\n\n"
      "金额（元）,项目名称,数量,单价,项目编码,科室,日期\n"
      "\"1,234.50\",检查,2,617.25,009900000000001,内科,2025-03-20\n"
      "¥0.33,治疗,3,0.11,009900000000002,,\n"
      "合计,,,,,,\n");
  ASSERT_FALSE(list);  // the total stands in the first column, which is the amount's
  const auto fine = read_bill_list(
      "项目编码,项目名称,数量,单价,金额（元）,科室,日期\n"
      "009900000000001,检查,2,617.25,\"1,234.50\",内科,2025-03-20\n"
      ",治疗,3,0.11,¥0.33,,\n"
      "合计,,,,1234.83,,\n"
      "经办人,,,,,,\n");
  ASSERT_TRUE(fine) << fine.error()[0].str(false);
  ASSERT_EQ(fine->lines.size(), 2u);
  EXPECT_EQ(fine->total, Money::fen(123'483));
  EXPECT_EQ(fine->lines[0].code, "009900000000001");
  EXPECT_EQ(fine->lines[0].quantity_e4, 20'000);
  EXPECT_EQ(fine->lines[0].price_e6, 617'250'000);
  EXPECT_EQ(fine->lines[0].date, *Date::from_ymd(2025, 3, 20));
  EXPECT_EQ(fine->lines[1].name, "治疗");
  EXPECT_EQ(fine->ignored, std::vector<std::string>{"科室"});
}

TEST(BillList, OfAnOlderSpreadsheetIsGb18030) {
  // 名称,金额 / 药,1.00
  const auto list = read_bill_list("\xC3\xFB\xB3\xC6,\xBD\xF0\xB6\xEE\n\xD2\xA9,1.00\n");
  ASSERT_TRUE(list) << list.error()[0].str(false);
  EXPECT_EQ(list->lines.at(0).name, "药");
  EXPECT_EQ(list->lines.at(0).price_e6, 1'000'000);
  const auto neither = read_bill_list("\xFF\xFF,\xFF\n");
  ASSERT_FALSE(neither);
  EXPECT_EQ(neither.error()[0].code, ErrorCode::bad_encoding);
}

TEST(BillList, NamesEveryWrongRowAndColumn) {
  const auto list = read_bill_list(
      "编码,数量,单价,金额\nA,2,1.00,3.00\nB,x,1.00,1.00\n,1,1.00,1.00\nC,1,1.00,\n");
  ASSERT_FALSE(list);
  std::vector<std::string> paths;
  for (const Error& error : list.error()) paths.push_back(error.path);
  EXPECT_EQ(paths,
            (std::vector<std::string>{"row 2: 金额", "row 3: 数量", "row 4: 编码", "row 5: 金额"}));
  const auto sum = read_bill_list("编码,金额\nA,1.00\nB,2.00\n总计,4.00\n");
  ASSERT_FALSE(sum);
  EXPECT_EQ(sum.error()[0].code, ErrorCode::sum_mismatch);
  EXPECT_EQ(read_bill_list("a,b\n1,2\n").error()[0].code, ErrorCode::missing_field);
  EXPECT_EQ(read_bill_list("编码,金额\n").error()[0].code, ErrorCode::missing_field);
  EXPECT_EQ(read_bill_list("编码,金额,金额\nA,1,1\n").error()[0].code, ErrorCode::duplicate_key);
}

TEST(BillList, OfMoreRowsThanABillHasIsRefused) {
  std::string text = "编码,金额\n";
  for (std::size_t i = 0; i <= kMaxBillLines; ++i) text += "A,1.00\n";
  const auto list = read_bill_list(text);
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error()[0].code, ErrorCode::too_large);
}

RC_GTEST_PROP(BillList, KeepsEveryAmountAndItsSum, (std::vector<std::uint32_t> amounts)) {
  std::string text = "名称,金额\n";
  std::int64_t sum = 0;
  for (const std::uint32_t amount : amounts) {
    text += fmt::format("药,{}\n", Money::fen(amount).str());
    sum += amount;
  }
  const auto list = read_bill_list(text);
  RC_ASSERT(list.has_value() == !amounts.empty());
  if (!list) return;
  RC_ASSERT(list->total.fen() == sum);
  RC_ASSERT(list->lines.size() == amounts.size());
}

}  // namespace
}  // namespace yitong
