#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "policy/book.h"
#include "policy/show.h"

namespace yitong {
namespace {

constexpr const char* kHead = R"(edition   = 1
area      = "990000"
name      = { zh = "示例市", en = "Example city" }
insurance = "310"
in_force  = { from = 2025-01-01, to = 2025-12-31 }
[source.s]
document = "示例规定"
grade    = "D"
[benefit.inpatient]
name       = { zh = "住院", en = "Stay" }
visits     = "21"
deductible = { is = "1000.00", source = "s" }
)";
constexpr const char* kPool = R"([[layer]]
id     = "pool"
name   = { zh = "统筹", en = "Pool" }
fund   = "hifp"
takes  = "in_scope"
source = "s"
)";

Loaded load(const std::string& rest, const std::string& name = "990000.toml") {
  return PlanBook::from_texts({{name, kHead + rest}});
}

std::vector<std::string> codes(const Loaded& loaded) {
  std::vector<std::string> out;
  for (const auto& finding : loaded.findings) out.emplace_back(text_of(finding.error.code).code);
  return out;
}

TEST(PolicyFaults, AreShownWithLineCaretRuleAndRemedy) {
  const Loaded loaded = load(std::string(kPool) + "rows = [{ pays = 0.85 }]\n");
  ASSERT_EQ(loaded.findings.size(), 1u);
  EXPECT_EQ(loaded.findings[0].text_en,
            "990000.toml:19:18: error: Not a share [bad_ratio]: a float\n"
            "  | rows = [{ pays = 0.85 }]\n"
            "  |                  ^\n"
            "  rule:   0% to 100% in quotes: \"85%\"\n"
            "  remedy: put it in quotes: a float cannot hold it exactly\n");
}

TEST(PolicyFaults, TooManyCombinationsAreRefused) {
  std::string rows = "rows = [\n";
  for (const char* key : {"age", "admission", "months_enrolled"})
    for (int i = 0; i < 90; ++i)
      rows += "  { " + std::string(key) + " = \"" + std::to_string(i * 3) + "-" +
              std::to_string(i * 3 + 1) + "\", pays = \"50%\" },\n";
  const Loaded loaded = load(std::string(kPool) + rows + "]\n");
  EXPECT_EQ(codes(loaded), std::vector<std::string>{"too_many_keys"});
}

TEST(PolicyFaults, BrokenUtf8AndOversizeAreRefused) {
  EXPECT_EQ(codes(load("x = \"\xFF\"\n")), std::vector<std::string>{"bad_encoding"});
  EXPECT_EQ(codes(load(std::string(2 << 20, '#'))), std::vector<std::string>{"too_large"});
}

TEST(Inheritance, OverridesOnlyWhenItSaysSo) {
  const std::string parent = std::string(kHead) + kPool + "rows = [{ pays = \"85%\" }]\n";
  const auto child = [](const char* overrides) {
    return std::string(R"(edition   = 1
extends   = "990000"
area      = "990100"
name      = { zh = "子市", en = "Child" }
insurance = "310"
in_force  = { from = 2025-01-01 }
)") + kPool +
           overrides + "rows = [{ pays = \"70%\" }]\n";
  };
  const auto silent = PlanBook::from_texts({{"990000.toml", parent}, {"990100.toml", child("")}});
  EXPECT_EQ(codes(silent), std::vector<std::string>{"duplicate_key"});
  const auto said =
      PlanBook::from_texts({{"990000.toml", parent}, {"990100.toml", child("overrides = true\n")}});
  EXPECT_EQ(said.errors(), 0u);
  const auto plans = said.book.find("990100", "310", *Date::parse("2025-06-01"));
  ASSERT_TRUE(plans);
  ASSERT_EQ(plans->exact->layers.size(), 1u);
  EXPECT_EQ(plans->exact->bands[0].ppm, 700'000);
}

TEST(Inheritance, AFileThatExtendsItselfIsRefused) {
  const Loaded loaded =
      PlanBook::from_texts({{"a.toml", "extends = \"b\"\n" + std::string(kHead)},
                            {"b.toml", "extends = \"a\"\n" + std::string(kHead)}});
  EXPECT_GE(loaded.errors(), 1u);
}

TEST(PlanBook, NamesThePeriodsThatThereAre) {
  const Loaded loaded = load(std::string(kPool) + "rows = [{ pays = \"85%\" }]\n");
  ASSERT_EQ(loaded.errors(), 0u);
  const auto late = loaded.book.find("990000", "310", *Date::parse("2026-01-01"));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error()[0].code, ErrorCode::no_policy_in_force);
  EXPECT_NE(late.error()[0].rule.find("2025-01-01 – 2025-12-31"), std::string::npos);
  EXPECT_EQ(loaded.book.find("990000", "390", *Date::parse("2025-06-01")).error()[0].code,
            ErrorCode::unknown_area);
  EXPECT_TRUE(loaded.book.find("990000", "310", *Date::parse("2025-12-31")));
}

