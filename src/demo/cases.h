// Cases of made-up people, each at another step, so that the desk of the demonstration has work.
#pragma once

#include "demo/accounts.h"

namespace yitong::demo {

/// Opened by the demonstration's window clerk for people of the clerk's area, and moved on by the
/// other accounts, all the way of production; nothing where the first of them has a case already.
/// Returns how many there are. Errors: of the store.
Result<std::size_t> make_cases(store::Store& store,
                               const std::shared_ptr<const verbs::Rules>& rules,
                               const verbs::RenderSettled& render,
                               const std::vector<Person>& people,
                               const std::vector<Account>& accounts, Instant now);

}  // namespace yitong::demo
