#include "adjudication/gauge.h"

#include <algorithm>

#include "adjudication/caps.h"
#include "policy/show.h"

namespace yitong {
namespace {

/// Asks the engine's own look-ups; never settles.
class Asking : Caps<NoSteps> {
 public:
  Asking(const SettleInput& input, const Plan& plan, Settlement& out, NoSteps& sink)
      : Caps<NoSteps>(input, plan, out, sink) {
    std::fill_n(out.accumulator_delta, plan.accumulators.size(), 0);
    fill_buckets();
  }

  /// Of a stacked or growing limit, if what is known of the person suffices.
  std::optional<Limit> exact(std::uint8_t benefit, std::uint8_t layer, std::uint8_t cap,
                             std::int32_t disease) {
    current_benefit_ = benefit;
    bucket(Dim::benefit) = benefit;
    bucket(Dim::disease) = static_cast<std::uint32_t>(disease);
    refused_ = {};
    Limits limits;
    if (!limits_of(plan_.layers[layer], layer, limits)) return std::nullopt;
    return limits.of[cap];
  }

  /// Calls `found` with each cell that the site may give this person for this benefit, and collects
  /// the keys that decide between them.
  template <class Found>
  std::vector<Dim> each_cell(const Site& site, std::uint8_t benefit, std::int32_t disease,
                             Found found) {
    benefit_ = benefit;
    disease_ = disease;
    std::uint32_t deciding = 0;
    for (std::uint32_t index = 0; index < site.size; ++index) {
      if (!reachable(site, index)) continue;
      const std::uint16_t cell = plan_.cells[site.first + index];
      found(cell);
      for (std::uint32_t k = 0; k < site.count; ++k) {
        const std::uint32_t at = bucket_at(site, k, index);
        for (std::uint32_t other = 0; other < at; ++other) {
          const std::uint32_t beside = index - (at - other) * site.keys[k].stride;
          if (reachable(site, beside) && plan_.cells[site.first + beside] != cell)
            deciding |= 1u << site.keys[k].dim;
        }
      }
    }
    std::vector<Dim> out;
    for (std::size_t d = 0; d < kDims; ++d)
      if ((deciding >> d & 1) != 0) out.push_back(static_cast<Dim>(d));
    return out;
  }

 private:
  static std::uint32_t bucket_at(const Site& site, std::uint32_t k, std::uint32_t index) {
    const std::uint32_t above = k + 1 < site.count ? site.keys[k + 1].stride : site.size;
    return index % above / site.keys[k].stride;
  }

  bool reachable(const Site& site, std::uint32_t index) const {
    for (std::uint32_t k = 0; k < site.count; ++k)
      if (!may_be(static_cast<Dim>(site.keys[k].dim), bucket_at(site, k, index))) return false;
    return true;
  }

  bool may_be(Dim dim, std::uint32_t at) const {
    switch (dim) {
      case Dim::benefit: return at == benefit_;
      case Dim::visit: {
        const auto& visits = plan_.benefit(benefit_).visits;
        const std::string_view code = info(Dim::visit).values[at].code;
        return std::ranges::find(visits, code) != visits.end();
      }
      case Dim::disease: return at == static_cast<std::uint32_t>(disease_);
      default: {
        const auto d = static_cast<std::size_t>(dim);
        const std::int32_t told = in_.facts->value[d];
        return told == Facts::kUnset || at == bucket_of_value(d, told);
      }
    }
  }

  std::uint8_t benefit_ = 0;
  std::int32_t disease_ = 0;
};

class Gauging {
 public:
  Gauging(const Plan& plan, const Facts& facts, const std::vector<std::int64_t>& accumulators)
      : plan_(plan),
        facts_(facts),
        input_{&bill_, &facts_, accumulators.data(), 0, 0, 0},
        asking_(input_, plan, scratch_, sink_) {}

  std::vector<Gauge> run() {
    for (std::uint8_t b = 0; b < plan_.benefits.size(); ++b) of_benefit(b);
    for (std::uint8_t l = 0; l < plan_.layers.size(); ++l) of_layer(l);
    for (std::size_t i = 0; i < plan_.line_limits.size(); ++i) {
      const PlanLineLimit& limit = plan_.line_limits[i];
      for (std::uint8_t b = 0; b < plan_.benefits.size(); ++b)
        if ((limit.of >> b & 1) != 0)
          add(Gauge::Kind::line_limit, limit.accumulator, b, 0,
              limits(limit.figure, b, 0, plan_.policy->line_limits[i].figure));
    }
    return std::move(gauges_);
  }

 private:
  struct Found {
    std::vector<GaugeLimit> limits;
    std::vector<Dim> depends;
  };

  void of_benefit(std::uint8_t b) {
    const PlanBenefit& benefit = plan_.benefits[b];
    const Benefit& rules = plan_.benefit(b);
    if (rules.deductible)
      for (const std::int32_t disease : diseases_of(benefit.deductible_accumulator))
        add(Gauge::Kind::deductible, benefit.deductible_accumulator, b, disease,
            limits(benefit.deductible, b, disease, *rules.deductible));
    if (rules.ceiling)
      add(Gauge::Kind::ceiling, benefit.ceiling_accumulator, b, 0,
          limits(benefit.ceiling, b, 0, rules.ceiling->figure));
  }

