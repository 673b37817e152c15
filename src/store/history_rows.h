// The person's settlements, and what became of them, as lists that are read backwards, a page at a
// time.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "store/ledger_rows.h"

namespace yitong::store {

/// The person's settlements recorded before `before_seq` (0: all), newest first, at most `limit` of
/// those that `wanted` takes. What lies behind the last one is not read.
std::vector<ledger::SettlementEntry> settlements_before(
    Database& database, std::string_view person, std::int64_t before_seq, std::size_t limit,
    const std::function<bool(const ledger::SettlementEntry&)>& wanted);

/// A settlement, a reversal (or what was answered to one of nothing), a resettlement.
struct Outcome {
  ledger::MessageRole role = ledger::MessageRole::settlement;
  std::int64_t seq = 0;
};
/// Those of the person recorded before `before_seq`, newest first.
std::vector<Outcome> outcomes_before(Database& database, std::string_view person,
                                     std::int64_t before_seq, std::size_t limit);

}  // namespace yitong::store
