#include "server/app.h"

#include <sodium.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "api/handlers.h"
#include "api/problem.h"
#include "base/file.h"
#include "server/clock.h"
#include "server/commit_thread.h"
#include "server/courier.h"
#include "server/credential_key.h"
#include "server/demo_people.h"
#include "server/descriptors.h"
#include "server/document_desk.h"
#include "server/health.h"
#include "server/product_site.h"
#include "server/provider_desk.h"
#include "server/sealer.h"
#include "server/ticker.h"
#include "store/sqlite/log_keeper.h"
#include "store/sqlite/sqlite.h"
#include "verbs/publication.h"

namespace yitong::server {
namespace {

namespace fs = std::filesystem;

Result<api::Contract> load_contract(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(ErrorCode::io_failed, path);
  std::ostringstream text;
  text << in.rdbuf();
  return api::read_contract(std::move(text).str());
}

/// The key is made once, together with the database; a database whose key is gone must not get
/// another.
Result<store::MasterKey> open_key(const std::string& path, bool new_database) {
  if (fs::exists(path) || !new_database) return store::MasterKey::load(path);
  std::string random(32, '\0');
  if (sodium_init() < 0) return fail(ErrorCode::io_failed, "random source");
  randombytes_buf(random.data(), random.size());
  return store::MasterKey::create(path, random);
}

bool is_loopback(const std::string& address) {
  return address == "localhost" || address == "::1" || address.starts_with("127.");
}

/// Half of the workers may be busy with passwords; the others go on answering.
api::Door door_of(const AppOptions& options) {
  api::Door out;
  out.open = options.open;
  out.secure_cookies = !is_loopback(options.http.address);
  out.random = [](std::span<std::uint8_t> bytes) { randombytes_buf(bytes.data(), bytes.size()); };
  out.hashing = std::make_shared<std::atomic<int>>(std::max(1u, options.http.workers / 2));
  return out;
}

struct Stores {
  store::Store writer;
  std::vector<store::Store> readers, asides, others;
  store::Store sealer, courier;
  store::Checkpointer checkpointer;
};

/// Room for the inner pages of the database of a province, and for its busiest ones: 550 MB, taken
/// as the database grows.
constexpr int kWriterPages = 128'000;

Result<Stores> open_stores(const AppOptions& options) {
  const fs::path folder = fs::path(options.database).parent_path();
  std::error_code error;
  if (!folder.empty()) fs::create_directories(folder, error);
  if (error) return fail(file_fault(folder.string(), error.value()));
  const std::string key_path = options.key.empty() ? options.database + ".key" : options.key;
  auto key = open_key(key_path, !fs::exists(options.database));
  if (!key) return fail(std::move(key.error()));
  store::SqliteOptions sqlite{
      .path = options.database, .auto_checkpoint_pages = 0, .cache_pages = kWriterPages};
  auto database = store::open_sqlite(sqlite);
  if (!database) return fail(std::move(database.error()));
  const std::shared_ptr<store::CommitLog> log = (*database)->log();
  auto writer = store::Store::open(std::move(*database), *key);
  if (!writer) return fail(std::move(writer.error()));
  std::vector<store::Store> readers;
  for (unsigned i = 0; i < std::max(1u, options.http.workers) + 2 + 2 * kAsideThreads; ++i) {
    store::SqliteOptions read_only{
        .path = options.database, .read_only = true, .cache_pages = 500, .log = log};
    auto reading = store::open_sqlite(read_only);
    if (!reading) return fail(std::move(reading.error()));
    auto reader = store::Store::open_reader(std::move(*reading), *key);
    if (!reader) return fail(std::move(reader.error()));
    readers.push_back(std::move(*reader));
  }
  std::vector<store::Store> asides, others;
  for (std::vector<store::Store>* each : {&asides, &others})
    for (unsigned i = 0; i < kAsideThreads; ++i) {
      each->push_back(std::move(readers.back()));
      readers.pop_back();
    }
  auto checkpointer = store::Checkpointer::open(sqlite);
  if (!checkpointer) return fail(std::move(checkpointer.error()));
  store::Store sealer = std::move(readers.back());
  readers.pop_back();
  store::Store courier = std::move(readers.back());
  readers.pop_back();
  return Stores{std::move(*writer), std::move(readers), std::move(asides),       std::move(others),
                std::move(sealer),  std::move(courier), std::move(*checkpointer)};
}

constexpr auto kTendEvery = std::chrono::seconds(1);
constexpr std::int64_t kSweepEveryPasses = 86'400;

/// That a session was used is written by the writer, as everything is; a full queue loses it until
/// the next time.
class UseWork final : public store::Work {
 public:
  explicit UseWork(const identity::TokenKey& key) : key_(key) {}
  void execute(store::Store& store, Instant now) override {
    verbs::see_session_now(store, key_, now);
  }
  void resolve(const Result<void>&) override {}

