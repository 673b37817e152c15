// One step of a case: which row of the table applies, what is missing, what follows. Pure: the
// caller tells what the store and the policy know, and runs the effects.
#pragma once

#include <vector>

#include "base/error.h"
#include "cases/calendar.h"
#include "cases/form.h"
#include "guide/guide.h"
#include "ledger/grant.h"

namespace yitong::cases {

struct Actor {
  identity::Role role = identity::Role::anonymous;
  std::string account;
};

/// What happened before.
struct Happened {
  std::int64_t no = 0;  ///< from 1
  Action action{};
  State from{}, to{};
  Actor by;
  std::string reason;
  Instant at;
};

/// A material of the case: which paper it answers, by which documents, in which form.
struct Handed {
  std::string row;                     ///< id of the material's row in policy
  std::vector<std::string> documents;  ///< numbers; may be empty where the original was seen
  bool original_seen = false;          ///< by a clerk at the window, or received by post
};

struct Case {
  Kind kind{};
  State state = State::draft;
  std::string area, insurance;
  Form form;
  std::vector<Handed> materials;
  std::vector<Happened> events;
  std::string assignee;  ///< account that has taken it, or empty
  Instant opened, state_since;
};

/// How the payments of a claim stand, the cancelled ones aside.
struct PaymentsSeen {
  bool all_paid = false, came_back = false, under_way = false;
};
/// An invoice of the case that something else counts.
struct UsedInvoice {
  enum class Of : std::uint8_t {
    settlement,
    own_claim,     ///< that waits for a decision, and named it before
    other_person,  ///< such a claim of somebody else
  };
  std::size_t row = 0;  ///< of the form's list
  std::string by;       ///< "0440/77: H99010000001 2025-03-20", "0440/77: c0303-17 2025-03-20"
  Of of = Of::settlement;
};
/// A drug that the area's rules name, or a group of them.
struct ListedDrug {
  std::string code;
  Words name;
};

/// What the area's policy says of this case, and what else guards ask.
struct Setting {
  Guide guide;  ///< of the case's matter, with the form's answers told
  const Calendar* calendar = nullptr;
  Date today;
  /// Of a claim: what the funds would pay beside what was paid, where it was worked out.
  std::optional<Money> due;
  std::optional<PaymentsSeen> payments;  ///< nothing: there was none
  std::vector<UsedInvoice> used;
  Errors payee;                       ///< who may not be paid, and what is wrong with the account
  std::vector<ledger::Grant> grants;  ///< the person's in the case's area, as believed now
  std::vector<ListedDrug> drugs;      ///< of a special drug's case; none: the area has no list
};
/// What a change of drug ends: special drugs of the code that the named case approved, as far as
/// they reach to `on` or beyond. None: nothing is changed.
std::vector<ledger::Grant> changed_by(const Form& form, const Setting& setting, Date on);
/// The question that the form answers; `today` decides where it names no day.
GuideQuestion question_of(const Case& one, Date today);
/// `person`: what is known of the person beside the form, for conditions of rows. A form that names
/// what policy does not know is taken as silent about it. Errors: unknown_area.
Result<Setting> setting_of(const Case& one, const ServiceFacts& person, const PlanBook& book,
                           const Calendar* calendar, Date today);

/// Whether anything that can still happen lets the papers of such a case go.
bool can_let_go(Kind kind, State state);

/// A form that the case itself is: nobody hands it in.
bool is_made_here(const ServiceRow& paper);
/// Whether the papers handed in answer it: any one choice whole. Papers that only may be needed
/// count as answered where nothing needs them for certain.
bool is_answered(const GuideMaterial& wanted, const std::vector<Handed>& handed);
/// All choices hold a paper that is needed for certain.
bool is_certain(const GuideMaterial& wanted);

struct Attempt {
  Action action{};
  Actor by;
  std::string reason, remark;
  Form fields;  ///< those that this action writes
};

struct Step {
  const Transition* row = nullptr;
  State to{};
  Form form;  ///< with what the action wrote
};

/// The form with what an action writes. Entries of lists that the fields hold are replaced as a
/// whole, row by row; an empty text removes.
Form with_fields(Form form, const Form& fields);

/// Errors: wrong_case_state (what the state allows this role), not_allowed, and everything that the
/// guards find, all at once.
Result<Step> step(const Case& one, const Attempt& attempt, const Setting& setting);

/// What the role could do now, guards aside, in the table's order; not what follows by itself.
std::vector<Action> possible(const Case& one, identity::Role role);

/// A term that runs in a state. day not set: unknown, and `known` says whether there is one at all.
struct Clock {
  Words text;  ///< as the policy says it
  std::optional<Date> day;
  bool known = false;
  char grade = 'D';  ///< the weakest of the term's source and the public holidays counted with
};
std::optional<Clock> clock_of(const Case& one, const Setting& setting);

/// What a reviewer sees beside the fields: each check with its outcome and reason.
struct Check {
  Guard guard{};
  bool known = true;  ///< false: policy does not say what to check against
  Errors faults;      ///< none: it holds, where it is known
};
std::vector<Check> checks_of(const Case& one, const Setting& setting);

}  // namespace yitong::cases
