// Another master key for a database: what the old one wrapped is wrapped anew. What the persons'
// keys seal, documents among it, stays as it is. Blind values stay too, because the journal holds
// some: the key they are made with is kept in the database, sealed under the new master key.
#pragma once

#include <functional>
#include <span>

#include "store/store.h"

namespace yitong::store {

using FillRandom = std::function<void(std::span<std::uint8_t>)>;

/// One transaction: all or nothing. Returns how many seals were made anew: persons' keys and second
/// factors. The store still has the
/// old key afterwards and is not to be used any more; nobody else has the database open. Errors:
/// corrupt (a seal does not open), store faults.
Result<std::int64_t> rotate_key(Store& store, const MasterKey& fresh, const FillRandom& random);

}  // namespace yitong::store
