#include "ledger/period.h"

#include <algorithm>

#include "ledger/bitemporal.h"

namespace yitong::ledger {
namespace {

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

bool target_contains(std::string_view target, std::string_view area) {
  if (target.size() != 6 || area.size() != 6) return false;
  const std::size_t prefix = target.ends_with("0000") ? 2 : target.ends_with("00") ? 4 : 6;
  return target.substr(0, prefix) == area.substr(0, prefix);
}

}  // namespace yitong::ledger
