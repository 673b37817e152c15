// The descriptors of all service tables.
#include "policy/service.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace yitong {
namespace {

using enum ColumnKind;

constexpr ServiceCode kMatters[] = {
    {"settlement", "直接结算", "Direct settlement"},
    {"filing", "异地就医备案", "Filing for care elsewhere"},
    {"claim", "手工报销", "Manual claim"},
    {"recognition", "门诊慢特病待遇认定", "Recognition of a chronic or special disease"},
    {"special_drug", "特药待遇", "Special drugs"},
    {"purchase", "异地购药", "Buying drugs elsewhere"},
    {"trace", "药品追溯查询", "Looking up a trace code"},
    {"enrolment", "参保缴费", "Enrolment and contributions"},
    {"credential", "医保凭证", "Card and e-credential"},
    {"inquiry", "咨询", "Asking"},
    {"report", "举报", "Reporting"},
};

constexpr ServiceCode kEvents[] = {
    {"discharge", "出院结算", "discharge"},
    {"visit", "就诊", "the visit"},
    {"payment", "缴费", "payment"},
    {"approval", "审核通过", "approval"},
    {"filing", "备案", "filing"},
    {"year_end", "年度终了", "the year's end"},
    {"birth", "出生", "birth"},
};
constexpr ServiceCode kCatalogues[] = {{"insured", "参保地目录", "the insured area's"},
                                       {"treatment", "就医地目录", "the treatment area's"}};
constexpr ServiceCode kDirect[] = {{"yes", "可直接结算", "settled directly"},
                                   {"pilot", "试点机构可直接结算", "settled directly in a pilot"},
                                   {"no", "不能直接结算", "not settled directly"}};
constexpr ServiceCode kFixings[] = {{"patient", "定患者", "the patient"},
                                    {"institution", "定医疗机构", "the institution"},
                                    {"doctor", "定责任医师", "the responsible doctor"},
                                    {"pharmacy", "定药店", "the pharmacy"},
                                    {"disease", "定病种", "the disease"}};
constexpr ServiceCode kActors[] = {
    {"person", "本人", "the person"},
    {"agency", "医保经办机构", "the agency"},
    {"institution", "医疗机构", "the hospital"},
    {"doctor", "责任医师", "the responsible doctor"},
    {"pharmacy", "药店", "the pharmacy"},
};
constexpr ServiceCode kForms[] = {
    {"original", "原件", "original"},
    {"copy", "复印件", "copy"},
    {"original_and_copy", "原件及复印件", "original and copy"},
    {"original_or_electronic", "原件或电子件", "original or electronic"},
    {"made_here", "办理时填写或生成", "filled in or issued on the way"},
};
constexpr ServiceCode kChannelKinds[] = {
    {"app", "手机 APP", "phone app"},
    {"mini_program", "小程序", "mini-program"},
    {"official_account", "公众号", "official account"},
    {"website", "网站", "website"},
    {"window", "窗口", "window"},
    {"telephone", "电话", "telephone"},
    {"institution", "定点医药机构", "designated institution"},
    {"bank", "银行网点", "bank branch"},
    {"post", "邮寄", "post"},
};
constexpr ServiceCode kPlatforms[] = {{"wechat", "微信", "WeChat"}, {"alipay", "支付宝", "Alipay"}};
constexpr ServiceCode kGroups[] = {{"long_term", "跨省异地长期居住", "long-term residence"},
                                   {"temporary", "跨省临时外出就医", "temporary stay"}};
constexpr ServiceCode kCounts[] = {
    {"long_term", "异地长期居住", "long-term residence"},
    {"referral", "异地转诊", "referral"},
    {"emergency", "急诊抢救", "emergency"},
    {"other_temporary", "其他临时外出", "other temporary stay"},
};
constexpr ServiceCode kTargets[] = {{"city", "地级市", "a city"},
                                    {"municipality", "直辖市", "a municipality"},
                                    {"province", "全省（区、兵团）", "a whole province"}};
constexpr ServiceCode kLate[] = {
    {"before_discharge", "出院结算前补办", "before discharge is settled"},
    {"after_discharge", "出院自费后补办，再手工报销", "after paying at discharge, then a claim"}};
constexpr ServiceCode kEffect[] = {{"at_once", "提交即生效", "at once"},
                                   {"on_approval", "审核后生效", "after approval"}};
constexpr ServiceCode kHome[] = {{"same", "参保地待遇不变", "as at home"},
                                 {"as_referral", "不低于转诊待遇", "not below that of a referral"},
                                 {"none", "备案期间参保地不享受", "none while filed away"}};
constexpr ServiceCode kAdmissible[] = {{"yes", "可以申请", "yes"},
                                       {"no", "不予受理", "no"},
                                       {"emergency_only", "仅限急诊、抢救", "emergencies only"}};
constexpr ServiceCode kPhases[] = {{"regular", "集中参保期", "regular period"},
                                   {"late", "补缴期", "late period"}};
constexpr ServiceCode kBegins[] = {
    {"year_start", "次年 1 月 1 日起", "from 1 January of the next year"},
    {"payment", "缴费当日起", "from the day of payment"},
    {"next_day", "缴费次日起", "from the day after payment"},
    {"next_month", "缴费次月起", "from the month after payment"},
    {"birth", "出生之日起", "from birth"},
};
constexpr ServiceCode kWaitBegins[] = {
    {"payment", "缴费当日起", "from the day of payment"},
    {"next_month", "缴费次月起", "from the month after payment"}};
constexpr ServiceCode kPayers[] = {{"person", "个人", "the person"},
                                   {"employer", "用人单位", "the employer"},
                                   {"state", "财政补助", "the state"}};
constexpr ServiceCode kPerTime[] = {{"year", "每年", "a year"}, {"month", "每月", "a month"}};
constexpr ServiceCode kSupports[] = {{"full", "全额资助", "in full"},
                                     {"fixed", "定额资助", "a fixed sum"}};

constexpr ServiceCode kCriteria[] = {{"test", "检查检验", "a test"},
                                     {"finding", "病情", "a finding"},
                                     {"record", "病历记载", "a record"}};

constexpr ServiceColumn kRule[] = {
    {"for", matter, true, "事项", "For"},
    {"text", words, false, "说明", "What"},
    {"processing", term, false, "办理时限", "Processing time"},
    {"deadline", term, false, "申请期限", "Deadline"},
    {"deadline_after", one_of, false, "期限起算", "Deadline counts from", kEvents},
    {"valid", term, false, "结果有效期", "Valid for"},
    {"renew_before", term, false, "到期前多久续办", "Renew before the end"},
    {"catalogue", one_of, false, "所用目录", "Catalogue", kCatalogues},
    {"direct", one_of, false, "直接结算", "Direct settlement", kDirect},
    {"appeal", term, false, "申诉期限", "Time for appeals"},
    {"fixes", some_of, false, "定", "Fixes", kFixings},
    {"fee", money, false, "工本费", "Fee"},
    {"demanded", flag, false, "结算前须已办理", "Needed before settlement"},
    {"unfiled_as", one_of, false, "未备案时按", "Without a filing settled as", kCounts},
};
constexpr ServiceColumn kStep[] = {
    {"for", matter, true, "事项", "For"},
    {"name", words, true, "步骤", "Step"},
    {"text", words, false, "说明", "How"},
    {"who", one_of, false, "由谁办", "Done by", kActors},
    {"after", row, false, "在此之后", "After"},
};
constexpr ServiceColumn kMaterial[] = {
    {"for", matter, true, "事项", "For"},
    {"name", words, true, "材料", "Material"},
    {"text", words, false, "说明", "Remark"},
    {"form", one_of, false, "形式", "Form", kForms},
    {"count", number, false, "份数", "Copies"},
    {"issuer", words, false, "出具单位", "Issued by"},
    {"any_of", text, false, "任选其一组", "Any one of"},
    {"together", text, false, "同组一并提供", "Together with"},
};
constexpr ServiceColumn kChannel[] = {
    {"for", matter, true, "事项", "For"},
    {"name", words, true, "渠道", "Channel"},
    {"kind", some_of, true, "方式", "Kind", kChannelKinds},
    {"on", some_of, false, "平台", "On", kPlatforms},
    {"path", words, false, "入口", "Where in it"},
    {"phone", phones, false, "电话", "Telephone"},
    {"address", words, false, "地址", "Address"},
    {"hours", words, false, "时间", "Hours"},
    {"text", words, false, "说明", "Remark"},
};
constexpr ServiceColumn kFiling[] = {
    {"name", words, true, "备案类型", "Kind"},
    {"group", one_of, true, "类别", "Group", kGroups},
    {"counts_as", one_of, true, "待遇按", "Settled as", kCounts},
    {"text", words, false, "说明", "Remark"},
    {"targets", some_of, false, "就医地可填到", "Target", kTargets},
    {"whole", areas, false, "可整体备案的地区", "Areas filed as a whole"},
    {"valid", term, false, "有效期", "Valid for"},
    {"change_after", term, false, "变更、取消的间隔", "Changed or cancelled after"},
    {"late", some_of, false, "补办", "Made good", kLate},
    {"takes_effect", one_of, false, "生效", "Takes effect", kEffect},
    {"deemed", flag, false, "视同已备案", "Deemed filed"},
    {"commitment", flag, false, "可用承诺书代替证明", "A commitment may replace proof"},
    {"home", one_of, false, "回参保地就医", "Care at home meanwhile", kHome},
};
constexpr ServiceColumn kGround[] = {
    {"name", words, true, "事由", "Ground"},
    {"admissible", one_of, true, "是否受理", "Admissible", kAdmissible},
    {"text", words, false, "说明", "Remark"},
};
constexpr ServiceColumn kEnrolment[] = {
    {"year", number, true, "待遇年度", "Benefit year"},
    {"phase", one_of, true, "阶段", "Phase", kPhases},
    {"opens", date, false, "开始", "Opens"},
    {"closes", date, true, "截止", "Closes"},
    {"begins", one_of, false, "待遇开始", "Benefits begin", kBegins},
    {"ends", date, false, "待遇截止", "Benefits end"},
    {"wait", term, false, "等待期", "Wait"},
    {"full_premium", flag, false, "个人另缴财政补助部分", "The person pays the state's part too"},
    {"text", words, false, "说明", "Remark"},
};
constexpr ServiceColumn kWaiting[] = {
    {"wait", term, true, "等待期", "Wait"},
    {"begins", one_of, false, "等待期起算", "Counts", kWaitBegins},
    {"gap_over", term, false, "中断超过", "After a break of more than"},
    {"each_missed_year", term, false, "每断缴一年增加", "More for each missed year"},
    {"repaid_by_year", term, false, "每多缴一年减少", "Less for each year paid in arrears"},
    {"at_least", term, false, "修复后不少于", "At least, after repair"},
    {"pay_back", flag, false, "可补缴，待遇追溯", "Arrears can be paid, benefits restored"},
    {"text", words, false, "说明", "Remark"},
};
constexpr ServiceColumn kContribution[] = {
    {"year", number, false, "年度", "Year"},
    {"payer", one_of, true, "缴费方", "Paid by", kPayers},
    {"amount", money, false, "金额", "Amount"},
    {"share", ratio, false, "费率", "Rate"},
    {"per", one_of, false, "周期", "Per", kPerTime},
    {"base_from", money, false, "月缴费基数下限", "Monthly base at least"},
    {"base_to", money, false, "月缴费基数上限", "Monthly base at most"},
    {"text", words, false, "说明", "Remark"},
};
constexpr ServiceColumn kInflow[] = {
    {"share", ratio, false, "按缴费基数划入", "Share of the base"},
    {"amount", money, false, "每月定额划入", "Sum a month"},
    {"text", words, false, "说明", "Remark"},
};
constexpr ServiceColumn kSupport[] = {
    {"name", words, true, "对象", "Whom"},
    {"covers", one_of, true, "资助", "Support", kSupports},
    {"amount", money, false, "金额", "Sum"},
    {"text", words, false, "说明", "Remark"},
};

constexpr ServiceColumn kCriterion[] = {
    {"for", matter, true, "事项", "For"},
    {"name", words, true, "标准", "Criterion"},
    {"kind", one_of, true, "类别", "Kind", kCriteria},
    {"text", words, false, "说明", "Remark"},
    {"below", number, false, "低于", "Below"},
    {"above", number, false, "高于", "Above"},
    {"unit", words, false, "单位", "Unit"},
    {"within", term, false, "检查时间不早于", "Not older than"},
};

constexpr auto kTables = std::to_array<ServiceTableInfo>({
    {ServiceTable::rule, "rule", "办理规定", "Rules of a matter", kRule},
    {ServiceTable::step, "step", "办理步骤", "Steps", kStep},
    {ServiceTable::material, "material", "材料", "Materials", kMaterial},
    {ServiceTable::channel, "channel", "办理渠道", "Channels", kChannel},
    {ServiceTable::filing, "filing", "备案类型", "Kinds of filing", kFiling},
    {ServiceTable::ground, "ground", "手工报销事由", "Grounds of a manual claim", kGround},
    {ServiceTable::enrolment, "enrolment", "参保缴费期", "Enrolment periods", kEnrolment},
    {ServiceTable::waiting, "waiting", "等待期", "Waiting periods", kWaiting},
    {ServiceTable::contribution, "contribution", "缴费标准", "Contributions", kContribution},
    {ServiceTable::inflow, "inflow", "个人账户划入", "Account inflow", kInflow},
    {ServiceTable::support, "support", "参保资助", "Help with contributions", kSupport},
    {ServiceTable::criterion, "criterion", "认定标准和检查", "Criteria and tests", kCriterion},
});
static_assert(kTables.size() == static_cast<std::size_t>(ServiceTable::count));

}  // namespace

const ServiceTableInfo& info(ServiceTable table) {
  return kTables[static_cast<std::size_t>(table)];
}
std::span<const ServiceTableInfo> service_tables() { return kTables; }
std::span<const ServiceCode> matters() { return kMatters; }

const ServiceValue& value(const ServiceRow& row, std::string_view column) {
  const auto columns = info(row.table).columns;
  const auto found = std::ranges::find(columns, column, &ServiceColumn::key);
  YT_CHECK(found != columns.end());
  return row.values[static_cast<std::size_t>(found - columns.begin())];
}

bool has(const ServiceRow& row, std::string_view column, std::string_view code) {
  const auto& texts = value(row, column).texts;
  return std::ranges::find(texts, code) != texts.end();
}

}  // namespace yitong
