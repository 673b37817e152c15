#include "adjudication/gauge.h"

#include <gtest/gtest.h>

#include "policy/book.h"

namespace yitong {
namespace {

constexpr const char* kArea = R"toml(
edition   = 1
area      = "990100"
name      = { zh = "虚构市", en = "Madeup" }
insurance = "310"
in_force  = { from = 2024-01-01 }
[source.s]
document = "made up"
clause   = "1"
grade    = "A"
[[choice.disease]]
code = "d1"
name = { zh = "甲病", en = "One" }
[[choice.disease]]
code = "d2"
name = { zh = "乙病", en = "Two" }
[benefit.inpatient]
name             = { zh = "住院", en = "In-patient stay" }
visits           = ["21"]
counts_admission = true
deductible       = { source = "s", is = "1000.00" }
[benefit.outpatient]
name       = { zh = "门诊", en = "Out-patient visit" }
visits     = ["11"]
deductible = { source = "s", per = "year", rows = [
  { level = "3", is = "300.00" },
  { level = ["primary", "1", "2"], is = "200.00" },
] }
[benefit.chronic]
name       = { zh = "慢特病", en = "Chronic" }
visits     = ["14"]
deductible = "none"
[[layer]]
id     = "pool"
name   = { zh = "统筹", en = "Pool" }
fund   = "hifp"
takes  = "in_scope"
of     = ["inpatient", "outpatient"]
source = "s"
rows   = [{ pays = "80%" }]
[layer.cap]
rows = [
  { retired = false, is = "60000.00" },
  { retired = true, is = { unknown = true, between = ["70000.00", "90000.00"] } },
]
[[layer]]
id     = "chronic"
name   = { zh = "慢特病", en = "Chronic" }
fund   = "hifp"
takes  = "in_scope"
of     = "chronic"
source = "s"
rows   = [{ pays = "70%" }]
[layer.cap]
per   = "year"
stack = "sum"
rows  = [{ disease = "d1", is = "3000.00" }, { disease = "d2", is = "2000.00" }]
)toml";

std::shared_ptr<const Plan> plan() {
  static const Loaded loaded = PlanBook::from_texts({{"madeup", kArea}});
  for (const Loaded::Finding& finding : loaded.findings)
    if (finding.severity == Severity::error) ADD_FAILURE() << finding.text_en;
  return loaded.book.find("990100", "310", *Date::from_ymd(2025, 6, 1)).value().exact;
}

Facts person(std::initializer_list<std::pair<const char*, const char*>> stated) {
  Facts facts = default_facts();
  for (const auto& [key, text] : stated) EXPECT_TRUE(set_fact(*plan(), facts, key, text, ""));
  return facts;
}

std::vector<Gauge> gauges_of(const Facts& facts) {
  return gauges(*plan(), facts, std::vector<std::int64_t>(plan()->accumulators.size(), 0));
}

const Gauge* gauge_of(const std::vector<Gauge>& all, std::string_view accumulator) {
  for (const Gauge& gauge : all)
    if (plan()->accumulators[static_cast<std::size_t>(gauge.accumulator)].name == accumulator)
      return &gauge;
  return nullptr;
}

TEST(Gauges, AFigureThatDependsOnTheVisitComesWithItsCases) {
  const auto all = gauges_of(person({}));
  const Gauge* deductible = gauge_of(all, "deductible:outpatient");
  ASSERT_NE(deductible, nullptr);
  ASSERT_EQ(deductible->limits.size(), 2u);
  EXPECT_EQ(deductible->limits[0].amount, 30'000);
  EXPECT_EQ(deductible->limits[0].when.zh, "三级医院");
  EXPECT_EQ(deductible->limits[1].amount, 20'000);
  EXPECT_EQ(deductible->depends, std::vector<Dim>{Dim::level});
  EXPECT_EQ(gauge_of(all, "deductible:inpatient"), nullptr) << "per stay: nothing adds up";
}

TEST(Gauges, WhatIsToldDecides) {
  Facts facts = person({{"level", "2"}});
  const auto all = gauges_of(facts);
  const Gauge* deductible = gauge_of(all, "deductible:outpatient");
  ASSERT_EQ(deductible->limits.size(), 1u);
  EXPECT_EQ(deductible->limits[0].amount, 20'000);
  EXPECT_TRUE(deductible->depends.empty());
}

TEST(Gauges, BenefitsOfOneCapShareAGauge) {
  const auto all = gauges_of(person({}));
  const Gauge* cap = gauge_of(all, "fund:pool");
  ASSERT_NE(cap, nullptr);
  EXPECT_EQ(cap->benefits, 3u);
  EXPECT_EQ(cap->limits[0].amount, 6'000'000);
}

TEST(Gauges, AnUnknownLimitSaysWhatItIsNotBelow) {
  const auto all = gauges_of(person({{"retired", "true"}}));
  const Gauge* cap = gauge_of(all, "fund:pool");
  ASSERT_EQ(cap->limits.size(), 1u);
  EXPECT_EQ(cap->limits[0].amount, std::nullopt);
  EXPECT_EQ(cap->limits[0].at_least, 7'000'000);
}

TEST(Gauges, StackedLimitsAddUpAsTheEngineAddsThem) {
  const auto all = gauges_of(person({{"diseases", "d1,d2"}}));
  const Gauge* cap = gauge_of(all, "fund:chronic");
  ASSERT_NE(cap, nullptr);
  ASSERT_EQ(cap->limits.size(), 1u);
  EXPECT_EQ(cap->limits[0].amount, 500'000);
}

}  // namespace
}  // namespace yitong
