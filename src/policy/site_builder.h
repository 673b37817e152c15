// Turns conditioned rows into a dense table, and finds ambiguities, unreachable rows and gaps on
// the way.
#pragma once

#include <functional>
#include <vector>

#include "policy/plan.h"

namespace yitong {

/// Bucket of each key, by dimension index.
using Buckets = std::vector<std::int32_t>;

/// Whether all conditions hold at a combination of the plan's buckets.
bool matches(const Plan& plan, const Selector& when, const Buckets& at);
/// How many buckets a key has.
std::int32_t bucket_count(const Plan& plan, Dim dim);

class SiteBuilder {
 public:
  SiteBuilder(Plan& plan, Faults& faults) : plan_(plan), faults_(faults) {}

  /// Adds a threshold for each number condition of the selector. All selectors first, then sites.
  void thresholds(const Selector& when);
  bool matches(const Selector& when, const Buckets& at) const {
    return yitong::matches(plan_, when, at);
  }

  /// Builds a site over the keys of all selectors; `outcome` gives the cell for each combination.
  std::int32_t build(const std::vector<const Selector*>& selectors, Place place,
                     const std::function<std::uint16_t(const Buckets&)>& outcome);
  /// The row that applies at a combination, or kNoRule. Two that apply without an order are a
  /// fault, told once.
  std::uint16_t row_at(const Figure& figure, const Buckets& at, std::vector<bool>& used);
  void report_unused(const Figure& figure, const std::vector<bool>& used);
  /// Where the table of a site stands.
  Place place_of(std::size_t site) const { return places_[site]; }
  /// "hospital level 3, retired": the combination in words, for messages.
  std::string words(const Selector& when, const Buckets& at) const;

 private:
  Plan& plan_;
  Faults& faults_;
  std::vector<std::pair<const Row*, const Row*>> reported_;
  std::vector<Place> places_;  ///< of the sites built
};

}  // namespace yitong
