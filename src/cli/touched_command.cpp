#include "cli/touched_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/text.h"
#include "cli/complain.h"
#include "server/clock.h"
#include "store/sqlite/sqlite.h"
#include "verbs/publication.h"

namespace yitong {
namespace {

struct TouchedOptions {
  std::string database = "var/yitong.db", key;
  std::vector<std::string> policies = {"policies"}, catalogues = {"catalogues/demo"};
  verbs::TouchedFilter filter;
};

std::string text_of(const std::vector<std::pair<std::string, Money>>& differences) {
  std::string out;
  for (const auto& [payer, amount] : differences)
    out += fmt::format(" {} {}{}", payer, amount.is_negative() ? "" : "+", amount.str());
  return out.empty() ? " no money moves" : out;
}

Result<verbs::TouchedReport> find(const TouchedOptions& options) {
  const auto key =
      store::MasterKey::load(options.key.empty() ? options.database + ".key" : options.key);
  if (!key) return fail(key.error());
  const auto rules = verbs::load_rules(options.policies, options.catalogues);
  if (!rules) return fail(rules.error());
  auto database = store::open_sqlite({.path = options.database, .read_only = true});
  if (!database) return fail(std::move(database.error()));
  auto store = store::Store::open_reader(std::move(*database), *key);
  if (!store) return fail(std::move(store.error()));
  return verbs::touched(*store, **rules, options.filter, server::now());
}

int run(const TouchedOptions& options) {
  const auto report = find(options);
  if (!report) return complain(report.error());
  for (const verbs::Touched& each : report->settlements) {
    fmt::print("{} {} {}/{} {} plan {}", each.settlement_id, each.on.str(), each.area,
               each.insurance, each.person, to_hex(bytes_of(each.old_plan)).substr(0, 12));
    if (!each.refusal.empty())
      fmt::print(": refused now: {}\n", each.refusal[0].str(false));
    else
      fmt::print(" -> {}{}:{}\n", to_hex(bytes_of(each.plan)).substr(0, 12),
                 each.follows ? " (follows)" : "", text_of(each.differences));
  }
  for (const auto& [key, amount] : report->sums)
    fmt::print("{} {} {}{}\n", key.first, key.second, amount.is_negative() ? "" : "+",
               amount.str());
  fmt::print("{} settlements touched{}\n", report->settlements.size(),
             report->complete ? "" : ", and more: raise --limit");
  return report->settlements.empty() ? 0 : 1;
}

}  // namespace

void add_touched_command(CLI::App& policy, int& exit_code) {
  auto options = std::make_shared<TouchedOptions>();
  CLI::App* command = policy.add_subcommand(
      "touched", "Settlements decided by another plan than the one known now, and what would move");
  command->add_option("--db", options->database, "The database")->capture_default_str();
  command->add_option("--key", options->key, "Master key file (the database's path with .key)");
  command->add_option("--policies", options->policies, "Policy files or folders")
      ->capture_default_str();
  command->add_option("--catalogue", options->catalogues, "Folders of catalogue editions")
      ->capture_default_str();
  command->add_option("--area", options->filter.area, "Only this insured area");
  command->add_option("--insurance", options->filter.insurance, "Only this insurance");
  command->add_option("--limit", options->filter.limit, "At most so many")->capture_default_str();
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace yitong
