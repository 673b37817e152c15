// The combinations of keys that can occur under a plan, by bucket as in policy/plan.h.
#pragma once

#include <functional>

#include "policy/site_builder.h"

namespace yitong {

/// A value of a key as a policy or a scenario writes it, and as people say it.
std::string bucket_text(const Plan& plan, Dim dim, std::int32_t bucket);
Words bucket_words(const Plan& plan, Dim dim, std::int32_t bucket);
/// Neighbouring buckets of a number key as one range.
Words range_words(const Plan& plan, Dim dim, std::int32_t first, std::int32_t last);

/// The outcome of a site at a combination.
std::uint16_t cell_at(const Plan& plan, std::int32_t site, const Buckets& at);
std::uint32_t dims_of(const Plan& plan, std::int32_t site);

/// Whether a person of the plan's insurance, with one of the benefits `of`, can be in this case:
/// the visit leads to the benefit, nobody files at home, an admission counts from one.
bool possible(const Plan& plan, std::uint32_t dims, std::uint32_t of, const Buckets& at);

/// Calls for each possible combination of the keys `dims`; the other buckets are 0. Gives up
/// silently above 262,144 combinations: those have a table that is refused.
void each_case(const Plan& plan, std::uint32_t dims, std::uint32_t of,
               const std::function<void(const Buckets&)>& call);

/// Rank of a hospital level, by the order of the table: a level below another has its parent's.
int level_rank(std::int32_t level);

}  // namespace yitong
