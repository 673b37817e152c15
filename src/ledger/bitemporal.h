// Rows that are inserted and never changed: each is in force from a day to a day, is known since an
// instant, and may replace an earlier one. A Row has no, in_force, known_since and replaces.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "ledger/period.h"

namespace yitong::ledger {

/// The rows believed at the instant: known by then and not replaced by another row known by then.
template <class Row>
std::vector<Row> believed(std::span<const Row> rows, Instant at) {
  std::vector<Row> out;
  for (const Row& row : rows) {
    const bool replaced = std::ranges::any_of(rows, [&](const Row& other) {
      return other.replaces == row.no && other.known_since <= at;
    });
    if (row.known_since <= at && !replaced && !row.in_force.empty()) out.push_back(row);
  }
  return out;
}

/// Whether `added` may join: what it replaces is in force, and no other row that `clashes` overlaps
/// it. Errors: bad_value; overlapping_periods, naming each.
template <class Row, class Clashes>
Result<void> may_add_row(std::span<const Row> rows, const Row& added, Clashes clashes) {
  const std::vector<Row> current = believed(rows, Instant{INT64_MAX});
  const auto is_replaced = [&](const Row& row) { return row.no == added.replaces; };
  if (added.replaces != 0 && std::ranges::none_of(current, is_replaced))
    return fail(ErrorCode::bad_value, "replaces", std::to_string(added.replaces),
                "a row in force that nothing replaced");
  if (added.replaces == 0 && added.in_force.empty())
    return fail(ErrorCode::bad_value, "in_force", added.in_force.str(), "from is not after to");
  Errors errors;
  for (const Row& row : current)
    if (!is_replaced(row) && clashes(row) && row.in_force.overlaps(added.in_force))
      errors.push_back({ErrorCode::overlapping_periods,
                        "in_force",
                        added.in_force.str(),
                        "no overlap with no. " + std::to_string(row.no) + ": " + row.in_force.str(),
                        {}});
  if (!errors.empty()) return fail(std::move(errors));
  return {};
}

}  // namespace yitong::ledger
