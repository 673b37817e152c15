// The durable server under load, beside what the same rows reach straight in SQLite:
//
//   durable_bench [--program FILE] [--seconds N] [--people N] [--stored N] [--folder DIR]
//                 [--count N] [--rounds N]
//
// --rounds: so many rounds, each with a database of its own, and what the middle one reached of the
// straight rows; 3 unless told, and 1 where the database is to be large or kept. A machine that
// others use too may be a third faster a minute later.
//
// --count: that many settlements over 64 connections and nothing else, for a machine whose clock
// says nothing. Run it twice, with two counts, under
//   valgrind --tool=callgrind --trace-children=yes --callgrind-out-file=FILE.%p
// and what the server's counts differ by is what the settlements between cost.
//
// --stored fills that many settlements of 3 lines first (bench/fill.h). The load generator shares
// the machine with the server. --folder keeps the databases there, and a database found there is
// taken as it is; --seconds 0 fills and ends.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>

#include "api/handlers.h"
#include "fill.h"
#include "load.h"
#include "roofline.h"
#include "server_process.h"

namespace yitong::bench {
namespace {

constexpr int kConnections = 64;
constexpr int kLines = 20;
/// Until the log has the length at which it begins anew, and most of the pages that are kept came.
constexpr int kWarmUpSeconds = 8;
/// Each turn begins so: after a pause the log has been cut and grows again.
constexpr int kWarmAgainSeconds = 2;
/// In so many parts the server and the straight rows take turns.
constexpr int kTurns = 4;
constexpr std::size_t kMaxRows = 160'000;

struct Options {
  std::string program = std::string(YITONG_SOURCE_DIR) + "/build/release/yitong";
  std::string folder;
  int seconds = 8, people = 20'000, rounds = 0;
  std::int64_t stored = 0, count = 0;
};

Options read_options(int count, char** arguments) {
  Options out;
  for (int i = 1; i + 1 < count; ++i) {
    const std::string_view name = arguments[i];
    const char* const value = arguments[i + 1];
    if (name == "--program") out.program = value;
    if (name == "--folder") out.folder = value;
    if (name == "--seconds") out.seconds = std::atoi(value);
    if (name == "--rounds") out.rounds = std::atoi(value);
    if (name == "--people") out.people = std::atoi(value);
    if (name == "--stored") out.stored = std::atoll(value);
    if (name == "--count") out.count = std::atoll(value);
  }
  const bool once = out.stored > 0 || out.count > 0 || !out.folder.empty() || out.seconds == 0;
  if (out.rounds <= 0) out.rounds = once ? 1 : 3;
  return out;
}

/// The parts of a request around message id and person.
std::string request_tail() {
  std::string lines;
  for (const BillLine& line : bill_of(kLines).lines)
    lines += fmt::format(
        R"({}{{"code":"{}","name":"{}","quantity":"2","price":"50.00","amount":"100.00"}})",
        lines.empty() ? "" : ",", line.code, line.name);
  return fmt::format(
      R"("institution":"{}","visit":"21","admitted_on":"2025-03-01","on":"2025-03-20",)"
      R"("bill":{{"total":"{}.00","lines":[{}]}}}})",
      kInstitution, 100 * kLines, lines);
}

Loaded load(const ServerProcess& server, const std::vector<std::string>& people, std::int64_t& next,
            int connections, int seconds,
            std::int64_t most = std::numeric_limits<std::int64_t>::max()) {
  const std::string tail = request_tail();
  Load generator(server.port, connections, [&] {
    const std::string& person =
        people[static_cast<std::size_t>(next * 7919 % static_cast<std::int64_t>(people.size()))];
    const std::string body =
        fmt::format(R"({{"message_id":"load-{}","person":"{}",{})", next++, person, tail);
    return fmt::format(
        "POST /v1/settlements HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        "Content-Length: {}\r\n\r\n{}",
        body.size(), body);
  });
  return generator.run(std::chrono::seconds(seconds), most);
}

double bytes_of_file(const std::string& path) {
  return static_cast<double>(std::filesystem::file_size(path));
}

/// Fills the database and says what it weighs. Returns the people who settle under load.
std::vector<std::string> make(const Options& options, const std::string& path) {
  Town town(path, options.people, options.stored > 0 ? 500'000 : 16'000);
  const double people_bytes = bytes_of_file(path);
  if (options.stored > 0) {
    const int each = static_cast<int>(options.stored / (options.people - kBirthYears)) + 2;
    Fill fill(town, real_rules(), api::render_settled, 3, each);
    const auto begin = Clock::now();
    fill.write(options.stored);
    auto checkpointer = store::Checkpointer::open({.path = path}).value();
    (void)checkpointer.run();
    fmt::print("{} settlements of 3 lines stored in {:.0f} s\n", options.stored,
               std::chrono::duration<double>(Clock::now() - begin).count());
    fmt::print("{:>34} {:.0f} bytes a settlement (and {:.0f} a person)\n", "on disk, all included",
               (bytes_of_file(path) - people_bytes) / static_cast<double>(options.stored),
               people_bytes / options.people);
  }
  std::ofstream kept(path + ".people");
  for (const std::string& person : town.people) kept << person << '\n';
  return std::move(town.people);
}

std::vector<std::string> made_before(const std::string& path) {
  std::ifstream kept(path + ".people");
  std::vector<std::string> out;
  for (std::string person; std::getline(kept, person);) out.push_back(person);
  return out;
}

/// Into the system's memory, as the server's own reads bring it there: page by page. What else
/// reads the file, such as `cat`, leaves it there in large pieces, to which pages are written
/// slowly.
void bring_to_memory(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY);
  if (file < 0) give_up("open");
  ::fsync(file);
  ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  ::posix_fadvise(file, 0, 0, POSIX_FADV_RANDOM);
  const auto size = static_cast<off_t>(std::filesystem::file_size(path));
  constexpr off_t kPage = 4'096, kAhead = 2 << 20;
  for (off_t at = 0; at < size; at += kAhead)
    ::posix_fadvise(file, at, kAhead, POSIX_FADV_WILLNEED);
  char byte = 0;
  for (off_t at = 0; at < size; at += kPage)
    if (::pread(file, &byte, 1, at) != 1) give_up("pread");
  ::close(file);
}

/// What the server reached of the straight rows in each round.
struct Shares {
  std::vector<double> grows, kept;
};

void print_middle(const char* what, std::vector<double> shares) {
  std::ranges::sort(shares);
  if (shares.size() > 1) fmt::print("{:>34} {:.2f}\n", what, shares[(shares.size() - 1) / 2]);
}

/// Where the databases of a round lie.
struct Place {
  std::unique_ptr<Folder> scratch;
  std::string path, before;
};

Place place_for(const Options& options) {
  Place out;
  if (options.folder.empty()) {
    out.scratch = std::make_unique<Folder>("durable");
  } else {
    std::filesystem::create_directories(options.folder);
  }
  const auto file = [&](const char* name) {
    return out.scratch ? out.scratch->file(name) : options.folder + "/" + name;
  };
  out.path = file("yitong.db"), out.before = file("before.db");
  return out;
}

/// What a server does over some spans of time, and what it costs.
struct Spent {
  Loaded loaded;
  double micros = 0, works = 0, batches = 0;

