// What stands on a printed sheet so that an altered one is found out, and what becomes of it when
// somebody asks.
//   code = settlement number , "." , hex of the first 12 bytes of HMAC-SM3( key of prints ,
//          bytes "settlement 1" , bytes number , zigzag at , zigzag total , zigzag funds ,
//          zigzag account , zigzag family , zigzag cash ) ;
// Who holds a sheet can ask for the figures of that sheet and of no other.
#pragma once

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

}  // namespace yitong::verbs
