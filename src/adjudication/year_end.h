// Stays and the ends of benefit years: which day decides, and how a stay that crosses an end is
// split where the policy says so.
#pragma once

#include <vector>

#include "adjudication/scoped_bill.h"
#include "policy/policy.h"

namespace yitong {

/// The day by which version, benefit year and month are chosen. `admitted` may be unset.
Date deciding_day(const Policy& policy, Date admitted, Date on);

/// Nights of a stay, as the key `days` counts them; the day of discharge does not count.
std::int32_t nights(Date admitted, Date on);

/// A part of a stay within one benefit year, with the days of its lines counted from its first.
struct StayPart {
  Date admitted, on;
  ScopedBill bill;
};

/// Whether the policy settles this stay in parts.
bool crosses_year_end(const Policy& policy, Date admitted, Date on);

/// The parts in order; parts without lines are left out. By line dates each line goes whole to the
/// part of its date; by daily average each sum of a line is spread over the nights of the parts by
/// largest remainder. Errors: missing_field for each line without a date, or for sums alone.
Result<std::vector<StayPart>> split_at_year_end(const Policy& policy, const Bill& bill,
                                                const ScopedBill& scoped);

/// "2025-12-20 – 2025-12-31, 2026-01-01 – 2026-01-05": what is to be settled on its own.
std::string parts_in_words(const Policy& policy, Date admitted, Date on);

}  // namespace yitong
