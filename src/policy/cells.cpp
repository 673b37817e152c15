#include "policy/cells.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace yitong {
namespace {

/// A ratio after one modifier, exact, or a fault's text.
struct Modified {
  std::int64_t ppm = 0;
  const char* wrong = nullptr;
};

Modified apply(std::int64_t ppm, Operation operation, std::int64_t by) {
  const auto share = [](std::int64_t value, std::int64_t fraction) -> std::optional<std::int64_t> {
    const std::int64_t product = value * fraction;
    if (product % Ratio::kOne != 0) return std::nullopt;
    return product / Ratio::kOne;
  };
  switch (operation) {
    case Operation::personal_share: {
      const auto person = share(Ratio::kOne - ppm, by);
      return person ? Modified{Ratio::kOne - *person}
                    : Modified{0, "the product needs more than four decimals of a percent"};
    }
    case Operation::plus_points:
      return ppm + by > Ratio::kOne ? Modified{0, "the share would exceed 100%"}
                                    : Modified{ppm + by};
    case Operation::minus_points: return Modified{std::max<std::int64_t>(0, ppm - by)};
    case Operation::times: {
      const auto product = share(ppm, by);
      return product ? Modified{*product}
                     : Modified{0, "the product needs more than four decimals of a percent"};
    }
    case Operation::at_least: return Modified{std::max(ppm, by)};
    case Operation::at_most: return Modified{std::min(ppm, by)};
    case Operation::set: return Modified{by};
  }
  return {};
}

/// A sum of money after one adjustment; a fraction is half up to the fen.
std::int64_t adjust(std::int64_t fen, Adjustment::Operation operation, std::int64_t by) {
  using Operation = Adjustment::Operation;
  switch (operation) {
    case Operation::times: return multiply(Money::fen(fen), Ratio::ppm(by)).fen();
    case Operation::plus: return fen + by;
    case Operation::minus: return std::max<std::int64_t>(0, fen - by);
    case Operation::at_least: return std::max(fen, by);
    case Operation::at_most: return std::min(fen, by);
    case Operation::set: return by;
  }
  return fen;
}

}  // namespace

void CellBuilder::fault(ErrorCode code, Place place, std::string found, std::string rule) {
  faults_.push_back({Severity::error, code, place, std::move(found), std::move(rule), {}, {}});
}

Amount CellBuilder::bounded(Amount amount) const {
  if (amount.state == Amount::State::known || plan_.assume == Assume::nothing) return amount;
  const auto& bound = plan_.assume == Assume::low ? amount.low : amount.high;
  if (!bound) return amount;
  amount.state = Amount::State::known;
  amount.value = *bound;
  return amount;
}

char CellBuilder::grade_of(int source) const {
  return source < 0 ? 'A' : policy_.sources[static_cast<std::size_t>(source)].grade;
}

/// The bits of the conditions that hold at a combination; `held` remembers all that ever did.
template <class List>
std::uint32_t CellBuilder::holding(const List& list, const Buckets& at, std::vector<bool>& held) {
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (sites_.matches(list[i].when, at)) {
      mask |= 1u << i;
      held[i] = true;
    }
  return mask;
}

/// Stored steps name an outcome by its number. It goes by row and modifiers, not by the order in
/// which combinations are met, which moves when a key gains a value.
void CellBuilder::number(std::int32_t site_index, const Met& met, std::size_t first) {
  std::vector<std::uint16_t> numbers(met.size());
  for (std::size_t next = first; const auto& [pair, as_met] : met)
    numbers[as_met] = static_cast<std::uint16_t>(next++);
  const Site& site = plan_.sites[static_cast<std::size_t>(site_index)];
  for (std::uint32_t i = 0; i < site.size; ++i) {
    std::uint16_t& cell = plan_.cells[site.first + i];
    if (cell < kSkip) cell = numbers[cell];
  }
}

void CellBuilder::report_unmet(const std::vector<bool>& held, const std::vector<Place>& places,
                               const char* what, const char* rule) {
  for (std::size_t i = 0; i < held.size(); ++i)
    if (!held[i]) fault(ErrorCode::unreachable_rule, places[i], what, rule);
}

std::int32_t CellBuilder::figure_site(const Figure& figure) {
  std::vector<const Selector*> selectors;
  std::vector<Place> places;
  for (const Row& row : figure.rows) selectors.push_back(&row.when);
  for (const Adjustment& each : figure.then) {
    selectors.push_back(&each.when);
    places.push_back(each.place);
  }
  std::vector<bool> used(figure.rows.size(), false), held(figure.then.size(), false);
  const std::size_t first = plan_.figures.size();
  Met met;
  if (figure.then.empty())  // each row is an outcome, met or not
    for (std::uint16_t row = 0; row < figure.rows.size(); ++row) met[{row, 0}] = row;
  const std::int32_t site =
      sites_.build(selectors, figure.place, [&](const Buckets& at) -> std::uint16_t {
        const std::uint16_t row = sites_.row_at(figure, at, used);
        if (row == kNoRule) return kNoRule;
        const auto next = static_cast<std::uint16_t>(met.size());
        return met.try_emplace({row, holding(figure.then, at, held)}, next).first->second;
      });
  if (site < 0) return site;
  for (const auto& [pair, as_met] : met) figure_cell(figure, pair.first, pair.second);
  number(site, met, first);
  sites_.report_unused(figure, used);
  report_unmet(held, places, "no combination reaches this adjustment",
               "each adjustment applies somewhere");
  return site;
}

