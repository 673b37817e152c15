// What the person is told of a case.
#pragma once

#include "store/case_rows.h"

namespace yitong::verbs {

/// Inside the transaction of the event, after it was written. Says nothing of what only staff does
/// among itself.
void tell_case(store::Store& store, const ledger::CaseFile& file, const ledger::CaseEvent& event,
               const std::string& remark, Money paid, Instant now);

}  // namespace yitong::verbs
