// From when one payment brings benefits.
#pragma once

#include "eligibility/spans.h"

namespace yitong {

/// The row of a table that is for these facts on a day: a sure one, or one that may be.
struct RowFor {
  const ServiceRow* row = nullptr;
  std::vector<Dim> depends;  ///< of a row that may apply
};

class Reckoner {
 public:
  Reckoner(const Policy& policy, const EligibilityQuestion& question, const Spans& spans)
      : policy_(policy), question_(question), spans_(spans) {}

  Beginning beginning_of(const PaidSpan& span) const;
  /// Of employees: paid after a break short enough to be mended, so that the days count as if paid
  /// in time.
  bool restored(const PaidSpan& span) const;
  /// The last day on which a break that begins on the day can be mended without loss.
  std::optional<Date> mendable_until(Date gap_from) const;
  ServiceFacts facts_of(const PaidSpan& span) const;

 private:
  enum class InTime : std::uint8_t { yes, no, not_known };
  struct Payment {
    InTime in_time = InTime::yes;
    const ServiceRow* period = nullptr;  ///< the enrolment period it was paid in
    Date counts_from;                    ///< from when a wait counts
    bool counts_itself = false;
    Date without_wait;  ///< the first day of benefits if there is no wait
  };
  Payment payment_of(const PaidSpan& span, const ServiceFacts& facts) const;
  Beginning of_resident(const PaidSpan& span) const;
  Beginning of_employee(const PaidSpan& span) const;
  Beginning after_short_break(const PaidSpan& span, const ServiceRow& row) const;
  RowFor waiting_row(const ServiceFacts& facts, Date on) const;
  /// From when the wait of a row counts, where the row says so itself.
  static void count_from(Beginning& out, const ServiceRow& row, const PaidSpan& span);
  /// The wait of a row from the payment on, with all its parts.
  void wait(Beginning& out, const ServiceRow& row, const ServiceFacts& facts,
            Spans::Missed missed) const;
  static Beginning at_once(Date day);
  /// Runs on from what was paid before, if nothing lies between.
  std::optional<Beginning> continued(const PaidSpan& span) const;

  const Policy& policy_;
  const EligibilityQuestion& question_;
  const Spans& spans_;
};

}  // namespace yitong
