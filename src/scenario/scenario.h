// Scenarios: one readable TOML file holds a policy (or names one), a case and the expected bill.
// docs/scenarios.md has the format. No expected value may come from this program: each file says
// its origin.
#pragma once

#include <string>
#include <vector>

#include "policy/book.h"

namespace yitong {

struct ScenarioResult {
  std::string file, title;
  bool passed = false;
  std::string details;     ///< empty when passed: each difference, and the runner's own steps
  std::string transcript;  ///< of scenarios with a policy of their own, see transcript.h
};

struct ScenarioRun {
  std::vector<ScenarioResult> results;
  std::size_t passed() const;
};

/// Runs every .toml below the paths, in the order of their names. `policies`: the folder that
/// `policy = "…"` refers to.
ScenarioRun run_scenarios(const std::vector<std::string>& paths, const std::string& policies);
ScenarioResult run_scenario(const PolicyText& text, const PlanBook& book);

}  // namespace yitong
