// What a person has and how far it is used: coverages, filings and recognised diseases with the
// days that they still last, and a benefit year's counts against the plan.
#pragma once

#include "adjudication/gauge.h"
#include "ledger/grant.h"
#include "ledger/period.h"
#include "verbs/rules.h"

namespace yitong::verbs {

enum class Timing : std::uint8_t { in_force, ahead, over };
std::string_view name_of(Timing timing);
Timing timing_of(const ledger::Period& period, Date on);
/// Days until it is over, the last one included; nothing where it has no end or is not in force.
std::optional<std::int32_t> days_left(const ledger::Period& period, Date on);

struct RecognisedDisease {
  std::string code;
  Words name;  ///< as the area's plan words it, or the code
  Date since;  ///< not set: in an earlier year
  const ledger::Coverage* coverage = nullptr;
};

struct CoverageView {
  std::vector<ledger::Coverage> coverages;  ///< those believed now; in force, ahead, over
  std::vector<ledger::Filing> filings;      ///< likewise
  std::vector<RecognisedDisease> diseases;  ///< of coverages in force
  std::vector<ledger::Grant> grants;        ///< as coverages
};

/// As known at `now`, judged on `on`. Opens a read transaction of its own. Errors: unknown_person,
/// store faults.
Result<std::unique_ptr<CoverageView>> view_coverage(store::Store& store, const Rules& rules,
                                                    const std::string& person, Date on,
                                                    Instant now);

struct Used {
  Gauge gauge;
  std::string key;     ///< the stored count's name
  std::string period;  ///< "2025", "2025-03", "2025@H…"
  std::int64_t used = 0;
};
struct Counted {
  std::string key, period;
  int accumulator = -1;
  std::int64_t count = 0;
};

struct YearRequest {
  std::string person;
  std::optional<int> year;  ///< in which the benefit year begins; nothing: the one of `now`
  std::string insurance;    ///< empty: whatever the coverage is
};

struct YearView {
  ledger::Coverage coverage;
  std::shared_ptr<const Plan> plan;
  int year = 0;
  ledger::Period days;
  std::vector<Used> gauges;
  std::vector<Counted> counts;
  /// Of the settlements of the benefit year that stand.
  std::int64_t settlements = 0;
  Money total, funds, account, cash;
};

/// Opens a read transaction of its own. Errors: unknown_person, no_coverage, those of
/// PlanBook::find, store faults.
Result<YearView> view_year(store::Store& store, const Rules& rules, const YearRequest& request,
                           Instant now);

/// "key=value" lines of a coverage.
StatedFacts stated_facts(std::string_view lines);

}  // namespace yitong::verbs
