// A compiled policy: every figure is one look-up in a dense table over the keys it depends on.
//
//   site   = { (dimension, stride) }, cells          cell index = sum of bucket[dimension] x stride
//   cell   = index of an outcome | kNoRule | kSkip
//   bucket = the value's index (flags, closed and declared keys), or the number of thresholds
//            not above it
//
// Outcomes are interned: bands with all modifiers applied, or one figure. The dense form is also
// what makes gaps, ambiguities and unreachable rows visible at compile time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "policy/policy.h"

namespace yitong {

inline constexpr std::uint16_t kNoRule = 0xFFFF, kSkip = 0xFFFE;
inline constexpr int kMaxBenefits = 24, kMaxLayers = 12, kLayerRoom = 16, kMaxAccumulators = 40,
                     kMaxSlots = 12, kMaxLineLimits = 8;

/// Parts of a bill, by fixed index; each layer adds three.
enum FixedPart : std::uint8_t {
  kFullSelfPay,
  kOverLimit,
  kSelfPayFirst,
  kOverLineLimit,
  kOutOfArea,
  kInScope,
  kDeductible,
  kFixedParts
};
/// Room for all of them, in multiples of eight.
inline constexpr int kMaxParts = (kFixedParts + 3 * kMaxLayers + 7) / 8 * 8;

struct Site {
  struct Key {
    std::uint8_t dim;
    std::uint32_t stride;
  };
  std::uint32_t first = 0;  ///< of its cells in Plan::cells
  std::uint32_t size = 1;
  std::uint32_t dims = 0;  ///< the keys as bits
  std::uint32_t count = 0;
  /// The first four keys are always read; those that are not there have stride 0.
  Key keys[kDims] = {};
};

struct FigureCell {
  std::int64_t value = 0;  ///< fen or ppm
  bool known = true;
  char grade = 'A';  ///< of its source
  std::uint16_t row = 0;
  std::int16_t source = -1;
  std::int64_t low = -1;  ///< what an unknown figure is not below; -1: no such bound
};

struct Band {
  std::int64_t to;   ///< upper end in fen, INT64_MAX for the rest
  std::int64_t ppm;  ///< what the layer pays, all modifiers applied
};

struct RateCell {
  std::uint32_t first_band = 0;
  std::uint16_t bands = 0;
  std::uint16_t row = 0;
  std::uint32_t modifiers = 0;  ///< bit i: the layer's i-th modifier applied
  bool known = true;
  char grade = 'A';  ///< the worst of the row and the modifiers
};

struct PlanBenefit {
  std::int32_t deductible = -1;  ///< site, -1: none
  std::int16_t deductible_accumulator = -1;
  std::int16_t admission_accumulator = -1;  ///< counted up by one per settled bill and period
  std::int32_t period_days = 0;
};

struct PlanLineLimit {
  std::int32_t figure = -1;  ///< site
  std::uint32_t of = 0;      ///< bits of benefits
  std::uint32_t categories = 0;
  std::int16_t accumulator = -1;
};

struct PlanLayer {
  std::uint64_t takes = 0;                        ///< bits of parts
  std::uint32_t of = 0;                           ///< bits of benefits
  std::int32_t start = -1, rates = -1, cap = -1;  ///< sites
  Per start_per = Per::bill;
  BandsFrom bands_from = BandsFrom::start;
  bool cap_of_fund_money = true, joint = false, tops_up = false;
  std::uint8_t first_part = 0, part_count = 0;  ///< `takes` as a run of parts; count 0: not a run
  std::int32_t cap_further = -1, cap_at_most = -1;  ///< sites
  const Cap* cap_rules = nullptr;  ///< stacking, growth, carrying over; null: the figure alone
  Rounding rounding = Rounding::half_up;
  std::int16_t burden_accumulator = -1, cap_accumulator = -1;
  std::uint8_t parts = 0;         ///< index of under_start; then band_self, over_cap
  std::uint8_t policy_layer = 0;  ///< index into Policy::layers
};

struct Accumulator {
  std::string
      name;  ///< "deductible:inpatient", "fund:pool", "burden:serious_illness", "admissions"
  Words label;
  bool is_count = false;
  std::uint32_t benefits = 0;  ///< bits of the benefits that read it
  Per per = Per::year;
  bool by_disease = false;  ///< one for each disease
};

/// All figures of a plan for one combination of its keys; where the combinations are few, a bill
/// without peculiarities is settled from this alone.
struct CaseLayer {
  std::int64_t start = 0, cap = INT64_MAX;
  std::uint32_t first_band = 0;
  std::uint16_t bands = 0;  ///< 0: the layer does not apply
  char grade = 'A';
};
struct Case {
  std::int64_t deductible = 0, out_of_area_ppm = 0;
  char deductible_grade = 'A', out_of_area_grade = 'A';
  bool usable = false;  ///< no refusal, and every figure is known
};

/// How unknown figures are taken: a settlement refuses them; an estimate may take a stated bound.
enum class Assume : std::uint8_t { nothing, low, high };

struct Plan {
  std::shared_ptr<const Policy> policy;
  std::string insurance;
  Assume assume = Assume::nothing;
  Digest hash{};  ///< of the texts, see bundle()

