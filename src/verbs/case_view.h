// A case as the store has it and the engine sees it: events read back, the seal opened, what the
// area's policy says of it today.
#pragma once

#include "identity/actor.h"
#include "store/case_rows.h"
#include "store/payment_rows.h"
#include "verbs/case_choices.h"
#include "verbs/case_content.h"
#include "verbs/rules.h"
#include "verbs/service_rules.h"

namespace yitong::verbs {

/// One line of the timeline.
struct CaseHappened {
  ledger::CaseEvent event;
  std::string remark;
};

struct LoadedCase {
  ledger::CaseFile file;
  store::CaseKeys keys;
  std::vector<CaseHappened> timeline;  ///< in order, refused attempts too
  CaseBody handed_in;                  ///< as the events have it
  std::optional<CaseBody> draft;       ///< saved since, and not handed in
  std::int64_t draft_revision = 0;
  cases::Case one;  ///< for the engine: with the draft, where there is one
};
/// Inside a transaction. `version`: as it was after that many events, without a draft; nothing: as
/// it is. Errors: unknown_case (also where the person was erased), corrupt.
Result<LoadedCase> load_case(store::Store& store, ledger::EntryId id,
                             std::optional<std::int64_t> version = std::nullopt);
std::unexpected<Errors> no_case(std::string_view number);
/// What an event sealed. Errors: corrupt, where the seal does not open.
Result<CaseContent> content_of(const store::CaseKeys& keys, const ledger::CaseEvent& event);

/// What the engine asks about the case today: policy, what is known of the person, working days.
/// Errors: unknown_area.
Result<cases::Setting> setting_for(store::Store& store, const Rules& rules,
                                   const std::string& person, const cases::Case& one, Instant now);

/// The institution that has a say in cases of the kind, as the form names it; empty: none has.
std::string institution_in(cases::Kind kind, const cases::Form& form);
/// Doctors and offices of institutions act in cases of the kind.
bool concerns_institution(cases::Kind kind);
/// What the form asks to be paid; zero where it names nothing.
Money amount_in(const cases::Form& form);

/// A draft is nobody else's business until it is handed in.
void hide_draft(LoadedCase& loaded);

struct ClaimMoney {
  std::optional<Money> payable;  ///< as settled, else as it would be; nothing: not to be worked out
  Money commercial;              ///< of it, by commercial cover; the rest is medical insurance's
  Errors faults;                 ///< why it cannot be worked out, paths of the form
  std::string settlement;        ///< in force; empty: none
  std::vector<store::KeptPayment> payments;
  Money paid, owed_back;  ///< owed back: by the person, where less is due than was paid
  std::optional<ClaimDeadline> deadline;  ///< nothing: not to be worked out
  std::vector<Words> remarks;
};

struct CaseView {
  LoadedCase loaded;
  std::string person_name;
  std::optional<cases::Setting> setting;  ///< nothing: no policy of the area
  std::vector<cases::Action> possible;    ///< by the one who asks
  std::optional<cases::Clock> clock;
  std::vector<cases::Check> checks;
  CaseChoices choices;
  std::optional<ClaimMoney> claim;
};
/// Of what is loaded, inside the same transaction; `setting`: of its form.
CaseView view_of(store::Store& store, const Rules& rules, LoadedCase loaded,
                 std::optional<cases::Setting> setting, identity::Role role, Instant now);
/// Inside a transaction. `role`: of the one who asks.
Result<CaseView> view_case_now(store::Store& store, const Rules& rules, ledger::EntryId id,
                               identity::Role role, Instant now);
/// In a read transaction of its own. Errors: unknown_case, store faults.
Result<CaseView> view_case(store::Store& store, const Rules& rules, ledger::EntryId id,
                           identity::Role role, Instant now);

/// As view_case(), of what was handed in: without what was written since. A case that was never
/// handed in comes with its draft, for those who may write it.
Result<CaseView> view_handed_in(store::Store& store, const Rules& rules, ledger::EntryId id,
                                identity::Role role, Instant now);

/// A case that names no institution is none's, also where one has treated the person.
identity::Record case_record(const std::string& person, const std::string& institution,
                             const std::string& area);
/// Whose a case is, for the table of rights; nothing where there is none.
std::optional<identity::Record> record_of_case(store::Store& reader, std::string_view number);

}  // namespace yitong::verbs
