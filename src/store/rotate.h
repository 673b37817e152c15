// Another master key for a database: every person's key is wrapped anew and every blind value
// worked out again. What the persons' keys seal, documents among it, stays as it is.
#pragma once

#include <functional>
#include <span>

#include "store/store.h"

namespace yitong::store {

using FillRandom = std::function<void(std::span<std::uint8_t>)>;

/// One transaction: all or nothing. Returns how many persons have a key. The store still has the
/// old key afterwards and is not to be used any more; nobody else has the database open. Errors:
/// corrupt (a person's key does not open), store faults.
Result<std::int64_t> rotate_key(Store& store, const MasterKey& fresh, const FillRandom& random);

}  // namespace yitong::store
