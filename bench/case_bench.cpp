// The desk over many cases (CASES in the environment, else a million): a queue, the counts, a
// search, one case, and how many submissions a second one writer brings to disk. Beside each, as
// its peer, the rows that it is made of, read or written straight. BM_…AtInstitution: one that a
// twentieth of all cases concern.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <filesystem>
#include <thread>

#include "api/handlers.h"
#include "store/batch_writer.h"
#include "store/case_index.h"
#include "town.h"
#include "verbs/case_desk.h"
#include "verbs/cases.h"

namespace yitong {
namespace {

constexpr int kPeople = 50'000;
constexpr int kDrafts = 4'096;
constexpr int kInstitutions = 20;
constexpr std::size_t kAreas = 11;  ///< of one province
constexpr Instant kBegin{1'760'000'000'000'000};

int case_count() {
  const char* const told = std::getenv("CASES");
  return told == nullptr ? 1'000'000 : std::atoi(told);
}

std::string area_of(int number) {
  char out[8];
  std::snprintf(out, sizeof out, "36%02d00", 1 + number % static_cast<int>(kAreas));
  return out;
}

/// Opened and handed in; every fourth is decided.
void write_case(store::Store& store, const std::string& person, int number) {
  const auto keys = store::case_keys(store, person).value();
  ledger::CaseFile file;
  ledger::CaseEvent event;
  event.person = person, event.kind = "filing", event.area = area_of(number);
  event.insurance = "310", event.action = "open", event.after.state = "draft";
  event.by = {"insured", "account"};
  event.at = {kBegin.micros + number * std::int64_t{1'000'000}};
  store::record(store, keys, file, event, std::string(300, 'f'));
  const std::string n = std::to_string(number % 20'000);
  const std::string words[] = {"name/" + n, "pinyin/" + n, "initials/" + n.substr(0, 2),
                               "tail/" + n.substr(0, 4)};
  store::index_case(store, file, words);
  event.after.institution = "H3601000" + std::to_string(1'000 + number % kInstitutions);
  event.action = "submit", event.from = "draft", event.after.state = "in_review";
  event.after.due_day = event.at.date().days() + number % 40, event.at.micros += 60'000'000;
  store::record(store, keys, file, event, {});
  if (number % 4 != 0) return;
  event.action = "approve", event.from = "in_review", event.after.state = "approved";
  event.after.due_day = ledger::kNoDueDay, event.at.micros += 60'000'000;
  store::record(store, keys, file, event, {});
}

struct Agency : bench::Folder {
  Agency() : Folder("cases"), town(file("yitong.db"), kPeople) {
    fill(*town.store);
    town.leave_log_alone(file("yitong.db"));
    reviewer.role = identity::Role::reviewer, reviewer.account = "reviewer";
    reviewer.areas = {"360000"};
    office.role = identity::Role::institution_office, office.account = "office";
    office.institution = "H36010001007";
    rules = bench::real_rules();
  }
  void fill(store::Store& store) {
    const int count = case_count();
    for (int number = 0; number < count; number += 10'000) {
      store.database().begin_write();
      for (int i = number; i < std::min(count, number + 10'000); ++i)
        write_case(store, town.person(i), i);
      if (!store.database().commit()) std::abort();
    }
    std::fprintf(stderr, "%d cases, %.2f GB\n", count,
                 static_cast<double>(std::filesystem::file_size(file("yitong.db"))) / 1e9);
  }
  bench::Town town;
  store::Store& store = *town.store;
  identity::Actor reviewer, office;
  std::shared_ptr<const verbs::Rules> rules;
};

Agency& agency() {
  static Agency one;
  return one;
}

void BM_QueueOfAProvince(benchmark::State& state) {
  Agency& all = agency();
  for (auto _ : state)
    benchmark::DoNotOptimize(verbs::desk_page(all.store, all.reviewer, {}, kBegin));
}
BENCHMARK(BM_QueueOfAProvince)->Unit(benchmark::kMillisecond);

/// The peer: the 50 rows of the first page, each by its key.
void BM_QueueOfAProvince_rows(benchmark::State& state) {
  Agency& all = agency();
  const auto page = verbs::desk_page(all.store, all.reviewer, {}, kBegin).value();
  for (auto _ : state)
    for (const verbs::DeskRow& row : page.rows)
      benchmark::DoNotOptimize(store::find_case(all.store.database(), row.file.id));
}
BENCHMARK(BM_QueueOfAProvince_rows)->Unit(benchmark::kMillisecond);

void BM_QueueAtInstitution(benchmark::State& state) {
  Agency& all = agency();
  verbs::DeskFilter filter;
  filter.queue = cases::State::in_review;
  for (auto _ : state)
    benchmark::DoNotOptimize(verbs::desk_page(all.store, all.office, filter, kBegin));
}
BENCHMARK(BM_QueueAtInstitution)->Unit(benchmark::kMillisecond);

void BM_Queues(benchmark::State& state) {
  Agency& all = agency();
  for (auto _ : state)
    benchmark::DoNotOptimize(verbs::desk_queues(all.store, all.reviewer, kBegin));
}
BENCHMARK(BM_Queues)->Unit(benchmark::kMillisecond);

void BM_SearchByName(benchmark::State& state) {
  Agency& all = agency();
  verbs::DeskFilter filter;
  int number = 0;
  for (auto _ : state) {
    filter.search = std::to_string(1'000 + number++ % 9'000);
    benchmark::DoNotOptimize(verbs::desk_page(all.store, all.reviewer, filter, kBegin));
  }
}
BENCHMARK(BM_SearchByName)->Unit(benchmark::kMillisecond);

/// The peer: the cases that the word leads to, each by its key.
void BM_SearchByName_rows(benchmark::State& state) {
  Agency& all = agency();
  int number = 0;
  for (auto _ : state) {
    const std::string word = "name/" + std::to_string(1'000 + number++ % 9'000);
    for (std::size_t area = 0; area < kAreas; ++area)
      for (const store::FoundCase& each :
           store::search_cases(all.store, area_of(static_cast<int>(area)), word, 50))
        benchmark::DoNotOptimize(store::find_case(all.store.database(), each.id));
  }
}
BENCHMARK(BM_SearchByName_rows)->Unit(benchmark::kMillisecond);

/// What a hundredth of all cases have.
void BM_SearchByInitials(benchmark::State& state) {
  Agency& all = agency();
  verbs::DeskFilter filter;
  filter.search = "42";
  for (auto _ : state)
    benchmark::DoNotOptimize(verbs::desk_page(all.store, all.reviewer, filter, kBegin));
  state.counters["rows"] = static_cast<double>(
      verbs::desk_page(all.store, all.reviewer, filter, kBegin).value().rows.size());
}
BENCHMARK(BM_SearchByInitials)->Unit(benchmark::kMillisecond);

verbs::OpenCase filing_of(const std::string& person, int number) {
  char target[8];
  std::snprintf(target, sizeof target, "%02d%02d00", 41 + number % 2, 1 + number / 2 % 13);
  verbs::OpenCase out;
  out.person = person, out.kind = cases::Kind::filing, out.area = "110000", out.insurance = "310";
  out.body.form = {{"filing_kind", "other_temporary"},
                   {"target", target},
                   {"from", kBegin.date().str()},
                   {"declaration", "yes"}};
  out.body.materials = {{"filing_e_credential", {}, true}};
  out.words = {"name/示例"};
  return out;
}

/// A clerk who saw the credential.
identity::Actor clerk() {
  identity::Actor out;
  out.role = identity::Role::window_clerk, out.account = "clerk", out.areas = {"110000"};
  return out;
}

/// One submission, from the commit queue as in the server.
class Submission final : public store::Work {
 public:
  Submission(Agency& all, verbs::ActOnCase request, std::int64_t& done)
      : all_(all), request_(std::move(request)), by_(clerk()), done_(done) {}
  void execute(store::Store& store, Instant now) override {
    const auto answer =
        verbs::act_on_case_now(store, all_.rules, api::all_renders(), request_, by_, now);
    fine_ = answer && answer->refused.empty();
    if (!fine_ && done_ == 0)
      std::fprintf(stderr, "%s\n",
                   (answer ? answer->refused : answer.error())[0].str(false).c_str());
  }
  void resolve(const Result<void>& committed) override { done_ += committed && fine_ ? 1 : 0; }

 private:
  Agency& all_;
  const verbs::ActOnCase request_;
  const identity::Actor by_;
  std::int64_t& done_;
  bool fine_ = false;
};

void BM_SubmissionsOnDisk(benchmark::State& state) {
  Agency& all = agency();
  static int next = 0;
  std::int64_t done = 0;
  auto checkpointer = store::Checkpointer::open({.path = all.file("yitong.db")}).value();
  std::jthread copying([&](const std::stop_token& stop) {
    for (; !stop.stop_requested(); std::this_thread::sleep_for(std::chrono::milliseconds(250)))
      (void)checkpointer.copy();
  });
  for (auto _ : state) {
    state.PauseTiming();
    store::CommitQueue queue(kDrafts);
    store::BatchWriter writer(queue, all.store);
    all.store.database().begin_write();
    std::vector<verbs::ActOnCase> waiting;
    for (int i = 0; i < kDrafts; ++i, ++next) {
      const std::string& person = all.town.people[static_cast<std::size_t>(next % kPeople)];
      const auto opened = verbs::open_case_now(all.store, *all.rules,
                                               filing_of(person, next / kPeople), clerk(), kBegin);
      if (!opened) std::abort();
      verbs::ActOnCase submit;
      submit.id = opened->view.loaded.file.id, submit.version = 1;
      submit.action = cases::Action::submit;
      waiting.push_back(std::move(submit));
    }
    if (!all.store.database().commit()) std::abort();
    for (verbs::ActOnCase& each : waiting)
      (void)queue.offer(std::make_unique<Submission>(all, std::move(each), done));
    state.ResumeTiming();
    while (writer.commit(kBegin) > 0) {}
  }
  state.counters["submissions"] =
      benchmark::Counter(static_cast<double>(done), benchmark::Counter::kIsRate);
}
BENCHMARK(BM_SubmissionsOnDisk)->Unit(benchmark::kMillisecond)->Iterations(2)->UseRealTime();

/// The peer: rows of the sizes that a submission writes (its event, the filing, an entry of the
/// journal for each, a message; the case, two counts and the day's figures changed), as many a
/// commit, straight into SQLite.
void BM_SubmissionsOnDisk_rows(benchmark::State& state) {
  static const bench::Folder folder("rows");
  auto database = store::open_sqlite({.path = folder.file("rows.db")}).value();
  database->begin_write();
  database->run_script(
      "CREATE TABLE made (bucket BIGINT NOT NULL, seq BIGINT NOT NULL, kind BIGINT NOT NULL, "
      "content BLOB NOT NULL, PRIMARY KEY (bucket, seq, kind)) -- clustered\n;"
      "CREATE TABLE changed (bucket BIGINT NOT NULL, seq BIGINT NOT NULL, count BIGINT NOT NULL, "
      "PRIMARY KEY (bucket, seq)) -- clustered\n;");
  static constexpr store::Sql kMake{
      "INSERT INTO made (bucket, seq, kind, content) VALUES ($1, $2, $3, $4)"};
  static constexpr store::Sql kChange{
      "INSERT INTO changed (bucket, seq, count) VALUES ($1, $2, 1) ON CONFLICT (bucket, seq) DO "
      "UPDATE SET count = changed.count + 1"};
  if (!database->commit()) std::abort();
  const std::string event(700, 'e'), row(200, 'r');
  std::int64_t number = 0, done = 0;
  for (auto _ : state)
    for (int batch = 0; batch < kDrafts / static_cast<int>(store::kBatchLimit); ++batch) {
      database->begin_write();
      for (std::size_t i = 0; i < store::kBatchLimit; ++i, ++number) {
        const std::int64_t bucket = number * 7'919 % kBuckets;
        for (int kind = 0; kind < 5; ++kind)
          database->run(kMake, {store::integer(bucket), store::integer(number),
                                store::integer(kind), store::blob(kind == 0 ? event : row)});
        for (int kind = 0; kind < 4; ++kind)
          database->run(kChange, {store::integer(kind == 0 ? bucket : kind),
                                  store::integer(kind == 0 ? number % 60'000 : 0)});
      }
      if (database->commit()) done += static_cast<std::int64_t>(store::kBatchLimit);
    }
  state.counters["submissions"] =
      benchmark::Counter(static_cast<double>(done), benchmark::Counter::kIsRate);
}
BENCHMARK(BM_SubmissionsOnDisk_rows)->Unit(benchmark::kMillisecond)->Iterations(2)->UseRealTime();

void BM_OneCase(benchmark::State& state) {
  Agency& all = agency();
  const auto opened = [&] {
    all.store.database().begin_write();
    auto made = verbs::open_case_now(all.store, *all.rules, filing_of(all.town.people[7], 99),
                                     clerk(), kBegin);
    if (!made || !all.store.database().commit()) std::abort();
    return made->view.loaded.file.id;
  }();
  for (auto _ : state)
    benchmark::DoNotOptimize(
        verbs::view_case(all.store, *all.rules, opened, identity::Role::reviewer, kBegin));
}
BENCHMARK(BM_OneCase)->Unit(benchmark::kMillisecond);

/// The peer: its row and its events.
void BM_OneCase_rows(benchmark::State& state) {
  Agency& all = agency();
  const auto page = verbs::desk_page(all.store, all.reviewer, {}, kBegin).value();
  for (auto _ : state) {
    benchmark::DoNotOptimize(store::find_case(all.store.database(), page.rows[0].file.id));
    benchmark::DoNotOptimize(store::case_events_of(all.store.database(), page.rows[0].file.id));
  }
}
BENCHMARK(BM_OneCase_rows)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace yitong
