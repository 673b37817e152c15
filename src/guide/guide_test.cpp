#include "guide/guide.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "policy/show.h"

namespace yitong {
namespace {

Date day(const char* text) { return Date::parse(text).value(); }

const PlanBook& shipped() {
  static const Loaded loaded = PlanBook::load({YITONG_SOURCE_DIR "/policies"});
  return loaded.book;
}

GuideQuestion question(std::string matter, std::string area, std::string insurance) {
  GuideQuestion out;
  out.matter = std::move(matter);
  out.area = std::move(area);
  out.insurance = std::move(insurance);
  out.today = day("2026-06-01");
  return out;
}

bool both_languages(const Words& words) { return !words.zh.empty() && !words.en.empty(); }

void expect_complete(const Guide& guide, const std::vector<GuideRow>& rows) {
  for (const GuideRow& row : rows) {
    const ServiceTableInfo& table = info(row.row->table);
    EXPECT_TRUE(both_languages(row_words(*row.row))) << table.key << "." << row.row->id;
    EXPECT_GE(row.row->source, 0) << row.row->id;
    EXPECT_EQ(row.truth == Truth::maybe, !row.depends.empty()) << row.row->id;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (!row.row->values[c].set) continue;
      EXPECT_TRUE(both_languages(cell_words(*guide.policy, table.columns[c], row.row->values[c])))
          << table.key << "." << row.row->id << "." << table.columns[c].key;
    }
  }
}

TEST(Guide, OfEveryAreaAndErrandIsCompleteInBothLanguages) {
  std::set<std::pair<std::string, std::string>> areas = {{"341800", "310"}, {"659000", "390"}};
  for (const PlanBook::Entry& entry : shipped().entries())
    areas.insert({entry.area, entry.insurance});
  ASSERT_GT(areas.size(), 50u);
  for (const auto& [area, insurance] : areas)
    for (const ServiceCode& matter : matters()) {
      GuideQuestion ask = question(std::string(matter.code), area, insurance);
      ask.treatment_area = "110000";
      const auto got = guide(ask, shipped());
      ASSERT_TRUE(got) << area << " " << matter.code;
      for (const auto* rows : {&got->rules, &got->steps, &got->channels, &got->filings,
                               &got->grounds, &got->enrolments, &got->past_enrolments, &got->waits,
                               &got->contributions, &got->supports})
        expect_complete(*got, *rows);
      for (const GuideMaterial& material : got->materials) {
        ASSERT_FALSE(material.choices.empty());
        for (const auto& together : material.choices) expect_complete(*got, together);
      }
      for (const OpenQuestion& open : got->questions)
        for (const auto& [code, words] : open.values) EXPECT_TRUE(both_languages(words)) << code;
    }
}

const char kArea[] = R"(
edition  = 1
area     = "990100"
name     = { zh = "示例市", en = "Example city" }
in_force = { from = 2025-01-01 }
partial  = true
exempt   = ["991000"]
[source.s]
document = "示例规定"
grade    = "D"
[filing.temporary]
name      = { zh = "临时外出", en = "Temporary stay" }
group     = "temporary"
counts_as = "other_temporary"
valid     = "6 months"
source    = "s"
[filing.emergency]
name      = { zh = "急诊", en = "Emergency" }
group     = "temporary"
counts_as = "emergency"
deemed    = true
source    = "s"
[material.proof]
for    = "filing"
name   = { zh = "转诊证明", en = "Referral" }
when   = { filing = "other_temporary" }
source = "s"
)";

PlanBook book_of(std::string text) {
  Loaded loaded = PlanBook::from_texts({{"990100.toml", std::move(text)}});
  for (const Loaded::Finding& finding : loaded.findings) ADD_FAILURE() << finding.text_en;
  return std::move(loaded.book);
}

