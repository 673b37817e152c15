#include "store/audit_folds.h"

#include <fmt/format.h>

#include "store/audit_queries.h"

namespace yitong::store {

using ledger::Accumulated;

void FoldAudit::name(std::string_view person, const Accumulated& value) {
  key_.assign(person).append(1, '/').append(value.scope).append(1, '/');
  key_.append(value.period).append(1, '/').append(value.name);
}

void FoldAudit::check_before(const ledger::SettlementEntry& settlement) {
  for (const Accumulated& value : settlement.before) {
    name(settlement.key.person, value);
    const auto known = folded_.find(key_);
    const std::int64_t expected = known == folded_.end() ? 0 : known->second;
    if (value.amount != expected)
      find_(path_of("entry", settlement.id), fmt::format("before: {} {}", value.name, value.amount),
            std::to_string(expected));
  }
}

void FoldAudit::add(const std::string& person, const std::vector<Accumulated>& changes) {
  for (const Accumulated& change : changes) {
    if (change.amount == 0) continue;
    name(person, change);
    folded_[key_] += change.amount;
  }
}

std::int64_t FoldAudit::finish(std::int32_t bucket) {
  std::int64_t count = 0;
  {
    Rows rows = database_.query(kSelectAccumulatorsOf, {integer(bucket)});
    for (; rows.next(); ++count) {
      const Accumulated value{std::string(rows.text(1)), std::string(rows.text(2)),
                              std::string(rows.text(3)), rows.integer(4)};
      name(rows.text(0), value);
      const std::string path = fmt::format("accumulator/{}/{}", bucket, key_);
      if (fault_found(database_, path, find_)) continue;
      const auto known = folded_.find(key_);
      const bool fed = known != folded_.end();
      if (!fed || known->second != value.amount)
        find_(path, fmt::format("value {}", value.amount),
              fed ? std::to_string(known->second) : "no settlement feeds it");
      folded_.erase(key_);
    }
  }
  for (const auto& [key, value] : folded_)
    find_(fmt::format("accumulator/{}/{}", bucket, key), "missing", fmt::format("value {}", value));
  return count;
}

}  // namespace yitong::store
