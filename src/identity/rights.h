// Who may do what to what: the one table. A row is an action, a column a role, a cell the relations
// between the one who acts and the record that make it allowed.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

namespace yitong::identity {

/// In the order of the table's columns. Stored by name, never by number.
enum class Role : std::uint8_t {
  anonymous,
  insured,
  doctor,
  institution_office,
  pharmacist,
  window_clerk,
  assessor,
  reviewer,
  approver,
  finance,
  treatment_agency,
  policy_editor,
  auditor,
  administrator,
  institution_system
};
inline constexpr std::size_t kRoles = 15;

struct RoleText {
  Role role;
  std::string_view name, zh, en;
  bool of_institution;  ///< scoped to one institution; the other staff to areas
};
std::span<const RoleText> all_roles();
const RoleText& text_of(Role role);
std::optional<Role> parse_role(std::string_view name);
inline bool is_staff(Role role) { return role != Role::anonymous && role != Role::insured; }

/// Of the one who acts to the record; several may hold.
enum class Relation : std::uint8_t {
  none = 0,
  self = 1,             ///< the record is the person's own
  delegate = 2,         ///< its person has allowed this action
  own_institution = 4,  ///< the record is of the institution
  own_area = 8,         ///< the record is of an area the agency answers for
  any = 16              ///< whatever the relation, and where there is no record
};
/// "self"
std::string_view name_of(Relation relation);
inline constexpr Relation kRelations[] = {Relation::self, Relation::delegate,
                                          Relation::own_institution, Relation::own_area,
                                          Relation::any};

class Relations {
 public:
  constexpr Relations() = default;
  constexpr Relations(std::initializer_list<Relation> relations) {
    for (const Relation each : relations) add(each);
  }
  constexpr void add(Relation each) { bits_ |= static_cast<std::uint8_t>(each); }
  constexpr bool has(Relation each) const { return (bits_ & static_cast<std::uint8_t>(each)) != 0; }
  constexpr bool meets(Relations other) const { return (bits_ & other.bits_) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

 private:
  std::uint8_t bits_ = 0;
};

/// Append only: delegations keep the names.
enum class Action : std::uint8_t {
  unnamed,  ///< a route that names none: nobody's, outside the open demonstration
  look_around,
  sign_in,
  sign_out,
  read_me,
  settle,
  read_settlement,
  resettle,
  read_late_policies,
  read_account,
  credit_account,
  share_account,
  read_delegates,
  change_delegates,
  read_person,
  read_eligibility,
  write_contributions,
  show_credential,
  check_credential,
  report_lost_card,
  unfreeze_card,
  read_documents,
  add_document,
  remove_document,
  read_document_accesses,
  list_settlements,
  issue_card,
  read_messages,
  open_case,
  read_case,
  list_cases,
  act_on_case,
  read_desk,
  read_payments,
  pay_claims,
  give_sign_in_code,
  read_sign_in_links,
  link_sign_in,
  unlink_sign_in,
  admit_staff,
  read_refusals,
  list_refusals,
  read_workbook
};

struct ActionText {
  Action action;
  std::string_view name, zh, en;
  /// In the open demonstration, where all people are made up, also without a session.
  bool open;
};
std::span<const ActionText> all_actions();
const ActionText& text_of(Action action);
std::optional<Action> parse_action(std::string_view name);

/// The cell.
Relations granted(Action action, Role role);
/// The role may do it to some record.
inline bool may_at_all(Action action, Role role) { return !granted(action, role).empty(); }
/// A person can let a relative do it.
inline bool is_delegable(Action action) {
  return granted(action, Role::insured).has(Relation::delegate);
}

/// "360100" lies in "360100", in the province "360000" and in the whole country "000000".
bool covers(std::string_view territory, std::string_view area);

}  // namespace yitong::identity
