#include "cli/scenario_command.h"

#include <filesystem>
#include <fstream>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "scenario/scenario.h"

namespace yitong {
namespace {

/// What is frozen stays: a file that exists is never written again.
int freeze_all(const std::vector<std::string>& files) {
  int written = 0, refused = 0;
  for (const std::string& file : files) {
    const auto out = std::filesystem::path(file).replace_extension(".txt");
    std::error_code ignored;
    if (std::filesystem::exists(out, ignored)) continue;
    std::ifstream in(file, std::ios::binary);
    const ScenarioResult result =
        run_scenario({file, std::string(std::istreambuf_iterator<char>(in), {})}, PlanBook());
    if (!result.passed || result.transcript.empty()) {
      fmt::print(stderr, "{}: {}\n{}", file, result.title, result.details);
      ++refused;
      continue;
    }
    std::ofstream(out, std::ios::binary) << result.transcript;
    ++written;
  }
  fmt::print("{} written, {} there already, {} refused\n", written,
             static_cast<int>(files.size()) - written - refused, refused);
  return refused == 0 ? 0 : 1;
}

}  // namespace

void add_scenario_command(CLI::App& app, int& exit_code) {
  struct ScenarioOptions {
    std::vector<std::string> paths = {"scenarios"};
    std::string policies = "policies";
    bool quiet = false;
  };
  auto options = std::make_shared<ScenarioOptions>();
  auto frozen = std::make_shared<std::vector<std::string>>();
  CLI::App* scenario =
      app.add_subcommand("scenario", "Run scenarios: a policy, a case, the expected bill");
  scenario->require_subcommand(1);
  CLI::App* run = scenario->add_subcommand("run", "Run files or folders");
  run->add_option("paths", options->paths, "Files or folders");
  CLI::App* freeze = scenario->add_subcommand(
      "freeze", "Write what scenarios come to beside them, once, for tests/golden");
  freeze->add_option("files", *frozen, "Scenarios with a policy text of their own")->required();
  freeze->callback([frozen, &exit_code] { exit_code = freeze_all(*frozen); });
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
