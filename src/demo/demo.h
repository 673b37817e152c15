// Made-up people with coverage, filings and a history of settlements, the same for the same seed.
// Their resident ids have a right check digit and a division code that does not exist; the
// institutions are the catalogue's examples.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "verbs/settle.h"

namespace yitong::demo {

struct Options {
  std::uint64_t seed = 1;
  std::size_t people = 2000;
};

struct Person {
  std::size_t index = 0;
  std::string number;  ///< "p" and 16 hex digits
  std::string area, insurance;
  bool retired = false, student = false;
  Date birth;
  std::string aid;            ///< "none" or an aid group
  std::string group = {};     ///< a group that the area names, or empty
  std::string filing;         ///< kind, or "none"
  std::string filing_target;  ///< area, empty without filing
  std::string card;           ///< number of the example card
};

/// Who the people are, without a store. Areas and insurance types are those of the plans in force
/// on `today`.
std::vector<Person> people(const verbs::Rules& rules, Date today, const Options& options);

struct Made {
  std::size_t people = 0, settlements = 0, refused = 0;
};

/// Puts them and the people of stories() into the store, unless the first is there already; every
/// settlement goes the way of production. `progress`: done and all. Errors: of the store.
Result<Made> make(store::Store& store, std::shared_ptr<const verbs::Rules> rules,
                  const verbs::RenderSettled& render, Instant now, const Options& options,
                  const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace yitong::demo
