#include "review/review.h"

#include <gtest/gtest.h>

#include "review/coverage.h"
#include "review/differences.h"

namespace yitong {
namespace {

std::string with(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

const std::string kText = R"(
edition   = 1
area      = "990000"
name      = { zh = "示例市", en = "Example city" }
insurance = "310"
in_force  = { from = 2025-01-01 }
[source.s]
document = "示例规定"
grade    = "C"
review   = 2025-12-31
[benefit.inpatient]
name       = { zh = "住院", en = "In-patient" }
visits     = "21"
deductible = { source = "s", rows = [
  { level = "2", is = "500.00" },
  { level = "3", is = "800.00" },
] }
[[layer]]
id     = "pool"
name   = { zh = "统筹", en = "Pool" }
fund   = "hifp"
takes  = "in_scope"
source = "s"
rows   = [{ retired = false, pays = "80%" }, { retired = true, pays = "unknown" }]
cap    = { is = "100000.00" }
)";

PlanBook book_of(std::string text) {
  Loaded loaded = PlanBook::from_texts({{"990000.toml", std::move(text)}});
  for (const Loaded::Finding& finding : loaded.findings) ADD_FAILURE() << finding.text_en;
  return std::move(loaded.book);
}

std::shared_ptr<const Plan> plan_of(std::string text) {
  return book_of(std::move(text)).entries().at(0).plans.exact;
}

std::vector<Difference> changes(std::string_view from, std::string_view to) {
  return differences(*plan_of(kText), *plan_of(with(kText, from, to)));
}

TEST(Differences, OfServiceTablesAreSaidToo) {
  const std::string filing = R"(
[filing.temporary]
name      = { zh = "临时外出", en = "Temporary stay" }
group     = "temporary"
counts_as = "other_temporary"
valid     = "6 months"
source    = "s"
)";
  const auto longer =
      differences(*plan_of(kText + filing), *plan_of(kText + with(filing, "6 months", "1 year")));
  ASSERT_EQ(longer.size(), 1u);
  EXPECT_EQ(longer[0].text.en, "Kinds of filing, Temporary stay: Valid for: 6 months → 1 year");
  const auto added = differences(*plan_of(kText), *plan_of(kText + filing));
  ASSERT_EQ(added.size(), 1u);
  EXPECT_EQ(added[0].text.zh, "备案类型“临时外出”：新增，临时外出");
}

TEST(Review, EveryFindingAboutShippedPoliciesSaysWhyAndShowsABill) {
  const Loaded loaded = PlanBook::load({YITONG_SOURCE_DIR "/policies"});
  const auto findings = review(loaded.book, *Date::parse("2026-01-01"));
  EXPECT_FALSE(findings.empty());
  for (const Finding& finding : findings) {
    EXPECT_FALSE(finding.rule.zh.empty());
    EXPECT_FALSE(finding.rule.en.empty());
    EXPECT_FALSE(finding.example.zh.empty()) << render(finding, false);
    EXPECT_FALSE(finding.example.en.empty());
  }
}

TEST(Review, AWarningIsRenderedWithCaretAndExampleInBothLanguages) {
  const auto findings = review(book_of(kText), *Date::parse("2026-01-01"));
  ASSERT_EQ(findings.size(), 3u);
  const std::string hole = render(findings[1], true);
  EXPECT_NE(hole.find("990000.toml:14:14: 警告"), std::string::npos) << hole;
  EXPECT_NE(hole.find("一级医院"), std::string::npos) << hole;
  EXPECT_NE(hole.find("例："), std::string::npos) << hole;
  EXPECT_NE(render(findings[0], false).find("review"), std::string::npos);
}

TEST(Review, ReviewDatesAreJudgedByTheDayGiven) {
  EXPECT_EQ(review(book_of(kText), *Date::parse("2025-12-31")).size(), 2u);
}

TEST(Coverage, CountsWhatIsMissingPerBenefit) {
  const auto rows = coverage(book_of(kText), *Date::parse("2026-01-01"));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].grade, 'C');
  EXPECT_EQ(rows[0].unknown, 1);
  EXPECT_EQ(rows[0].holes, 1);
  EXPECT_EQ(rows[0].overdue, 1);
  EXPECT_NE(coverage_json(rows, *Date::parse("2026-01-01")).find("\"years\":[2025,2026]"),
            std::string::npos);
}

TEST(Differences, SameTextSaysNothing) {
  EXPECT_TRUE(differences(*plan_of(kText), *plan_of(kText)).empty());
}

// 10,000 of which 500 or 400 is deductible: 500 + 20% of 9,500 = 2,400; 400 + 20% of 9,600 = 2,320.
// At 1,000: 500 + 100 = 600; 400 + 120 = 520.
TEST(Differences, AChangedFigureIsASentenceWithABill) {
  const auto got = changes("\"500.00\"", "\"400.00\"");
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].text.zh, "住院起付线（二级医院）：由 500.00 元改为 400.00 元");
  EXPECT_EQ(got[0].text.en, "In-patient: deductible (Level 2 hospital): 500.00 yuan → 400.00 yuan");
  EXPECT_EQ(got[0].example.zh,
            "住院，二级医院，政策范围内 1,000.00 元：个人负担原为 600.00 元，现为 520.00 元");
}

TEST(Differences, ACapIsShownByABillThatReachesIt) {
  const auto got = changes("\"100000.00\"", "\"120000.00\"");
  ASSERT_EQ(got.size(), 1u);
  EXPECT_NE(got[0].example.en.find("200,000.00 in scope"), std::string::npos) << got[0].example.en;
  EXPECT_NE(got[0].example.en.find("100,000.00 before, 80,000.00 after"), std::string::npos);
}

TEST(Differences, RowsThatComeAndGo) {
  const auto got =
      changes("{ level = \"2\", is = \"500.00\" }", "{ level = \"1\", is = \"300.00\" }");
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[0].text.zh, "住院起付线（一级医院）：新增，300.00 元");
  EXPECT_EQ(got[1].text.zh, "住院起付线（二级医院）：取消，原为 500.00 元");
  EXPECT_NE(got[1].example.zh.find("现为 不能结算"), std::string::npos) << got[1].example.zh;
}

TEST(Differences, ANewLayerIsToldOnce) {
  const std::string more = kText + R"(
[[layer]]
id     = "large"
name   = { zh = "大额", en = "Large amounts" }
fund   = "hifob"
takes  = "over_cap:pool"
source = "s"
rows   = [{ pays = "90%" }]
)";
  const auto added = differences(*plan_of(kText), *plan_of(more));
  ASSERT_EQ(added.size(), 1u);
  EXPECT_EQ(added[0].text.en, "layer: new, Large amounts");
  EXPECT_FALSE(added[0].example.en.empty());
  const auto gone = differences(*plan_of(more), *plan_of(kText));
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_EQ(gone[0].text.zh, "支付层：取消，原为 大额");
}

TEST(Differences, ConditionsInAnotherOrderAreTheSame) {
  EXPECT_TRUE(differences(*plan_of(with(kText, "retired = false, pays",
                                        "retired = false, sex = [\"male\", \"female\"], pays")),
                          *plan_of(with(kText, "retired = false, pays",
                                        "sex = [\"female\", \"male\"], retired = false, pays")))
                  .empty());
}

}  // namespace
}  // namespace yitong
