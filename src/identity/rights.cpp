#include "identity/rights.h"

#include <array>

#include "base/check.h"

namespace yitong::identity {
namespace {

constexpr std::array<RoleText, kRoles> kRoleTexts{{
    {Role::anonymous, "anonymous", "未登录", "Not signed in", false},
    {Role::insured, "insured", "参保人", "Insured person", false},
    {Role::doctor, "doctor", "责任医师", "Responsible doctor", true},
    {Role::institution_office, "institution_office", "医院医保办", "Institution's insurance office",
     true},
    {Role::pharmacist, "pharmacist", "药师", "Pharmacist", true},
    {Role::window_clerk, "window_clerk", "窗口经办", "Window clerk", false},
    {Role::assessor, "assessor", "评审专家", "Expert assessor", false},
    {Role::reviewer, "reviewer", "审核员", "Agency reviewer", false},
    {Role::approver, "approver", "复核员", "Agency approver", false},
    {Role::finance, "finance", "基金财务", "Finance", false},
    {Role::treatment_agency, "treatment_agency", "就医地经办", "Treatment area's agency", false},
    {Role::policy_editor, "policy_editor", "政策维护", "Policy editor", false},
    {Role::auditor, "auditor", "稽核", "Auditor", false},
    {Role::administrator, "administrator", "系统管理", "Administrator", false},
    {Role::institution_system, "institution_system", "医院信息系统", "Institution's system", true},
}};

/// . never   s self   d delegate   i own institution   a own area   * always
struct Row {
  ActionText text;
  std::string_view cells;
};

// Columns: anonymous insured doctor office pharmacist clerk assessor reviewer approver finance
// treatment editor auditor administrator system.
constexpr std::array<Row, 43> kRows{{
    {{Action::unnamed, "unnamed", "未命名", "Unnamed", true},  //
     ". . . . . . . . . . . . . . ."},
    {{Action::look_around, "look_around", "查看政策、目录、指南，测算",
      "Look at policies and catalogues, ask the guide, estimate", true},
     "* * * * * * * * * * * * * * *"},
    {{Action::sign_in, "sign_in", "登录", "Sign in", true},  //
     "* * * * * * * * * * * * * * *"},
    {{Action::sign_out, "sign_out", "退出", "Sign out", false},  //
     ". * * * * * * * * * * * * * *"},
    {{Action::read_me, "read_me", "查看本人身份与权限", "See who one is and what one may do",
      false},
     ". * * * * * * * * * * * * * *"},
    {{Action::settle, "settle", "结算与撤销", "Settle and reverse", true},
     ". . . i i . . . . . . . . . i"},
    {{Action::read_settlement, "read_settlement", "查看结算", "Read settlements", true},
     ". sd i i i a a a a a a . a . i"},
    {{Action::resettle, "resettle", "重新结算", "Settle again", true},
     ". . . . . . . . a . . . . . ."},
    {{Action::read_late_policies, "read_late_policies", "查看迟到政策影响的结算",
      "See what late policies touch", true},
     ". . . . . . . a a a . a a . ."},
    {{Action::read_account, "read_account", "查看个人账户", "Read the personal account", true},
     ". sd . . . a . . . a . . a . ."},
    {{Action::credit_account, "credit_account", "划入个人账户", "Credit the personal account",
      true},
     ". . . . . . . . . a . . . . ."},
    {{Action::share_account, "share_account", "授权家庭共济", "Let a relative use the account",
      true},
     ". s . . . a . . . . . . . . ."},
    {{Action::read_delegates, "read_delegates", "查看代办授权", "See who may act for the person",
      false},
     ". s . . . a . . . . . . a . ."},
    {{Action::change_delegates, "change_delegates", "授予或收回代办",
      "Let somebody act for the person, or no longer", false},
     ". s . . . a . . . . . . . . ."},
    {{Action::read_person, "read_person", "查看参保与备案", "Read coverage and filings", true},
     ". sd i i i a a a a a . . a . ."},
    {{Action::read_eligibility, "read_eligibility", "查看待遇资格", "Read eligibility", true},
     ". sd i i i a a a a a . . a . i"},
    {{Action::write_contributions, "write_contributions", "登记缴费", "Record contributions", true},
     ". . . . . a . . . a . . . . ."},
    {{Action::show_credential, "show_credential", "出示医保码", "Show the e-credential", true},
     ". sd . . . . . . . . . . . . ."},
    {{Action::check_credential, "check_credential", "核验医保凭证", "Check a credential", true},
     ". . i i i * . . . . . . . . i"},
    {{Action::report_lost_card, "report_lost_card", "挂失医保卡", "Report a lost card", true},
     ". sd . . . a . . . . . . . . ."},
    {{Action::unfreeze_card, "unfreeze_card", "解除挂失", "Unfreeze a card", true},
     ". . . . . a . . . . . . . . ."},
    {{Action::read_documents, "read_documents", "查看材料", "Read documents", true},
     ". sd . . . a a a a . . . a . ."},
    {{Action::add_document, "add_document", "上传材料", "Add a document", true},
     ". sd . . . a . . . . . . . . ."},
    {{Action::remove_document, "remove_document", "删除材料", "Remove a document", true},
     ". s . . . . . . . . . . . . ."},
    {{Action::read_document_accesses, "read_document_accesses", "查看材料访问记录",
      "See who read a document", true},
     ". s . . . . . . . . . . a . ."},
    {{Action::list_settlements, "list_settlements", "查看历次结算", "List a person's settlements",
      true},
     ". sd . . . a . a a a . . a . ."},
    {{Action::issue_card, "issue_card", "制发医保卡", "Issue a card", true},
     ". . . . . a . . . . . . . . ."},
    {{Action::read_messages, "read_messages", "查看消息", "Read messages", true},
     ". sd . . . . . . . . . . . . ."},
    {{Action::open_case, "open_case", "发起业务", "Open a case", false},
     ". sd i i . a . . . . . . . . ."},
    {{Action::read_case, "read_case", "查看业务", "Read a case", false},
     ". sd i i . a a a a a . . a . ."},
    {{Action::list_cases, "list_cases", "查看历次业务", "List a person's cases", false},
     ". sd . . . a a a a a . . a . ."},
    {{Action::act_on_case, "act_on_case", "办理业务", "Act on a case", false},
     ". sd i i . a a a a a . . . . ."},
    {{Action::read_desk, "read_desk", "查看经办台", "See the desk", false},
     ". . * * . * * * * * . . * . ."},
    {{Action::read_payments, "read_payments", "查看付款批次", "See payment batches", false},
     ". . . . . . . . a a . . a . ."},
    {{Action::pay_claims, "pay_claims", "付手工报销款", "Pay manual claims", false},
     ". . . . . . . . . a . . . . ."},
    {{Action::give_sign_in_code, "give_sign_in_code", "发一次性登录码",
      "Give a person a one-time sign-in code", false},
     ". . . . . a . . . . . . . . ."},
    {{Action::read_sign_in_links, "read_sign_in_links", "查看登录关联",
      "See which identities may sign in as the person", false},
     ". s . . . a . . . . . . a . ."},
    {{Action::link_sign_in, "link_sign_in", "关联登录身份",
      "Link an identity to the person's account", false},
     ". . . . . a . . . . . . . . ."},
    {{Action::unlink_sign_in, "unlink_sign_in", "解除登录关联", "End a link", false},
     ". s . . . a . . . . . . . . ."},
    {{Action::admit_staff, "admit_staff", "为工作人员重设密码、关联登录身份",
      "Sign-in codes and links for staff of the agency", false},
     ". . . . . . . . . . . . . a ."},
    {{Action::read_refusals, "read_refusals", "查看对本人记录的被拒访问",
      "See who was refused the person's record", false},
     ". s . . . . . . . . . . a . ."},
    {{Action::list_refusals, "list_refusals", "查看其他被拒访问", "See other refusals", false},
     ". . . . . . . . . . . . * . ."},
    {{Action::read_workbook, "read_workbook", "读入 Excel 费用清单",
      "Read a list of charges out of Excel", false},
     ". * . . . * . * . . . . . . ."},
}};

constexpr Relation relation_of(char letter) {
  switch (letter) {
    case 's': return Relation::self;
    case 'd': return Relation::delegate;
    case 'i': return Relation::own_institution;
    case 'a': return Relation::own_area;
    case '*': return Relation::any;
    default: return Relation::none;
  }
}

using Cells = std::array<std::array<Relations, kRoles>, kRows.size()>;
constexpr Cells read_cells() {
  Cells out{};
  for (std::size_t row = 0; row < kRows.size(); ++row) {
    std::size_t column = 0;
    for (const char letter : kRows[row].cells) {
      if (letter == ' ')
        ++column;
      else if (letter != '.')
        out[row].at(column).add(relation_of(letter));
    }
  }
  return out;
}
constexpr Cells kCells = read_cells();

constexpr bool table_is_whole() {
  for (std::size_t row = 0; row < kRows.size(); ++row) {
    std::size_t blanks = 0;
    for (const char letter : kRows[row].cells) {
      if (letter == ' ')
        ++blanks;
      else if (letter != '.' && relation_of(letter) == Relation::none)
        return false;
    }
    if (blanks != kRoles - 1 || static_cast<std::size_t>(kRows[row].text.action) != row)
      return false;
  }
  for (std::size_t i = 0; i < kRoles; ++i)
    if (static_cast<std::size_t>(kRoleTexts[i].role) != i) return false;
  return true;
}
static_assert(table_is_whole());

constexpr std::array<ActionText, kRows.size()> action_texts() {
  std::array<ActionText, kRows.size()> out{};
  for (std::size_t i = 0; i < kRows.size(); ++i) out[i] = kRows[i].text;
  return out;
}
constexpr auto kActionTexts = action_texts();

}  // namespace

std::span<const RoleText> all_roles() { return kRoleTexts; }
const RoleText& text_of(Role role) { return kRoleTexts.at(static_cast<std::size_t>(role)); }

std::optional<Role> parse_role(std::string_view name) {
  for (const RoleText& each : kRoleTexts)
    if (each.name == name) return each.role;
  return std::nullopt;
}

std::string_view name_of(Relation relation) {
  switch (relation) {
    case Relation::none: return "none";
    case Relation::self: return "self";
    case Relation::delegate: return "delegate";
    case Relation::own_institution: return "own_institution";
    case Relation::own_area: return "own_area";
    case Relation::any: return "any";
  }
  YT_CHECK(false);
}

std::span<const ActionText> all_actions() { return kActionTexts; }
const ActionText& text_of(Action action) {
  return kActionTexts.at(static_cast<std::size_t>(action));
}

std::optional<Action> parse_action(std::string_view name) {
  for (const ActionText& each : kActionTexts)
    if (each.name == name) return each.action;
  return std::nullopt;
}

Relations granted(Action action, Role role) {
  return kCells.at(static_cast<std::size_t>(action)).at(static_cast<std::size_t>(role));
}

bool covers(std::string_view territory, std::string_view area) {
  if (territory.size() != 6 || area.size() != 6) return false;
  const std::size_t prefix = territory == "000000"         ? 0
                             : territory.ends_with("0000") ? 2
                             : territory.ends_with("00")   ? 4
                                                           : 6;
  return territory.substr(0, prefix) == area.substr(0, prefix);
}

}  // namespace yitong::identity
