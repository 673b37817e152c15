#include "store/audit_folds.h"

#include <fmt/format.h>

#include <utility>

#include "store/ledger_rows.h"

namespace yitong::store {

using ledger::Accumulated;

namespace {

std::string path_of(std::int32_t bucket, std::string_view person, const Accumulated& value) {
  return fmt::format("accumulator/{}/{}/{}/{}/{}", bucket, person, value.scope, value.period,
                     value.name);
}

}  // namespace

Accumulated* FoldAudit::find_value(Values& values, const Accumulated& wanted) {
  for (Accumulated& each : values)
    if (each.name == wanted.name && each.period == wanted.period && each.scope == wanted.scope)
      return &each;
  return nullptr;
}

void FoldAudit::check_before(const ledger::SettlementEntry& settlement) {
  if (settlement.before.empty()) return;
  Values& values = folded_[settlement.key.person];
  for (const Accumulated& value : settlement.before) {
    const Accumulated* const known = find_value(values, value);
    const std::int64_t expected = known == nullptr ? 0 : known->amount;
    if (value.amount != expected)
      find_(path_of("entry", settlement.id), fmt::format("before: {} {}", value.name, value.amount),
            std::to_string(expected));
  }
}

void FoldAudit::add(const std::string& person, const std::vector<Accumulated>& changes) {
  if (changes.empty()) return;
  Values& values = folded_[person];
  for (const Accumulated& change : changes) {
    if (change.amount == 0) continue;
    if (Accumulated* const known = find_value(values, change))
      known->amount += change.amount;
    else
      values.push_back(change);
  }
}

std::int64_t FoldAudit::finish(std::int32_t bucket, const std::vector<RowOfBucket>& rows) {
  std::int64_t count = 0;
  for (const RowOfBucket& row : rows) {
    stored_.clear();
    if (!decode_counts(row.name, row.content, stored_) || row.entry_seq != 0)
      find_(fmt::format("accumulator/{}/{}", bucket, row.person), "name or content",
            "as it was written");
    Values& values = folded_[row.person];
    for (const Accumulated& stored : stored_) {
      ++count;
      Accumulated* const known = find_value(values, stored);
      if (known == nullptr || known->amount != stored.amount)
        find_(path_of(bucket, row.person, stored), fmt::format("value {}", stored.amount),
              known == nullptr ? "no settlement feeds it" : std::to_string(known->amount));
      if (known == nullptr) continue;
      std::swap(*known, values.back());  // each is met once
      values.pop_back();
    }
  }
  for (const auto& [person, values] : folded_)
    for (const Accumulated& value : values)
      find_(path_of(bucket, person, value), "missing", fmt::format("value {}", value.amount));
  return count;
}

}  // namespace yitong::store
