#include "cli/scenario_command.h"

#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenario/scenario.h"

namespace yitong {

void add_scenario_command(CLI::App& app, int& exit_code) {
  struct Options {
    std::vector<std::string> paths = {"scenarios"};
    std::string policies = "policies";
    bool quiet = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* scenario =
      app.add_subcommand("scenario", "Run scenarios: a policy, a case, the expected bill");
  scenario->require_subcommand(1);
  CLI::App* run = scenario->add_subcommand("run", "Run files or folders");
  run->add_option("paths", options->paths, "Files or folders");
  run->add_option("--policies", options->policies, "Folder of policy files");
  run->add_flag("--quiet", options->quiet, "Only what fails");
  run->callback([options, &exit_code] {
    const ScenarioRun result = run_scenarios(options->paths, options->policies);
    for (const ScenarioResult& each : result.results)
      if (!each.passed || !options->quiet)
        fmt::print("{} {}: {}\n{}", each.passed ? "ok    " : "FAILED", each.file, each.title,
                   each.details);
    fmt::print("{} passed, {} failed\n", result.passed(), result.results.size() - result.passed());
    exit_code = result.passed() == result.results.size() && !result.results.empty() ? 0 : 1;
  });
}

}  // namespace yitong
