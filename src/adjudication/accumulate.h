// Which of a person's stored counts each accumulator of a plan is, for one bill.
#pragma once

#include <string>

#include "policy/plan.h"

namespace yitong {

/// What a count over time depends on.
struct Moment {
  Date on;                  ///< the deciding day, see year_end.h
  std::string stay;         ///< what the bills of one stay, or of a transfer, share; may be empty
  std::string institution;  ///< where treated
};

/// The year that the benefit year of `on` began in.
int benefit_year(const Policy& policy, Date on);
/// Month of the benefit year, 1 to 12.
int benefit_month(const Policy& policy, Date on);
/// "2025", "2025-Q2", "2025-03", "2025-03-20", "stay:…", "2025@…" or "merged": grows only in
/// meaning, never changes, since it is stored.
std::string accumulator_period(const Accumulator& accumulator, const Policy& policy,
                               const Moment& moment);
/// The periods of one moment, each put into words once.
class Periods {
 public:
  /// Both outlive the object.
  Periods(const Policy& policy, const Moment& moment) : policy_(policy), moment_(moment) {}
  const std::string& of(const Accumulator& accumulator);

 private:
  const Policy& policy_;
  const Moment& moment_;
  std::string words_[static_cast<std::size_t>(Per::merged) + 1];  ///< empty: not asked for yet
};

/// The stored name: the accumulator's, and the disease where each has its own.
std::string accumulator_name(const Accumulator& accumulator, const Plan& plan, const Facts& facts);
/// Whether a stored name is this accumulator's.
bool is_accumulator_name(std::string_view name, const Accumulator& accumulator, const Plan& plan,
                         const Facts& facts);

}  // namespace yitong
