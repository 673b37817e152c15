// Quote: an estimate before care. Nothing is stored and nothing is read from the store.
#pragma once

#include "adjudication/estimate.h"
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
};

struct Quoted {
  Estimate estimate;
  std::shared_ptr<const Plan> plan;
  std::shared_ptr<const Catalogue>
      catalogue;  ///< null: none in force, the lines' stated classes counted
  ScopedBill scoped;
};

/// `today`: the day of the request; a quote may be about a day up to a year ahead. Errors: all
/// faults, JSON pointers.
Result<Quoted> quote(const QuoteRequest& request, const Rules& rules, Date today);

}  // namespace yitong::verbs
