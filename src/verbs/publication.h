// Policies published late. A version is in force from a day, and known since an instant; where it
// becomes known after bills of its days were settled by another plan, those settlements are listed,
// with what they would be now.
#pragma once

#include <map>

#include "verbs/restate.h"

namespace yitong::verbs {

/// A version that is new to the store although its days have begun under another one.
struct LatePolicy {
  std::string area, insurance;
  Date from;
  Digest hash{};
};
/// Notes since when each version is known. At start and after each reload; opens its own
/// transaction.
Result<std::vector<LatePolicy>> publish(store::Store& store, const Rules& rules, Instant now);

struct TouchedFilter {
  std::string area, insurance;  ///< empty: all
  std::size_t limit = 1'000;    ///< settlements at most; those of a person stay together
};
struct Touched {
  std::string settlement_id, person;
  std::string area, insurance;
  Date on;
  Digest old_plan{}, plan{};
  bool follows = false;  ///< its own plan has not changed; an earlier one of the person would
  std::vector<std::pair<std::string, Money>> differences;
  Errors refusal;  ///< what the plan that is known now has against settling it; then no differences
};
struct TouchedReport {
  std::vector<Touched> settlements;
  /// By area/insurance and payer.
  std::map<std::pair<std::string, std::string>, Money> sums;
  bool complete = true;  ///< false where the limit cut it off
};
/// Reads only; one read transaction. Errors: the store's.
Result<TouchedReport> touched(store::Store& store, const Rules& rules, const TouchedFilter& filter,
                              Instant now);

}  // namespace yitong::verbs
