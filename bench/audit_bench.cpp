// How fast `yitong audit` reads everything back and settles it again, beside reading the same rows
// and nothing else, on as many threads:
//
//   audit_bench [--program FILE] [--settlements N] [--people N] [--lines 3|20]
//
// The databases are filled as in durable_bench --stored. Processor time says more than the rate
// where others use the machine.
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <thread>

#include "api/handlers.h"
#include "fill.h"
#include "load.h"

namespace yitong::bench {
namespace {

struct Options {
  std::string program = std::string(YITONG_SOURCE_DIR) + "/build/release/yitong";
  std::int64_t settlements = 200'000;
  int people = 50'000, lines = 0;  // 0: both shapes
};

Options read_options(int count, char** arguments) {
  Options out;
  for (int i = 1; i + 1 < count; ++i) {
    const std::string_view name = arguments[i];
    const char* const value = arguments[i + 1];
    if (name == "--program") out.program = value;
    if (name == "--settlements") out.settlements = std::atoll(value);
    if (name == "--people") out.people = std::atoi(value);
    if (name == "--lines") out.lines = std::atoi(value);
  }
  return out;
}

struct Spent {
  double seconds = 0, processor = 0;
};

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// The program itself, because that is what an auditor runs.
Spent audit(const Options& options, const std::string& database) {
  const auto begin = Clock::now();
  const pid_t child = ::fork();
  if (child < 0) give_up("fork");
  if (child == 0) {
    ::execl(options.program.c_str(), options.program.c_str(), "audit", "--db", database.c_str(),
            static_cast<char*>(nullptr));
    ::_exit(127);
  }
  int status = 0;
  rusage usage{};
  if (::wait4(child, &status, 0, &usage) != child || status != 0) give_up("the audit");
  return {std::chrono::duration<double>(Clock::now() - begin).count(),
          seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime)};
}

/// Every column of the rows of a range of buckets; how many bytes they have.
std::int64_t read_rows(const std::string& database, int first, int end) {
  sqlite3* raw = nullptr;
  if (sqlite3_open_v2(database.c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
                      nullptr) != SQLITE_OK)
    give_up("sqlite3_open");
  sqlite3_busy_timeout(raw, 10'000);  // the connection before may still be closing its log
  std::int64_t bytes = 0;
  for (const char* table : {"entry", "person_row"}) {
    sqlite3_stmt* rows = nullptr;
    const std::string sql =
        fmt::format("SELECT * FROM {} WHERE bucket >= {} AND bucket < {}", table, first, end);
    if (sqlite3_prepare_v2(raw, sql.c_str(), -1, &rows, nullptr) != SQLITE_OK)
      give_up(sqlite3_errmsg(raw));
    while (sqlite3_step(rows) == SQLITE_ROW)
      for (int i = 0; i < sqlite3_column_count(rows); ++i) bytes += sqlite3_column_bytes(rows, i);
    sqlite3_finalize(rows);
  }
  sqlite3_close(raw);
  return bytes;
}

double read_all(const std::string& database) {
  const int threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  const auto begin = Clock::now();
  std::atomic<std::int64_t> bytes = 0;
  {
    std::vector<std::jthread> all;
    for (int i = 0; i < threads; ++i)
      all.emplace_back([&, i] {
        bytes += read_rows(database, kBuckets * i / threads, kBuckets * (i + 1) / threads);
      });
  }
  if (bytes == 0) give_up("no rows");
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

void measure(const Options& options, int lines) {
  Folder folder("audit");
  const std::string path = folder.file("yitong.db");
  {
    Town town(path, options.people);
    const int each = static_cast<int>(options.settlements / (options.people - kBirthYears)) + 2;
    Fill fill(town, real_rules(), api::render_settled, lines, each);
    fill.write(options.settlements);
    auto checkpointer = store::Checkpointer::open({.path = path}).value();
    (void)checkpointer.run();
  }
  (void)read_all(path);  // both find the file in memory
  const double reading = read_all(path);
  const Spent spent = audit(options, path);
  const auto count = static_cast<double>(options.settlements);
  fmt::print(
      "{:>3} lines: audit {:.0f} settlements/s, {:.1f} us of processor each; the rows alone "
      "{:.0f} /s; the audit reaches {:.2f} of it\n",
      lines, count / spent.seconds, spent.processor * 1e6 / count, count / reading,
      reading / spent.seconds);
}

}  // namespace
}  // namespace yitong::bench

int main(int count, char** arguments) {
  const auto options = yitong::bench::read_options(count, arguments);
  for (const int lines : {3, 20})
    if (options.lines == 0 || options.lines == lines) yitong::bench::measure(options, lines);
}
