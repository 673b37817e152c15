// The words of the tables, and the list of reasons.
#include <algorithm>
#include <array>

#include "base/check.h"
#include "cases/kinds.h"

namespace yitong::cases {
namespace {

using identity::Role;
using enum State;
using A = Action;
using G = Guard;
using E = Effect;

constexpr auto kKinds = std::to_array<KindText>({
    {Kind::filing, "filing", "异地就医备案", "Filing for care elsewhere", "filing"},
    {Kind::recognition, "recognition", "门诊慢特病待遇认定",
     "Recognition of a chronic or special disease", "recognition"},
    {Kind::special_drug, "special_drug", "特药待遇申请", "Special drug", "special_drug"},
    {Kind::claim, "claim", "手工报销", "Manual claim", "claim"},
    {Kind::report, "report", "举报", "Report", "report"},
});

constexpr auto kStates = std::to_array<StateText>({
    {draft, "draft", "草稿", "Draft", Role::anonymous, true, false},
    {with_doctor, "with_doctor", "待责任医师评估", "With the responsible doctor", Role::doctor,
     false, false},
    {with_office, "with_office", "待医院医保办确认", "With the institution's insurance office",
     Role::institution_office, false, false},
    {in_review, "in_review", "审核中", "In review", Role::reviewer, false, false},
    {in_assessment, "in_assessment", "专家评审中", "With an expert", Role::assessor, false, false},
    {awaiting_originals, "awaiting_originals", "待寄送原件", "Originals to be sent",
     Role::window_clerk, true, false},
    {returned, "returned", "退回补正", "Returned for correction", Role::anonymous, true, false},
    {in_approval, "in_approval", "复核中", "In approval", Role::approver, false, false},
    {approved, "approved", "已通过", "Approved", Role::anonymous, false, false},
    {to_be_paid, "to_be_paid", "待拨付", "To be paid", Role::finance, false, false},
    {payment_failed, "payment_failed", "拨付失败，待更正账户", "Payment failed, account to correct",
     Role::anonymous, true, false},
    {paid, "paid", "已拨付", "Paid", Role::anonymous, false, false},
    {refused, "refused", "未通过", "Refused", Role::anonymous, false, false},
    {appealed, "appealed", "申诉复查中", "Appealed", Role::approver, false, false},
    {upheld, "upheld", "申诉未通过", "Refusal upheld", Role::anonymous, false, true},
    {withdrawn, "withdrawn", "已撤回", "Withdrawn", Role::anonymous, false, true},
    {ended, "ended", "已终止", "Ended", Role::anonymous, false, true},
    {closed, "closed", "已办结", "Closed", Role::anonymous, false, true},
});

constexpr auto kActions = std::to_array<ActionText>({
    {A::submit, "submit", "提交", "Submit"},
    {A::assess_drug, "assess_drug", "评估并填写审批单", "Assess and fill in the form"},
    {A::confirm_drug, "confirm_drug", "医保办确认", "Confirm"},
    {A::take, "take", "领取", "Take"},
    {A::give_back, "give_back", "放回队列", "Give back"},
    {A::send_to_expert, "send_to_expert", "送专家评审", "Send to an expert"},
    {A::give_opinion, "give_opinion", "出具评审意见", "Give an opinion"},
    {A::return_to_person, "return_to_person", "退回补正", "Return for correction"},
    {A::ask_for_originals, "ask_for_originals", "预审通过，请寄原件", "Ask for the originals"},
    {A::tell_tracking, "tell_tracking", "填写快递单号", "Tell the parcel's number"},
    {A::receive_originals, "receive_originals", "收到原件", "Receive the originals"},
    {A::pass, "pass", "审核通过，送复核", "Pass on for approval"},
    {A::propose_refusal, "propose_refusal", "建议不通过，送复核", "Propose a refusal"},
    {A::send_back, "send_back", "退回上一环节", "Send back a step"},
    {A::approve, "approve", "通过", "Approve"},
    {A::refuse, "refuse", "不通过", "Refuse"},
    {A::withdraw, "withdraw", "撤回", "Withdraw"},
    {A::appeal, "appeal", "申诉", "Appeal"},
    {A::uphold, "uphold", "维持原决定", "Uphold the decision"},
    {A::end, "end", "终止", "End"},
    {A::record_paid, "record_paid", "银行已付款", "Paid by the bank", true},
    {A::record_failed, "record_failed", "银行付款未成功", "Not paid by the bank", true},
    {A::correct_payee, "correct_payee", "更正收款账户", "Correct the account"},
    {A::close, "close", "办结", "Close"},
});

constexpr auto kConditions = std::to_array<WhenText>({
    {When::at_once, "at_once", "政策规定提交即生效", "policy lets it take effect at once"},
    {When::assessed, "assessed", "表上的医师已评估", "the doctor on the form has assessed"},
    {When::nothing_due, "nothing_due", "基金应付为零", "the funds pay nothing"},
    {When::was_paid, "was_paid", "已安排拨付", "a payment was arranged"},
    {When::came_back, "came_back", "款项未付成或被退回", "a payment came back"},
    {When::under_way, "under_way", "款项待付或在途", "a payment is under way"},
});

constexpr auto kGuards = std::to_array<GuardText>({
    {G::form, "form", "表单完整", "the form is complete"},
    {G::materials, "materials", "材料齐全", "the papers are complete"},
    {G::declaration, "declaration", "已作真实性声明", "declared to be true"},
    {G::reason, "reason", "选择理由", "a reason is given"},
    {G::remark, "remark", "写明说明", "words are given"},
    {G::not_reviewer, "not_reviewer", "复核人不是审核人", "the approver is not the reviewer"},
    {G::not_decider, "not_decider", "复查人不是原决定人", "was not decided by the same person"},
    {G::in_charge, "in_charge", "没有被他人领取", "nobody else has taken it"},
    {G::opinion, "opinion", "有专家意见", "the expert's opinion is there"},
    {G::tests, "tests", "有规定的检查结果", "the tests that the rule asks for are there"},
    {G::originals, "originals", "原件已核", "the originals were seen"},
    {G::lines, "lines", "明细、票据与总额相符", "lines, invoices and total add up"},
    {G::ground, "ground", "事由可以受理", "the ground is admissible"},
    {G::in_time, "in_time", "在申请期限内", "before the deadline"},
    {G::change_interval, "change_interval", "离上次变更已满规定的时间",
     "the interval for changes has passed"},
    {G::appeal_time, "appeal_time", "在申诉期限内", "within the time for appeals"},
    {G::tracking, "tracking", "有快递单号", "the parcel's number is there"},
    {G::payee, "payee", "收款人和账户完整", "payee and account are complete"},
    {G::change_of_drug, "change_of_drug", "换药的，被替换的审批在有效期内",
     "of a change of drug: the approval that it ends is in force"},
    {G::invoices, "invoices", "票据没有报销过，也不在本人另一件报销中",
     "no invoice was used before or stands in another claim of the person"},
    {G::bank_paid, "bank_paid", "银行已全部付款", "the bank has paid all"},
    {G::bank_failed, "bank_failed", "银行未付成或已退回", "the bank did not pay, or got it back"},
    {G::one_claim, "one_claim", "票据不在他人先交的报销中",
     "no earlier claim of somebody else names the invoices"},
    {G::named_doctor, "named_doctor", "评估人是表上的责任医师",
     "who assesses is the doctor on the form"},
    {G::listed_drug, "listed_drug", "药品在参保地的规则中", "the area's rules name the drug"},
});

constexpr auto kEffects = std::to_array<EffectText>({
    {E::file, "file", "登记备案", "records the filing"},
    {E::end_filing, "end_filing", "终止备案", "ends the filing"},
    {E::grant, "grant", "登记待遇资格", "grants the benefit"},
    {E::end_grant, "end_grant", "终止待遇资格", "ends the benefit"},
    {E::settle_claim, "settle_claim", "核算并入账", "settles the claim"},
    {E::resettle_claim, "resettle_claim", "重新核算", "settles the claim again"},
    {E::queue_payment, "queue_payment", "列入待拨付", "queues the payment"},
    {E::requeue_payment, "requeue_payment", "重新列入待拨付", "queues the payment again"},
    {E::use_documents, "use_documents", "锁定材料", "keeps the documents"},
    {E::release_documents, "release_documents", "释放材料", "lets the documents go"},
    {E::keep_evidence, "keep_evidence", "保存证据", "keeps the evidence"},
});

constexpr Set<Action> kBack{A::return_to_person, A::send_back};
constexpr Set<Action> kNo{A::propose_refusal, A::refuse, A::uphold};

constexpr auto kReasons = std::to_array<Reason>({
    {"paper_missing", "材料不齐", "A paper is missing", kBack, true},
    {"paper_unreadable", "材料看不清", "A paper cannot be read", kBack, true},
    {"paper_expired", "材料已过期", "A paper is out of date", kBack, true},
    {"form_wrong", "填写有误", "Something is filled in wrongly", kBack, true},
    {"does_not_match", "材料与填写内容不一致", "Papers and form do not agree", kBack, true},
    {"sums_differ", "票据与明细金额不符", "Invoices and lines differ in their sums", kBack, true},
    {"look_again", "请再核一次", "Please look again", {A::send_back}, true},
    {"not_insured", "该期间未参保或不享受待遇", "Not insured or not entitled at the time", kNo,
     false},
    {"criteria_not_met", "不符合认定标准", "The criteria are not met", kNo, true},
    {"not_admissible", "事由不予受理", "The ground is not admissible", kNo, true},
    {"other_payer", "应由工伤保险或第三人负担", "Another insurance or person has to pay", kNo,
     true},
    {"not_genuine", "材料不真实", "A paper is not genuine", kNo, true},
    {"already_paid", "费用已经报销", "Already paid", kNo, true},
    {"too_late", "超过申请期限", "Past the deadline", kNo, false},
    {"outside_restriction", "不符合药品限定支付范围", "Outside the drug's payment restriction", kNo,
     true},
    {"other_reason", "其他", "Something else", kNo, true},
    {"moved_back", "已返回参保地", "Back home", {A::end}, false},
    {"moved_on", "就医地变更", "Moved to another place", {A::end}, false},
    {"treatment_over", "治疗结束或换药", "Treatment over or drug changed", {A::end}, false},
    {"entered_by_mistake", "误填误办", "Entered by mistake", {A::end}, false},
    {"no_longer_met", "不再符合条件", "Conditions no longer met", {A::end}, true},
    {"wrong_account", "户名或账号不符", "Name or account number wrong", {A::record_failed}, false},
    {"account_closed", "账户已注销或冻结", "Account closed or frozen", {A::record_failed}, false},
    {"bank_refused", "银行未能付款", "The bank could not pay", {A::record_failed}, false},
    {"bank_returned", "已付款项被退回", "What was paid came back", {A::record_failed}, false},
    {"confirmed", "查实，已处理", "Confirmed and dealt with", {A::close}, true},
    {"unfounded", "未发现问题", "Nothing found", {A::close}, true},
    {"passed_on", "移送其他部门", "Passed on to another authority", {A::close}, true},
});

template <class Table, class Value>
constexpr bool in_order(const Table& table, Value Table::value_type::*member) {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::size_t>(table[i].*member) != i) return false;
  return true;
}
static_assert(in_order(kKinds, &KindText::kind) && in_order(kStates, &StateText::state) &&
              in_order(kActions, &ActionText::action) && in_order(kConditions, &WhenText::when) &&
              in_order(kGuards, &GuardText::guard) && in_order(kEffects, &EffectText::effect));

template <class Table, class Value>
std::optional<Value> parse(const Table& table, Value Table::value_type::*member,
                           std::string_view name) {
  const auto found = std::ranges::find(table, name, &Table::value_type::name);
  if (found == table.end()) return std::nullopt;
  return (*found).*member;
}

}  // namespace

std::span<const KindText> all_kinds() { return kKinds; }
std::span<const StateText> all_states() { return kStates; }
std::span<const ActionText> all_actions() { return kActions; }
std::span<const WhenText> all_conditions() { return kConditions; }
std::span<const GuardText> all_guards() { return kGuards; }
std::span<const EffectText> all_effects() { return kEffects; }
const KindText& text_of(Kind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }
const StateText& text_of(State state) { return kStates.at(static_cast<std::size_t>(state)); }
const ActionText& text_of(Action action) { return kActions.at(static_cast<std::size_t>(action)); }
std::optional<Kind> parse_kind(std::string_view name) {
  return parse(kKinds, &KindText::kind, name);
}
std::optional<State> parse_state(std::string_view name) {
  return parse(kStates, &StateText::state, name);
}
std::optional<Action> parse_action(std::string_view name) {
  return parse(kActions, &ActionText::action, name);
}

std::span<const Reason> reasons() { return kReasons; }
const Reason* find_reason(std::string_view code) {
  const auto found = std::ranges::find(kReasons, code, &Reason::code);
  return found == kReasons.end() ? nullptr : &*found;
}

}  // namespace yitong::cases
