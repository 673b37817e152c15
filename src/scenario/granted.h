// [[grant]] in a scenario: what an agency decided about the person, and settlements obey.
//
//   kind = "recognition" or "special_drug", code, from; and where it is said: to, disease,
//   institutions, doctor, pharmacy
#pragma once

#include "ledger/grant.h"
#include "policy/book.h"
#include "policy/reader.h"
#include "verbs/record.h"

namespace yitong {

/// What is wrong is listed by `in`. `area`: the insured one, six digits.
ledger::Grant read_grant(TableReader& in, std::string_view area);

/// A visit as grants are held against it.
struct GrantedVisit {
  std::string area, insurance;
  std::string institution, doctor;
  verbs::StatedFacts facts;  ///< of the person and the visit, in words
};
/// Marks the lines that are granted; returns the diseases that are recognised, "lupus@4,gout".
/// Errors: those of a settlement, not_recognised and not_fixed.
Result<std::string> apply(std::span<const ledger::Grant> grants, const GrantedVisit& visit,
                          const Bill& bill, const std::shared_ptr<const Plan>& plan,
                          const PlanBook& book, ScopedBill& scoped);

}  // namespace yitong
