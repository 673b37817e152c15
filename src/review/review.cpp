#include "review/review.h"

namespace yitong {

std::vector<Finding> review(const PlanBook& book, Date on) {
  Findings out;
  for (const PlanBook::Entry& entry : book.entries()) {
    const Plan& plan = *entry.plans.exact;
    find_holes(plan, out);
    find_disorder(plan, out);
    find_limit_conflicts(plan, out);
    find_reductions(plan, out);
    find_overdue(plan, on, out);
    find_unknown(plan, out);
  }
  find_gaps(book, out);
  return std::move(out).sorted();
}

}  // namespace yitong
