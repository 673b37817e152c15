#include "sim/shrink.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "base/money.h"

namespace yitong::sim {
namespace {

constexpr std::size_t kMostRuns = 2'000;

class Shrinking {
 public:
  Shrinking(const Town& town, const Script& script, const Outcome& outcome)
      : town_(town), script_(script) {
    shrunk_.outcome = outcome;
    shrunk_.places.resize(script.events.size());
    std::iota(shrunk_.places.begin(), shrunk_.places.end(), std::size_t{0});
  }
  Shrunk shrink();

 private:
  bool leave_out(const std::function<bool(std::size_t)>& unwanted);
  void leave_out_kinds();
  bool leave_out_blocks();

  const Town& town_;
  const Script& script_;
  Shrunk shrunk_;
};

/// Keeps what is left if it still fails alike.
bool Shrinking::leave_out(const std::function<bool(std::size_t)>& unwanted) {
  std::vector<std::size_t> left;
  for (const std::size_t place : shrunk_.places)
    if (!unwanted(place)) left.push_back(place);
  if (left.size() == shrunk_.places.size() || shrunk_.runs == kMostRuns) return false;
  ++shrunk_.runs;
  const Outcome outcome = run(town_, only(script_, left));
  if (!outcome.failure || outcome.failure->invariant != shrunk_.outcome.failure->invariant)
    return false;
  shrunk_.places = std::move(left);
  shrunk_.outcome = outcome;
  return true;
}

void Shrinking::leave_out_kinds() {
  leave_out([&](std::size_t place) { return script_.events[place].tick > shrunk_.outcome.tick; });
  for (std::size_t person = 0; person < town_.people.size(); ++person)
    leave_out([&](std::size_t place) {
      const Event& event = script_.events[place];
      return event.is_message() && event.person == person;
    });
  for (auto kind = Event::Kind::settle; kind <= Event::Kind::slow_disk;
       kind = static_cast<Event::Kind>(static_cast<int>(kind) + 1))
    leave_out([&](std::size_t place) { return script_.events[place].kind == kind; });
}

bool Shrinking::leave_out_blocks() {
  bool any = false;
  for (std::size_t size = (shrunk_.places.size() + 1) / 2; size > 0; size /= 2)
    for (std::size_t from = 0; from < shrunk_.places.size();) {
      const auto& places = shrunk_.places;
      const std::size_t first = places[from];
      const std::size_t last = places[std::min(from + size, places.size()) - 1];
      if (leave_out([&](std::size_t place) { return first <= place && place <= last; }))
        any = true;
      else
        from += size;
    }
  return any;
}

Shrunk Shrinking::shrink() {
  leave_out_kinds();
  while (leave_out_blocks()) {}
  return std::move(shrunk_);
}

}  // namespace

Script only(const Script& script, const std::vector<std::size_t>& places) {
  Script out{script.seed, script.by_message, script.empty_disk, {}};
  for (const std::size_t place : places)
    if (place < script.events.size()) out.events.push_back(script.events[place]);
  return out;
}

Shrunk shrink(const Town& town, const Script& script, const Outcome& outcome) {
  return Shrinking(town, script, outcome).shrink();
}

std::string places_text(const std::vector<std::size_t>& places) {
  std::string out;
  for (const std::size_t place : places) out += (out.empty() ? "" : ",") + std::to_string(place);
  return out;
}

std::vector<std::size_t> parse_places(std::string_view text) {
  std::vector<std::size_t> out;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    const auto place = parse_decimal(word, 0);
    if (!place || *place < 0) return {};
    out.push_back(static_cast<std::size_t>(*place));
  }
  return out;
}

}  // namespace yitong::sim
