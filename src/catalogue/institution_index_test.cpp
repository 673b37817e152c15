#include "catalogue/institution_index.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "catalogue/edition_text.h"
#include "catalogue/import.h"

namespace yitong {
namespace {

constexpr std::string_view kPlaces[] = {"南昌", "北京", "九江", "长沙"};
constexpr std::string_view kWhats[] = {"第一医院", "中医院", "人民医院", "大药房", "A座门诊部"};
constexpr std::string_view kAreaCodes[] = {"360100", "360102", "110000", "360400"};
constexpr std::string_view kLevelCodes[] = {"1", "2", "3", "3_a", "primary"};
constexpr std::string_view kOpenings[] = {"",
                                          "inpatient",
                                          "inpatient;chronic",
                                          "outpatient;M03900",
                                          "M03900;M01600",
                                          "special_drugs;dual_channel"};

const Catalogue& town() {
  static const Catalogue made = [] {
    std::string rows = "code,name,area,kind,level,opened,note,grade\n";
    int n = 0;
    for (const std::string_view place : kPlaces)
      for (const std::string_view what : kWhats)
        for (int i = 0; i < 6; ++i, ++n) {
          const bool pharmacy = what == "大药房";
          rows += fmt::format("{}{:011},{}{}{},{},{},{},{},,D\n", pharmacy ? 'P' : 'H', n, place,
                              what, i == 0 ? "" : fmt::format("{}部", i), kAreaCodes[n % 4],
                              pharmacy ? "pharmacy" : "hospital",
                              pharmacy ? "" : kLevelCodes[n % 5], kOpenings[n % 6]);
        }
    const std::string edition = "name,title,in_force_from\nt,t,2025-01-01\n";
    const std::string pinyin =
        "text,pinyin\n南,nan\n昌,chang\n北,bei\n京,jing\n九,jiu\n江,jiang\n长,chang\n沙,sha\n第,"
        "di\n"
        "一,yi\n医,yi\n院,yuan\n中,zhong\n人,ren\n民,min\n大,da\n药,yao\n房,fang\n座,zuo\n门,men\n"
        "诊,zhen\n部,bu\n";
    return Catalogue::parse(
               join_edition_text(
                   {{Table::edition, import_csv(Table::edition, edition, "e").csv},
                    {Table::institutions, import_csv(Table::institutions, rows, "i").csv},
                    {Table::pinyin, import_csv(Table::pinyin, pinyin, "p").csv}}))
        .value();
  }();
  return made;
}

bool names_disease(const InstitutionFacts& each, std::string_view code) {
  return (";" + std::string(each.diseases) + ";").find(";" + std::string(code) + ";") !=
         std::string::npos;
}

/// Without the index: a look at each institution, and the search that everything else uses.
std::set<std::string_view> plainly(const InstitutionAsk& ask) {
  std::set<std::string_view> named;
  for (const SearchHit& hit :
       town().search(ask.words, ItemKind::institution, SearchIndex::kMaxHits))
    named.insert(hit.item->code());
  std::set<std::string_view> out;
  for (const InstitutionFacts& each : town().institutions()) {
    const std::size_t digits = ask.area.ends_with("0000") ? 2 : ask.area.ends_with("00") ? 4 : 6;
    const bool level = ask.levels.empty() || std::ranges::count(ask.levels, each.level) > 0;
    if ((ask.area.empty() || each.area.substr(0, digits) == ask.area.substr(0, digits)) && level &&
        (ask.kinds == 0 || (ask.kinds >> static_cast<unsigned>(each.kind) & 1) != 0) &&
        (ask.opened & ~each.opened) == 0 &&
        (ask.disease.empty() || names_disease(each, ask.disease)) &&
        (ask.words.empty() || named.contains(each.code)))
      out.insert(each.code);
  }
  return out;
}

RC_GTEST_PROP(InstitutionIndex, FindsWhatALookAtEachFinds, ()) {
  InstitutionAsk ask;
  ask.area =
      *rc::gen::element<std::string>("", "", "360000", "360100", "360102", "110000", "430000");
  using Levels = std::vector<std::string>;
  ask.levels = *rc::gen::element(Levels(), Levels(), Levels{"3", "3_a"}, Levels{"primary"});
  ask.kinds = *rc::gen::element<std::uint32_t>(0, 0, 1, 4);
  ask.opened =
      *rc::gen::element<std::uint8_t>(0, 0, kInpatient, kChronic, kSpecialDrugs | kDualChannel);
  ask.disease = *rc::gen::element<std::string>("", "", "M03900", "M0390");
  ask.words = *rc::gen::element<std::string>("", "医院", "南昌", "nanchang", "nc", "n", "ncrmyy",
                                             "yiyuan", "院 南昌", "a座", "A座门诊部", "H000", "p",
                                             "P00000000018", "昌第", "ＮＣ", "zy bj", "ang");
  ask.limit = 1000;
  const InstitutionsFound found = town().find_institutions(ask);
  std::set<std::string_view> codes;
  for (const InstitutionFacts* each : found.page) codes.insert(each->code);
  RC_ASSERT(codes == plainly(ask));
  RC_ASSERT(found.total == codes.size());
}

RC_GTEST_PROP(InstitutionIndex, PagesAreTheListInPieces, ()) {
  InstitutionAsk ask;
  ask.words = *rc::gen::element<std::string>("", "医院", "nc");
  ask.limit = 1000;
  const auto whole = town().find_institutions(ask).page;
  ask.limit = *rc::gen::inRange<std::size_t>(1, 20);
  std::vector<const InstitutionFacts*> pieces;
  for (ask.offset = 0; ask.offset < whole.size(); ask.offset += ask.limit)
    for (const InstitutionFacts* each : town().find_institutions(ask).page) pieces.push_back(each);
  RC_ASSERT(pieces == whole);
}

TEST(InstitutionIndex, WholeNamesComeFirstThenHigherLevels) {
  InstitutionAsk ask;
  ask.words = "南昌人民医院";
  const auto found = town().find_institutions(ask);
  ASSERT_FALSE(found.page.empty());
  EXPECT_EQ(found.page[0]->name, "南昌人民医院");
  ask.words = "";
  ask.limit = 1000;
  std::string levels;
  for (const InstitutionFacts* each : town().find_institutions(ask).page)
    levels += each->level.empty() ? 'x' : each->level[0];
  std::string sorted = levels;
  std::ranges::sort(sorted, {}, [](char c) { return std::string_view("321px").find(c); });
  EXPECT_EQ(levels, sorted);
}

TEST(InstitutionIndex, ANamedDiseaseOpensChronicDiseases) {
  for (const InstitutionFacts& each : town().institutions())
    EXPECT_TRUE(each.diseases.empty() || (each.opened & kChronic) != 0) << each.code;
}

}  // namespace
}  // namespace yitong
