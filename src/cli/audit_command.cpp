#include "cli/audit_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "store/sqlite/sqlite.h"
#include "store/transactions.h"
#include "verbs/audit.h"

namespace yitong {
namespace {

struct Options {
  std::string database = "var/yitong.db";
  std::string key;
};

int complain(const Errors& errors) {
  for (const Error& error : errors) fmt::print(stderr, "{}\n", error.str(false));
  return 2;
}

Result<store::Store> open_reader(const Options& options) {
  const std::string& path = options.key.empty() ? options.database + ".key" : options.key;
  const auto key = store::MasterKey::load(path);
  if (!key) return fail(key.error());
  auto database = store::open_sqlite({.path = options.database, .read_only = true});
  if (!database) return fail(database.error());
  return store::Store::open_reader(std::move(*database), *key);
}

int audit_file(const Options& options) {
  auto store = open_reader(options);
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

/// hledger's journal format on standard output.
int print_ledger(const Options& options) {
  auto store = open_reader(options);
  if (!store) return complain(store.error());
  const auto done =
      store::for_each_transaction(store->database(), [](const ledger::Transaction& transaction) {
        fmt::print("{}", ledger::hledger_text(transaction));
      });
  return done ? 0 : complain(done.error());
}

CLI::App* add_reader(CLI::App& app, const char* name, const char* what, int (*run)(const Options&),
                     int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(name, what);
  command->add_option("--db", options->database, "The database")->capture_default_str();
  command->add_option("--key", options->key, "Master key file (the database's path with .key)");
  command->callback([options, run, &exit_code] { exit_code = run(*options); });
  return command;
}

}  // namespace

void add_audit_command(CLI::App& app, int& exit_code) {
  add_reader(app, "audit", "Read everything back and settle every bill again as recorded",
             audit_file, exit_code);
  add_reader(app, "ledger",
             "Print all postings as hledger reads them: yitong ledger | hledger -f - …",
             print_ledger, exit_code);
}

}  // namespace yitong