  double batch() const { return works / batches; }
  void add(const ServerProcess& server, const std::function<Loaded()>& span) {
    const Spent begin = now(server);
    loaded.add(span());
    const Spent end = now(server);
    micros += end.micros - begin.micros;
    works += end.works - begin.works;
    batches += end.batches - begin.batches;
  }
  static Spent now(const ServerProcess& server) {
    return {{},
            server.micros(),
            server.metric("yitong_commit_batch_sum"),
            server.metric("yitong_commit_batch_count")};
  }
};

void print(const char* what, const Spent& spent) {
  const Loaded& loaded = spent.loaded;
  fmt::print(
      "{:>34} {:.0f} /s, p50 {:.2f} ms, p99 {:.2f} ms, longest {:.0f} ms, {:.0f} us of processor "
      "each",
      what, loaded.rate(), loaded.milliseconds(0.5), loaded.milliseconds(0.99),
      loaded.milliseconds(1), spent.micros / static_cast<double>(loaded.replies));
  fmt::print("{}\n", loaded.refused > 0 ? fmt::format(", {} REFUSED", loaded.refused) : "");
}

/// Of the rows that the server has written so far, while it runs.
std::unique_ptr<Roofline> roofline_of(const Place& place, double batch) {
  auto key = store::MasterKey::load(place.path + ".key").value();
  auto store = store::Store::open(store::open_sqlite({.path = place.path}).value(), key).value();
  return std::make_unique<Roofline>(place.before, written_rows(store, kMaxRows),
                                    static_cast<std::size_t>(batch + 0.5));
}

void run(const Options& options, Shares& shares) {
  const Place place = place_for(options);
  std::vector<std::string> people = made_before(place.path);
  const bool found = !people.empty();
  if (!found) people = make(options, place.path);
  if (options.seconds == 0) return;
  if (found) bring_to_memory(place.path);
  const bool with_roofline = options.stored == 0 && options.count == 0;
  if (with_roofline) std::filesystem::copy_file(place.path, place.before);
  auto next = static_cast<std::int64_t>(std::time(nullptr)) * 100'000;  // none of a run before
  auto server = std::make_unique<ServerProcess>(options.program, place.path);
  fmt::print("{:>34} {:.2f} s\n", "ready after", server->ready_seconds);
  if (options.count > 0) {
    constexpr int kHour = 3'600;
    const Loaded some = load(*server, people, next, kConnections, kHour, options.count);
    fmt::print("{:>34} {}, {} refused\n", "settled", some.replies, some.refused);
    return;
  }
  const auto load_for = [&](int connections, int seconds) {
    return [&, connections, seconds] { return load(*server, people, next, connections, seconds); };
  };
  Spent warm, many, one;
  warm.add(*server, load_for(kConnections, kWarmUpSeconds));
  std::unique_ptr<Roofline> straight;
  if (with_roofline) straight = roofline_of(place, warm.batch());
  for (int turn = 0; turn < kTurns; ++turn) {
    if (straight) {
      straight->take_turn(turn, kTurns);
      (void)load_for(kConnections, kWarmAgainSeconds)();
    }
    many.add(*server, load_for(kConnections, std::max(1, options.seconds / kTurns)));
  }
  print("64 connections, 20 lines", many);
  fmt::print("{:>34} {:.1f}\n", "settlements a commit", many.batch());
  one.add(*server, load_for(1, std::max(1, options.seconds / 2)));
  print("one connection", one);
  fmt::print("{:>34} {:.0f} MiB\n", "memory, at most", server->peak_mib());
  server->end(SIGKILL);
  server = std::make_unique<ServerProcess>(options.program, place.path);
  fmt::print("{:>34} {:.2f} s\n", "ready after kill -9", server->ready_seconds);
  server.reset();
  if (!straight) return;
  const auto share_of = [&](const char* what, double rate) {
    const double share = many.loaded.rate() / rate;
    fmt::print("{:>34} {:.0f} /s; the server reaches {:.2f} of it\n", what, rate, share);
    return share;
  };
  shares.grows.push_back(share_of("the same rows straight in SQLite", straight->grows()));
  shares.kept.push_back(share_of("their log kept as the server's", straight->kept()));
  const double append = straight->append();
  fmt::print("{:>34} {:.0f} /s; SQLite reaches {:.2f} of it\n", "append and fdatasync as much",
             append, straight->grows() / append);
}

}  // namespace
}  // namespace yitong::bench

int main(int count, char** arguments) {
  using namespace yitong::bench;
  const Options options = read_options(count, arguments);
  Shares shares;
  for (int round = 0; round < options.rounds; ++round) run(options, shares);
  print_middle("of straight rows, in the middle", std::move(shares.grows));
  print_middle("of those with their log kept", std::move(shares.kept));
}
