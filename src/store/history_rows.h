// The person's settlements as a list that is read backwards, a page at a time.
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

}  // namespace yitong::store
