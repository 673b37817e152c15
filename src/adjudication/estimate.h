// An estimate before care: exact where the policy is known, a range where a figure has only bounds,
// a refusal that says what is missing; and what another filing would change. Pure; nothing is
// stored.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adjudication/report.h"

namespace yitong {

struct EstimateInput {
  PlanSet plans;
  const ScopedBill* bill = nullptr;
  Facts facts;  ///< with relation and filing set
  std::vector<std::pair<std::string, std::int64_t>>
      year_so_far;  ///< by accumulator name; fen or counts
  std::int64_t account_available = 0;
  Date on;
};

struct Comparison {
  std::string filing;
  Words name;
  Money person;
  Money difference;  ///< positive: that much less than now
  Words text;
};

struct Range {
  Money person_low, person_high;
  std::vector<UnknownFigure> unknown;
};

struct Estimate {
  enum class Outcome : std::uint8_t { exact, range, refused } outcome = Outcome::refused;
  Words headline;
  std::optional<Report> report;  ///< for a range: of the bound at which the person pays more
  std::vector<Comparison> comparisons;
  std::optional<Range> range;
  std::optional<RefusalNote> refusal;
};

/// Names that the plan does not have are faults with path "/year_so_far/amounts/<name>".
Result<std::vector<std::int64_t>> accumulators_of(
    const Plan& plan, const std::vector<std::pair<std::string, std::int64_t>>& named);

Result<Estimate> estimate(const EstimateInput& input);

}  // namespace yitong