void CellBuilder::figure_cell(const Figure& figure, std::uint16_t row_index, std::uint32_t mask) {
  const Row& row = figure.rows[row_index];
  const int source = row.source >= 0 ? row.source : figure.source;
  Amount amount = row.values.empty() ? Amount{} : bounded(row.values[0]);
  FigureCell cell{
      amount.value, amount.state == Amount::State::known, grade_of(source),
      row_index,    static_cast<std::int16_t>(source),    mask == 0 ? amount.low.value_or(-1) : -1,
      mask};
  for (std::size_t i = 0; i < figure.then.size(); ++i) {
    if ((mask >> i & 1) == 0) continue;
    const Adjustment& each = figure.then[i];
    const Amount by = bounded(each.amount);
    cell.grade = std::max(cell.grade, grade_of(each.source));
    // What is set does not depend on what it was.
    const bool set = each.operation == Adjustment::Operation::set;
    cell.known = by.state == Amount::State::known && (cell.known || set);
    if (cell.known) cell.value = adjust(cell.value, each.operation, by.value);
  }
  plan_.figures.push_back(cell);
}

std::int32_t CellBuilder::rate_site(const Layer& source) {
  std::vector<const Selector*> selectors = {&source.applies};
  std::vector<Place> places;
  for (const Row& row : source.rates.rows) selectors.push_back(&row.when);
  for (const Modifier& modifier : source.then) {
    selectors.push_back(&modifier.when);
    places.push_back(modifier.place);
  }
  std::vector<bool> used(source.rates.rows.size(), false), held(source.then.size(), false);
  const std::size_t first = plan_.rates.size();
  Met met;
  const std::int32_t site =
      sites_.build(selectors, source.place, [&](const Buckets& at) -> std::uint16_t {
        if (!sites_.matches(source.applies, at)) return kSkip;
        const std::uint16_t row = sites_.row_at(source.rates, at, used);
        if (row == kNoRule) return kNoRule;
        const auto next = static_cast<std::uint16_t>(met.size());
        return met.try_emplace({row, holding(source.then, at, held)}, next).first->second;
      });
  if (site < 0) return site;
  for (const auto& [pair, as_met] : met) rate_cell(source, pair.first, pair.second);
  number(site, met, first);
  sites_.report_unused(source.rates, used);
  report_unmet(held, places, "no combination reaches this modifier",
               "each modifier applies somewhere");
  return site;
}

void CellBuilder::rate_cell(const Layer& source, std::uint16_t row_index, std::uint32_t mask) {
  const Row& row = source.rates.rows[row_index];
  RateCell cell{static_cast<std::uint32_t>(plan_.bands.size()),
                static_cast<std::uint16_t>(row.values.size()),
                row_index,
                mask,
                true,
                grade_of(row.source >= 0 ? row.source : source.rates.source)};
  for (std::size_t i = 0; i < source.then.size(); ++i)
    if ((mask >> i & 1) != 0) cell.grade = std::max(cell.grade, grade_of(source.then[i].source));
  for (std::size_t band = 0; band < row.values.size(); ++band) {
    const Amount value = bounded(row.values[band]);
    std::int64_t ppm = value.value;
    cell.known &= value.state == Amount::State::known;
    for (std::size_t i = 0; i < source.then.size() && cell.known; ++i) {
      if ((mask >> i & 1) == 0) continue;
      // Of nothing, nothing can be taken away, however much is unknown.
      const bool lowers = source.then[i].operation == Operation::minus_points ||
                          source.then[i].operation == Operation::times;
      if (ppm == 0 && lowers) continue;
      const Amount by = bounded(source.then[i].ratio);
      cell.known &= by.state == Amount::State::known;
      if (!cell.known) break;
      const Modified modified = apply(ppm, source.then[i].operation, by.value);
      if (modified.wrong != nullptr)
        fault(ErrorCode::bad_ratio, source.then[i].place,
              fmt::format("applied to {} of line {}", Ratio::ppm(ppm).str(), row.place.line),
              modified.wrong);
      ppm = modified.ppm;
    }
    plan_.bands.push_back({band < row.limits.size() ? row.limits[band].value : INT64_MAX, ppm});
  }
  plan_.rates.push_back(cell);
}

}  // namespace yitong
