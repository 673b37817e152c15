// A manual claim's form as the bill, the terms and the payee that money is decided by.
#pragma once

#include "verbs/case_view.h"
#include "verbs/claim.h"
#include "verbs/payment.h"

namespace yitong::verbs {

/// Handed in on the day of its first submission. Errors: bad_value, of what the form's rules do not
/// let in, so that nothing is settled as something else.
Result<ClaimRequest> claim_in(const ledger::CaseFile& file, const cases::Case& one);
std::vector<RefusedLine> refused_in(const cases::Form& form);
std::vector<Invoice> invoices_in(const cases::Form& form);
store::Payee payee_in(const cases::Form& form);

/// What decides who may be paid.
struct PayeeStanding {
  bool minor = false;  ///< the insured person, on the day
  bool dead = false;   ///< a death certificate among the papers, or the day recorded by staff
};
PayeeStanding payee_standing(store::Store& store, const std::string& person, const cases::Case& one,
                             Date on);

/// The money of a claim's case as people are shown it; nothing of other kinds.
std::optional<ClaimMoney> claim_money(store::Store& store, const Rules& rules,
                                      const ledger::CaseFile& file, const cases::Case& one,
                                      Instant now);

/// What the store knows of a claim and its guards ask: payments, used invoices, the payee.
void add_claim_facts(store::Store& store, const ledger::CaseFile& file, const cases::Case& one,
                     cases::Setting& setting);

}  // namespace yitong::verbs