TEST(Bundle, KeepsTheMeaningAndTheHash) {
  const Loaded loaded = PlanBook::load({"policies"});
  ASSERT_EQ(loaded.errors(), 0u);
  ASSERT_GE(loaded.book.entries().size(), 5u);
  for (const PlanBook::Entry& entry : loaded.book.entries()) {
    const std::string text = bundle(*entry.plans.exact->policy);
    const auto again = unbundle(text);
    ASSERT_TRUE(again);
    EXPECT_EQ(bundle(**again), text);
    Faults faults;
    const Plan plan = compile(*again, entry.insurance, Assume::nothing, faults);
    EXPECT_EQ(plan.hash, entry.plans.exact->hash);
    EXPECT_EQ(plan.bands.size(), entry.plans.exact->bands.size());
    EXPECT_EQ(loaded.book.by_hash(to_hex(plan.hash), entry.insurance), entry.plans.exact);
  }
}

TEST(Bundle, DoesNotDependOnWhereTheFileLies) {
  const std::string rest = std::string(kPool) + "rows = [{ pays = \"85%\" }]\n";
  const auto here = load(rest, "990000.toml"), there = load(rest, "some/where/990000.toml");
  EXPECT_EQ(here.book.entries()[0].plans.exact->hash, there.book.entries()[0].plans.exact->hash);
}

TEST(Bundle, RefusesWhatIsDamaged) {
  EXPECT_FALSE(unbundle(""));
  EXPECT_FALSE(unbundle("yitong-policy 1\n"));
  EXPECT_FALSE(unbundle("yitong-policy 1\na.toml 99999999999\nx\n"));
  EXPECT_FALSE(unbundle("yitong-policy 1\na.toml 3\nx y\n"));
}

TEST(Unknown, RefusesExactlyAndTakesBoundsForEstimates) {
  const Loaded loaded = load(std::string(kPool) +
                             "rows = [{ pays = \"85%\" }]\nthen = [{ when = { filing = \"none\" }, "
                             "minus_points = { unknown = true, between = [\"0%\", \"20%\"] } }]\n");
  ASSERT_EQ(loaded.errors(), 0u);
  const PlanSet& plans = loaded.book.entries()[0].plans;
  const auto unknown = [](const Plan& plan) {
    return std::ranges::count(plan.rates, false, &RateCell::known);
  };
  EXPECT_EQ(unknown(*plans.exact), 1);
  EXPECT_EQ(unknown(*plans.low), 0);
  EXPECT_EQ(plans.high->bands.back().ppm, 650'000);
}

TEST(Relation, GoesByTheDigitsThatCount) {
  Policy policy;
  policy.area = "360100";
  policy.exempt = {"120000"};
  const auto relation = [&](const char* area) {
    return info(Dim::relation).values[static_cast<std::size_t>(relation_of(policy, area))].code;
  };
  EXPECT_EQ(relation("360100"), "same");
  EXPECT_EQ(relation("360102"), "same");
  EXPECT_EQ(relation("360200"), "same_province");
  EXPECT_EQ(relation("120101"), "exempt");
  EXPECT_EQ(relation("110000"), "elsewhere");
}

TEST(Show, EveryFigureOfTheShippedPoliciesHasASource) {
  const Loaded loaded = PlanBook::load({"policies"});
  for (const PlanBook::Entry& entry : loaded.book.entries()) {
    const Policy& policy = *entry.plans.exact->policy;
    for (const ShownTable& table : show(policy).tables)
      for (const int source : table.sources) EXPECT_GE(source, 0) << policy.area;
    for (const bool chinese : {true, false})
      EXPECT_NE(
          render(show(policy), policy, chinese).find(chinese ? policy.name.zh : policy.name.en),
          std::string::npos);
  }
}

TEST(Facts, RefuseUnknownKeysAndValues) {
  const Loaded loaded = load(std::string(kPool) + "rows = [{ pays = \"85%\" }]\n");
  const Plan& plan = *loaded.book.entries()[0].plans.exact;
  Facts facts = default_facts();
  EXPECT_TRUE(set_fact(plan, facts, "level", "3", "/level"));
  EXPECT_FALSE(set_fact(plan, facts, "level", "9", "/level"));
  EXPECT_FALSE(set_fact(plan, facts, "age", "-1", "/age"));
  EXPECT_FALSE(set_fact(plan, facts, "retired", "yes", "/retired"));
  EXPECT_FALSE(set_fact(plan, facts, "colour", "red", "/colour"));
}

TEST(Bundle, LeavesOutServiceTables) {
  const std::string head = R"(edition  = 1
area     = "990100"
name     = { zh = "示例市", en = "Example city" }
in_force = { from = 2025-01-01 }
partial  = true
[source.s]
document = "示例规定"
grade    = "D"
)";
  const std::string service = R"([channel.hotline]
for    = "inquiry"
name   = { zh = "电话", en = "Hotline" }
kind   = "telephone"
phone  = [
  "12393",
]
source = "s"
)";
  const std::string rest = R"([[choice.aid]]
code = "poor"
name = { zh = "困难", en = "Poor" }
)";
  const auto policy = [](const std::string& text) {
    Faults faults;
    Policy out = parse_policy({"990100.toml", text}, nullptr, faults);
    EXPECT_TRUE(faults.empty());
    return out;
  };
  const Policy whole = policy(head + service + rest);
  ASSERT_EQ(whole.services.size(), 1u);
  EXPECT_EQ(bundle(whole), bundle(policy(head + rest)));
  const auto back = unbundle(bundle(whole));
  ASSERT_TRUE(back);
  EXPECT_EQ((*back)->choices.size(), 1u);
  EXPECT_EQ(bundle(**back), bundle(whole));
}

}  // namespace
}  // namespace yitong