TEST(Guide, ComesFromTheFileAndGoesWithIt) {
  GuideQuestion ask = question("filing", "990100", "390");
  ask.on = day("2025-08-31");
  ask.told[Dim::filing_kind] = {"temporary"};
  const auto before = guide(ask, book_of(kArea));
  ASSERT_TRUE(before);
  ASSERT_EQ(before->terms.size(), 1u);
  EXPECT_EQ(before->terms[0].ends, day("2026-02-28"));
  ASSERT_EQ(before->materials.size(), 1u) << "what the kind of filing counts as decides papers";

  std::string changed = kArea;
  changed.replace(changed.find("6 months"), 8, "3 months");
  EXPECT_EQ(guide(ask, book_of(changed))->terms[0].ends, day("2025-11-30"));

  const auto gone = guide(ask, PlanBook());
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error()[0].code, ErrorCode::unknown_area);
}

TEST(Guide, SaysWhetherToFile) {
  const PlanBook book = book_of(kArea);
  const auto need = [&](const char* treatment, const char* kind) {
    GuideQuestion ask = question("settlement", "990100", "390");
    ask.treatment_area = treatment;
    if (kind != nullptr) ask.told[Dim::filing_kind] = {kind};
    return guide(ask, book)->filing;
  };
  EXPECT_EQ(need("", nullptr), FilingNeed::not_told);
  EXPECT_EQ(need("990100", nullptr), FilingNeed::at_home);
  EXPECT_EQ(need("991000", nullptr), FilingNeed::exempt);
  EXPECT_EQ(need("110000", nullptr), FilingNeed::needed);
  EXPECT_EQ(need("110000", "emergency"), FilingNeed::deemed);
}

TEST(Guide, TellsBackWhatItWasToldWithItsName) {
  GuideQuestion ask = question("filing", "990100", "390");
  ask.told[Dim::filing_kind] = {"emergency"};
  ask.told[Dim::retired] = {"true"};
  ask.told[Dim::age] = {"68"};
  const auto got = guide(ask, book_of(kArea));
  ASSERT_TRUE(got);
  std::map<Dim, std::pair<std::string, std::string>> said;
  for (const OpenQuestion& each : got->told) {
    ASSERT_EQ(each.values.size(), 1u);
    said[each.key] = {each.values[0].first, each.values[0].second.zh};
  }
  ASSERT_EQ(said.size(), 3u);
  EXPECT_EQ(said[Dim::filing_kind], std::pair(std::string("emergency"), std::string("急诊")));
  EXPECT_EQ(said[Dim::retired], std::pair(std::string("true"), std::string("退休")));
  EXPECT_EQ(said[Dim::age], std::pair(std::string("68"), std::string("68")));
}

TEST(Guide, PutsPeriodsThatAreOverApart) {
  const std::string area = std::string(kArea) + R"(
[enrolment.late_2026]
year   = 2026
phase  = "late"
opens  = 2026-01-01
closes = 2026-03-31
source = "s"
[enrolment.regular_2027]
year   = 2027
phase  = "regular"
opens  = 2026-09-01
closes = 2026-12-31
source = "s"
)";
  GuideQuestion ask = question("enrolment", "990100", "390");
  const auto ids = [&](const char* on) {
    ask.on = day(on);
    const auto got = guide(ask, book_of(area));
    std::string out;
    for (const GuideRow& row : got->past_enrolments) out += row.row->id + " ";
    out += "|";
    for (const GuideRow& row : got->enrolments) out += " " + row.row->id;
    return out;
  };
  EXPECT_EQ(ids("2026-03-31"), "| late_2026 regular_2027");
  EXPECT_EQ(ids("2026-04-01"), "late_2026 | regular_2027");
  EXPECT_EQ(ids("2027-01-01"), "late_2026 regular_2027 |");
}

TEST(Guide, NamesEveryWrongField) {
  GuideQuestion ask = question("holiday", "99", "390");
  ask.treatment_area = "x";
  const auto wrong = guide(ask, shipped());
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().size(), 3u);
  GuideQuestion told = question("filing", "990100", "390");
  told.told[Dim::filing_kind] = {"tourist"};
  told.told[Dim::retired] = {"perhaps"};
  const auto values = guide(told, book_of(kArea));
  ASSERT_FALSE(values);
  EXPECT_EQ(values.error().size(), 2u);
}

}  // namespace
}  // namespace yitong
