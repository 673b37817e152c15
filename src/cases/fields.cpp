// The fields of each kind of case.
#include "cases/form.h"

namespace yitong::cases {
namespace {

using T = FieldKind;
using A = Action;

constexpr FieldCode kCauses[] = {
    {"own", "自己不慎", "An accident of one's own"},
    {"third_party", "他人造成", "Caused by somebody else"},
    {"work", "工作中受伤", "At work"},
    {"traffic", "交通事故", "In traffic"},
};
constexpr FieldCode kOpinions[] = {
    {"meets", "符合认定标准", "Criteria met"},
    {"does_not_meet", "不符合认定标准", "Criteria not met"},
    {"more_needed", "需补充检查", "More tests needed"},
};
constexpr FieldCode kMet[] = {{"yes", "符合", "met"}, {"no", "不符合", "not met"}};
constexpr FieldCode kUses[] = {
    {"first", "首次使用", "First use"},
    {"go_on", "继续使用", "Continued"},
    {"change", "换药", "Change of drug"},
};
constexpr FieldCode kConclusions[] = {
    {"fits", "符合用药条件", "Fits the conditions"},
    {"does_not_fit", "不符合用药条件", "Does not fit"},
};
constexpr FieldCode kPayees[] = {
    {"self", "本人", "The person"},
    {"guardian", "监护人", "Guardian"},
    {"heir", "继承人", "Heir"},
};
constexpr FieldCode kSubjects[] = {
    {"drug", "可疑药品", "A suspect drug"},
    {"institution", "医院、药店违规", "A hospital or pharmacy"},
    {"card", "冒用、倒卖医保卡", "Misuse of a card"},
    {"other", "其他", "Something else"},
};
constexpr FieldCode kRefusals[] = {
    {"off_list", "目录外", "Off the catalogue"},
    {"not_of_disease", "与病种无关", "Not of the disease"},
    {"no_indication", "不符合限定支付范围", "Outside the payment restriction"},
    {"over_quantity", "超量", "More than is allowed"},
    {"no_record", "病历中无记载", "Not in the medical record"},
    {"other_payer", "应由他人负担", "Somebody else has to pay"},
};

constexpr Set<Action> kDraft{A::submit};
constexpr Set<Action> kPayee{A::submit, A::correct_payee};
constexpr Set<Action> kByDoctor{A::assess_drug};
constexpr Set<Action> kByDoctorToo{A::submit, A::assess_drug};
constexpr Set<Action> kOpinion{A::give_opinion, A::pass};
/// What the window or the reviewer saw on paper.
constexpr Set<Action> kByStaff{A::receive_originals, A::pass};
/// Refused lines: proposed with the pass, and decided anew on appeal.
constexpr Set<Action> kLines{A::pass, A::approve};

constexpr Field kFields[] = {
    {Kind::filing, "filing_kind", T::row, true, kDraft, "备案类型", "Kind of filing", {}, "filing"},
    {Kind::filing, "target", T::area, true, kDraft, "就医地", "Where"},
    {Kind::filing, "from", T::date, true, kDraft, "开始日期", "From"},
    {Kind::filing, "to", T::date, false, kDraft, "预计结束日期", "Until, expected"},
    {Kind::filing,
     "situations",
     T::choices,
     false,
     kDraft,
     "个人情况",
     "Situation",
     {},
     "situation"},
    {Kind::filing, "reason", T::words, false, kDraft, "备案原因", "Why"},
    {Kind::filing, "institution", T::institution, false, kDraft, "就诊医院", "Hospital"},
    {Kind::filing, "admitted", T::date, false, kDraft, "入院日期（已住院补办的）",
     "Admitted on, where made good later"},
    {Kind::filing, "injury", T::code, false, kDraft, "外伤原因", "Cause of an injury", kCauses},
    {Kind::filing, "injury_text", T::words, false, kDraft, "受伤经过", "How it happened"},
    {Kind::filing, "commitment", T::yes, false, kDraft, "以承诺书代替证明",
     "A commitment replaces proof"},
    {Kind::filing, "replaces", T::token, false, kDraft, "替代的业务", "Replaces the case"},
    {Kind::filing, "declaration", T::yes, false, kDraft, "以上内容真实", "All of this is true"},

    {Kind::recognition, "disease", T::disease, true, kDraft, "申请病种", "Disease"},
    {Kind::recognition, "since", T::date, false, kDraft, "确诊日期", "Diagnosed on"},
    {Kind::recognition,
     "institutions",
     T::list,
     false,
     kDraft,
     "选定的定点医疗机构",
     "Chosen institutions",
     {},
     {},
     5},
    {Kind::recognition, "institutions.*.code", T::institution, true, kDraft, "机构", "Institution"},
    {Kind::recognition, "record_no", T::token, false, kDraft, "病案号",
     "Number of the medical record"},
    {Kind::recognition,
     "situations",
     T::choices,
     false,
     kDraft,
     "个人情况",
     "Situation",
     {},
     "situation"},
    {Kind::recognition, "remark", T::words, false, kDraft, "病情说明", "About the illness"},
    {Kind::recognition, "renews", T::token, false, kDraft, "续办的业务", "Renews the case"},
    {Kind::recognition, "declaration", T::yes, false, kDraft, "以上内容真实",
     "All of this is true"},
    {Kind::recognition, "opinion", T::code, true, kOpinion, "评审意见", "Opinion", kOpinions},
    {Kind::recognition, "opinion_text", T::words, false, kOpinion, "意见说明", "About the opinion"},
    {Kind::recognition, "criteria", T::list, false, kOpinion, "认定标准", "Criteria", {}, {}, 40},
    {Kind::recognition,
     "criteria.*.row",
     T::row,
     true,
     kOpinion,
     "标准",
     "Criterion",
     {},
     "criterion"},
    {Kind::recognition, "criteria.*.met", T::code, true, kOpinion, "是否符合", "Met", kMet},

    {Kind::special_drug, "drug", T::drug, true, kDraft, "药品", "Drug"},
    {Kind::special_drug, "disease", T::disease, false, kDraft, "病种", "Disease"},
    {Kind::special_drug, "diagnosis", T::text, true, kDraft, "诊断", "Diagnosis"},
    {Kind::special_drug, "institution", T::institution, true, kDraft, "定点医院", "Hospital"},
    {Kind::special_drug, "doctor", T::token, true, kDraft, "责任医师", "Responsible doctor"},
    {Kind::special_drug, "pharmacy", T::institution, false, kDraft, "取药药店", "Pharmacy"},
    {Kind::special_drug, "from", T::date, true, kDraft, "开始用药日期", "First day of use"},
    {Kind::special_drug, "replaces", T::token, false, kByDoctorToo, "续办或换药的业务",
     "Renews or replaces the case"},
    {Kind::special_drug,
     "situations",
     T::choices,
     false,
     kDraft,
     "个人情况",
     "Situation",
     {},
     "situation"},
    {Kind::special_drug, "declaration", T::yes, false, kDraft, "以上内容真实",
     "All of this is true"},
    {Kind::special_drug, "use", T::code, true, kByDoctor, "用药类型", "Use", kUses},
    {Kind::special_drug, "dose", T::text, true, kByDoctor, "用法用量", "Dose"},
    {Kind::special_drug, "course_days", T::number, true, kByDoctor, "疗程天数",
     "Days of the course"},
    {Kind::special_drug, "tests", T::list, false, kByDoctor, "检查检验结果", "Tests", {}, {}, 20},
    {Kind::special_drug, "tests.*.row", T::row, true, kByDoctor, "项目", "Test", {}, "criterion"},
    {Kind::special_drug, "tests.*.value", T::text, true, kByDoctor, "结果", "Result"},
    {Kind::special_drug, "tests.*.on", T::date, true, kByDoctor, "日期", "Date"},
    {Kind::special_drug, "tests.*.met", T::code, true, kByDoctor, "是否符合", "Met", kMet},
    {Kind::special_drug, "assessment", T::words, true, kByDoctor, "病情评估", "Assessment"},
    {Kind::special_drug, "conclusion", T::code, true, kByDoctor, "评估结论", "Conclusion",
     kConclusions},

    {Kind::claim, "ground", T::row, true, kDraft, "报销事由", "Ground", {}, "ground"},
    {Kind::claim, "visit", T::choices, true, kDraft, "医疗类别", "Kind of visit", {}, "visit"},
    {Kind::claim, "admitted", T::date, false, kDraft, "入院日期", "Admitted on"},
    {Kind::claim, "on", T::date, true, kDraft, "出院或就诊日期", "Discharged or seen on"},
    {Kind::claim, "place", T::area, true, kDraft, "就医地", "Where"},
    {Kind::claim, "institution", T::institution, false, kDraft, "医院或药店",
     "Hospital or pharmacy"},
    {Kind::claim, "institution_name", T::text, false, kDraft, "医院名称（目录中没有的）",
     "Its name, if not listed"},
    {Kind::claim, "disease", T::disease, false, kDraft, "门诊慢特病病种",
     "Chronic or special disease"},
    {Kind::claim, "emergency", T::yes, false, kDraft, "急诊、抢救", "Emergency"},
    {Kind::claim,
     "situations",
     T::choices,
     false,
     kDraft,
     "个人情况",
     "Situation",
     {},
     "situation"},
    {Kind::claim, "total", T::money, true, kDraft, "费用总额", "Total"},
    {Kind::claim, "lines", T::list, true, kDraft, "费用明细", "Lines", {}, {}, 5000},
    {Kind::claim, "lines.*.code", T::token, false, kDraft, "医保编码", "National code"},
    {Kind::claim, "lines.*.name", T::text, true, kDraft, "名称", "Name"},
    {Kind::claim, "lines.*.quantity", T::decimal, false, kDraft, "数量", "Quantity", {}, {}, 4},
    {Kind::claim, "lines.*.price", T::decimal, false, kDraft, "单价", "Price", {}, {}, 6},
    {Kind::claim, "lines.*.amount", T::money, true, kDraft, "金额", "Amount"},
    {Kind::claim, "lines.*.date", T::date, false, kDraft, "日期", "Date"},
    {Kind::claim, "invoices", T::list, true, kDraft, "收费票据", "Invoices", {}, {}, 50},
    {Kind::claim, "invoices.*.code", T::token, false, kDraft, "票据代码", "Code"},
    {Kind::claim, "invoices.*.number", T::token, true, kDraft, "票据号码", "Number"},
    {Kind::claim, "invoices.*.amount", T::money, true, kDraft, "金额", "Amount"},
    {Kind::claim, "payee", T::code, true, kPayee, "收款人关系", "Who is paid", kPayees},
    {Kind::claim, "payee_name", T::text, true, kPayee, "户名", "Name of the account"},
    {Kind::claim, "payee_bank", T::text, true, kPayee, "开户行", "Bank"},
    {Kind::claim, "payee_account", T::account, true, kPayee, "银行账号", "Account number"},
    {Kind::claim, "declaration", T::yes, false, kDraft, "以上内容真实", "All of this is true"},
    {Kind::claim, "carrier", T::text, false, {A::tell_tracking}, "快递公司", "Carrier"},
    {Kind::claim, "tracking", T::token, true, {A::tell_tracking}, "快递单号", "Parcel number"},
    {Kind::claim,
     "refused",
     T::list,
     false,
     kLines,
     "不予支付的明细",
     "Lines not paid",
     {},
     {},
     5000},
    {Kind::claim, "died_on", T::date, false, kByStaff, "参保人去世日期（有死亡证明的）",
     "The person died on, as a certificate says"},
    {Kind::claim, "refused.*.line", T::number, true, kLines, "第几行", "Line"},
    {Kind::claim, "refused.*.reason", T::code, true, kLines, "理由", "Why", kRefusals},
    {Kind::claim, "refused.*.text", T::text, false, kLines, "说明", "Remark"},

    {Kind::report, "subject", T::code, true, kDraft, "举报内容", "About", kSubjects},
    {Kind::report, "trace_code", T::token, false, kDraft, "追溯码", "Trace code"},
    {Kind::report, "drug", T::text, false, kDraft, "药品名称", "Drug"},
    {Kind::report, "institution", T::institution, false, kDraft, "医院或药店",
     "Hospital or pharmacy"},
    {Kind::report, "place", T::area, false, kDraft, "发生地", "Where"},
    {Kind::report, "on", T::date, false, kDraft, "发生日期", "When"},
    {Kind::report, "what", T::words, true, kDraft, "情况说明", "What happened"},
    {Kind::report, "declaration", T::yes, false, kDraft, "以上内容真实", "All of this is true"},
};

}  // namespace

std::span<const Field> all_fields() { return kFields; }

}  // namespace yitong::cases
