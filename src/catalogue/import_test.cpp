#include "catalogue/import.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace yitong {
namespace {

constexpr std::string_view kDrugHeader =
    "code,name,class,self_pay_first,price_ceiling,charge_category,controlled,grade\n";
constexpr std::string_view kCode = "XJ01CAA040E001010100001";

ImportReport import_drug_row(std::string_view row) {
  return import_csv(Table::drugs, std::string(kDrugHeader) + std::string(row) + "\n", "f.csv");
}

/// One refusal: which table, header and row, and the fault that it must give.
struct Refusal {
  Table table;
  std::string_view header, row;
  ErrorCode code;
  std::string_view path;
};

class Refused : public testing::TestWithParam<Refusal> {};

TEST_P(Refused, NamesLineColumnAndRule) {
  const Refusal& refusal = GetParam();
  const ImportReport report = import_csv(
      refusal.table, std::string(refusal.header) + "\n" + std::string(refusal.row) + "\n", "f.csv");
  EXPECT_EQ(report.rows_kept, 0u);
  EXPECT_FALSE(report.is_clean());
  ASSERT_EQ(report.refused.size(), 1u) << report.refused.size();
  EXPECT_EQ(report.refused[0].code, refusal.code) << report.refused[0].str(false);
  EXPECT_EQ(report.refused[0].path, refusal.path);
  EXPECT_FALSE(report.refused[0].str().empty());
}

using enum Table;
using enum ErrorCode;
constexpr Refusal kRefusals[] = {
    {drugs, "code,name,grade", "XJ01,甲药,B", bad_value, "f.csv:2:code"},
    {drugs, "code,name,grade", "xj01caa040e001010100001,甲药,B", bad_value, "f.csv:2:code"},
    {drugs, "code,name,grade", ",,B", missing_field, "f.csv:2:name"},
    {drugs, "code,name,grade", ",甲药,", missing_field, "f.csv:2:grade"},
    {drugs, "code,name,grade", ",甲药,E", bad_value, "f.csv:2:grade"},
    {drugs, "code,name,grade", ", 甲药,B", bad_value, "f.csv:2:name"},
    {drugs, "code,name,grade", ",\"甲\n药\",B", bad_value, "f.csv:2:name"},
    {drugs, "code,name,grade", ",甲\xFF药,B", bad_encoding, "f.csv:2:2"},
    {drugs, "code,name,grade", ",甲药", ErrorCode::syntax, "f.csv:2"},
    {drugs, "code,name,grade", ",甲药,B,", ErrorCode::syntax, "f.csv:2"},
    {drugs, "code,name,grade", ",甲\"药,B", ErrorCode::syntax, "f.csv:2:2"},
    {drugs, "code,name,grade", ",\"甲药,B", ErrorCode::syntax, "f.csv:2:2"},
    {drugs, "code,name,class,grade", ",甲药,D,B", bad_value, "f.csv:2:class"},
    {drugs, "code,name,self_pay_first,grade", ",甲药,0.1,B", bad_ratio, "f.csv:2:self_pay_first"},
    {drugs, "code,name,self_pay_first,grade", ",甲药,101%,B", bad_value, "f.csv:2:self_pay_first"},
    {drugs, "code,name,price_ceiling,grade", ",甲药,-1,B", negative_amount,
     "f.csv:2:price_ceiling"},
    {drugs, "code,name,price_ceiling,grade", ",甲药,0,B", bad_value, "f.csv:2:price_ceiling"},
    {drugs, "code,name,price_ceiling,grade", ",甲药,1.2345678,B", bad_money,
     "f.csv:2:price_ceiling"},
    {drugs, "code,name,price_ceiling,grade", ",甲药,100000001,B", amount_too_large,
     "f.csv:2:price_ceiling"},
    {drugs, "code,name,charge_category,grade", ",甲药,9,B", bad_value, "f.csv:2:charge_category"},
    {drugs, "code,name,charge_category,grade", ",甲药,15,B", bad_value, "f.csv:2:charge_category"},
    {drugs, "code,name,controlled,grade", ",甲药,narcotic;strong,B", bad_value,
     "f.csv:2:controlled"},
    {drugs, "code,name,drug_group,grade", ",甲药,谈判,B", bad_value, "f.csv:2:drug_group"},
    {services, "code,name,grade", "00110200001,诊查费,B", bad_value, "f.csv:2:code"},
    {services, "code,name,grade", ",诊查费,B", missing_field, "f.csv:2:code"},
    {diseases, "code,name", "A00,霍乱", bad_value, "f.csv:2:code"},
    {diseases, "code,name", "A01.001+K77.0,伤寒", bad_value, "f.csv:2:code"},
    {chronic_diseases, "code,name,grade", "M0390,高血压,D", bad_value, "f.csv:2:code"},
    {areas, "code,name,level", "36010,南昌市,city", bad_value, "f.csv:2:code"},
    {areas, "code,name,level", "360100,南昌市,town", bad_value, "f.csv:2:level"},
    {institutions, "code,name,area,kind,level,grade", "H3601009990,示例,360100,hospital,3,D",
     bad_value, "f.csv:2:code"},
    {institutions, "code,name,area,kind,level,grade", "H36010099901,示例,360100,clinic,3,D",
     bad_value, "f.csv:2:kind"},
    {institutions, "code,name,area,kind,level,grade", "H36010099901,示例,360100,pharmacy,3,D",
     bad_value, "f.csv:2:kind"},
    {institutions, "code,name,area,kind,level,grade", "H36010099901,示例,360100,hospital,,D",
     bad_value, "f.csv:2:level"},
    {institutions, "code,name,area,kind,opened,level,grade",
     "H36010099901,示例,360100,hospital,all,3,D", bad_value, "f.csv:2:opened"},
    {local_terms, "code,area,class,grade", "XJ01CAA040E001010100001,3601,A,D", bad_value,
     "f.csv:2:area"},
    {local_terms, "code,area,class,grade", "XJ01CAA040E001010100001,360100,,D", bad_value,
     "f.csv:2:class"},
    {edition, "name,title,in_force_from", "e,题,2025-02-30", bad_date, "f.csv:2:in_force_from"},
    {edition, "name,title,in_force_from,example", "e,题,2025-02-01,no", bad_value,
     "f.csv:2:example"},
    {pinyin, "text,pinyin", "长,Chang", bad_value, "f.csv:2:pinyin"},
    {drugs, "code,name", ",甲药", missing_field, "f.csv:1:grade"},
    {drugs, "code,name,grade,price", ",甲药,B,1", unknown_field, "f.csv:1:price"},
    {drugs, "code,name,grade,name", ",甲药,B,乙药", duplicate_key, "f.csv:1:name"},
};
INSTANTIATE_TEST_SUITE_P(Import, Refused, testing::ValuesIn(kRefusals));

TEST(Import, AnEmptyFileHasNoHeader) {
  const ImportReport report = import_csv(Table::areas, "", "f.csv");
  EXPECT_FALSE(report.is_clean());
  EXPECT_EQ(report.refused.at(0).code, ErrorCode::missing_field);
}

TEST(Import, NamesEveryWrongFieldOfARow) {
  const ImportReport report = import_drug_row("XX,甲药,Z,1,-2,99,bad,Q");
  EXPECT_EQ(report.refused_rows, 1u);
  EXPECT_EQ(report.refused.size(), 7u);
}

TEST(Import, TheFirstOfTwoRowsWithOneKeyStays) {
  const std::string row = fmt::format("{},甲药,A,0%,1.5,09,,B\n{},乙药,B,10%,,09,,B", kCode, kCode);
  const ImportReport report = import_drug_row(row);
  EXPECT_EQ(report.rows_kept, 1u);
  ASSERT_EQ(report.refused.size(), 1u);
  EXPECT_EQ(report.refused[0].code, ErrorCode::duplicate_key);
  EXPECT_EQ(report.refused[0].path, "f.csv:3:code");
  EXPECT_NE(report.csv.find("甲药"), std::string::npos);
}

TEST(Import, DrugsWithoutCodeAreKnownByNameAndForm) {
  const ImportReport report =
      import_csv(Table::drugs,
                 "name,dosage_form,grade\n甲药,注射剂,B\n甲药,颗粒剂,B\n甲药,颗粒剂,C\n", "f.csv");
  EXPECT_EQ(report.rows_kept, 2u);
  EXPECT_EQ(report.refused_rows, 1u);
}

TEST(Import, ColumnsMayStandInAnyOrderAndTheResultIsCanonical) {
  const ImportReport report = import_csv(
      Table::services,
      "grade,name,code,class\r\nB,\"乙,项\",001102000020000,乙\r\nA,甲项,001102000010000,\r\n",
      "f.csv");
  EXPECT_TRUE(report.is_clean());
  EXPECT_EQ(report.csv,
            "code,name,class,self_pay_first,price_ceiling,charge_category,restriction,note,grade\n"
            "001102000010000,甲项,,,,,,,A\n"
            "001102000020000,\"乙,项\",B,,,,,,B\n");
  EXPECT_EQ(import_csv(Table::services, report.csv, "again.csv").csv, report.csv);
}

TEST(Import, ConsumablesAndCombinedDiseaseCodesAreAccepted) {
  EXPECT_TRUE(
      import_csv(Table::services, "code,name,grade\nC01010100200001000000000001,导管,D\n", "f")
          .is_clean());
  EXPECT_TRUE(import_csv(Table::diseases,
                         "code,name\nA01.000x005+J17.0*,a\nL22.x01,b\nA06.600+G07*,c\n", "f")
                  .is_clean());
}

TEST(Import, AHugeFileIsRefusedWhole) {
  const std::string text = "code,name\n" + std::string((64u << 20), 'a');
  const ImportReport report = import_csv(Table::diseases, text, "f.csv");
  EXPECT_FALSE(report.is_whole);
  EXPECT_EQ(report.refused.at(0).code, ErrorCode::too_large);
}

}  // namespace
}  // namespace yitong
