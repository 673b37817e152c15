#include "ledger/period.h"

#include <algorithm>

#include "ledger/entitlement.h"
#include "ledger/grant.h"

namespace yitong::ledger {
namespace {

/// The rows believed at the instant: known by then and not replaced by another row known by then.
template <class Row>
std::vector<Row> believed(std::span<const Row> rows, Instant at) {
  std::vector<Row> out;
  for (const Row& row : rows) {
    const bool replaced = std::ranges::any_of(rows, [&](const Row& other) {
      return other.replaces == row.no && other.known_since <= at;
    });
    if (row.known_since <= at && !replaced && !row.in_force.empty()) out.push_back(row);
  }
  return out;
}

template <class Row, class Clashes>
Result<void> may_add_row(std::span<const Row> rows, const Row& added, Clashes clashes) {
  const std::vector<Row> current = believed(rows, Instant{INT64_MAX});
  const auto is_replaced = [&](const Row& row) { return row.no == added.replaces; };
  if (added.replaces != 0 && std::ranges::none_of(current, is_replaced))
    return fail(ErrorCode::bad_value, "replaces", std::to_string(added.replaces),
                "a row in force that nothing replaced");
  if (added.replaces == 0 && added.in_force.empty())
    return fail(ErrorCode::bad_value, "in_force", added.in_force.str(), "from is not after to");
  Errors errors;
  for (const Row& row : current)
    if (!is_replaced(row) && clashes(row) && row.in_force.overlaps(added.in_force))
      errors.push_back({ErrorCode::overlapping_periods,
                        "in_force",
                        added.in_force.str(),
                        "no overlap with no. " + std::to_string(row.no) + ": " + row.in_force.str(),
                        {}});
  if (!errors.empty()) return fail(std::move(errors));
  return {};
}

std::size_t rank(std::string_view kind) {
  return static_cast<std::size_t>(std::ranges::find(kFilingKinds, kind) - kFilingKinds.begin());
}

}  // namespace

std::string Period::str() const {
  if (empty()) return "-";
  return from.str() + ".." + (to == kNoEnd ? std::string() : to.str());
}

std::vector<Coverage> believed_at(std::span<const Coverage> rows, Instant at) {
  return believed(rows, at);
}
std::vector<Filing> believed_at(std::span<const Filing> rows, Instant at) {
  return believed(rows, at);
}

Result<Coverage> coverage_on(std::span<const Coverage> rows, Date day, Instant known_at) {
  std::string periods;
  for (const Coverage& row : believed(rows, known_at)) {
    if (row.in_force.contains(day)) return row;
    if (!periods.empty()) periods += ", ";
    periods += row.area + "/" + row.insurance + " " + row.in_force.str();
  }
  return fail(ErrorCode::no_coverage, "on", day.str(),
              periods.empty() ? "no period of coverage is known" : periods);
}

Result<void> may_add(std::span<const Coverage> rows, const Coverage& added) {
  return may_add_row(rows, added, [](const Coverage&) { return true; });
}

std::optional<Filing> filing_on(std::span<const Filing> rows, std::string_view area, Date day,
                                Instant known_at) {
  std::optional<Filing> best;
  for (const Filing& row : believed(rows, known_at))
    if (row.in_force.contains(day) && target_contains(row.target, area) &&
        (!best || rank(row.kind) < rank(best->kind)))
      best = row;
  return best;
}

Result<void> may_add(std::span<const Filing> rows, const Filing& added) {
  return may_add_row(rows, added, [&](const Filing& row) {
    return row.target == added.target && row.kind == added.kind;
  });
}

std::optional<Consent> consent_on(std::span<const Consent> rows, std::string_view relative,
                                  Date day, Instant known_at) {
  for (const Consent& row : believed(rows, known_at))
    if (row.relative == relative && row.in_force.contains(day)) return row;
  return std::nullopt;
}

Result<void> may_add(std::span<const Consent> rows, const Consent& added) {
  return may_add_row(rows, added,
                     [&](const Consent& row) { return row.relative == added.relative; });
}

std::vector<Contribution> contributions_at(std::span<const Contribution> rows, Instant known_at) {
  std::vector<Contribution> out = believed(rows, known_at);
  std::ranges::stable_sort(out, {}, [](const Contribution& row) { return row.in_force.from; });
  return out;
}

Result<void> may_add(std::span<const Contribution> rows, const Contribution& added) {
  return may_add_row(rows, added,
                     [&](const Contribution& row) { return row.insurance == added.insurance; });
}

std::vector<Grant> grants_at(std::span<const Grant> rows, Instant known_at) {
  return believed(rows, known_at);
}

Result<void> may_add(std::span<const Grant> rows, const Grant& added) {
  return may_add_row(rows, added, [&](const Grant& row) {
    return row.area == added.area && row.kind == added.kind && row.code == added.code;
  });
}

bool target_contains(std::string_view target, std::string_view area) {
  if (target.size() != 6 || area.size() != 6) return false;
  const std::size_t prefix = target.ends_with("0000") ? 2 : target.ends_with("00") ? 4 : 6;
  return target.substr(0, prefix) == area.substr(0, prefix);
}

}  // namespace yitong::ledger
