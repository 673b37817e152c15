// What a claim's invoices are counted by beside it: a settlement, or a claim that waits for a
// decision and named them before. Cases are found by keyed hashes of the invoices they hand in.
#pragma once

#include "verbs/case_view.h"

namespace yitong::verbs {

/// From now on the case is found by the invoices of `after`, and no longer by others of `before`.
void index_invoices(store::Store& store, const ledger::CaseFile& file, const cases::Form& before,
                    const cases::Form& after);

/// Each invoice of the form that is counted, by the settlement or the first of the claims. Inside a
/// transaction.
std::vector<cases::UsedInvoice> used_invoices(store::Store& store, const ledger::CaseFile& file,
                                              const cases::Form& form);

}  // namespace yitong::verbs
