#include "catalogue/catalogue.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/id.h"
#include "catalogue/edition_text.h"
#include "catalogue/import.h"
#include "catalogue/institution_index.h"
#include "catalogue/pinyin.h"

namespace yitong {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kEdition = "name,title,in_force_from\ntest,测试,2025-01-01\n";

using Tables = std::vector<std::pair<Table, std::string>>;

Result<Catalogue> parse(Tables tables) {
  tables.insert(tables.begin(), {Table::edition, std::string(kEdition)});
  for (auto& [table, csv] : tables) csv = import_csv(table, csv, "t.csv").csv;
  return Catalogue::parse(join_edition_text(tables));
}

const Catalogue& shipped(const std::string& name) {
  static const auto load = [](const std::string& edition) {
    auto loaded = Catalogue::load(std::string(YITONG_SOURCE_DIR) + "/catalogues/" + edition);
    if (!loaded) throw std::runtime_error(loaded.error().at(0).str());
    return std::move(*loaded);
  };
  static const Catalogue national = load("national-2024");
  static const Catalogue demo = load("demo");
  return name == "demo" ? demo : national;
}

constexpr std::string_view kDrug = "XJ01CAA040E001010100001";
constexpr std::string_view kService = "001102000010000";

Catalogue small() {
  auto parsed = parse(
      {{Table::drugs,
        fmt::format(
            "code,name,dosage_form,class,self_pay_first,price_ceiling,charge_category,drug_group,"
            "controlled,restriction,grade\n"
            "{},阿莫西林胶囊,胶囊,B,10%,1.234567,09,negotiated,narcotic;toxic,限儿童,B\n"
            ",重组人白蛋白,注射剂,,,,,,,,C\n",
            kDrug)},
       {Table::services, fmt::format("code,name,class,grade\n{},普通门诊诊查费,,D\n", kService)},
       {Table::local_terms,
        fmt::format("code,area,class,self_pay_first,price_ceiling,note,grade\n"
                    "{0},360000,,20%,9,省,C\n{0},360100,A,,,市,A\n{0},360103,,30%,,,D\n"
                    "{0},110000,C,,,,D\n",
                    kDrug)},
       {Table::pinyin,
        "text,pinyin\n阿,a\n莫,mo\n西,xi\n林,lin\n胶,jiao\n囊,nang\n重,zhong\n重组,chong "
        "zu\n人,ren\n"
        "白,bai\n蛋,dan\n"}});
  EXPECT_TRUE(parsed) << parsed.error().at(0).str();
  return std::move(*parsed);
}

TEST(Catalogue, AnItemHoldsWhatItsRowSays) {
  const Catalogue catalogue = small();
  const CatalogueItem* drug = catalogue.find(kDrug);
  ASSERT_NE(drug, nullptr);
  EXPECT_EQ(drug->code(), kDrug);
  EXPECT_EQ(drug->item_class, ItemClass::b);
  EXPECT_EQ(drug->self_pay_first(), Ratio::percent(10));
  EXPECT_EQ(drug->price_ceiling_micro_yuan, 1'234'567);
  EXPECT_EQ(drug->charge_category, 9);
  EXPECT_EQ(drug->controlled, kNarcotic | kToxic);
  EXPECT_EQ(drug->grade, 'B');
  EXPECT_EQ(catalogue.drug_group_name(drug->drug_group), "negotiated");
  EXPECT_EQ(catalogue.drug_group("negotiated"), drug->drug_group);
  EXPECT_EQ(catalogue.drug_group("other"), 0);
  const ItemTexts texts = catalogue.texts(*drug);
  EXPECT_EQ(texts.name, "阿莫西林胶囊");
  EXPECT_EQ(texts.restriction, "限儿童");
  EXPECT_EQ(texts.pinyin, "amoxilinjiaonang");
}

TEST(Catalogue, WhatNoSourceSaysStaysUnknown) {
  const Catalogue catalogue = small();
  const CatalogueItem* item = catalogue.find(kService);
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(item->item_class, ItemClass::unknown);
  EXPECT_EQ(item->self_pay_first(), std::nullopt);
  EXPECT_EQ(item->price_ceiling_micro_yuan, 0);
  EXPECT_EQ(item->charge_category, 0);
}

TEST(Catalogue, LocalTermsGoFromCountyToCityToProvinceToNation) {
  const Catalogue catalogue = small();
  const CatalogueItem* county = catalogue.in_area("360103").find(kDrug);
  EXPECT_EQ(county->self_pay_first(), Ratio::percent(30)) << "its own";
  EXPECT_EQ(county->item_class, ItemClass::a) << "its city's";
  EXPECT_EQ(county->price_ceiling_micro_yuan, 9'000'000) << "its province's";
  EXPECT_EQ(catalogue.texts(*county).note, "市");
  const CatalogueItem* other_county = catalogue.in_area("360104").find(kDrug);
  EXPECT_EQ(other_county->self_pay_first(), Ratio::percent(20));
  EXPECT_EQ(catalogue.in_area("360200").find(kDrug)->item_class, ItemClass::b);
  EXPECT_EQ(catalogue.in_area("110000").find(kDrug)->item_class, ItemClass::c);
  EXPECT_EQ(catalogue.in_area("440100").find(kDrug), catalogue.find(kDrug));
  EXPECT_EQ(catalogue.in_area("").find(kDrug), catalogue.find(kDrug));
  EXPECT_EQ(catalogue.in_area("360100").find("nothing"), nullptr);
  EXPECT_EQ(catalogue.texts(*county).pinyin, "amoxilinjiaonang");
}

TEST(Catalogue, SearchMeetsCodeNamePinyinAndInitials) {
  const Catalogue catalogue = small();
  for (const std::string_view query :
       {"XJ01", "xj01caa", "阿莫", "西林", "amoxi", "AMXL", "ａｍｘｌ", "阿莫 胶囊", " jn "})
    EXPECT_EQ(catalogue.search(query, std::nullopt, 5).at(0).item, catalogue.find(kDrug)) << query;
  EXPECT_EQ(catalogue.search("chongzu", ItemKind::drug, 5).size(), 1u) << "words before characters";
  EXPECT_TRUE(catalogue.search("zhongzu", ItemKind::drug, 5).empty());
  EXPECT_TRUE(catalogue.search("阿莫", ItemKind::service, 5).empty());
  EXPECT_TRUE(catalogue.search("阿莫 颗粒", std::nullopt, 5).empty());
  for (const std::string_view query : {"", " ", "\xFF", "没有此药"})
    EXPECT_TRUE(catalogue.search(query, std::nullopt, 5).empty());
  EXPECT_TRUE(catalogue.search(std::string(1000, 'a'), std::nullopt, 5).empty());
  EXPECT_TRUE(catalogue.search("阿莫", std::nullopt, 0).empty());
  EXPECT_EQ(catalogue.search(kDrug, std::nullopt, 5).at(0).rank, MatchRank::exact);
}

TEST(Catalogue, RefusesLocalTermsOfAnUnknownCode) {
  const auto parsed =
      parse({{Table::local_terms, fmt::format("code,area,class,grade\n{},110000,A,D\n", kDrug)}});
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().at(0).code, ErrorCode::unknown_code);
  EXPECT_EQ(parsed.error().at(0).found, kDrug);
}

