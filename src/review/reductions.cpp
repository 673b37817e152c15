#include <algorithm>

#include <fmt/format.h>

#include "review/example.h"
#include "review/review.h"

namespace yitong {
namespace {

constexpr auto kRelation = static_cast<std::size_t>(Dim::relation);
constexpr auto kFiling = static_cast<std::size_t>(Dim::filing);

Buckets at_home(Buckets at) {
  static const std::int32_t same = *closed_value(Dim::relation, "same"),
                            local = *closed_value(Dim::filing, "local");
  at[kRelation] = same;
  at[kFiling] = local;
  return at;
}

/// The share paid of the next fen at `amount` on the scale of the bands.
std::int64_t share_at(const Plan& plan, const RateCell& rate, std::int64_t amount) {
  for (std::uint16_t i = 0; i < rate.bands; ++i)
    if (amount < plan.bands[rate.first_band + i].to) return plan.bands[rate.first_band + i].ppm;
  return 0;
}

/// The largest fall of the share between two outcomes, over all bands; away, `first_ppm` of the
/// cost is the person's beforehand.
std::int64_t fall(const Plan& plan, const RateCell& home, const RateCell& away,
                  std::int64_t first_ppm) {
  std::int64_t most = 0;
  const auto try_at = [&](std::int64_t amount) {
    const std::int64_t left =
        share_at(plan, away, amount) * (Ratio::kOne - first_ppm) / Ratio::kOne;
    most = std::max(most, share_at(plan, home, amount) - left);
  };
  try_at(0);
  for (const RateCell* rate : {&home, &away})
    for (std::uint16_t i = 0; i + 1 < rate->bands; ++i) try_at(plan.bands[rate->first_band + i].to);
  return most;
}

/// What is paid first out of area on the cost that a layer takes; 0 where that is not known.
std::int64_t paid_first(const Plan& plan, const NamedFigure& figure, const Buckets& at) {
  const PlanLayer& layer = plan.layers[static_cast<std::size_t>(figure.layer)];
  if (plan.out_of_area < 0 || (plan.out_of_area_of & figure.of) == 0) return 0;
  if ((layer.takes >> kInScope & 1) == 0) return 0;
  const std::uint16_t cell = cell_at(plan, plan.out_of_area, at);
  return cell >= kSkip || !plan.figures[cell].known ? 0 : plan.figures[cell].value;
}

Words example_words(const Plan& plan, std::uint32_t dims, const Buckets& at, std::uint32_t of) {
  const Worked home = work(plan, example_at(plan, dims, at_home(at), of)),
               away = work(plan, example_at(plan, dims, at, of));
  const Words one = outcome_words(plan, home), two = outcome_words(plan, away);
  return {one.zh + "；" + two.zh, one.en + "; " + two.en};
}

std::string points(std::int64_t ppm) {
  std::string text = Ratio::ppm(ppm).str();
  text.pop_back();
  return text;
}

void tell(const Plan& plan, const NamedFigure& figure, const ReductionLimit& limit, Place place,
          std::int64_t taken, const Buckets& at, Findings& out) {
  const std::string taken_text = points(taken), most = points(limit.points.value);
  const std::string said =
      limit.source < 0 ? "" : plan.policy->sources[static_cast<std::size_t>(limit.source)].document;
  const Words filing = bucket_words(plan, Dim::filing, at[kFiling]);
  const std::uint32_t dims = dims_of(plan, figure.site) | 1u << kRelation | 1u << kFiling;
  out.add(plan, {ErrorCode::reduction_too_large,
                 place,
                 {fmt::format("{}，{}：降 {} 个百分点", figure.name.zh, filing.zh, taken_text),
                  fmt::format("{}, {}: {} points less", figure.name.en, filing.en, taken_text)},
                 {fmt::format("最多降 {} 个百分点（{}）", most, said),
                  fmt::format("at most {} points ({})", most, said)},
                 {},
                 example_words(plan, dims, at, figure.of)});
}

void shares(const Plan& plan, const NamedFigure& figure, const ReductionLimit& limit,
            Findings& out) {
  const std::uint32_t dims = dims_of(plan, figure.site) | dims_of(plan, plan.out_of_area);
  bool told = false;
  each_case(plan, dims | 1u << kRelation | 1u << kFiling, figure.of, [&](const Buckets& at) {
    if (told || cell_at(plan, figure.site, at) >= kSkip || !matches(plan, limit.when, at)) return;
    const std::uint16_t home = cell_at(plan, figure.site, at_home(at)),
                        away = cell_at(plan, figure.site, at);
    if (home == away || home >= kSkip || away >= kSkip) return;
    const RateCell &a = plan.rates[home], &b = plan.rates[away];
    if (!a.known || !b.known) return;
    const std::int64_t taken = fall(plan, a, b, paid_first(plan, figure, at));
    if (taken <= limit.points.value) return;
    told = true;
    const Layer& layer = plan.layer(static_cast<std::size_t>(figure.layer));
    Place place = figure.figure->rows[b.row].place;
    for (std::size_t i = 0; i < layer.then.size(); ++i)
      if (((b.modifiers & ~a.modifiers) >> i & 1) != 0) place = layer.then[i].place;
    tell(plan, figure, limit, place, taken, at, out);
  });
}

void first_self_payment(const Plan& plan, const NamedFigure& figure, const ReductionLimit& limit,
                        Findings& out) {
  bool told = false;
  const std::uint32_t dims = dims_of(plan, figure.site) | 1u << kRelation | 1u << kFiling;
  each_case(plan, dims, figure.of, [&](const Buckets& at) {
    const std::uint16_t cell = cell_at(plan, figure.site, at);
    if (told || cell >= kSkip || !matches(plan, limit.when, at)) return;
    const FigureCell& found = plan.figures[cell];
    if (!found.known || found.value <= limit.points.value) return;
    told = true;
    tell(plan, figure, limit, figure.figure->rows[found.row].place, found.value, at, out);
  });
}

}  // namespace

void find_reductions(const Plan& plan, Findings& out) {
  for (const ReductionLimit& limit : plan.policy->reduction_limits) {
    if (limit.points.state != Amount::State::known) continue;
    for (const NamedFigure& figure : figures_of(plan)) {
      if (figure.kind == NamedFigure::Kind::rates) shares(plan, figure, limit, out);
      if (figure.kind == NamedFigure::Kind::out_of_area)
        first_self_payment(plan, figure, limit, out);
    }
  }
}

}  // namespace yitong
