// What waits for a person: kinds of cases, their states, what can be done in each, by whom, on what
// conditions and with what effect. All of it is tables; nothing outside decides by a state.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "identity/rights.h"

namespace yitong::cases {

/// Stored by name; append only.
enum class Kind : std::uint8_t { filing, recognition, special_drug, claim, report };

enum class State : std::uint8_t {
  draft,               ///< being written
  with_doctor,         ///< the responsible doctor assesses and fills in the forms
  with_office,         ///< the institution's insurance office confirms
  in_review,           ///< with the agency's reviewer
  in_assessment,       ///< with an expert
  awaiting_originals,  ///< passed on pictures; the papers are to come
  returned,            ///< for correction
  in_approval,         ///< reviewed; a second person decides
  approved,            ///< in force
  to_be_paid,          ///< approved, the money is on its way
  payment_failed,      ///< the bank returned it
  paid,
  refused,
  appealed,   ///< refused, and the person objects
  upheld,     ///< the refusal stands
  withdrawn,  ///< by the person
  ended,      ///< was in force, no longer
  closed      ///< a report, with its outcome
};

enum class Action : std::uint8_t {
  submit,
  assess_drug,   ///< the doctor's assessment and form
  confirm_drug,  ///< the institution's office
  take,          ///< staff: I do it
  give_back,     ///< staff: somebody else shall
  send_to_expert,
  give_opinion,  ///< the expert
  return_to_person,
  ask_for_originals,
  tell_tracking,  ///< the person: posted under this number
  receive_originals,
  pass,             ///< the reviewer: to the approver
  propose_refusal,  ///< the reviewer: to the approver
  send_back,        ///< the approver: to the reviewer
  approve,
  refuse,
  withdraw,
  appeal,
  uphold,
  end,  ///< the person or the agency ends what is in force
  record_paid,
  record_failed,
  correct_payee,
  close
};

struct KindText {
  Kind kind;
  std::string_view name, zh, en;
  std::string_view matter;  ///< of the service tables: materials, terms
};
struct StateText {
  State state;
  std::string_view name, zh, en;
  /// Whose turn it is; anonymous: nobody's.
  identity::Role turn;
  bool personal;  ///< the person's turn: it needs attention in the portal
  bool final;
};
struct ActionText {
  Action action;
  std::string_view name, zh, en;
  bool follows = false;  ///< from what somebody else did, the bank: nobody's button
};
std::span<const KindText> all_kinds();
std::span<const StateText> all_states();
std::span<const ActionText> all_actions();
const KindText& text_of(Kind kind);
const StateText& text_of(State state);
const ActionText& text_of(Action action);
std::optional<Kind> parse_kind(std::string_view name);
std::optional<State> parse_state(std::string_view name);
std::optional<Action> parse_action(std::string_view name);

/// A set of the values of an enum with at most 32.
template <class T>
class Set {
 public:
  constexpr Set() = default;
  constexpr Set(std::initializer_list<T> values) {
    for (const T each : values) bits_ |= 1U << static_cast<unsigned>(each);
  }
  constexpr bool has(T each) const { return ((bits_ >> static_cast<unsigned>(each)) & 1U) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

 private:
  std::uint32_t bits_ = 0;
};

/// Tells rows of one (kind, state, action) apart; the first whose conditions all hold is taken.
enum class When : std::uint8_t {
  at_once,      ///< policy lets it take effect when it is submitted
  assessed,     ///< the conclusion of the doctor whom the form names stands in it
  nothing_due,  ///< the funds pay nothing, or nothing more
  was_paid,     ///< a payment was made or is under way
  came_back,    ///< a payment failed or was returned, and waits for another account
  under_way     ///< a payment waits, or is at the bank
};

/// What must hold; all that fail are told together.
enum class Guard : std::uint8_t {
  form,             ///< every required field, every field well formed
  materials,        ///< every paper that is needed for certain is answered
  declaration,      ///< the one who submits declares that all is true
  reason,           ///< a reason of the list
  remark,           ///< words beside the reason
  not_reviewer,     ///< four eyes: has not reviewed this case
  not_decider,      ///< has not refused this case before
  in_charge,        ///< nobody else has taken it
  opinion,          ///< the expert's opinion is there and says each criterion
  tests,            ///< the lab values and tests that the drug's rule asks for
  originals,        ///< every paper that must be an original was seen as one
  lines,            ///< sums of lines, total and invoices add up; refused lines are lines
  ground,           ///< an admissible ground
  in_time,          ///< before the deadline, where one is known
  change_interval,  ///< changed or cancelled no sooner than policy says
  appeal_time,      ///< within the time for objections
  tracking,         ///< a parcel number
  payee,            ///< account and relation of who is paid
  change_of_drug,   ///< of a change of drug: the approval that it ends is in force
  invoices,         ///< no settlement and no other claim of the person counts the invoices
  bank_paid,        ///< the bank has paid all that was due
  bank_failed,      ///< the bank could not pay, or the money came back
  one_claim,        ///< no claim of somebody else that waits named the invoices before
  named_doctor,     ///< who assesses is the doctor whom the form names
  listed_drug,      ///< the area's rules name the drug
};

/// What is written beside the case.
enum class Effect : std::uint8_t {
  file,  ///< a filing
  end_filing,
  grant,  ///< recognition or drug: what settlements obey
  end_grant,
  settle_claim,    ///< settlement, invoices, what is owed
  resettle_claim,  ///< the claim's settlement reversed and made again
  queue_payment,
  requeue_payment,
  use_documents,  ///< papers are kept as long as the case
  release_documents,
  keep_evidence,
};

struct Transition {
  Kind kind;
  State from;
  Action action;
  State to;
  Set<identity::Role> who;
  Set<When> when;
  Set<Guard> guards;
  Set<Effect> effects;
};
std::span<const Transition> transitions();

/// Why a case is returned, refused, ended: a list, with words beside.
struct Reason {
  std::string_view code, zh, en;
  Set<Action> actions;
  bool remark;  ///< words are needed too
};
std::span<const Reason> reasons();
const Reason* find_reason(std::string_view code);

struct GuardText {
  Guard guard;
  std::string_view name, zh, en;
};
struct EffectText {
  Effect effect;
  std::string_view name, zh, en;
};
struct WhenText {
  When when;
  std::string_view name, zh, en;
};
std::span<const GuardText> all_guards();
std::span<const EffectText> all_effects();
std::span<const WhenText> all_conditions();

}  // namespace yitong::cases