TEST(Catalogue, RefusesADamagedText) {
  const std::string good = join_edition_text({{Table::edition, std::string(kEdition)}});
  EXPECT_FALSE(Catalogue::parse(""));
  EXPECT_FALSE(Catalogue::parse("yitong-catalogue 2\n"));
  EXPECT_FALSE(Catalogue::parse("yitong-catalogue 1\n")) << "no edition row";
  EXPECT_FALSE(Catalogue::parse(good.substr(0, good.size() - 1) + "table areas 99\nx"));
  EXPECT_FALSE(Catalogue::parse(good + "table edition 0\n"));
  EXPECT_FALSE(Catalogue::parse(good + "table nothing 0\n"));
  EXPECT_FALSE(Catalogue::parse(good + "table areas -1\n"));
}

TEST(Catalogue, TheHashFollowsTheContentAndTheTextGivesItAgain) {
  const std::string folder = std::string(YITONG_SOURCE_DIR) + "/catalogues/demo";
  const auto text = Catalogue::read_text(folder);
  ASSERT_TRUE(text);
  const auto again = Catalogue::parse(*text);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->hash_hex(), shipped("demo").hash_hex());
  EXPECT_EQ(again->hash(), sm3(*text));
  EXPECT_NE(shipped("demo").hash_hex(), shipped("national-2024").hash_hex());
}

TEST(Catalogue, WithoutSearchItHoldsTheSameAndFindsNothing) {
  const Catalogue& whole = shipped("demo");
  const auto text = Catalogue::read_text(std::string(YITONG_SOURCE_DIR) + "/catalogues/demo");
  const auto plain = Catalogue::parse(*text, Catalogue::Search::none);
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->hash(), whole.hash());
  for (std::size_t kind = 0; kind < kItemKinds; ++kind) {
    const auto items = whole.items(static_cast<ItemKind>(kind));
    const auto same = plain->items(static_cast<ItemKind>(kind));
    ASSERT_EQ(items.size(), same.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      EXPECT_EQ(items[i].code(), same[i].code());
      EXPECT_EQ(items[i].self_pay_first_ppm, same[i].self_pay_first_ppm);
      EXPECT_EQ(whole.texts(items[i]).name, plain->texts(same[i]).name);
      EXPECT_EQ(plain->texts(same[i]).pinyin, "");
    }
  }
  const std::string_view name = whole.texts(whole.items(ItemKind::drug)[0]).name;
  EXPECT_FALSE(whole.search(name, {}, 5).empty());
  EXPECT_TRUE(plain->search(name, {}, 5).empty());
  EXPECT_GT(whole.find_institutions({}).total, 0u);
  EXPECT_EQ(plain->find_institutions({}).total, 0u);
}

