#include "cli/audit_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "store/sqlite/sqlite.h"
#include "verbs/audit.h"

namespace yitong {
namespace {

int audit_file(const std::string& path, const std::string& key_path) {
  const auto complain = [](const Errors& errors) {
    for (const Error& error : errors) fmt::print(stderr, "{}\n", error.str(false));
    return 2;
  };
  const auto key = store::MasterKey::load(key_path);
  if (!key) return complain(key.error());
  auto database = store::open_sqlite({.path = path, .read_only = true});
  if (!database) return complain(database.error());
  auto store = store::Store::open_reader(std::move(*database), *key);
  if (!store) return complain(store.error());
  const store::AuditReport report = verbs::audit(*store);
  for (const Error& finding : report.findings)
    fmt::print("{}: found {}; expected {}\n", finding.path, finding.found, finding.rule);
  fmt::print("{} entries: {} settlements, {} reversals, {} tombstones; {} accumulators; {} texts\n",
             report.entries, report.settlements, report.reversals, report.tombstones,
             report.accumulators, report.texts);
  if (report.findings.size() >= store::kMaxFindings) fmt::print("… and more, not listed\n");
  fmt::print("{}\n", report.clean() ? "clean" : "DAMAGED");
  return report.clean() ? 0 : 1;
}

}  // namespace

void add_audit_command(CLI::App& app, int& exit_code) {
  struct Options {
    std::string database = "var/yitong.db";
    std::string key;
  };
  auto options = std::make_shared<Options>();
  CLI::App* audit =
      app.add_subcommand("audit", "Read everything back and settle every bill again as recorded");
  audit->add_option("--db", options->database, "The database")->capture_default_str();
  audit->add_option("--key", options->key, "Master key file (the database's path with .key)");
  audit->callback([options, &exit_code] {
    const std::string& key = options->key.empty() ? options->database + ".key" : options->key;
    exit_code = audit_file(options->database, key);
  });
}

}  // namespace yitong
