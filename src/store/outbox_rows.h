// What a person's bucket still has to do elsewhere: a list of work, whose rows go when their work
// is acknowledged.
#pragma once

#include <string>
#include <vector>

#include "ledger/register.h"
#include "store/database.h"

namespace yitong::store {

/// One thing that a message asks of the register. `event` has thing, action, holder, heir, amount,
/// on and expires.
struct Errand {
  ledger::RegisterEvent event;
  /// Of a hold: what the register said. Empty: nothing yet; "granted"; else the code of a refusal.
  std::string answer;
  Money granted;      ///< of an account: at most the amount asked for
  std::string found;  ///< of a refusal: where and when
};

/// A message has one errand for each kind of thing; a later one takes the place of an earlier one.
void put_errand(Database& database, const Errand& errand);
std::vector<Errand> errands_of(Database& database, const ledger::MessageKey& holder);
/// For the audit.
std::vector<Errand> errands_in(Database& database, std::int32_t bucket);
/// Those that nobody has answered, of all buckets, at most `limit`.
std::vector<Errand> open_errands(Database& database, std::int64_t limit);
/// Done: only if what stands there is still this action.
void remove_errand(Database& database, const ledger::RegisterEvent& done);

}  // namespace yitong::store