TEST(Catalogue, AFolderWithFaultsReportsAllOfThem) {
  const auto folder = std::filesystem::temp_directory_path() / "yitong_catalogue_test";
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, std::string_view text) {
    std::ofstream(folder / name) << text;
  };
  write("edition.csv", "name,title,in_force_from\nbad,坏,2025-01-01\n");
  write("areas.csv", "code,name,level\n36010,南昌市,city\n360100,南昌市,town\n");
  write("diseases.csv", "code,name\nA00,霍乱\n");
  const auto loaded = Catalogue::load(folder.string());
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().size(), 3u);
  EXPECT_FALSE(Catalogue::load((folder / "none").string()));
  std::filesystem::remove_all(folder);
}

RC_GTEST_PROP(Catalogue, EveryImportedCodeIsFoundAndNoneElse, ()) {
  const auto serials = *rc::gen::container<std::set<int>>(rc::gen::inRange(0, 1'000'000));
  std::string csv = "code,name,grade\n";
  for (const int serial : serials) csv += fmt::format("{:015},项目{},D\n", serial, serial);
  const auto catalogue = parse({{Table::services, csv}});
  RC_ASSERT(catalogue.has_value());
  for (const int serial : serials) {
    const std::string code = fmt::format("{:015}", serial);
    const CatalogueItem* item = catalogue->find(code);
    RC_ASSERT(item != nullptr);
    RC_ASSERT(item->code() == code);
  }
  const int other = *rc::gen::inRange(0, 1'000'000);
  RC_ASSERT((catalogue->find(fmt::format("{:015}", other)) != nullptr) == serials.contains(other));
  for (const std::string_view none : {""sv, "0"sv, "00000000000000"sv, "000000000000000\0"sv,
                                      "0000000000000000000000000000000000"sv})
    RC_ASSERT(catalogue->find(none) == nullptr);
}

TEST(Catalogue, ShippedEditionsLoadWithoutARefusal) {
  const Catalogue& national = shipped("national-2024");
  EXPECT_FALSE(national.facts().is_example);
  EXPECT_TRUE(shipped("demo").facts().is_example);
  EXPECT_EQ(national.items(ItemKind::disease).size(), 33304u)
      << "the national edition 2.0 has 33,304 codes";
  EXPECT_EQ(national.items(ItemKind::chronic_disease).size(), 45u);
  EXPECT_TRUE(national.institutions().empty()) << "no real institution ships";
  for (std::size_t kind = 0; kind < kItemKinds; ++kind)
    for (const CatalogueItem& item : national.items(static_cast<ItemKind>(kind))) {
      const ItemTexts texts = national.texts(item);
      ASSERT_FALSE(texts.name.empty());
      ASSERT_FALSE(texts.pinyin.empty()) << texts.name;
      if (item.code_length != 0) {
        ASSERT_EQ(national.find(item.kind, item.code()), &item);
      }
    }
}

TEST(Catalogue, ShippedAreasHaveSixDigitsAndAProvince) {
  const Catalogue& national = shipped("national-2024");
  std::size_t provinces = 0;
  for (const CatalogueItem& area : national.items(ItemKind::area)) {
    ASSERT_TRUE(is_area_code(area.code()));
    const std::string province = std::string(area.code().substr(0, 2)) + "0000";
    ASSERT_NE(national.find(ItemKind::area, province), nullptr) << area.code();
    provinces += area.code() == province;
  }
  EXPECT_EQ(provinces, 34u);
  EXPECT_EQ(national.area_full_name("360100"), "江西省南昌市");
  EXPECT_EQ(national.area_full_name("360103"), "江西省南昌市西湖区");
  EXPECT_EQ(national.area_full_name("110000"), "北京市");
  EXPECT_EQ(national.area_full_name("999999"), "");
}

TEST(Catalogue, TheTenNationallySettledDiseasesAreMarked) {
  const Catalogue& national = shipped("national-2024");
  std::set<std::string_view> settled;
  for (const CatalogueItem& item : national.items(ItemKind::chronic_disease))
    if (const std::string_view name = national.texts(item).detail; !name.empty())
      settled.insert(name);
  EXPECT_EQ(settled.size(), 10u);
}