 private:
  const identity::TokenKey key_;
};

api::Deps with_uses_written(api::Deps deps, store::CommitQueue& queue) {
  deps.door.used = [&queue](const identity::TokenKey& key) {
    static_cast<void>(queue.offer(std::make_unique<UseWork>(key)));
  };
  return deps;
}

class RunningApp final : public App {
 public:
  RunningApp(const AppOptions& options, api::Deps deps, StaticFiles files, Stores stores,
             std::shared_ptr<const verbs::Desk> desk)
      : log_(options.log),
        documents_(deps.documents),
        log_keeper_(std::move(stores.checkpointer), [this] { writer_.finish_log(); }),
        writer_(std::move(stores.writer), options.queue_capacity,
                [this](std::size_t batch, std::int64_t micros, const Result<void>& outcome) {
                  if (!outcome) writing_.note(outcome);
                  site_.committed(batch, micros);
                }),
        asides_(std::move(stores.asides)),
        others_(std::move(stores.others)),
        site_(with_uses_written(std::move(deps), writer_.queue()), std::move(files),
              writer_.queue(), asides_, others_, std::move(stores.readers), log_, writing_),
        http_(site_, options.http),
        chores_(kTendEvery, [this] { tend(); }),
        courier_(std::make_unique<Courier>(std::move(stores.courier), writer_.queue(),
                                           std::move(desk))) {}

  /// The chains' heads are sealed from here on.
  Result<void> seal(store::Store reader, const std::string& database) {
    auto sealer = Sealer::start(std::move(reader), database,
                                [this](const Result<void>& outcome) { sealing_.note(outcome); });
    if (!sealer) return fail(std::move(sealer.error()));
    sealer_ = std::move(*sealer);
    return {};
  }

  /// A policy that became known after its days had begun may change what was settled.
  void tell(const std::vector<verbs::LatePolicy>& late) {
    for (const verbs::LatePolicy& each : late)
      log_.event("policy published late",
                 each.area + "/" + each.insurance + " in force from " + each.from.str() +
                     "; `yitong policy touched` lists the settlements",
                 now());
  }

  Result<void> listen() {
    auto port = http_.listen();
    if (!port) return fail(std::move(port.error()));
    port_ = *port;
    return {};
  }

  std::uint16_t port() const override { return port_; }

  void run() override {
    log_.event("started", "listening", now());
    http_.run();
    asides_.finish();
    others_.finish();
    site_.write_refusals(now(), true);
    courier_.reset();
    writer_.finish();  // its last replies still find the server, which nobody waits at
    sealer_.reset();   // with a last seal
    log_.event("stopped", "all that was accepted is on disk", now());
  }

  void stop() override { http_.stop(); }

 private:
  /// For the operator, wherever the access log goes.
  Tell tell() {
    return [this](const std::string& sentence) {
      std::fputs((sentence + "\n").c_str(), stderr);
      log_.event("fault", sentence, now());
    };
  }

  void tend() {
    site_.write_refusals(now(), false);
    if (sweep_passes_++ % kSweepEveryPasses == 0) sweep();
    const auto log = log_keeper_.pass();
    copying_.note(log ? Result<void>() : fail(log.error()));
    if (!writing_.well())
      writer_.touch([this](const Result<void>& outcome) { writing_.note(outcome); });
    site_.tended(log ? log->left : -1, !writing_.well(), !copying_.well(), !sealing_.well());
  }

