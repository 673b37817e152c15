#include "cli/policy_command.h"

#include <chrono>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "policy/book.h"
#include "policy/show.h"
#include "review/review.h"

namespace yitong {
namespace {

struct Options {
  std::vector<std::string> paths = {"policies"};
  std::string area, insurance, on, folder = "policies";
  bool chinese = false, brief = false;
};

/// The clock is read here and nowhere below.
Date today() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Instant{std::chrono::duration_cast<std::chrono::microseconds>(now).count()}.date();
}

/// The day of --on, today when absent; nothing when it is no day.
std::optional<Date> day_of(const Options& options) {
  const auto on = options.on.empty() ? today() : Date::parse(options.on);
  if (!on)
    fmt::print(stderr, "{}\n", Error{ErrorCode::bad_date, "--on", options.on, {}, {}}.str(false));
  return on;
}

int check(const Options& options) {
  const auto on = day_of(options);
  if (!on) return 2;
  const Loaded loaded = PlanBook::load(options.paths);
  for (const Loaded::Finding& finding : loaded.findings)
    fmt::print("{}", options.chinese ? finding.text_zh : finding.text_en);
  const std::size_t errors = loaded.errors();
  const std::vector<Finding> findings = review(loaded.book, *on);
  std::string file;
  for (const Finding& finding : findings) {
    if (finding.file() != file) fmt::print("\n");
    file = finding.file();
    const std::string text = render(finding, options.chinese);
    fmt::print("{}", options.brief ? text.substr(0, text.find('\n') + 1) : text);
  }
  fmt::print("{} files, {} plans, {} errors, {} warnings\n", loaded.files,
             loaded.book.entries().size(), errors,
             loaded.findings.size() - errors + findings.size());
  return errors == 0 ? 0 : 1;
}

int show_area(const Options& options) {
  const Loaded loaded = PlanBook::load({options.folder});
  const auto on = day_of(options);
  if (!on) return 2;
  bool shown = false;
  for (const char* insurance : {"310", "390"}) {
    if (!options.insurance.empty() && options.insurance != insurance) continue;
    const auto plans = loaded.book.find(options.area, insurance, *on);
    if (!plans) continue;
    shown = true;
    const Policy& policy = *plans->exact->policy;
    fmt::print("{} · {}\n", insurance, render(show(policy), policy, options.chinese));
  }
  if (shown) return 0;
  const Error error{ErrorCode::no_policy_in_force, options.area, options.on, {}, {}};
  fmt::print(stderr, "{}\n", error.str(false));
  return 1;
}

}  // namespace

void add_policy_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* policy = app.add_subcommand("policy", "Check and read policy files");
  policy->require_subcommand(1);
  CLI::App* check_command =
      policy->add_subcommand("check", "Report every fault with file, line, rule and remedy");
  check_command->add_option("paths", options->paths, "Files or folders");
  check_command->add_flag("--zh", options->chinese, "In Chinese");
  check_command->add_flag("--brief", options->brief, "A line for each warning");
  check_command->add_option("--on", options->on, "Day by which review dates are judged; today");
  check_command->callback([options, &exit_code] { exit_code = check(*options); });
  CLI::App* show_command =
      policy->add_subcommand("show", "An area's policy as sentences and tables");
  show_command->add_option("area", options->area, "Six digits")->required();
  show_command->add_option("--on", options->on, "Day, such as 2025-03-20")->required();
  show_command->add_option("--insurance", options->insurance, "310 or 390; both when absent");
  show_command->add_option("--policies", options->folder, "Folder of policy files");
  show_command->add_flag("--zh", options->chinese, "In Chinese");
  show_command->callback([options, &exit_code] { exit_code = show_area(*options); });
}

}  // namespace yitong
