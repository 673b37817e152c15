// One run: the shipped verbs and the shipped store on the simulated disk, driven tick by tick.
#pragma once

#include <optional>
#include <vector>

#include "sim/book.h"
#include "sim/script.h"

namespace yitong::sim {

struct Counts {
  std::int64_t messages = 0;  ///< requests and replies delivered, lost or doubled
  std::int64_t disk = 0;      ///< writes, truncations and syncs
  std::int64_t faults = 0;    ///< cuts, kills, stops, bad disks, clock steps, checkpoints
  std::int64_t restarts = 0, settlements = 0, reversals = 0, replays = 0, refusals = 0;
  std::int64_t requests = 0;    ///< about cases, that were answered
  std::int64_t case_steps = 0;  ///< actions that were done
  std::int64_t steps() const { return messages + disk + faults; }
  Counts& operator+=(const Counts& other);
};

struct Outcome {
  std::optional<Failure> failure;
  int tick = 0;  ///< when it failed
  Counts counts;
  /// The same for the same seed: a hash over every answer.
  std::uint64_t trace = 0;
};

/// `script` decides everything; two runs of one script are equal to the last byte.
Outcome run(const Town& town, const Script& script);

}  // namespace yitong::sim
