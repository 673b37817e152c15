#include "policy/dimension.h"

#include <array>

#include "base/check.h"

namespace yitong {
namespace {

constexpr DimValue kVisits[] = {
    {"11", "", "普通门诊", "Out-patient visit"},
    {"13", "", "急诊", "Emergency visit"},
    {"14", "", "门诊慢特病", "Chronic or special disease clinic"},
    {"19", "", "意外伤害门诊", "Accident out-patient"},
    {"21", "", "普通住院", "In-patient stay"},
    {"22", "", "外伤住院", "In-patient stay for injury"},
    {"23", "", "转外诊治住院", "In-patient stay after referral elsewhere"},
    {"24", "", "急诊转住院", "In-patient stay after emergency"},
    {"41", "", "定点药店购药", "Purchase at a designated pharmacy"},
    {"51", "", "生育门诊", "Maternity out-patient"},
    {"52", "", "生育住院", "Maternity in-patient"},
    // Stored as numbers: new ones come last.
    {"12", "", "门诊挂号", "Registration fee"},
    {"15", "", "门诊统筹", "Pooled out-patient care (local code)"},
    {"16", "", "门诊特殊病", "Special-disease clinic (local code)"},
    {"42", "", "药店慢特病购药", "Pharmacy purchase for a chronic or special disease"},
    {"53", "", "计划生育手术费", "Family planning surgery"},
    {"54", "", "基本医疗生育住院", "Maternity stay under basic insurance (local code)"},
    {"2101", "", "普通住院（未转码）", "In-patient stay (local code)"},
    {"2102", "", "单病种住院", "Stay for a single disease at a fixed price"},
    {"2106", "", "生育平产（居民）", "Natural delivery of a resident (local code)"},
    {"2107", "", "生育剖宫产（居民）", "Caesarean of a resident (local code)"},
    {"home_bed", "", "家庭病床", "Home bed"},
    {"day_surgery", "", "日间手术", "Day surgery"},
    // Provinces give these meanings of their own; the benefit's name says which.
    {"9901", "", "省内类别 9901", "Provincial category 9901"},
    {"9902", "", "省内类别 9902", "Provincial category 9902"},
    {"9903", "", "省内类别 9903", "Provincial category 9903"},
    {"9904", "", "省内类别 9904", "Provincial category 9904"},
    {"9906", "", "省内类别 9906", "Provincial category 9906"},
    {"9907", "", "省内类别 9907", "Provincial category 9907"},
    {"9912", "", "省内类别 9912", "Provincial category 9912"},
    {"9913", "", "省内类别 9913", "Provincial category 9913"},
    {"9914", "", "省内类别 9914", "Provincial category 9914"},
    {"9917", "", "省内类别 9917", "Provincial category 9917"},
    {"9918", "", "省内类别 9918", "Provincial category 9918"},
    {"9920", "", "省内类别 9920", "Provincial category 9920"},
    {"9921", "", "省内类别 9921", "Provincial category 9921"},
    {"9925", "", "省内类别 9925", "Provincial category 9925"},
    {"9931", "", "省内类别 9931", "Provincial category 9931"},
    {"9932", "", "省内类别 9932", "Provincial category 9932"},
};
constexpr DimValue kLevels[] = {
    {"primary", "", "基层医疗机构", "Primary care institution"},
    {"village", "primary", "村卫生室", "Village clinic"},
    {"township", "primary", "乡镇卫生院", "Township health centre"},
    {"community", "primary", "社区卫生服务机构", "Community health centre"},
    {"1", "", "一级医院", "Level 1 hospital"},
    {"2", "", "二级医院", "Level 2 hospital"},
    {"3", "", "三级医院", "Level 3 hospital"},
    {"3_district", "3", "区属三级医院", "District-run level 3 hospital"},
    {"3_city", "3", "地市级三级医院", "City-run level 3 hospital"},
    {"3_province", "3", "省级三级医院", "Province-run level 3 hospital"},
    {"3_a", "3", "三级甲等医院", "Level 3 grade A hospital"},
    {"3_b", "3", "三级乙等医院", "Level 3 grade B hospital"},
    {"2_a", "2", "二级甲等医院", "Level 2 grade A hospital"},
    {"2_b", "2", "二级乙等医院", "Level 2 grade B hospital"},
    {"ungraded", "1", "未定级医疗机构", "Ungraded institution"},
};
constexpr DimValue kKinds[] = {
    {"hospital", "", "医院", "Hospital"},
    {"community", "", "社区机构", "Community institution"},
    {"pharmacy", "", "定点零售药店", "Designated pharmacy"},
    {"tcm_hospital", "hospital", "中医医院", "Hospital of Chinese medicine"},
    {"psychiatric_hospital", "hospital", "精神病专科医院", "Psychiatric hospital"},
};
constexpr DimValue kRelations[] = {
    {"same", "", "参保地就医", "Treated in the insured area"},
    {"same_province", "", "省内异地", "Elsewhere in the same province"},
    {"exempt", "", "免备案地区", "In an area exempt from filing"},
    {"elsewhere", "", "跨省异地", "In another province"},
};
constexpr DimValue kFilings[] = {
    {"local", "", "无需备案", "No filing needed"},
    {"long_term", "", "异地长期居住备案", "Filed as long-term resident elsewhere"},
    {"referral", "", "异地转诊备案", "Filed with a referral"},
    {"emergency", "", "急诊抢救（视同已备案）", "Emergency (deemed filed)"},
    {"other_temporary", "", "其他临时外出备案", "Filed as other temporary stay"},
    {"none", "", "未备案", "Not filed"},
};

// A flag has two values, false first.
constexpr DimValue kRetired[] = {{"false", "", "在职", "Working"}, {"true", "", "退休", "Retired"}};
constexpr DimValue kStudent[] = {{"false", "", "成年居民", "Adult"},
                                 {"true", "", "学生儿童", "Student or child"}};
constexpr DimValue kSigned[] = {{"false", "", "未签约", "Not signed"},
                                {"true", "", "已签约", "Signed"}};

constexpr DimValue kSexes[] = {{"male", "", "男", "Male"}, {"female", "", "女", "Female"}};
constexpr DimValue kReferred[] = {{"false", "", "未经转诊", "Not referred"},
                                  {"true", "", "经转诊", "Referred"}};
constexpr DimValue kChannels[] = {{"direct", "", "直接结算", "Direct settlement"},
                                  {"manual", "", "手工报销", "Manual claim"}};
constexpr DimValue kClasses[] = {{"unknown", "", "类别未知", "Class unknown"},
                                 {"A", "", "甲类", "Class A"},
                                 {"B", "", "乙类", "Class B"},
                                 {"C", "", "丙类", "Class C"}};
constexpr DimValue kApproved[] = {
    {"false", "", "未确认符合限定支付范围", "Restriction not confirmed as met"},
    {"true", "", "符合限定支付范围", "Restriction met"}};

constexpr DimValue kGranted[] = {{"false", "", "无特药审批", "No approval of the drug"},
                                 {"true", "", "特药已审批", "Drug approved for the person"}};

constexpr DimValue kInsurances[] = {{"310", "", "职工医保", "Employee insurance"},
                                    {"390", "", "居民医保", "Resident insurance"}};

constexpr auto kTable = std::to_array<DimInfo>({
    {Dim::benefit, "benefit", DimKind::declared, "待遇", "Benefit", {}},
    {Dim::visit, "visit", DimKind::closed, "医疗类别", "Kind of visit", kVisits},
    {Dim::level, "level", DimKind::closed, "医院等级", "Hospital level", kLevels},
    {Dim::kind, "kind", DimKind::closed, "机构类别", "Kind of institution", kKinds},
    {Dim::relation, "relation", DimKind::closed, "就医地与参保地的关系", "Where treated",
     kRelations},
    {Dim::filing, "filing", DimKind::closed, "备案", "Filing", kFilings},
    {Dim::retired, "retired", DimKind::flag, "在职或退休", "Working or retired", kRetired},
    {Dim::student, "student", DimKind::flag, "成年或学生儿童", "Adult, student or child", kStudent},
    {Dim::signed_up, "signed", DimKind::flag, "签约或选定机构", "Signed with this institution",
     kSigned},
    {Dim::aid, "aid", DimKind::declared, "救助对象", "Aid group", {}},
    {Dim::civil_servant,
     "civil_servant",
     DimKind::declared,
     "公务员级别",
     "Civil servant rank",
     {}},
    {Dim::tier, "tier", DimKind::declared, "缴费档次", "Contribution tier", {}},
    {Dim::drug_group, "drug_group", DimKind::declared, "药品类别", "Drug group", {}},
    {Dim::disease, "disease", DimKind::declared, "门诊慢特病病种", "Recognised disease", {}},
    {Dim::age, "age", DimKind::number, "年龄", "Age", {}},
    {Dim::admission, "admission", DimKind::number, "本年度第几次住院", "Admission of the year", {}},
    {Dim::months_enrolled,
     "months_enrolled",
     DimKind::number,
     "连续参保月数",
     "Months enrolled",
     {}},
    {Dim::continuous_years,
     "continuous_years",
     DimKind::number,
     "连续参保年数",
     "Years enrolled without a break",
     {}},
    {Dim::zero_claim_years,
     "zero_claim_years",
     DimKind::number,
     "大病零报销年数",
     "Years without a serious-illness claim",
     {}},
    {Dim::sex, "sex", DimKind::closed, "性别", "Sex", kSexes},
    {Dim::diagnosis, "diagnosis", DimKind::declared, "主要诊断", "Main diagnosis", {}},
    {Dim::referred, "referred", DimKind::flag, "是否经转诊", "Referred or not", kReferred},
    {Dim::channel, "channel", DimKind::closed, "结算方式", "Way of settlement", kChannels},
    {Dim::item_class, "item_class", DimKind::closed, "项目类别", "Class of the item", kClasses},
    {Dim::approved, "approved", DimKind::flag, "限定支付", "Payment restriction", kApproved},
    {Dim::group, "group", DimKind::declared, "人员类别", "Person group", {}},
    {Dim::days, "days", DimKind::number, "住院天数", "Days of the stay", {}},
    {Dim::granted, "granted", DimKind::flag, "特药审批", "Approval of the drug", kGranted},
    {Dim::insurance, "insurance", DimKind::closed, "险种", "Insurance", kInsurances},
    {Dim::filing_kind, "filing_kind", DimKind::declared, "备案类型", "Kind of filing", {}},
    {Dim::situation, "situation", DimKind::declared, "个人情况", "Situation", {}},
    {Dim::ground, "ground", DimKind::declared, "手工报销事由", "Ground of the claim", {}},
});
static_assert(kTable.size() == static_cast<std::size_t>(Dim::all));

constexpr std::size_t kSlots = 128;

constexpr std::size_t slot_of(std::string_view key) {
  return (key.size() * 37 + static_cast<unsigned char>(key.front()) * 5 +
          static_cast<unsigned char>(key.back()) * 11) %
         kSlots;
}

/// Where a key stands in the table: its row + 1, in its own slot or the next ones; 0 ends the
/// search.
constexpr std::array<std::uint8_t, kSlots> kPlaces = [] {
  std::array<std::uint8_t, kSlots> places{};
  for (std::size_t row = 0; row < kTable.size(); ++row) {
    std::size_t at = slot_of(kTable[row].key);
    while (places[at] != 0) at = (at + 1) % kSlots;
    places[at] = static_cast<std::uint8_t>(row + 1);
  }
  return places;
}();

}  // namespace

const DimInfo& info(Dim dim) { return kTable[static_cast<std::size_t>(dim)]; }
std::span<const DimInfo> service_dims() { return kTable; }
std::span<const DimInfo> all_dims() { return service_dims().first(kDims); }

std::optional<Dim> service_dim_of(std::string_view key) {
  if (key.empty()) return std::nullopt;
  for (std::size_t at = slot_of(key); kPlaces[at] != 0; at = (at + 1) % kSlots)
    if (const DimInfo& row = kTable[kPlaces[at] - 1u]; row.key == key) return row.dim;
  return std::nullopt;
}

std::optional<Dim> dim_of(std::string_view key) {
  const auto dim = service_dim_of(key);
  return dim && static_cast<std::size_t>(*dim) < kDims ? dim : std::nullopt;
}

bool is_choice(Dim dim) {
  return kTable[static_cast<std::size_t>(dim)].kind == DimKind::declared && dim != Dim::benefit &&
         dim != Dim::filing_kind && dim != Dim::ground;
}

std::optional<std::int32_t> closed_value(Dim dim, std::string_view code) {
  const auto values = info(dim).values;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i].code == code) return static_cast<std::int32_t>(i);
  return std::nullopt;
}

std::uint64_t closed_mask(Dim dim, std::string_view code) {
  const auto values = info(dim).values;
  YT_CHECK(values.size() <= 64);
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i].code == code || values[i].parent == code) mask |= 1ull << i;
  return mask;
}

}  // namespace yitong
