#include <gtest/gtest.h>

#include <fmt/format.h>

#include "sheet/case_sheet.h"
#include "sheet/cut_fonts.h"
#include "sheet/guide_sheet.h"
#include "sheet/settlement_sheet.h"

namespace yitong {
namespace {

SettlementSheet sheet_of(std::size_t lines) {
  SettlementSheet out;
  out.settlement_id = "s0303-17";
  out.recorded = {1'742'428'800'000'000};
  out.headline = {"总费用 1 元", "Of 1 yuan"};
  out.facts = {{{"姓名", "Name"}, {"测试", "Test"}},
               {{"参保地", "Insured in"}, {"虚构市", "Madeup"}}};
  out.report.total = Money::yuan(static_cast<std::int64_t>(lines));
  out.report.funds = out.report.total;
  out.report.parts = {{"in_scope", {"范围内", "In scope"}, out.report.total}};
  out.report.waterfall = {{"pool", {"统筹", "Pool"}, out.report.total, true}};
  out.report.steps = {{"pool:band:0",
                       {"按 85% 支付", "85% is paid"},
                       {},
                       out.report.funds,
                       SourceNote{"made up", "1", 'C'}}};
  for (std::size_t i = 0; i < lines; ++i)
    out.lines.push_back({fmt::format("X{:05}", i), "阿莫西林胶囊", "A", "1", "1.00", Money::yuan(1),
                         Money(), Money(), Money(), Money::yuan(1), Money::yuan(1)});
  out.check_code = "s0303-17.0123456789abcdef01234567";
  out.check_address = "https://yitong.example/sheet-check?sheet=" + out.check_code;
  return out;
}

/// Counted by the objects of the file.
int pages_of(const std::string& pdf) {
  int pages = 0;
  for (std::size_t at = pdf.find("/Type /Page"); at != pdf.npos;
       at = pdf.find("/Type /Page", at + 1))
    pages += pdf.compare(at, 12, "/Type /Pages") != 0;
  return pages;
}

TEST(SettlementSheet, SameInputGivesTheSameBytes) {
  const SettlementSheet sheet = sheet_of(20);
  const std::string once = settlement_pdf(sheet, true);
  EXPECT_TRUE(once.starts_with("%PDF-"));
  EXPECT_TRUE(once == settlement_pdf(sheet, true));
  EXPECT_FALSE(once == settlement_pdf(sheet, false));
  SettlementSheet other = sheet;
  other.report.funds += Money::fen(1);
  EXPECT_FALSE(once == settlement_pdf(other, true));
}

TEST(SettlementSheet, GrowsByPagesWithItsLines) {
  const int few = pages_of(settlement_pdf(sheet_of(3), true));
  EXPECT_LE(few, 2);
  EXPECT_GE(pages_of(settlement_pdf(sheet_of(300), true)), few + 5);
}

TEST(SettlementSheet, OverlongTextsStayOnThePage) {
  SettlementSheet sheet = sheet_of(2);
  for (int i = 0; i < 2000; ++i) {
    sheet.lines[0].name += "长";
    sheet.report.steps[0].sentence.zh += "长";
  }
  EXPECT_LE(pages_of(settlement_pdf(sheet, true)), 3);
}

CaseSheet form_of(std::size_t rows) {
  CaseSheet out;
  out.number = "c0303-17";
  out.title = {"手工报销申请与审核表", "Manual claim"};
  out.standing = {"审核中", "In review"};
  out.as_of = {1'742'428'800'000'000};
  PrintedSection fields{{"费用与事由", "Costs"}, {}, {}, {}, {}};
  fields.fields = {{{"姓名", "Name"}, {"测试", "Test"}}, {{"空白", "Empty"}, {}}};
  FormTable lines{{"明细", "Lines"}, {{{"名称", "Name"}, 0}, {{"金额", "Amount"}, 760}}, {}};
  lines.rows.assign(rows, {{"示例药", "Example"}, {"1.00", "1.00"}});
  fields.tables.push_back(std::move(lines));
  PrintedSection signed_by{{"签章", "Signatures"}, {}, {}, {}, {}};
  signed_by.signatures = {{{"审核人", "Reviewer"}, "demo", "2026-11-22 10:03"},
                          {{"复核人", "Approver"}, {}, {}}};
  out.sections = {std::move(fields), std::move(signed_by)};
  out.check_code = "c0303-17.5.claim.0123456789abcdef01234567";
  out.check_address = "https://yitong.example/sheet-check?sheet=" + out.check_code;
  return out;
}

TEST(CaseSheet, SameInputGivesTheSameBytesAndADraftNoCode) {
  CaseSheet form = form_of(3);
  const std::string once = case_pdf(form, true);
  EXPECT_TRUE(once == case_pdf(form, true));
  EXPECT_FALSE(once == case_pdf(form, false));
  EXPECT_EQ(pages_of(once), 1);
  EXPECT_NE(once.find(form.check_code), std::string::npos);
  form.check_address.clear();
  EXPECT_EQ(case_pdf(form, true).find(form.check_code), std::string::npos);
}

TEST(CaseSheet, OverlongValuesAndManyRowsBreakOverPages) {
  EXPECT_GE(pages_of(case_pdf(form_of(200), true)), 4);
  CaseSheet form = form_of(0);
  FormField& wide = form.sections[0].fields[1];
  wide.wide = true;
  for (int i = 0; i < 3000; ++i) wide.value.zh += "长\n";
  for (int i = 0; i < 3000; ++i) form.title.zh += "长";
  EXPECT_LE(pages_of(case_pdf(form, true)), 6);
}

/// A page of our own Chinese brings the glyphs that are on it, and not the font.
TEST(CutFonts, APageStaysSmall) {
  constexpr std::size_t kMostBytes = 100'000;
  EXPECT_LT(case_pdf(form_of(20), true).size(), kMostBytes);
  EXPECT_LT(settlement_pdf(sheet_of(20), true).size(), kMostBytes);
}

TEST(Paper, FootsCountAllPages) {
  int counted = 0;
  const auto compose = [&](Paper& paper) {
    for (int i = 0; i < 3; ++i) {
      paper.need(Paper::kBottom - 500);
      paper.space(Paper::kBottom - 1000);
    }
    counted = paper.pages();
  };
  EXPECT_EQ(pages_of(print({"t", "f", {0}, true}, compose)), counted);
  EXPECT_EQ(counted, 3);
}

TEST(Paper, TotalsNeverStandAlone) {
  const std::vector<TableColumn> columns = {{"a", Paper::kInner, Align::right}};
  for (std::size_t n = 30; n < 60; ++n) {
    std::vector<TableRow> rows(n, TableRow{{{"1", {}}}, false});
    rows.push_back({{{"n", {}}}, true});
    CutFonts fonts;
    Paper paper({"t", "f", {0}, true}, 0, fonts);
    paper.table(columns, rows);
    constexpr int kHeadAndOneRow = 900;
    EXPECT_TRUE(paper.pages() == 1 || paper.y() > kHeadAndOneRow) << n;
  }
}

TEST(Paper, CodesThatDoNotFitAreLeftOut) {
  CutFonts fonts;
  Paper paper({"t", "f", {0}, true}, 1, fonts);
  EXPECT_TRUE(paper.qr("https://yitong.example", 0, 0, 900));
  EXPECT_FALSE(paper.qr(std::string(5000, 'x'), 0, 0, 900));
}

TEST(Shortened, CutsBetweenCharacters) {
  EXPECT_EQ(shortened("结算单", 3), "结算单");
  EXPECT_EQ(shortened("结算单", 2), "结算…");
  EXPECT_EQ(shortened("", 2), "");
}

}  // namespace
}  // namespace yitong
