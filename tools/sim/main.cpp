// yitong-sim: runs seeds of the fault simulator; a seed that fails is shrunk and told as a story.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/money.h"
#include "sim/shrink.h"

namespace yitong::sim {
namespace {

constexpr const char* kUsage =
    "yitong-sim --seed N [--keep 3,7,20]   one seed, or only these events of it\n"
    "           --seeds A..B               these seeds, until one fails\n"
    "           --messages N               messages in a story (default 300)\n"
    "           --town FOLDER              rules and people (default src/sim/town)\n";

struct Options {
  std::uint64_t first = 1, last = 1;
  std::size_t messages = 300;
  std::string keep;
  std::string town = "src/sim/town";
};

bool read_number(std::string_view text, std::uint64_t& out) {
  const auto value = parse_decimal(text, 0);
  if (value) out = static_cast<std::uint64_t>(*value);
  return value.has_value();
}

bool read_options(int count, char** words, Options& out) {
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name = words[i], value = words[i + 1];
    std::uint64_t number = 0;
    if (name == "--seed" && read_number(value, out.first)) {
      out.last = out.first;
    } else if (name == "--seeds" && value.find("..") != value.npos) {
      const std::size_t dots = value.find("..");
      if (!read_number(value.substr(0, dots), out.first) ||
          !read_number(value.substr(dots + 2), out.last))
        return false;
    } else if (name == "--messages" && read_number(value, number)) {
      out.messages = number;
    } else if (name == "--keep") {
      out.keep = value;
    } else if (name == "--town") {
      out.town = value;
    } else {
      return false;
    }
  }
  return count > 1 && count % 2 == 1;
}

/// The story of a failure, as short as it gets, and how to see it again.
void tell(const Town& town, const Options& options, const Script& script, const Outcome& outcome) {
  fmt::print("seed {} fails: {}\n  {}\n", script.seed, outcome.failure->invariant,
             outcome.failure->detail);
  const Shrunk shrunk = shrink(town, script, outcome);
  const Script left = only(script, shrunk.places);
  fmt::print("\nshrunk from {} to {} events in {} runs:\n", script.events.size(),
             left.events.size(), shrunk.runs);
  if (script.by_message) fmt::print("  0. the register is reached by messages\n");
  if (script.empty_disk) fmt::print("  0. an empty disk, whose first power cut the seed decides\n");
  for (std::size_t i = 0; i < left.events.size(); ++i)
    fmt::print("{:3}. {}\n", i + 1, describe(left.events[i], town));
  fmt::print("     tick {}: broken: {}\n     {}\n", shrunk.outcome.tick,
             shrunk.outcome.failure->invariant, shrunk.outcome.failure->detail);
  fmt::print("\nreplay: yitong-sim --messages {} --seed {} --keep {}\n", options.messages,
             script.seed, places_text(shrunk.places));
}

bool run_seed(const Town& town, const Options& options, std::uint64_t seed, Counts& counts) {
  Script script = script_of(seed, town, options.messages);
  const bool whole = options.keep.empty();
  const Script kept = whole ? script : only(script, parse_places(options.keep));
  const Outcome outcome = run(town, kept);
  counts += outcome.counts;
  if (!outcome.failure) return true;
  if (whole) {
    tell(town, options, script, outcome);
    return false;
  }
  for (std::size_t i = 0; i < kept.events.size(); ++i)
    fmt::print("{:3}. {}\n", i + 1, describe(kept.events[i], town));
  fmt::print("     tick {}: broken: {}\n     {}\n", outcome.tick, outcome.failure->invariant,
             outcome.failure->detail);
  return false;
}

int run_all(const Options& options) {
  const auto town = Town::load(options.town);
  if (!town) {
    for (const Error& error : town.error()) fmt::print(stderr, "{}\n", error.str(false));
    return 2;
  }
  const auto begin = std::chrono::steady_clock::now();
  Counts counts;
  for (std::uint64_t seed = options.first; seed <= options.last; ++seed)
    if (!run_seed(*town, options, seed, counts)) return 1;
  const auto time = std::chrono::steady_clock::now() - begin;
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time).count() + 1;
  fmt::print(
      "{} seeds clean: {} steps ({} messages, {} disk operations, {} faults), {} restarts, "
      "{} settlements, {} reversals, {} replays, {} requests about cases, {} of them steps, {} "
      "refusals; {} steps a minute\n",
      options.last - options.first + 1, counts.steps(), counts.messages, counts.disk, counts.faults,
      counts.restarts, counts.settlements, counts.reversals, counts.replays, counts.requests,
      counts.case_steps, counts.refusals, counts.steps() * 60'000 / milliseconds);
  return 0;
}

}  // namespace
}  // namespace yitong::sim

int main(int count, char** words) {
  yitong::sim::Options options;
  if (!yitong::sim::read_options(count, words, options)) {
    std::fputs(yitong::sim::kUsage, stderr);
    return 2;
  }
  return yitong::sim::run_all(options);
}