  std::vector<std::int32_t> thresholds[kDims];  ///< for number keys
  std::vector<const Choice*> declared[kDims];   ///< value i is declared[dim][i - 1]; 0 is "none";
                                                ///< benefits: value i is benefit i
  std::vector<PlanBenefit> benefits;
  std::vector<PlanLayer> layers;  ///< in the order of work
  std::vector<Site> sites;
  std::vector<std::uint16_t> cells;
  std::vector<FigureCell> figures;
  std::vector<RateCell> rates;
  std::vector<Band> bands;
  std::vector<Accumulator> accumulators;
  std::int32_t out_of_area = -1, refusals = -1, first_self_payment = -1, bars = -1;  ///< sites
  std::vector<PlanLineLimit> line_limits;
  /// Keys that differ from line to line and that figures of slots depend on: lines of one benefit
  /// then make several slots.
  bool split_groups = false;
  bool plain_lines = true;  ///< no bar, limit or own first self-payment, no settlement periods
  std::uint32_t out_of_area_of = 0;
  std::uint64_t account_pays = 0;
  std::uint32_t account_of = 0;
  std::uint32_t used_dims = 0, number_dims = 0;
  std::vector<Case> cases;             ///< empty: too many combinations, or rules of single lines
  std::vector<CaseLayer> case_layers;  ///< layers.size() of them for each case
  /// Index of a case: the sum over all keys of case_weight[first + bucket].
  struct CaseKey {
    std::uint8_t dim;
    std::uint32_t first;
  };
  std::vector<std::uint32_t> case_weight;
  std::vector<CaseKey> case_facts, case_numbers;  ///< keys that the facts tell
  std::int64_t case_benefit = -1, case_visit = -1, case_admission = -1;  ///< first, -1: no key
  /// Benefit of a line: routes[visit x (groups + 1) + group], 0xFF where there is none.
  std::vector<std::uint8_t> routes;
  std::uint32_t groups = 0;

  int parts() const { return kFixedParts + 3 * static_cast<int>(layers.size()); }
  std::uint8_t route(std::uint32_t visit, std::uint32_t group) const {
    return routes[visit * (groups + 1) + group];
  }
  /// Index of an accumulator by name, or -1.
  int accumulator(std::string_view name) const;
  /// Index of a declared value, 0 for "none", or nothing.
  std::optional<std::int32_t> declared_value(Dim dim, std::string_view code) const;
  const Benefit& benefit(std::size_t index) const { return policy->benefits[index]; }
  const Layer& layer(std::size_t index) const { return policy->layers[layers[index].policy_layer]; }
};

/// Compiles for one insurance type. With faults of severity error the plan must not be used.
Plan compile(std::shared_ptr<const Policy> policy, std::string_view insurance, Assume assume,
             Faults& faults);

/// Fills the cases of a compiled plan where it has few combinations of keys.
void make_cases(Plan& plan);

/// All texts of a policy as one, without their service tables, and back. The grammar:
///   bundle = "yitong-policy 1\n" , { name , " " , decimal length , "\n" , text , "\n" } ;
std::string bundle(const Policy& policy);
Result<std::shared_ptr<const Policy>> unbundle(std::string_view text);

}  // namespace yitong
