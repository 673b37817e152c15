#include "cli/audit_command.h"

#include <fmt/format.h>
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "cli/complain.h"
#include "store/document_files.h"
#include "store/seals.h"
#include "store/sqlite/sqlite.h"
#include "store/transactions.h"
#include "verbs/audit.h"

namespace yitong {
namespace {

struct AuditOptions {
  std::string database = "var/yitong.db";
  std::string key;
  std::string seals, seal_key;
  std::string documents;
};

/// `page_image`: for the audit, which checks the file.
Result<store::Store> open_reader(const AuditOptions& options, bool page_image = false) {
  const std::string& path = options.key.empty() ? options.database + ".key" : options.key;
  const auto key = store::MasterKey::load(path);
  if (!key) return fail(key.error());
  auto database =
      store::open_sqlite({.path = options.database, .read_only = true, .page_image = page_image});
  if (!database) return fail(database.error());
  return store::Store::open_reader(std::move(*database), *key);
}

struct SealsChecked {
  std::size_t seals = 0;
  Errors findings;
};

/// Against the file of seals beside the database, or a copy of it that was kept elsewhere.
Result<SealsChecked> check_seals(store::Store& store, const AuditOptions& options) {
  const std::string path = options.seals.empty() ? options.database + ".seals" : options.seals;
  std::ifstream in(path, std::ios::binary);
  if (!in && options.seals.empty()) return SealsChecked{};
  if (!in) return fail(ErrorCode::io_failed, path);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  const auto key = VerifyingKey::load(options.seal_key.empty() ? options.database + ".seal-key.pub"
                                                               : options.seal_key);
  if (!key) return fail(key.error());
  const store::SealFile seals = store::read_seals(text);
  store.database().begin_read();
  SealsChecked out{seals.payloads.size(), store::check_seals(store.database(), seals, *key)};
  store.database().rollback();
  return out;
}

/// The file and its reference tables first, which take longest, then ranges of buckets, short ones
/// at the end, so that all threads end together.
class Parts {
 public:
  explicit Parts(std::size_t threads) : threads_(static_cast<std::int32_t>(threads)) {}
  std::optional<store::AuditPart> next() {
    constexpr std::int32_t kLongest = 16;
    const std::lock_guard guard(lock_);
    if (!std::exchange(file_taken_, true)) return store::AuditPart{0, 0, true};
    if (first_ == kBuckets) return std::nullopt;
    const std::int32_t range = std::clamp((kBuckets - first_) / (4 * threads_), 1, kLongest);
    const std::int32_t begin = std::exchange(first_, first_ + range);
    return store::AuditPart{begin, first_, false};
  }

 private:
  const std::int32_t threads_;
  std::mutex lock_;
  bool file_taken_ = false;
  std::int32_t first_ = 0;  ///< bucket that nobody has taken
};

using Stores = std::vector<store::Store>;

/// One for each core, with pages in common.
Result<Stores> open_stores(const AuditOptions& options) {
  Stores out;
  std::vector<store::Database*> databases;
  for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i) {
    auto store = open_reader(options, true);
    if (!store) return fail(std::move(store.error()));
    out.push_back(std::move(*store));
    databases.push_back(&out.back().database());
  }
  store::share_pages(databases);
  return out;
}

/// A thread for each store.
store::AuditReport audit_in_parts(Stores& stores) {
  Parts parts(stores.size());
  verbs::SharedRules rules;
  std::vector<store::AuditReport> reports(stores.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < stores.size(); ++i)
    threads.emplace_back([&parts, &rules, &reports, &stores, i] {
      reports[i] = verbs::audit(
          stores[i], [&parts] { return parts.next(); }, rules);
    });
  for (std::thread& thread : threads) thread.join();
  store::AuditReport report;
  for (store::AuditReport& part : reports) report.add(std::move(part));
  std::ranges::sort(report.findings, {}, &Error::path);
  return report;
}

int audit_file(const AuditOptions& options) {
  // It then opens seals by what the processor has.
  if (sodium_init() < 0) return complain({{ErrorCode::io_failed, "random source", {}, {}, {}}});
  auto stores = open_stores(options);
  if (!stores) return complain(stores.error());
  store::AuditReport report = audit_in_parts(*stores);
  store::Store& store = stores->front();
  const auto sealed = check_seals(store, options);
  if (!sealed) return complain(sealed.error());
  report.findings.insert(report.findings.end(), sealed->findings.begin(), sealed->findings.end());
  const std::string folder =
      options.documents.empty() ? options.database + ".documents" : options.documents;
  const store::FilesChecked files = store::audit_documents(store, store::DocumentFolder(folder));
  report.findings.insert(report.findings.end(), files.findings.begin(), files.findings.end());
  for (const Error& finding : report.findings)
    fmt::print("{}: found {}; expected {}\n", finding.path, finding.found, finding.rule);
  fmt::print(
      "{} entries: {} settlements, {} reversals, {} tombstones; {} accumulators; {} texts; {} "
      "accounts; {} holdings; {} seals; {} documents; {} owed to institutions\n",
      report.entries, report.settlements, report.reversals, report.tombstones, report.accumulators,
      report.texts, report.accounts, report.holdings, sealed->seals, files.files,
      report.owed.str());
  if (files.without_row > 0)
    fmt::print("{} files of documents without a row, which the server sweeps after an hour\n",
               files.without_row);
  if (report.findings.size() >= store::kMaxFindings) fmt::print("… and more, not listed\n");
  fmt::print("{}\n", report.clean() ? "clean" : "DAMAGED");
  return report.clean() ? 0 : 1;
}

/// hledger's journal format on standard output.
int print_ledger(const AuditOptions& options) {
  auto store = open_reader(options);
  if (!store) return complain(store.error());
  const auto done =
      store::for_each_transaction(store->database(), [](const ledger::Transaction& transaction) {
        fmt::print("{}", ledger::hledger_text(transaction));
      });
  return done ? 0 : complain(done.error());
}

void add_reader(CLI::App& app, const char* name, const char* what, int (*run)(const AuditOptions&),
                int& exit_code) {
  auto options = std::make_shared<AuditOptions>();
  CLI::App* command = app.add_subcommand(name, what);
  command->add_option("--db", options->database, "The database")->capture_default_str();
  command->add_option("--key", options->key, "Master key file (the database's path with .key)");
  command->add_option("--seals", options->seals, "Seals (the database's path with .seals)");
  command->add_option("--seal-key", options->seal_key,
                      "Public key of the seals (the database's path with .seal-key.pub)");
  command->add_option("--documents", options->documents,
                      "Folder of documents (the database's path with .documents)");
  command->callback([options, run, &exit_code] { exit_code = run(*options); });
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
