// All postings in the order of the journal, entry by entry, for exports.
#pragma once

#include <functional>

#include "ledger/hledger.h"
#include "store/database.h"

namespace yitong::store {

/// In one read transaction. Errors: the store's.
Result<void> for_each_transaction(Database& database,
                                  const std::function<void(const ledger::Transaction&)>& each);

}  // namespace yitong::store
