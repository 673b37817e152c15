// Look a message or a settlement up: what became of it, and the reply that was given.
#pragma once

#include "ledger/entry.h"
#include "store/store.h"

namespace yitong::verbs {

struct LookedUp {
  ledger::MessageKey key;
  /// settled, reversed, tombstone (reversed before it arrived), unknown (another bucket has not
  /// answered yet) or refused (after it had been unknown).
  std::string state;
  std::string settlement_id;     ///< empty for a tombstone
  std::string reversal_id;       ///< empty unless reversed
  std::string settled_again_as;  ///< the settlement that took its place; empty: none
  std::string reply;             ///< the bytes answered then; empty for a tombstone
};

/// Errors: unknown_settlement, store faults. Each opens a read transaction of its own.
Result<LookedUp> look_up(store::Store& store, std::string_view settlement_id);
Result<LookedUp> look_up(store::Store& store, const ledger::MessageKey& key);

}  // namespace yitong::verbs