  /// Files without a row, of uploads that a crash cut short. An hour is longer than any takes.
  void sweep() {
    asides_.offer([this](store::Store& reader) {
      constexpr std::int64_t kHour = std::int64_t{3'600} * 1'000'000;
      const auto removed =
          store::sweep_documents(reader, documents_->folder, {now().micros - kHour});
      if (removed && *removed > 0)
        log_.event("documents swept", std::to_string(*removed) + " files without a row", now());
    });
  }

  AccessLog log_;
  const std::shared_ptr<const api::DocumentDesk> documents_;
  Health writing_{"writing", tell()}, copying_{"copying the log", tell()},
      sealing_{"sealing", tell()};
  store::LogKeeper log_keeper_;
  CommitThread writer_;
  AsideThreads asides_, others_;
  ProductSite site_;
  HttpServer http_;
  Ticker chores_;  ///< copies the log, and sees whether what failed is well again
  std::unique_ptr<Courier> courier_;
  std::unique_ptr<Sealer> sealer_;
  std::uint16_t port_ = 0;
  std::int64_t sweep_passes_ = 0;  ///< of the chores; theirs alone
};

}  // namespace

Result<std::unique_ptr<App>> App::start(const AppOptions& wanted) {
  AppOptions options = wanted;
  Errors errors;
  const auto failed = [&](auto& result) {
    if (result) return false;
    errors.insert(errors.end(), result.error().begin(), result.error().end());
    return true;
  };
  if (sodium_init() < 0) return fail(ErrorCode::io_failed, "random source");
  api::Deps deps;
  deps.door = door_of(options);
  deps.public_address = options.public_address;
  if (!options.oidc.empty()) {
    auto providers = open_providers(options.oidc, options.public_address);
    if (!failed(providers)) deps.providers = std::move(*providers);
  }
  const bool has_calendar = std::filesystem::exists(options.calendar);
  auto rules = verbs::load_rules(options.policies, options.catalogues,
                                 has_calendar ? options.calendar : std::string());
  if (!failed(rules)) deps.rules = std::move(*rules);
  auto contract = load_contract(options.contract);
  if (!failed(contract)) deps.contract = std::move(*contract);
  StaticFiles files;
  if (fs::is_directory(options.web)) {
    auto loaded = StaticFiles::load(options.web);
    if (!failed(loaded)) files = std::move(*loaded);
  }
  const auto connections = connections_allowed(options.http.max_connections, options.http.workers);
  if (!failed(connections)) options.http.max_connections = *connections;
  if (!errors.empty()) return fail(std::move(errors));
  auto stores = open_stores(options);
  if (failed(stores) || !errors.empty()) return fail(std::move(errors));
  if (auto kept = verbs::keep_rules(stores->writer, *deps.rules); failed(kept))
    return fail(std::move(errors));
  auto late = verbs::publish(stores->writer, *deps.rules, now());
  if (failed(late)) return fail(std::move(errors));
  auto documents = open_documents(options);
  if (failed(documents)) return fail(std::move(errors));
  deps.documents = std::move(*documents);
  const auto desk = std::make_shared<verbs::Desk>(
      verbs::Desk{deps.rules, api::render_settled, {api::render_unknown, [](const Errors& refused) {
                                                      return api::problem(refused).body;
                                                    }}});
  if (options.register_by_message) deps.desk = desk;
  auto credentials = open_credential_desk(options.database, options.credential_seconds);
  if (failed(credentials)) return fail(std::move(errors));
  deps.credentials = std::move(*credentials);
  if (options.demo) {
    auto people = make_demo(stores->writer, deps.rules, now());
    if (failed(people)) return fail(std::move(errors));
    deps.demo_people = std::move(people->people);
    deps.demo_accounts = std::move(people->accounts);
  }
  store::Store sealer = std::move(stores->sealer);
  auto app = std::make_unique<RunningApp>(options, std::move(deps), std::move(files),
                                          std::move(*stores), desk);
  app->tell(*late);
  if (auto sealing = app->seal(std::move(sealer), options.database); failed(sealing))
    return fail(std::move(errors));
  if (auto listening = app->listen(); failed(listening)) return fail(std::move(errors));
  return app;
}

}  // namespace yitong::server
