#include <algorithm>

#include <fmt/format.h>

#include "review/example.h"
#include "review/review.h"

namespace yitong {
namespace {

constexpr std::uint32_t kLevel = 1u << static_cast<unsigned>(Dim::level);

/// One example at two sums.
Words two_bills(const Plan& plan, const Example& example, std::int64_t first_fen,
                std::int64_t second_fen) {
  Example small = example, large = example;
  small.in_scope = Money::fen(first_fen);
  large.in_scope = Money::fen(second_fen);
  const Words first = outcome_words(plan, work(plan, small)),
              second = outcome_words(plan, work(plan, large));
  return {first.zh + "；" + second.zh, first.en + "; " + second.en};
}

void bands_of_row(const Plan& plan, const NamedFigure& figure, const Row& row, Findings& out) {
  for (std::size_t i = 0; i + 1 < row.values.size(); ++i) {
    const Amount &lower = row.values[i], &higher = row.values[i + 1];
    if (lower.state != Amount::State::known || higher.state != Amount::State::known) continue;
    if (higher.value >= lower.value) continue;
    const std::string from = Ratio::ppm(lower.value).str(), to = Ratio::ppm(higher.value).str();
    const std::string at = Money::fen(row.limits[i].value).grouped();
    const std::int64_t limit = row.limits[i].value;
    out.add(plan, {ErrorCode::band_pays_less,
                   higher.place,
                   {fmt::format("{}：{} 元以上由 {} 降为 {}", figure.name.zh, at, from, to),
                    fmt::format("{}: above {} yuan {} falls to {}", figure.name.en, at, from, to)},
                   {"分段通常是费用越高、支付比例越高", "shares usually rise with the bands"},
                   {},
                   two_bills(plan, example_of(plan, row.when, figure.of), limit, 2 * limit)});
    return;
  }
}

/// What makes a case better for the person: a larger share, or a smaller deductible.
bool better(const Plan& plan, const NamedFigure& figure, std::uint16_t high, std::uint16_t low) {
  if (figure.kind != NamedFigure::Kind::rates) {
    const FigureCell &a = plan.figures[high], &b = plan.figures[low];
    return a.known && b.known && a.value < b.value;
  }
  const RateCell &a = plan.rates[high], &b = plan.rates[low];
  if (!a.known || !b.known || a.bands != b.bands) return false;
  for (std::uint16_t i = 0; i < a.bands; ++i) {
    const Band &x = plan.bands[a.first_band + i], &y = plan.bands[b.first_band + i];
    if (x.to == y.to && x.ppm > y.ppm) return true;
  }
  return false;
}

std::uint16_t row_of(const Plan& plan, const NamedFigure& figure, std::uint16_t cell) {
  return figure.kind == NamedFigure::Kind::rates ? plan.rates[cell].row : plan.figures[cell].row;
}

void levels_of(const Plan& plan, const NamedFigure& figure, Findings& out) {
  const std::uint32_t dims = dims_of(plan, figure.site);
  if ((dims & kLevel) == 0) return;
  constexpr auto level = static_cast<std::size_t>(Dim::level);
  bool told = false;
  each_case(plan, dims, figure.of, [&](const Buckets& high) {
    const std::uint16_t cell = cell_at(plan, figure.site, high);
    if (told || cell == kNoRule || cell == kSkip) return;
    Buckets low = high;
    for (low[level] = 0; low[level] < bucket_count(plan, Dim::level); ++low[level]) {
      const std::uint16_t other = cell_at(plan, figure.site, low);
      if (level_rank(low[level]) >= level_rank(high[level])) continue;
      if (other == kNoRule || other == kSkip || !better(plan, figure, cell, other)) continue;
      const Worked at_low = work(plan, example_at(plan, dims, low, figure.of)),
                   at_high = work(plan, example_at(plan, dims, high, figure.of));
      // Where nothing is paid, the deductible does not matter.
      if (at_high.settled && at_high.funds() == Money()) continue;
      told = true;
      const Words a = bucket_words(plan, Dim::level, high[level]),
                  b = bucket_words(plan, Dim::level, low[level]);
      const Words one = outcome_words(plan, at_low), two = outcome_words(plan, at_high);
      out.add(plan,
              {ErrorCode::level_out_of_order,
               figure.figure->rows[row_of(plan, figure, cell)].place,
               {fmt::format("{}：{}比{}优惠", figure.name.zh, a.zh, b.zh),
                fmt::format("{}: {} is better off than {}", figure.name.en, a.en, b.en)},
               {"等级越高，通常支付比例越低、起付线越高",
                "the higher the level, the lower the share and the higher the deductible, usually"},
               {},
               {one.zh + "；" + two.zh, one.en + "; " + two.en}});
      return;
    }
  });
}

}  // namespace

void find_disorder(const Plan& plan, Findings& out) {
  for (const NamedFigure& figure : figures_of(plan)) {
    if (figure.kind == NamedFigure::Kind::rates)
      for (const Row& row : figure.figure->rows) bands_of_row(plan, figure, row, out);
    if (figure.kind == NamedFigure::Kind::rates || figure.kind == NamedFigure::Kind::deductible)
      levels_of(plan, figure, out);
  }
}

}  // namespace yitong
