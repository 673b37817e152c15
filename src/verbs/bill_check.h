// What must hold of a request before anything is looked up. The server checks the same of the text
// it reads; here it is checked again of the values, so that no caller can settle what the rules of
// form forbid.
#pragma once

#include "adjudication/bill.h"
#include "ledger/entry.h"

namespace yitong::verbs {

/// Faults of person, institution (or ledger::kClaimDesk) and message id.
Errors check_message_key(const ledger::MessageKey& key);

/// Faults of visit, dates (2000-01-01 to `today`; admitted not after on; lines within the visit or
/// before it), amounts (not negative, bounded) and sums (lines, or the four sums, make the total).
Errors check_bill(const Bill& bill, Date today);

}  // namespace yitong::verbs
