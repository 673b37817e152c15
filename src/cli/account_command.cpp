#include "cli/account_command.h"

#include <fmt/format.h>
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/complain.h"
#include "identity/rights.h"
#include "identity/totp.h"
#include "server/clock.h"
#include "store/sqlite/sqlite.h"
#include "verbs/add_login.h"

namespace yitong {
namespace {

struct AccountOptions {
  std::string database = "var/yitong.db", key;
  verbs::NewLogin wanted;
  bool no_second_factor = false;
};

std::string fresh_bytes(std::size_t size) {
  std::string out(size, '\0');
  randombytes_buf(out.data(), out.size());
  return out;
}

Result<std::int64_t> add(AccountOptions& options) {
  const auto key =
      store::MasterKey::load(options.key.empty() ? options.database + ".key" : options.key);
  if (!key) return fail(key.error());
  auto database = store::open_sqlite({.path = options.database});
  if (!database) return fail(std::move(database.error()));
  auto store = store::Store::open(std::move(*database), *key);
  if (!store) return fail(std::move(store.error()));
  verbs::LoginSecrets secrets;
  randombytes_buf(secrets.salt.data(), secrets.salt.size());
  secrets.nonce = fresh_bytes(24);
  return verbs::add_login(*store, options.wanted, secrets, server::now());
}

int run(AccountOptions& options) {
  if (sodium_init() < 0) return complain({{ErrorCode::io_failed, "random source", {}, {}, {}}});
  const auto role = identity::parse_role(options.wanted.login.role);
  const bool staff = role && is_staff(*role) && *role != identity::Role::institution_system;
  if (staff && !options.no_second_factor)
    options.wanted.secret = fresh_bytes(identity::kTotpSecretBytes);
  std::getline(std::cin, options.wanted.password);
  const auto no = add(options);
  if (!no) return complain(no.error());
  fmt::print("{} version {}\n", options.wanted.login.account, *no);
  if (!options.wanted.secret.empty())
    fmt::print("second factor, for an authenticator, shown once: {}\n",
               identity::base32(options.wanted.secret));
  return 0;
}

}  // namespace

void add_account_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<AccountOptions>();
  CLI::App* command = app.add_subcommand("account", "Who may sign in");
  command->require_subcommand(1);
  CLI::App* adding = command->add_subcommand(
      "add",
      "Make an account, or change one and end its sessions; the password is read from input");
  ledger::Login& login = options->wanted.login;
  adding->add_option("account", login.account, "Its name; of an insured person the number")
      ->required();
  adding->add_option("--role", login.role, "A role of `yitong roles`")->required();
  adding->add_option("--areas", login.areas,
                     "Area codes with a blank between; 000000 is the whole country");
  adding->add_option("--agency", login.agency, "Name of the agency, as it is shown");
  adding->add_option("--institution", login.institution, "Code of the institution");
  adding->add_option("--person", login.person, "Number of the insured person");
  adding->add_option("--title-zh", login.title_zh, "What is shown, in Chinese");
  adding->add_option("--title-en", login.title_en, "What is shown, in English");
  adding->add_flag("--no-second-factor", options->no_second_factor, "Staff without one");
  adding->add_option("--db", options->database, "The database")->capture_default_str();
  adding->add_option("--key", options->key, "Master key file (the database's path with .key)");
  adding->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace yitong
