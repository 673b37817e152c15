// A manual claim's form as the bill, the terms and the payee that money is decided by.
#pragma once

#include "verbs/case_view.h"
#include "verbs/claim.h"
#include "verbs/payment.h"

namespace yitong::verbs {

/// Handed in on the day of its first submission. The first invoice is the one that is held.
ClaimRequest claim_in(const ledger::CaseFile& file, const cases::Case& one);
store::Payee payee_in(const cases::Form& form);
/// Of the insured person on the day.
bool is_minor(store::Store& store, const std::string& person, Date on);

}  // namespace yitong::verbs
