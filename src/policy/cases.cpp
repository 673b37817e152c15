// Tabulates a plan: values of a key that no table tells apart become one class, and each
// combination of classes one case.
#include <algorithm>
#include <bit>

#include "policy/plan.h"
#include "policy/site_builder.h"

namespace yitong {
namespace {

constexpr std::uint32_t kMaxCases = 1 << 14;

class Tabulator {
 public:
  explicit Tabulator(Plan& plan) : plan_(plan) {}

  void run() {
    if (!eligible()) return;
    std::uint32_t dims = bit(Dim::benefit);
    for (std::size_t i = 0; i < plan_.sites.size(); ++i)
      if (!of_lines(i)) dims |= plan_.sites[i].dims;
    std::uint32_t stride = 1;
    for (std::uint32_t rest = dims; rest != 0; rest &= rest - 1) {
      const auto dim = static_cast<std::size_t>(std::countr_zero(rest));
      classify(dim);
      name_key(dim, static_cast<std::uint32_t>(plan_.case_weight.size()));
      for (const std::uint32_t one : class_of_) plan_.case_weight.push_back(one * stride);
      keys_.push_back({dim, stride, std::move(representatives_)});
      stride *= static_cast<std::uint32_t>(keys_.back().buckets.size());
      if (stride > kMaxCases) return clear();
    }
    plan_.cases.resize(stride);
    plan_.case_layers.resize(stride * plan_.layers.size());
    for (std::uint32_t i = 0; i < stride; ++i) {
      for (const Key& key : keys_) at_[key.dim] = key.buckets[i / key.stride % key.buckets.size()];
      plan_.cases[i].usable = fill(plan_.cases[i], &plan_.case_layers[i * plan_.layers.size()]);
    }
  }

 private:
  struct Key {
    std::size_t dim;
    std::uint32_t stride;
    std::vector<std::uint32_t> buckets;  ///< one of each class
  };

  static constexpr std::uint32_t bit(Dim dim) { return 1u << static_cast<unsigned>(dim); }

  bool of_lines(std::size_t site) const {
    const auto index = static_cast<std::int32_t>(site);
    return index == plan_.bars || index == plan_.first_self_payment;
  }

  /// Whether a table of single lines says nothing about lines without a drug group.
  bool silent_without_group(std::int32_t site_index) const {
    if (site_index < 0) return true;
    const Site& site = plan_.sites[static_cast<std::size_t>(site_index)];
    for (std::uint32_t i = 0; i < site.size; ++i) {
      bool without = true;
      for (std::uint32_t k = 0; k < site.count; ++k) {
        if (site.keys[k].dim != static_cast<std::size_t>(Dim::drug_group)) continue;
        const std::uint32_t size = k + 1 < site.count ? site.keys[k + 1].stride : site.size;
        without = i % size < site.keys[k].stride;
      }
      if (without && plan_.cells[site.first + i] != kNoRule) return false;
    }
    return true;
  }

  /// Bills whose lines have no drug group are the only ones that take the short way.
  bool eligible() const {
    const bool periods = std::ranges::any_of(
        plan_.benefits, [](const PlanBenefit& benefit) { return benefit.period_days != 0; });
    return !periods && plan_.line_limits.empty() && !plan_.split_groups &&
           silent_without_group(plan_.bars) && silent_without_group(plan_.first_self_payment) &&
           std::ranges::all_of(plan_.layers, [](const PlanLayer& layer) {
             return layer.part_count != 0 && layer.tops_up == TopsUp::nothing &&
                    (layer.cap_count == 0 || layer.caps[0].rules == nullptr);
           });
  }

  void clear() {
    plan_.case_weight.clear();
    plan_.case_facts.clear();
    plan_.case_numbers.clear();
  }

  void name_key(std::size_t dim, std::uint32_t first) {
    switch (static_cast<Dim>(dim)) {
      case Dim::benefit: plan_.case_benefit = first; return;
      case Dim::visit: plan_.case_visit = first; return;
      case Dim::admission: plan_.case_admission = first; return;
      case Dim::drug_group: return;  // "none", bucket 0, whose weight is 0
      default: break;
    }
    const bool number = info(static_cast<Dim>(dim)).kind == DimKind::number;
    (number ? plan_.case_numbers : plan_.case_facts)
        .push_back({static_cast<std::uint8_t>(dim), first});
  }

