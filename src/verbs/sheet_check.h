// What stands on a printed sheet so that an altered one is found out, and what becomes of it when
// somebody asks.
//   code = settlement number , "." , hex of the first 12 bytes of HMAC-SM3( key of prints ,
//          bytes "settlement 1" , bytes number , zigzag at , zigzag total , zigzag funds ,
//          zigzag account , zigzag family , zigzag cash ) ;
// Who holds a sheet can ask for the figures of that sheet and of no other. Forms of a case have
//   code = case number , "." , version , "." , form , "." , hex of the first 12 bytes of HMAC-SM3(
//          key of prints , bytes "case 1" , bytes case number , bytes form , zigzag version ,
//          bytes digest ) ;                  digest: of the version's event, ledger/case_event.h
// so that a paper is known as ours whatever becomes of the case, or of the person, later.
#pragma once

#include "cases/printed.h"
#include "verbs/case_view.h"
#include "verbs/explain.h"

namespace yitong::verbs {

std::string sheet_code(const store::MasterKey& key, const ledger::SettlementEntry& entry);
/// Whether the text has the form of a code.
bool is_sheet_code(std::string_view text);

struct CheckedSheet {
  std::string settlement_id;
  ledger::SettlementEntry entry;
  Aftermath after;
};

/// Nothing: the sheet is not ours. Opens a read transaction of its own. Errors: store faults.
Result<std::optional<CheckedSheet>> check_sheet(store::Store& store, std::string_view code);

std::string form_code(const store::MasterKey& key, const cases::PrintedForm& form,
                      const ledger::CaseEvent& event);
bool is_form_code(std::string_view text);

struct CheckedForm {
  const cases::PrintedForm* form = nullptr;
  ledger::CaseEvent printed;  ///< the newest event that the paper shows
  ledger::CaseFile now;
  std::optional<LoadedCase> content;      ///< as printed; nothing: the person was erased since
  std::string name;                       ///< of the person, likewise
  std::optional<cases::Setting> setting;  ///< of the content; nothing: no policy of the area
};
/// Nothing: the form is not ours. Opens a read transaction of its own. Errors: store faults.
Result<std::optional<CheckedForm>> check_form(store::Store& store, const Rules& rules,
                                              std::string_view code, Instant now);

}  // namespace yitong::verbs