TEST(Catalogue, UnknownClassesStayUnknownInTheShippedDrugs) {
  const Catalogue& national = shipped("national-2024");
  std::size_t unknown = 0;
  for (const CatalogueItem& drug : national.items(ItemKind::drug)) {
    unknown += drug.item_class == ItemClass::unknown;
    if (drug.item_class != ItemClass::a) {
      ASSERT_EQ(drug.self_pay_first(), std::nullopt) << "the area decides";
    }
  }
  EXPECT_GT(unknown, 0u);
}

TEST(Catalogue, ShippedPlacesAreFoundAsPeopleTypeThem) {
  const Catalogue& national = shipped("national-2024");
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"changsha", "430100"}, {"xiamen", "350200"},  {"chongqing", "500000"},
      {"luan", "341500"},     {"bengbu", "340300"},  {"nanchang", "360100"},
      {"bj", "110000"},       {"dongguan", "441900"}};
  for (const auto& [query, code] : cases) {
    const auto hits = national.search(query, ItemKind::area, 20);
    EXPECT_TRUE(std::ranges::any_of(hits, [&](const SearchHit& hit) {
      return hit.item->code() == code;
    })) << query;
  }
}

TEST(Catalogue, DemoInstitutionsAreExamplesOfEachLevel) {
  const Catalogue& demo = shipped("demo");
  for (const std::string_view area : {"110000", "360100"})
    for (const std::string_view level : {"primary", "1", "2", "3", ""})
      EXPECT_TRUE(std::ranges::any_of(demo.institutions(),
                                      [&](const InstitutionFacts& institution) {
                                        return institution.area == area &&
                                               institution.level == level &&
                                               institution.opened != 0;
                                      }))
          << area << level;
  for (const InstitutionFacts& institution : demo.institutions()) {
    EXPECT_TRUE(institution.name.starts_with("示例"));
    EXPECT_EQ(demo.institution(institution.code), &institution);
  }
  EXPECT_EQ(demo.institution("H00000000000"), nullptr);
}

TEST(Catalogue, DemoTermsAreGradeDAndSaySo) {
  const Catalogue& demo = shipped("demo");
  std::size_t priced = 0;
  for (const ItemKind kind : {ItemKind::drug, ItemKind::service})
    for (const CatalogueItem& item : demo.items(kind)) {
      if (item.local_count == 0) continue;
      const CatalogueItem* local = demo.in_area("360100").terms(&item);
      if (local == &item) continue;
      EXPECT_EQ(local->grade, 'D');
      EXPECT_TRUE(demo.texts(*local).note.starts_with("示例"));
      priced += local->price_ceiling_micro_yuan > 0;
    }
  EXPECT_GT(priced, 30u);
}

TEST(Editions, TheOneInForceOnTheDayCounts) {
  const auto edition_of = [](std::string_view from) {
    const std::string csv = fmt::format("name,title,in_force_from\ne,题,{}\n", from);
    const std::string text =
        join_edition_text({{Table::edition, import_csv(Table::edition, csv, "e").csv}});
    return std::make_shared<const Catalogue>(std::move(*Catalogue::parse(text)));
  };
  Editions editions;
  const auto later = edition_of("2026-01-01"), earlier = edition_of("2025-01-01");
  ASSERT_TRUE(editions.add(later));
  ASSERT_TRUE(editions.add(earlier));
  EXPECT_FALSE(editions.add(earlier));
  EXPECT_EQ(editions.on(*Date::parse("2024-12-31")), nullptr);
  EXPECT_EQ(editions.on(*Date::parse("2025-12-31")), earlier);
  EXPECT_EQ(editions.on(*Date::parse("2026-01-01")), later);
  EXPECT_EQ(editions.by_hash(later->hash_hex()), later);
  EXPECT_EQ(editions.by_hash("00"), nullptr);
}

TEST(Pinyin, IcuFillsInCharactersAndWordsGoFirst) {
  const auto readings = icu_readings(U"阿绿沙");
  EXPECT_EQ(readings, (std::vector<std::string>{"a", "lv", "sha"}));
  PinyinTable table;
  ASSERT_TRUE(table.add("长", "zhang"));
  ASSERT_TRUE(table.add("长沙", "chang sha"));
  EXPECT_FALSE(table.add("长春", "chang"));
  EXPECT_EQ(table.spell("长沙CT长1").full, "changshactzhang1");
  EXPECT_EQ(table.spell("长沙CT长1").initials, "csctz1");
  EXPECT_EQ(unread_characters(table, "长沙a，"), U"沙");
  EXPECT_EQ(to_utf8(to_utf32("aé药𠀀")), "aé药𠀀");
}

}  // namespace
}  // namespace yitong
