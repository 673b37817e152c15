// From a story that fails to one that fails alike and from which nothing can be left out.
#pragma once

#include <string>
#include <vector>

#include "sim/simulation.h"

namespace yitong::sim {

/// The events of `script` at these places, which rise.
Script only(const Script& script, const std::vector<std::size_t>& places);

struct Shrunk {
  std::vector<std::size_t> places;
  Outcome outcome;
  std::size_t runs = 0;
};
/// `script` fails with `outcome`. Takes whole people, whole kinds of fault and blocks of events
/// away as long as the same invariant fails.
Shrunk shrink(const Town& town, const Script& script, const Outcome& outcome);

/// "3,7,20": the places as the command line takes them, and back. Empty if the text is not such a
/// list.
std::string places_text(const std::vector<std::size_t>& places);
std::vector<std::size_t> parse_places(std::string_view text);

}  // namespace yitong::sim
