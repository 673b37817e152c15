// Cases: open one, save what is being written, act. The tables of src/cases decide; here is what a
// transaction adds: who has moved it meanwhile, whether papers exist, what is written beside.
#pragma once

#include "identity/actor.h"
#include "verbs/case_view.h"
#include "verbs/resettle.h"

namespace yitong::verbs {

struct OpenCase {
  std::string person;
  cases::Kind kind{};
  std::string area, insurance;
  CaseBody body;
  std::string key;  ///< the caller's name for the request; the same again opens no second case
  std::vector<std::string> words;  ///< of words_of_person()
};
inline constexpr std::size_t kMaxCasesOfPerson = 300;

struct SaveDraft {
  ledger::EntryId id;
  std::int64_t version = 0;  ///< number of events that the caller has seen
  CaseBody body;
};

struct ActOnCase {
  ledger::EntryId id;
  std::int64_t version = 0;
  cases::Action action{};
  std::string reason, remark;
  cases::Form fields;                  ///< those that the action writes
  std::vector<std::string> originals;  ///< rows of materials whose original was seen; staff only
  std::string key;
  Money paid = {};  ///< record_paid: what the bank paid now
};

struct CaseAnswer {
  CaseView view;
  bool replayed = false;  ///< answered before; nothing was written
  Errors refused;         ///< not empty: the attempt was refused, which is journaled; no view
};

/// Each inside the caller's transaction, deciding before its first write; by `actor`, who may (the
/// table of rights was asked).
///
/// Errors: unknown_person, unknown_area, bad_value, not_permitted, too_many_cases,
/// same_key_other_body.
Result<CaseAnswer> open_case_now(store::Store& store, const Rules& rules, const OpenCase& request,
                                 const identity::Actor& actor, Instant now);
/// Faults of the form are told by the view's checks and kept all the same. Errors: unknown_case,
/// case_moved, wrong_case_state, too_large, unknown_document.
Result<CaseAnswer> save_case_draft_now(store::Store& store, const Rules& rules,
                                       const SaveDraft& request, const identity::Actor& actor,
                                       Instant now);
/// `render`: replies of a claim's settlements. Errors: unknown_case, same_key_other_body, store
/// faults. All else comes as `refused`.
Result<CaseAnswer> act_on_case_now(store::Store& store, const std::shared_ptr<const Rules>& rules,
                                   const RenderResettled& render, const ActOnCase& request,
                                   const identity::Actor& actor, Instant now);

/// Newest first; `before`: number of a case, or empty. Opens a read transaction. Errors:
/// unknown_person, bad_value, store faults.
struct CasePage {
  std::vector<ledger::CaseFile> cases;
  bool more = false;
};
Result<CasePage> cases_of_person(store::Store& store, const std::string& person,
                                 std::string_view before, std::size_t limit);

}  // namespace yitong::verbs
