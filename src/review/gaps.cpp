#include <fmt/format.h>

#include "review/review.h"

namespace yitong {

void find_gaps(const PlanBook& book, Findings& out) {
  const auto& entries = book.entries();
  for (std::size_t i = 1; i < entries.size(); ++i) {
    const PlanBook::Entry &before = entries[i - 1], &after = entries[i];
    if (before.area != after.area || before.insurance != after.insurance) continue;
    if (!before.to.is_set() || before.to.plus_days(1) >= after.from) continue;
    const std::string first = before.to.plus_days(1).str(), last = after.from.plus_days(-1).str();
    const std::string days = first == last ? first : first + " – " + last;
    const Error refused =
        book.find(after.area, after.insurance, before.to.plus_days(1)).error().front();
    const Words answer{first + "：" + refused.str(true), first + ": " + refused.str(false)};
    out.add(
        *after.plans.exact,
        {ErrorCode::period_gap,
         after.plans.exact->policy->in_force,
         {fmt::format("{} {}：{} 没有生效的版本", after.area, after.insurance, days),
          fmt::format("{} {}: no version is in force on {}", after.area, after.insurance, days)},
         {fmt::format("上一版本到 {} 为止，这些天的账单会被拒绝", before.to.str()),
          fmt::format("the version before ends on {}; bills of these days are refused",
                      before.to.str())},
         {},
         answer});
  }
}

}  // namespace yitong
