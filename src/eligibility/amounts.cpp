// What is due, what the state pays, what flows into the account.
#include <algorithm>

#include "base/money.h"
#include "eligibility/eligibility.h"

namespace yitong {
namespace {

/// The cell's number where it is known for the person; keys that decide go into `depends`.
std::optional<std::int64_t> number_for(const ServiceRow& row, std::string_view column,
                                       const ServiceFacts& facts, std::vector<Dim>& depends,
                                       bool* applies = nullptr) {
  const ServiceValue& cell = value(row, column);
  if (!cell.set || !cell.figure) return std::nullopt;
  const Picked picked = pick(*cell.figure, facts);
  for (const Dim dim : picked.depends)
    if (std::ranges::find(depends, dim) == depends.end()) depends.push_back(dim);
  if (applies != nullptr) *applies = picked.row != nullptr || !picked.depends.empty();
  if (picked.row == nullptr || picked.row->values[0].state != Amount::State::known)
    return std::nullopt;
  return picked.row->values[0].value;
}

/// Of the monthly base, kept within the limits that the row states.
std::optional<std::int64_t> share_of_base(const ServiceRow& row, std::int64_t share_ppm,
                                          std::int64_t base_fen, const ServiceFacts& facts) {
  if (base_fen <= 0) return std::nullopt;
  std::vector<Dim> depends;
  if (row.table == ServiceTable::contribution) {
    if (const auto low = number_for(row, "base_from", facts, depends))
      base_fen = std::max(base_fen, *low);
    if (const auto high = number_for(row, "base_to", facts, depends))
      base_fen = std::min(base_fen, *high);
  }
  return multiply(Money::fen(base_fen), Ratio::ppm(share_ppm)).fen();
}

}  // namespace

std::vector<ServiceAmount> amounts_of(const Policy& policy, ServiceTable table, Date on, int year,
                                      const ServiceFacts& told, std::int64_t base_fen) {
  std::vector<ServiceAmount> out;
  for (const ServiceRow* row : services(policy, table, "", on)) {
    const Match match = matches(row->when, told);
    if (match.truth == Truth::no) continue;
    if (table == ServiceTable::contribution && value(*row, "year").set &&
        value(*row, "year").number != year)
      continue;
    ServiceAmount amount{row, match.truth, match.depends, {}, {}, {}};
    bool applies = true;
    if (table != ServiceTable::support)
      amount.share_ppm = number_for(*row, "share", told, amount.depends, &applies);
    if (!applies) continue;
    amount.amount_fen = number_for(*row, "amount", told, amount.depends);
    if (!amount.depends.empty()) amount.truth = Truth::maybe;
    amount.expected_fen = amount.amount_fen;
    if (amount.share_ppm)
      amount.expected_fen = share_of_base(*row, *amount.share_ppm, base_fen, told);
    out.push_back(std::move(amount));
  }
  return out;
}

}  // namespace yitong
