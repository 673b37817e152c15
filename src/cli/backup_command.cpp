#include "cli/backup_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "base/file.h"
#include "store/seals.h"
#include "store/sqlite/backup.h"

namespace yitong {
namespace {

namespace fs = std::filesystem;

struct BackupOptions {
  std::string database = "var/yitong.db";
  std::string folder;
};

/// The whole lines of a file of seals, or a whole file; nothing where there is none.
Result<void> copy_text(const std::string& from, const std::string& to, bool seals) {
  std::ifstream in(from, std::ios::binary);
  if (!in) return {};
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (seals) text.resize(store::read_seals(text).whole);
  return create_file(to, text, 0644);
}

/// Files of documents never change, so that those copied before are skipped.
Result<void> copy_documents(const std::string& from, const std::string& to) {
  std::error_code error;
  if (!fs::exists(from, error)) return {};
  fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::skip_existing, error);
  // One that is removed meanwhile is a fault of the walk; the second walk begins anew.
  if (error && error != std::errc::no_such_file_or_directory)
    return fail(file_fault(to, error.value()));
  return {};
}

/// To who waits at a terminal. What else is said there begins with a line of its own.
void tell(int percent) {
  if (::isatty(STDERR_FILENO) == 0) return;
  fmt::print(stderr, "\r{:>3} % of the database", percent);
  (void)std::fflush(stderr);
}
void end_line() {
  if (::isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\n");
}

/// Seals first: the copy of the database then holds all that they name. Documents before and after
/// the database: what is removed meanwhile was copied before, what is added, after.
Result<void> back_up(const BackupOptions& options) {
  const std::string name = fs::path(options.database).filename();
  const std::string to = fs::path(options.folder) / name;
  std::error_code error;
  fs::create_directories(options.folder, error);
  if (error) return fail(file_fault(options.folder, error.value()));
  const std::string& from = options.database;
  if (auto copied = copy_text(from + ".seals", to + ".seals", true); !copied) return copied;
  if (auto copied = copy_text(from + ".seal-key.pub", to + ".seal-key.pub", false); !copied)
    return copied;
  const std::string documents = to + ".documents";
  if (auto copied = copy_documents(from + ".documents", documents); !copied) return copied;
  tell(0);
  auto copied = store::back_up_sqlite(from, to, tell);
  if (copied) tell(100);
  end_line();
  if (!copied) return copied;
  return copy_documents(from + ".documents", documents);
}

int run(const BackupOptions& options) {
  const auto done = back_up(options);
  if (done) {
    fmt::print("The master key is not in it. Prove it: yitong audit --key KEY --db {}\n",
               (fs::path(options.folder) / fs::path(options.database).filename()).string());
    return 0;
  }
  for (const Error& each : done.error()) fmt::print(stderr, "{}\n", each.str(false));
  return 1;
}

}  // namespace

void add_backup_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<BackupOptions>();
  CLI::App* command =
      app.add_subcommand("backup", "Copy the database and its seals while the server runs");
  command->add_option("--db", options->database, "The database")->capture_default_str();
  command->add_option("--to", options->folder, "A folder without an earlier copy")->required();
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace yitong
