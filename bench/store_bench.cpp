// How many settlements a second one writer brings to disk, by batch: rows alone, and the whole verb
// under real policy.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "api/handlers.h"
#include "store/batch_writer.h"
#include "store/ledger_rows.h"
#include "store/record.h"
#include "town.h"

namespace yitong {
namespace {

constexpr int kPeople = 20'000;
constexpr int kLines = 20;

struct Site : bench::Folder {
  Site() : Folder("store"), town(file("yitong.db"), kPeople), store(*town.store) {}
  bench::Town town;
  store::Store& store;
};

/// Rows of one settlement whose blobs have the sizes of a 20-line bill.
void write_rows(store::Store& store, const std::string& person, const std::string& message,
                const std::string& input, const std::string& reply) {
  store::Database& database = store.database();
  const ledger::MessageKey key{person, "H36010099901", message};
  const std::int32_t bucket = bucket_of(person);
  if (store::find_message(database, bucket, key)) return;
  ledger::SettlementEntry entry;
  entry.key = key, entry.area = "110000", entry.insurance = "310",
  entry.on = *Date::from_ymd(2025, 3, 20);
  entry.before = store::find_accumulators(database, person, "110000/310");
  const store::Place place = store::next_place(database, bucket);
  entry.id = place.id;
  entry.payers.total = Money::yuan(10'000), entry.payers.cash = Money::yuan(2'000);
  entry.payers.funds = {{"hifp", Money::yuan(8'000)}};
  entry.changes = {{"110000/310", "2025", "admissions", 1},
                   {"110000/310", "2025", "fund:pool", 800'000}};
  entry.input = input, entry.outcome = std::string(200, 'o'), entry.steps = std::string(200, 's');
  store::Texts texts(database);
  store::record(database, store::rows_of(texts, place, entry, {}, reply, store::hash_of(key)));
}

void BM_Rows(benchmark::State& state) {
  Site site;
  const std::string input = verbs::encode(bench::bill_of(kLines)) + std::string(900, 'x');
  const std::string reply(static_cast<std::size_t>(state.range(1)), 'r');
  std::int64_t next = 0;
  for (auto _ : state) {
    site.store.database().begin_write();
    for (std::int64_t i = 0; i < state.range(0); ++i, ++next)
      write_rows(site.store, site.town.person(next), "m" + std::to_string(next), input, reply);
    if (!site.store.database().commit()) state.SkipWithError("commit failed");
  }
  state.SetItemsProcessed(next);
}
BENCHMARK(BM_Rows)
    ->ArgNames({"batch", "reply_bytes"})
    ->Args({1, 4000})
    ->Args({32, 4000})
    ->Args({64, 4000})
    ->Args({32, 500})
    ->UseRealTime();

/// The peer: the plain design that the store was chosen by, without ledger, journal or hashes. One
/// read, one claim, twenty lines, one update; everything in the order of one counter.
void BM_PlainRows(benchmark::State& state) {
  constexpr const char* kTables =
      "CREATE TABLE year (person BIGINT NOT NULL PRIMARY KEY, used BIGINT NOT NULL);"
      "CREATE TABLE claim (id BIGINT NOT NULL PRIMARY KEY, person BIGINT NOT NULL, paid BIGINT NOT "
      "NULL);"
      "CREATE TABLE line (claim BIGINT NOT NULL, no BIGINT NOT NULL, code TEXT NOT NULL, fen "
      "BIGINT NOT NULL, "
      "PRIMARY KEY (claim, no)) -- clustered\n";
  static constexpr store::Sql kRead{"SELECT used FROM year WHERE person = $1"};
  static constexpr store::Sql kClaim{"INSERT INTO claim (id, person, paid) VALUES ($1, $2, $3)"};
  static constexpr store::Sql kLine{
      "INSERT INTO line (claim, no, code, fen) VALUES ($1, $2, $3, $4)"};
  static constexpr store::Sql kUpdate{
      "INSERT INTO year (person, used) VALUES ($1, $2) ON CONFLICT (person) DO UPDATE SET used = "
      "$3"};
  const auto folder =
      std::filesystem::temp_directory_path() / ("yitong_bench_peer_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  {
    auto database = store::open_sqlite({.path = folder / "peer.db"}).value();
    database->begin_write();
    database->run_script(kTables);
    if (!database->commit()) return state.SkipWithError("no tables");
    std::int64_t next = 0;
    for (auto _ : state) {
      database->begin_write();
      for (std::int64_t i = 0; i < state.range(0); ++i, ++next) {
        const std::int64_t person = next * 7919 % kPeople;
        std::int64_t used = 0;
        {
          store::Rows rows = database->query(kRead, {store::integer(person)});
          if (rows.next()) used = rows.integer(0);
        }
        database->run(kClaim,
                      {store::integer(next), store::integer(person), store::integer(8'000)});
        for (std::int64_t no = 0; no < kLines; ++no)
          database->run(kLine, {store::integer(next), store::integer(no),
                                store::text("XSL00000000000000000001"), store::integer(500)});
        database->run(kUpdate,
                      {store::integer(person), store::integer(used), store::integer(used + 8'000)});
      }
      if (!database->commit()) state.SkipWithError("commit failed");
    }
    state.SetItemsProcessed(next);
  }
  std::filesystem::remove_all(folder);
}
BENCHMARK(BM_PlainRows)->ArgName("batch")->Arg(32)->UseRealTime();

/// The ceiling of the disk: append and fdatasync of what one such batch weighs.
void BM_AppendAndSync(benchmark::State& state) {
  const std::string path =
      std::filesystem::temp_directory_path() / ("yitong_bench_sync_" + std::to_string(::getpid()));
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const std::string bytes(static_cast<std::size_t>(state.range(0)) * 8'000, 'x');
  for (auto _ : state)
    if (::write(file, bytes.data(), bytes.size()) < 0 || ::fdatasync(file) != 0)
      state.SkipWithError("sync failed");
  ::close(file);
  std::filesystem::remove(path);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_AppendAndSync)->ArgName("batch")->Arg(1)->Arg(32)->UseRealTime();

/// Everything the writer does for a 20-line bill: message id, person, coverage, filing, settle,
/// report, rows, commit.
void BM_SettleVerb(benchmark::State& state) {
  const auto rules = bench::real_rules();
  Site site;
  if (!verbs::keep_rules(site.store, *rules)) return state.SkipWithError("the rules are not kept");
  store::CommitQueue queue(kPeople);
  store::BatchWriter writer(queue, site.store);
  const Instant now{1'750'000'000'000'000};
  std::int64_t next = 0, refused = 0;
  for (auto _ : state) {
    state.PauseTiming();
    for (std::int64_t i = 0; i < state.range(0); ++i, ++next) {
      verbs::SettleRequest request;
      request.key = {site.town.person(next), "H36010099901", "m" + std::to_string(next)};
      request.bill = bench::bill_of(kLines);
      auto prepared = verbs::prepare_settlement(std::move(request), *rules, now);
      if (!prepared) return state.SkipWithError(prepared.error()[0].str(false).c_str());
      if (!queue.offer(std::make_unique<verbs::SettleWork>(
              std::move(*prepared), rules, api::render_settled,
              [&](Result<verbs::Answer> answer) { refused += !answer; })))
        return state.SkipWithError("the queue is full");
    }
    state.ResumeTiming();
    while (writer.commit(now) > 0) {}
  }
  if (refused > 0) state.SkipWithError("settlements were refused");
  state.SetItemsProcessed(next);
}
BENCHMARK(BM_SettleVerb)->ArgName("batch")->Arg(1)->Arg(32)->Arg(64)->UseRealTime();

}  // namespace
}  // namespace yitong
