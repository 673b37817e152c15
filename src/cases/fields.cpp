// The fields of each kind of case.
#include <array>

#include "cases/form.h"

namespace yitong::cases {
namespace {

namespace field_table {

using enum FieldKind;
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
    {"agent", "受委托人", "Somebody entrusted"},
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

constexpr auto F = Kind::filing;
constexpr auto R = Kind::recognition;
constexpr auto D = Kind::special_drug;
constexpr auto C = Kind::claim;
constexpr auto S = Kind::report;

constexpr Set<Action> kDraft{A::submit};
constexpr Set<Action> kPayee{A::submit, A::correct_payee};
constexpr Set<Action> kDoctor{A::assess_drug};
constexpr Set<Action> kOpinion{A::give_opinion, A::pass};
/// Refused lines: proposed with the pass, and decided anew on appeal.
constexpr Set<Action> kLines{A::pass, A::approve};

constexpr auto kFields = std::to_array<Field>({
    {F, "filing_kind", row, true, kDraft, "备案类型", "Kind of filing", {}, "filing"},
    {F, "target", area, true, kDraft, "就医地", "Where"},
    {F, "from", date, true, kDraft, "开始日期", "From"},
    {F, "to", date, false, kDraft, "预计结束日期", "Until, expected"},
    {F, "situations", choices, false, kDraft, "情形", "Situation", {}, "situation"},
    {F, "reason", words, false, kDraft, "备案原因", "Why"},
    {F, "institution", institution, false, kDraft, "就诊医院", "Hospital"},
    {F, "admitted", date, false, kDraft, "入院日期（已住院补办的）",
     "Admitted on, where made good later"},
    {F, "injury", code, false, kDraft, "外伤原因", "Cause of an injury", kCauses},
    {F, "injury_text", words, false, kDraft, "受伤经过", "How it happened"},
    {F, "commitment", yes, false, kDraft, "以承诺书代替证明", "A commitment replaces proof"},
    {F, "replaces", token, false, kDraft, "替代的业务", "Replaces the case"},
    {F, "declaration", yes, false, kDraft, "以上内容真实", "All of this is true"},

    {R, "disease", disease, true, kDraft, "申请病种", "Disease"},
    {R, "since", date, false, kDraft, "确诊日期", "Diagnosed on"},
    {R,
     "institutions",
     list,
     false,
     kDraft,
     "选定的定点医疗机构",
     "Chosen institutions",
     {},
     {},
     5},
    {R, "institutions.*.code", institution, true, kDraft, "机构", "Institution"},
    {R, "record_no", token, false, kDraft, "病案号", "Number of the medical record"},
    {R, "situations", choices, false, kDraft, "情形", "Situation", {}, "situation"},
    {R, "remark", words, false, kDraft, "病情说明", "About the illness"},
    {R, "renews", token, false, kDraft, "续办的业务", "Renews the case"},
    {R, "declaration", yes, false, kDraft, "以上内容真实", "All of this is true"},
    {R, "opinion", code, true, kOpinion, "评审意见", "Opinion", kOpinions},
    {R, "opinion_text", words, false, kOpinion, "意见说明", "About the opinion"},
    {R, "criteria", list, false, kOpinion, "认定标准", "Criteria", {}, {}, 40},
    {R, "criteria.*.row", row, true, kOpinion, "标准", "Criterion", {}, "criterion"},
    {R, "criteria.*.met", code, true, kOpinion, "是否符合", "Met", kMet},

    {D, "drug", drug, true, kDraft, "药品", "Drug"},
    {D, "disease", disease, false, kDraft, "病种", "Disease"},
    {D, "diagnosis", text, true, kDraft, "诊断", "Diagnosis"},
    {D, "institution", institution, true, kDraft, "定点医院", "Hospital"},
    {D, "doctor", token, true, kDraft, "责任医师", "Responsible doctor"},
    {D, "pharmacy", institution, false, kDraft, "取药药店", "Pharmacy"},
    {D, "from", date, true, kDraft, "开始用药日期", "First day of use"},
    {D, "replaces", token, false, kDraft, "续办或换药的业务", "Renews or replaces the case"},
    {D, "situations", choices, false, kDraft, "情形", "Situation", {}, "situation"},
    {D, "declaration", yes, false, kDraft, "以上内容真实", "All of this is true"},
    {D, "use", code, true, kDoctor, "用药类型", "Use", kUses},
    {D, "dose", text, true, kDoctor, "用法用量", "Dose"},
    {D, "course_days", number, true, kDoctor, "疗程天数", "Days of the course"},
    {D, "tests", list, false, kDoctor, "检查检验结果", "Tests", {}, {}, 20},
    {D, "tests.*.row", row, true, kDoctor, "项目", "Test", {}, "criterion"},
    {D, "tests.*.value", text, true, kDoctor, "结果", "Result"},
    {D, "tests.*.on", date, true, kDoctor, "日期", "Date"},
    {D, "tests.*.met", code, true, kDoctor, "是否符合", "Met", kMet},
    {D, "assessment", words, true, kDoctor, "病情评估", "Assessment"},
    {D, "conclusion", code, true, kDoctor, "评估结论", "Conclusion", kConclusions},

    {C, "ground", row, true, kDraft, "报销事由", "Ground", {}, "ground"},
    {C, "visit", choices, true, kDraft, "医疗类别", "Kind of visit", {}, "visit"},
    {C, "admitted", date, false, kDraft, "入院日期", "Admitted on"},
    {C, "on", date, true, kDraft, "出院或就诊日期", "Discharged or seen on"},
    {C, "place", area, true, kDraft, "就医地", "Where"},
    {C, "institution", institution, false, kDraft, "医院或药店", "Hospital or pharmacy"},
    {C, "institution_name", text, false, kDraft, "医院名称（目录中没有的）",
     "Its name, if not listed"},
    {C, "disease", disease, false, kDraft, "门诊慢特病病种", "Chronic or special disease"},
    {C, "emergency", yes, false, kDraft, "急诊、抢救", "Emergency"},
    {C, "situations", choices, false, kDraft, "情形", "Situation", {}, "situation"},
    {C, "total", money, true, kDraft, "费用总额", "Total"},
    {C, "lines", list, true, kDraft, "费用明细", "Lines", {}, {}, 5000},
    {C, "lines.*.code", token, false, kDraft, "医保编码", "National code"},
    {C, "lines.*.name", text, true, kDraft, "名称", "Name"},
    {C, "lines.*.quantity", decimal, false, kDraft, "数量", "Quantity"},
    {C, "lines.*.price", decimal, false, kDraft, "单价", "Price"},
    {C, "lines.*.amount", money, true, kDraft, "金额", "Amount"},
    {C, "lines.*.date", date, false, kDraft, "日期", "Date"},
    {C, "invoices", list, true, kDraft, "收费票据", "Invoices", {}, {}, 50},
    {C, "invoices.*.code", token, false, kDraft, "票据代码", "Code"},
    {C, "invoices.*.number", token, true, kDraft, "票据号码", "Number"},
    {C, "invoices.*.amount", money, true, kDraft, "金额", "Amount"},
    {C, "payee", code, true, kPayee, "收款人关系", "Who is paid", kPayees},
    {C, "payee_name", text, true, kPayee, "户名", "Name of the account"},
    {C, "payee_bank", text, true, kPayee, "开户行", "Bank"},
    {C, "payee_account", account, true, kPayee, "银行账号", "Account number"},
    {C, "declaration", yes, false, kDraft, "以上内容真实", "All of this is true"},
    {C, "carrier", text, false, {A::tell_tracking}, "快递公司", "Carrier"},
    {C, "tracking", token, true, {A::tell_tracking}, "快递单号", "Parcel number"},
    {C, "refused", list, false, kLines, "不予支付的明细", "Lines not paid", {}, {}, 5000},
    {C, "refused.*.line", number, true, kLines, "第几行", "Line"},
    {C, "refused.*.reason", code, true, kLines, "理由", "Why", kRefusals},
    {C, "refused.*.text", text, false, kLines, "说明", "Remark"},

    {S, "subject", code, true, kDraft, "举报内容", "About", kSubjects},
    {S, "trace_code", token, false, kDraft, "追溯码", "Trace code"},
    {S, "drug", text, false, kDraft, "药品名称", "Drug"},
    {S, "institution", institution, false, kDraft, "医院或药店", "Hospital or pharmacy"},
    {S, "place", area, false, kDraft, "发生地", "Where"},
    {S, "on", date, false, kDraft, "发生日期", "When"},
    {S, "what", words, true, kDraft, "情况说明", "What happened"},
    {S, "declaration", yes, false, kDraft, "以上内容真实", "All of this is true"},
});

}  // namespace field_table
}  // namespace

std::span<const Field> all_fields() { return field_table::kFields; }

}  // namespace yitong::cases