  /// Whether no site tells two buckets of a key apart.
  bool alike(std::size_t dim, std::uint32_t a, std::uint32_t b) const {
    if (dim == static_cast<std::size_t>(Dim::benefit)) return false;
    for (std::size_t i = 0; i < plan_.sites.size(); ++i) {
      const Site& site = plan_.sites[i];
      if (of_lines(i) || (site.dims >> dim & 1) == 0) continue;
      std::uint32_t k = 0;
      while (site.keys[k].dim != dim) ++k;
      const std::uint32_t stride = site.keys[k].stride;
      const std::uint32_t size =
          (k + 1 < site.count ? site.keys[k + 1].stride : site.size) / stride;
      for (std::uint32_t c = 0; c < site.size; ++c)
        if (c / stride % size == a &&
            plan_.cells[site.first + c] != plan_.cells[site.first + c + (b - a) * stride])
          return false;
    }
    return true;
  }

  void classify(std::size_t dim) {
    class_of_.clear();
    representatives_.clear();
    const auto count = static_cast<std::uint32_t>(bucket_count(plan_, static_cast<Dim>(dim)));
    for (std::uint32_t bucket = 0; bucket < count; ++bucket) {
      const auto same = std::ranges::find_if(
          representatives_, [&](std::uint32_t other) { return alike(dim, other, bucket); });
      class_of_.push_back(static_cast<std::uint32_t>(same - representatives_.begin()));
      if (same == representatives_.end()) representatives_.push_back(bucket);
    }
  }

  std::uint16_t cell(std::int32_t site_index) const {
    const Site& site = plan_.sites[static_cast<std::size_t>(site_index)];
    std::uint32_t index = site.first;
    for (std::uint32_t k = 0; k < site.count; ++k)
      index += at_[site.keys[k].dim] * site.keys[k].stride;
    return plan_.cells[index];
  }

  /// A figure that is known; where `optional`, no rule leaves the value as it is.
  bool figure(std::int32_t site, std::int64_t& value, char& grade, bool optional = false) const {
    if (site < 0) return true;
    const std::uint16_t found = cell(site);
    if (found == kNoRule) return optional;
    const FigureCell& one = plan_.figures[found];
    value = one.value;
    grade = std::max(grade, one.grade);
    return one.known;
  }

  bool fill(Case& out, CaseLayer* layers) const {
    const std::uint32_t number = at_[static_cast<std::size_t>(Dim::benefit)];
    if (number >= plan_.benefits.size()) return false;
    const PlanBenefit& benefit = plan_.benefits[number];
    if (benefit.ceiling >= 0 || benefit.merge >= 0) return false;
    if (plan_.refusals >= 0 && cell(plan_.refusals) != kNoRule) return false;
    if (!figure(benefit.deductible, out.deductible, out.deductible_grade)) return false;
    if ((plan_.out_of_area_of >> number & 1) != 0 &&
        !figure(plan_.out_of_area, out.out_of_area_ppm, out.out_of_area_grade))
      return false;
    for (std::size_t l = 0; l < plan_.layers.size(); ++l)
      if ((plan_.layers[l].of >> number & 1) != 0 && !fill_layer(plan_.layers[l], layers[l]))
        return false;
    return true;
  }

  bool fill_layer(const PlanLayer& layer, CaseLayer& out) const {
    const std::uint16_t found = cell(layer.rates);
    if (found == kSkip) return true;
    if (found == kNoRule) return false;
    if (layer.cap_count > 1) return false;
    const RateCell& rate = plan_.rates[found];
    out.first_band = rate.first_band;
    out.bands = rate.bands;
    out.grade = rate.grade;
    return rate.known && figure(layer.start, out.start, out.grade) &&
           figure(layer.cap_count == 0 ? -1 : layer.caps[0].figure, out.cap, out.grade, true);
  }

  Plan& plan_;
  std::vector<Key> keys_;
  std::vector<std::uint32_t> class_of_, representatives_;
  std::uint32_t at_[kDims] = {};
};

}  // namespace

void make_cases(Plan& plan) { Tabulator(plan).run(); }

}  // namespace yitong
