#include "store/history_rows.h"

#include <algorithm>

#include "base/id.h"

namespace yitong::store {
namespace {

using ledger::MessageRole;

/// The person's keys from the newest on.
std::vector<KeptKey> newest_first(Database& database, std::string_view person) {
  std::vector<KeptKey> keys = keys_of(database, person);
  std::ranges::reverse(keys);
  return keys;
}

bool is_outcome(MessageRole role) {
  return role == MessageRole::settlement || role == MessageRole::reversal ||
         role == MessageRole::resettlement;
}

}  // namespace

std::vector<Outcome> outcomes_before(Database& database, std::string_view person,
                                     std::int64_t before_seq, std::size_t limit) {
  std::vector<Outcome> out;
  for (const KeptKey& key : newest_first(database, person))
    if (out.size() < limit && key.entry_seq < before_seq && is_outcome(key.role))
      out.push_back({key.role, key.entry_seq});
  return out;
}

std::vector<ledger::SettlementEntry> settlements_before(
    Database& database, std::string_view person, std::int64_t before_seq, std::size_t limit,
    const std::function<bool(const ledger::SettlementEntry&)>& wanted) {
  const std::int32_t bucket = bucket_of(person);
  std::vector<ledger::SettlementEntry> out;
  for (const KeptKey& key : newest_first(database, person)) {
    if (out.size() == limit) break;
    if (key.role != MessageRole::settlement || (before_seq != 0 && key.entry_seq >= before_seq))
      continue;
    if (auto settlement = find_settlement(database, {bucket, key.entry_seq});
        settlement && wanted(*settlement))
      out.push_back(std::move(*settlement));
  }
  return out;
}

}  // namespace yitong::store
