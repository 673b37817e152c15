#include <cstdio>
#include <exception>
#include <memory>

#include <CLI/CLI.hpp>

#include "api/problem.h"
#include "api/rights_text.h"
#include "cases/tables_text.h"
#include "cli/account_command.h"
#include "cli/audit_command.h"
#include "cli/backup_command.h"
#include "cli/catalogue_command.h"
#include "cli/policy_command.h"
#include "cli/rotate_command.h"
#include "cli/scenario_command.h"
#include "cli/serve_command.h"

namespace {

constexpr const char* kVersion = "0.1.0";

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

int run(int argc, char** argv) {
  CLI::App app("Yitong 异通 settles medical insurance bills across regions");
  app.name("yitong");
  app.require_subcommand(1);
  app.set_version_flag("--version", kVersion);
  int exit_code = 0;
  yitong::add_serve_command(app, exit_code);
  yitong::add_quote_command(app, exit_code);
  yitong::add_policy_command(app, exit_code);
  yitong::add_scenario_command(app, exit_code);
  yitong::add_catalogue_command(app, exit_code);
  yitong::add_audit_command(app, exit_code);
  yitong::add_backup_command(app, exit_code);
  yitong::add_account_command(app, exit_code);
  yitong::add_rotate_command(app, exit_code);
  app.add_subcommand("errors", "Print docs/errors.md from the table of errors")->callback([] {
    print(yitong::api::errors_markdown());
  });
  app.add_subcommand("cases", "Print docs/case-tables.md from the tables of cases")->callback([] {
    print(yitong::cases::tables_markdown());
  });
  auto as_json = std::make_shared<bool>(false);
  CLI::App* roles = app.add_subcommand("roles", "Print docs/roles.md from the table of rights");
  roles->add_flag("--json", *as_json, "For programs");
  roles->callback([as_json] {
    print(*as_json ? yitong::api::rights_json() + "\n" : yitong::api::rights_markdown());
  });
  app.add_subcommand("version", "Print the version")->callback([] {
    print(std::string(kVersion) + "\n");
  });
  CLI11_PARSE(app, argc, argv);
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "yitong: %s\n", error.what());
    return 1;
  }
}
