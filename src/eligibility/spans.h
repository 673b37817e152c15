// Paid spans in the order of time: what a payment was late for, and what was missed before it.
#pragma once

#include "eligibility/eligibility.h"

namespace yitong {

/// The national code of employee insurance: paid by the month, where residents pay by the year.
inline constexpr std::string_view kEmployeeInsurance = "310";

/// Situations that follow from records. Policy files use these names, see their [[choice]] words.
inline constexpr std::string_view kNewborn = "newborn", kInfant = "infant",
                                  kNewEnrolment = "new_enrolment", kInterrupted = "interrupted",
                                  kFromEmployee = "from_employee",
                                  kFourMissedYears = "four_missed_years";

class Spans {
 public:
  explicit Spans(std::vector<PaidSpan> spans);
  const std::vector<PaidSpan>& all() const { return spans_; }
  /// The span of the insurance with the day in it, that last begins; null: none.
  const PaidSpan* at(Date day, std::string_view insurance) const;
  const PaidSpan* next_after(Date day, std::string_view insurance) const;
  /// Of any insurance: who counts before the span in time, leaving out arrears.
  const PaidSpan* before(const PaidSpan& span) const;
  /// The last day before `day` that was paid for in time; not set: none.
  Date last_paid_before(Date day) const;
  /// Whole calendar years just before the span without timely payment, and how many of these were
  /// paid in arrears by the day.
  struct Missed {
    int years = 0, repaid = 0;
  };
  Missed missed_before(const PaidSpan& span, Date known_on) const;

 private:
  bool timely_in(int year) const;
  std::vector<PaidSpan> spans_;  ///< by first day
};

inline bool in_arrears(const PaidSpan& span) {
  return span.basis == PaidBasis::paid && span.to < span.paid_on;
}

}  // namespace yitong
