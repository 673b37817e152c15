#include <algorithm>
#include <tuple>

#include "adjudication/settle.h"

namespace yitong {

std::int64_t Settlement::part(int index) const {
  std::int64_t sum = 0;
  for (std::uint8_t slot = 0; slot < slots; ++slot) sum += gross[slot][index];
  return sum;
}

std::int64_t Settlement::layer(int index) const {
  std::int64_t sum = 0;
  for (std::uint8_t slot = 0; slot < slots; ++slot) sum += paid[slot][index];
  return sum;
}

void distribute(std::int64_t amount, const std::int64_t* weights, std::size_t n,
                std::int64_t* out) {
  __int128 sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += weights[i];
  if (sum == 0) {
    std::fill_n(out, n, 0);
    if (n > 0) out[0] = amount;
    return;
  }
  std::int64_t rest = amount;
  std::vector<std::pair<__int128, std::size_t>> remainders(n);
  for (std::size_t i = 0; i < n; ++i) {
    const __int128 product = static_cast<__int128>(amount) * weights[i];
    out[i] = static_cast<std::int64_t>(product / sum);
    remainders[i] = {-(product % sum), i};
    rest -= out[i];
  }
  std::ranges::sort(remainders);
  for (std::size_t i = 0; rest > 0; ++i, --rest) ++out[remainders[i].second];
}

namespace {

/// The slot of each line: settle() opens them in the order in which lines first need them.
std::vector<std::uint8_t> slots_of_lines(const ScopedBill& bill, const Plan& plan) {
  using Key = std::tuple<std::uint8_t, int, std::int32_t>;  // benefit, period, drug group
  std::vector<Key> opened;
  std::vector<std::uint8_t> out;
  for (const ScopedLine& line : bill.lines) {
    const std::int32_t group =
        line.group == 0
            ? 0
            : plan.declared_value(Dim::drug_group, bill.groups[line.group - 1u]).value_or(0);
    const std::uint8_t benefit = plan.route(bill.visit, static_cast<std::uint32_t>(group));
    const std::int32_t days = benefit == 0xFF ? 0 : plan.benefits[benefit].period_days;
    const Key key{benefit, days == 0 ? 0 : line.day / days, plan.split_groups ? group : 0};
    const auto found = std::ranges::find(opened, key);
    out.push_back(static_cast<std::uint8_t>(found - opened.begin()));
    if (found == opened.end()) opened.push_back(key);
  }
  return out;
}

}  // namespace

void allocate_to_lines(const Settlement& settlement, const ScopedBill& bill, const Plan& plan,
                       std::vector<std::int64_t>& out) {
  out.assign(bill.lines.size(), 0);
  const std::vector<std::uint8_t> slot_of = slots_of_lines(bill, plan);
  std::vector<std::size_t> index;
  std::vector<std::int64_t> weights, shares;
  for (std::uint8_t slot = 0; slot < settlement.slots; ++slot) {
    index.clear();
    weights.clear();
    std::int64_t funds = 0;
    for (std::size_t l = 0; l < plan.layers.size(); ++l) funds += settlement.paid[slot][l];
    for (std::size_t i = 0; i < bill.lines.size(); ++i) {
      if (slot_of[i] != slot) continue;
      index.push_back(i);
      weights.push_back(bill.lines[i].in_scope());
    }
    shares.resize(index.size());
    distribute(funds, weights.data(), weights.size(), shares.data());
    for (std::size_t k = 0; k < index.size(); ++k) out[index[k]] = shares[k];
  }
}

}  // namespace yitong
