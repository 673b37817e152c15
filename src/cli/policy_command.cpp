#include "cli/policy_command.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "cli/touched_command.h"
#include "policy/book.h"
#include "policy/schema.h"
#include "policy/show.h"
#include "review/coverage.h"
#include "review/differences.h"
#include "review/review.h"

namespace yitong {
namespace {

struct PolicyOptions {
  std::vector<std::string> paths = {"policies"};
  std::string area, insurance, on, before, after, folder = "policies";
  bool chinese = false, brief = false, json = false;
};

/// The clock is read here and nowhere below.
Date today() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Instant{std::chrono::duration_cast<std::chrono::microseconds>(now).count()}.date();
}

/// The day of --on, today when absent; nothing when it is no day.
std::optional<Date> day_of(const PolicyOptions& options) {
  const auto on = options.on.empty() ? today() : Date::parse(options.on);
  if (!on)
    fmt::print(stderr, "{}\n", Error{ErrorCode::bad_date, "--on", options.on, {}, {}}.str(false));
  return on;
}

int check(const PolicyOptions& options) {
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

int show_area(const PolicyOptions& options) {
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
  const auto known = loaded.book.services(options.area, options.insurance, *on);
  if (known != nullptr && known->area == options.area) {
    fmt::print("{}", render(show(*known), *known, options.chinese));
    return 0;
  }
  const Error error{ErrorCode::no_policy_in_force, options.area, options.on, {}, {}};
  fmt::print(stderr, "{}\n", error.str(false));
  return 1;
}

int cover(const PolicyOptions& options) {
  const auto on = day_of(options);
  if (!on) return 2;
  const Loaded loaded = PlanBook::load(options.paths);
  for (const Loaded::Finding& finding : loaded.findings)
    fmt::print(stderr, "{}", options.chinese ? finding.text_zh : finding.text_en);
  const std::vector<CoverageRow> rows = coverage(loaded.book, *on);
  fmt::print("{}", options.json ? coverage_json(rows, *on) : coverage_text(rows, options.chinese));
  return loaded.errors() == 0 ? 0 : 1;
}

std::optional<PolicyText> read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return PolicyText{path, std::string(std::istreambuf_iterator<char>(in), {})};
}

/// The plans of one file, which extends files beside it or in the folder of policies.
Loaded load_version(const std::string& path, const std::string& folder) {
  std::vector<PolicyText> texts;
  std::string next = path;
  while (!next.empty() && texts.size() < 16) {
    auto text = read(next);
    if (!text) break;
    const std::string extends = extends_of(*text);
    const auto beside = std::filesystem::path(next).parent_path() / (extends + ".toml");
    std::error_code ignored;
    next = extends.empty()                            ? std::string()
           : std::filesystem::exists(beside, ignored) ? beside.string()
                                                      : folder + "/" + extends + ".toml";
    texts.push_back(std::move(*text));
  }
  return PlanBook::from_texts(std::move(texts));
}

/// "FILE" or "AREA/INSURANCE@DATE"; faults are printed.
std::vector<std::shared_ptr<const Plan>> version_of(const std::string& name,
                                                    const PolicyOptions& options) {
  const auto slash = name.find('/'), at = name.find('@');
  std::vector<std::shared_ptr<const Plan>> out;
  if (at != name.npos && slash == 6) {
    const auto on = Date::parse(name.substr(at + 1));
    const Loaded loaded = PlanBook::load({options.folder});
    const auto plans = loaded.book.find(name.substr(0, 6), name.substr(7, at - 7),
                                        on.value_or(Date::from_days(0)));
    if (plans)
      out.push_back(plans->exact);
    else
      fmt::print(stderr, "{}\n", plans.error()[0].str(options.chinese));
    return out;
  }
  const Loaded loaded = load_version(name, options.folder);
  for (const Loaded::Finding& finding : loaded.findings)
    fmt::print(stderr, "{}", options.chinese ? finding.text_zh : finding.text_en);
  for (const PlanBook::Entry& entry : loaded.book.entries())
    if (entry.plans.exact->policy->texts.back().name == name) out.push_back(entry.plans.exact);
  if (out.empty())
    fmt::print(stderr, "{}\n", Error{ErrorCode::no_policy_in_force, name, {}, {}, {}}.str(false));
  return out;
}

void print_differences(const Plan& before, const Plan& after, const PolicyOptions& options) {
  const auto pick = [&](const Words& words) { return options.chinese ? words.zh : words.en; };
  const std::vector<Difference> changes = differences(before, after);
  fmt::print(fmt::runtime(options.chinese ? "{} {} {}：{} 起的规定与 {} 起的规定相比，{}\n"
                                          : "{} {} {}: in force from {}, compared with {}: {}\n"),
             after.policy->area, pick(after.policy->name), after.insurance,
             after.policy->from.str(), before.policy->from.str(),
             changes.empty()
                 ? (options.chinese ? "没有变化" : "no change")
                 : fmt::format("{}{}", changes.size(), options.chinese ? " 处变化" : " changes"));
  for (const Difference& change : changes) {
    fmt::print("· {}\n", pick(change.text));
    if (!change.example.zh.empty())
      fmt::print("    {} {}\n", options.chinese ? "例：" : "example:", pick(change.example));
  }
}

int differ(const PolicyOptions& options) {
  const auto before = version_of(options.before, options),
             after = version_of(options.after, options);
  bool compared = false;
  for (const auto& now : after)
    for (const auto& old : before) {
      const bool alone = before.size() == 1 && after.size() == 1;
      if (!alone && old->insurance != now->insurance) continue;
      print_differences(*old, *now, options);
      compared = true;
    }
  return compared ? 0 : 1;
}

}  // namespace

void add_policy_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<PolicyOptions>();
  CLI::App* policy = app.add_subcommand("policy", "Check and read policy files");
  policy->require_subcommand(1);
  add_touched_command(*policy, exit_code);
  CLI::App* check_command =
      policy->add_subcommand("check", "Report every fault with file, line, rule and remedy");
  check_command->add_option("paths", options->paths, "Files or folders");
  check_command->add_flag("--zh", options->chinese, "In Chinese");
  check_command->add_flag("--brief", options->brief, "A line for each warning");
  check_command->add_option("--on", options->on, "Day by which review dates are judged; today");
  check_command->callback([options, &exit_code] { exit_code = check(*options); });
  CLI::App* cover_command = policy->add_subcommand(
      "coverage", "Areas, benefits and years: grades, unknown figures, holes");
  cover_command->add_option("paths", options->paths, "Files or folders");
  cover_command->add_option("--on", options->on, "Day by which review dates are judged; today");
  cover_command->add_flag("--json", options->json, "As JSON");
  cover_command->add_flag("--zh", options->chinese, "In Chinese");
  cover_command->callback([options, &exit_code] { exit_code = cover(*options); });
  policy->add_subcommand("schema", "Print docs/policy.schema.json, for editors")->callback([] {
    fmt::print("{}", policy_schema());
  });
  CLI::App* diff_command =
      policy->add_subcommand("diff", "What changed between two versions, with worked bills");
  diff_command->add_option("before", options->before, "A file, or AREA/INSURANCE@DATE")->required();
  diff_command->add_option("after", options->after, "A file, or AREA/INSURANCE@DATE")->required();
  diff_command->add_option("--policies", options->folder, "Folder of policy files");
  diff_command->add_flag("--zh", options->chinese, "In Chinese");
  diff_command->callback([options, &exit_code] { exit_code = differ(*options); });
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