  void of_layer(std::uint8_t l) {
    const PlanLayer& layer = plan_.layers[l];
    const Layer& rules = plan_.layer(l);
    for (std::uint8_t b = 0; b < plan_.benefits.size(); ++b) {
      if ((layer.of >> b & 1) == 0) continue;
      if (rules.start && layer.start_per != Per::bill && pays(layer, b, 0))
        add(Gauge::Kind::start, layer.burden_accumulator, b, 0,
            limits(layer.start, b, 0, *rules.start));
      for (std::uint8_t c = 0; c < layer.cap_count; ++c)
        for (const std::int32_t disease : diseases_of(layer.caps[c].accumulator))
          if (pays(layer, b, disease))
            add(Gauge::Kind::cap, layer.caps[c].accumulator, b, disease,
                cap_limits(layer.caps[c], rules.caps[c], l, c, b, disease));
    }
  }

  /// Whether the layer pays anything for this person at all.
  bool pays(const PlanLayer& layer, std::uint8_t b, std::int32_t disease) {
    if (layer.rates < 0) return true;
    bool some = false;
    asking_.each_cell(plan_.sites[static_cast<std::size_t>(layer.rates)], b, disease,
                      [&](std::uint16_t cell) { some |= cell != kSkip && cell != kNoRule; });
    return some;
  }

  /// 0 alone where a count is not kept for each disease, else those that are recognised.
  std::vector<std::int32_t> diseases_of(int accumulator) const {
    if (accumulator < 0) return {};
    if (!plan_.accumulators[static_cast<std::size_t>(accumulator)].by_disease) return {0};
    std::vector<std::int32_t> out;
    for (std::size_t d = 1; d < Facts::kMaxDiseases; ++d)
      if (facts_.recognised[d] != 0) out.push_back(static_cast<std::int32_t>(d));
    return out;
  }

  Found cap_limits(const PlanCap& cap, const Cap& rules, std::uint8_t l, std::uint8_t c,
                   std::uint8_t b, std::int32_t disease) {
    Found found = limits(cap.figure, b, disease, rules.figure);
    if (cap.rules == nullptr) return found;
    const auto exact = asking_.exact(b, l, c, disease);
    if (!exact) return found;
    if (!exact->counts) return {};
    GaugeLimit one{{}, exact->cap, -1, rules.figure.source};
    if (exact->cell < plan_.figures.size()) one.source = plan_.figures[exact->cell].source;
    if (exact->bound) one.amount.reset(), one.at_least = exact->cap;
    return {{one}, {}};
  }

  /// The figures that a site may give, in the order of their rows.
  Found limits(std::int32_t site, std::uint8_t b, std::int32_t disease, const Figure& figure) {
    Found out;
    if (site < 0) return out;
    std::vector<std::uint16_t> cells;
    out.depends = asking_.each_cell(plan_.sites[static_cast<std::size_t>(site)], b, disease,
                                    [&](std::uint16_t cell) {
                                      if (cell != kNoRule && cell != kSkip) cells.push_back(cell);
                                    });
    std::ranges::sort(cells, {}, [this](std::uint16_t cell) {
      const FigureCell& at = plan_.figures[cell];
      return std::tuple(at.row, at.adjustments, cell);
    });
    cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
    for (const std::uint16_t cell : cells) out.limits.push_back(limit_of(cell, figure));
    const auto same = [&](const GaugeLimit& one) {
      return one.amount && one.amount == out.limits[0].amount;
    };
    if (!out.limits.empty() && std::ranges::all_of(out.limits, same)) {
      out.limits.resize(1);
      out.limits[0].when = {};
    }
    if (out.limits.size() == 1) out.depends.clear();
    return out;
  }

  GaugeLimit limit_of(std::uint16_t cell, const Figure& figure) const {
    const FigureCell& at = plan_.figures[cell];
    GaugeLimit out{{}, at.value, -1, at.source < 0 ? figure.source : at.source};
    if (!at.known) out.amount.reset(), out.at_least = at.low;
    if (at.row < figure.rows.size())
      out.when = selector_words(*plan_.policy, figure.rows[at.row].when);
    for (std::size_t i = 0; i < figure.then.size(); ++i)
      if ((at.adjustments >> i & 1) != 0)
        append_words(out.when, selector_words(*plan_.policy, figure.then[i].when), "；", "; ");
    return out;
  }

  /// Benefits of which the same holds share a gauge.
  void add(Gauge::Kind kind, int accumulator, std::uint8_t b, std::int32_t disease, Found found) {
    if (accumulator < 0 || found.limits.empty()) return;
    const Accumulator& counted = plan_.accumulators[static_cast<std::size_t>(accumulator)];
    if (counted.inner || counted.is_count) return;
    for (Gauge& same : gauges_) {
      const auto equal = [](const GaugeLimit& a, const GaugeLimit& z) {
        return a.when == z.when && a.amount == z.amount && a.at_least == z.at_least;
      };
      if (same.kind == kind && same.accumulator == accumulator && same.disease == disease &&
          std::ranges::equal(same.limits, found.limits, equal)) {
        same.benefits |= 1u << b;
        return;
      }
    }
    gauges_.push_back(
        {kind, accumulator, 1u << b, disease, std::move(found.limits), std::move(found.depends)});
  }

  const Plan& plan_;
  const Facts facts_;
  const ScopedBill bill_;
  const SettleInput input_;
  Settlement scratch_{};
  NoSteps sink_;
  Asking asking_;
  std::vector<Gauge> gauges_;
};

}  // namespace

std::string_view name_of(Gauge::Kind kind) {
  constexpr std::string_view kGaugeKinds[] = {"deductible", "ceiling", "start", "cap",
                                              "line_limit"};
  return kGaugeKinds[static_cast<std::size_t>(kind)];
}

std::vector<Gauge> gauges(const Plan& plan, const Facts& facts,
                          const std::vector<std::int64_t>& accumulators) {
  return Gauging(plan, facts, accumulators).run();
}

}  // namespace yitong
