#include "cli/rotate_command.h"

#include <fmt/format.h>
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/complain.h"
#include "store/rotate.h"
#include "store/sqlite/sqlite.h"

namespace yitong {
namespace {

struct RotateOptions {
  std::string database = "var/yitong.db";
  std::string key, new_key;
};

/// The new key is on disk before anything depends on it.
Result<std::int64_t> rotate(const RotateOptions& options) {
  const auto old =
      store::MasterKey::load(options.key.empty() ? options.database + ".key" : options.key);
  if (!old) return fail(old.error());
  auto database = store::open_sqlite({.path = options.database});
  if (!database) return fail(std::move(database.error()));
  auto store = store::Store::open(std::move(*database), *old);
  if (!store) return fail(std::move(store.error()));
  std::string random(32, '\0');
  if (sodium_init() < 0) return fail(ErrorCode::io_failed, "random source");
  randombytes_buf(random.data(), random.size());
  const auto fresh = store::MasterKey::create(options.new_key, random);
  if (!fresh) return fail(fresh.error());
  return store::rotate_key(
      *store, *fresh, [](std::span<std::uint8_t> out) { randombytes_buf(out.data(), out.size()); });
}

int run_rotation(const RotateOptions& options) {
  const auto count = rotate(options);
  if (!count) return complain(count.error());
  fmt::print(
      "{} seals of persons and second factors are made anew by {}. Start the server with --key {}; "
      "backups made "
      "before still need the old key.\n",
      *count, options.new_key, options.new_key);
  return 0;
}

}  // namespace

void add_rotate_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<RotateOptions>();
  CLI::App* command = app.add_subcommand(
      "rotate-keys", "Give a database another master key; stop its server before");
  command->add_option("--db", options->database, "The database")->capture_default_str();
  command->add_option("--key", options->key, "Master key file (the database's path with .key)");
  command->add_option("--new-key", options->new_key, "File to make for the new master key")
      ->required();
  command->callback([options, &exit_code] { exit_code = run_rotation(*options); });
}

}  // namespace yitong
