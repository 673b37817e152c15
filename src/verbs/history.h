// History: the person's settlements, newest first, a page at a time.
#pragma once

#include "verbs/explain.h"

namespace yitong::verbs {

struct HistoryRequest {
  std::string person;
  std::optional<int> year;  ///< calendar year of the discharge or visit
  std::optional<ledger::State> state;
  std::size_t limit = 20;
  std::string before;  ///< number of a settlement: only those recorded before it
};

struct PastSettlement {
  std::string settlement_id;
  ledger::SettlementEntry entry;
  Aftermath after;
  std::string visit, treatment_area;
  char grade = 'D';  ///< of the weakest figure used
};

struct HistoryPage {
  std::vector<PastSettlement> settlements;
  bool more = false;
};

/// Opens a read transaction of its own. Errors: unknown_person; bad_value (?before is no number of
/// this person's bucket); store faults.
Result<HistoryPage> history(store::Store& store, const HistoryRequest& request);

}  // namespace yitong::verbs
