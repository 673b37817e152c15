// Quote: an estimate before care. Nothing is stored and nothing is read from the store.
#pragma once

#include "adjudication/estimate.h"
#include "ledger/grant.h"
#include "verbs/rules.h"

namespace yitong::verbs {

struct QuoteRequest {
  std::string insured_area, insurance, treatment_area, filing, disease;
  std::string institution_code;  ///< or else the next two
  std::string level, kind;
  StatedFacts person;
  std::int64_t admissions = 0;  ///< earlier ones of the benefit year
  std::vector<std::pair<std::string, std::int64_t>>
      year_so_far;  ///< by accumulator name; fen or counts
  std::int64_t account_available = 0;
  Bill bill;
  std::string doctor;  ///< who prescribes, where that is told
};

/// What a settlement would ask for besides: the recognition of the visit's disease, or the approval
/// of a drug on the bill that is not payable without one.
struct MissingGrant {
  std::string_view kind;  ///< ledger::kRecognition or kSpecialDrug
  std::string code;       ///< of the disease, the drug, or the group of sums
  Words name;             ///< of the disease, or the drug's group
  Words rule;
};

struct Quoted {
  Estimate estimate;
  std::shared_ptr<const Plan> plan;
  std::shared_ptr<const Catalogue>
      catalogue;  ///< null: none in force, the lines' stated classes counted
  ScopedBill scoped;
  std::vector<ledger::Grant> used;    ///< the person's that the estimate rests on
  std::vector<MissingGrant> missing;  ///< of a known person
};

/// `today`: the day of the request; a quote may be about a day up to a year ahead. Errors: all
/// faults, JSON pointers.
Result<Quoted> quote(const QuoteRequest& request, const Rules& rules, Date today);
/// For a person whose grants count as they do in a settlement: institution and doctor are held
/// against them where they are told. What only is not recognised is estimated as if it were, and
/// `missing`. Errors: also not_fixed.
Result<Quoted> quote_for(const QuoteRequest& request, std::span<const ledger::Grant> grants,
                         const Rules& rules, Instant now);

}  // namespace yitong::verbs
