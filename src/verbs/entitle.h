// What a person is entitled to on a day: the records of the store under the rules of the insured
// area. Where nothing is recorded of contributions, the coverage alone decides.
#pragma once

#include "eligibility/eligibility.h"
#include "store/account_rows.h"
#include "store/period_rows.h"
#include "verbs/rules.h"

namespace yitong::verbs {

/// What a coverage says of the person as service tables ask it. One that does not say otherwise is
/// of a person without these, as in settlements.
ServiceFacts told_of(const ledger::Coverage& coverage, Date birth, Date on);

struct Entitlement {
  Date on;
  std::string area, insurance;  ///< empty: never covered
  bool by_records = false;      ///< else by the coverage alone
  Eligibility answer;
  std::shared_ptr<const Policy> policy;  ///< whose rows the answer points to; null: no area
  std::vector<ServiceAmount> due, supports, inflows;
  std::vector<const ServiceRow*> periods, channels;
};

/// Opens a read transaction. Errors: unknown_person, unknown_area, store faults.
Result<Entitlement> view_entitlement(store::Store& store, const Rules& rules,
                                     const std::string& person, Date on, Instant now);

/// The same inside the caller's transaction.
Result<Entitlement> entitlement_now(store::Store& store, const Rules& rules,
                                    const std::string& person, Date on, Instant now);

/// Tells the person what the records now come to. Inside the transaction that changed them.
void tell_entitlement(store::Store& store, const Rules& rules, const std::string& person,
                      Instant now);

/// What coverage and contributions come to on a day. Pure.
Eligibility entitled_by(const ledger::Coverage& coverage,
                        const std::vector<ledger::Contribution>& rows, Date birth, Date on,
                        const Policy& policy);

/// Whether a settlement may be made for the day; `all`: contributions of the person. Errors:
/// not_eligible, eligibility_unknown, with the day from which it would pay and the row that says
/// so.
Result<void> demand_eligible(const std::vector<ledger::Contribution>& all, const Rules& rules,
                             Date birth, const ledger::Coverage& coverage, Date on, Instant now);

}  // namespace yitong::verbs
