// One made-up account for each role, and three of insured persons: a retiree, a parent, a child for
// whom the parent may act.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "demo/demo.h"
#include "ledger/login.h"

namespace yitong::demo {

/// Of all demo accounts; shown on the page where one signs in.
inline constexpr std::string_view kPassword = "yitong-demo-2026";

struct Account {
  ledger::Login login;
  std::string totp_base32;  ///< of the second factor's secret; empty: none
};

/// Puts the accounts in that are not there. Which people and institutions they are of follows from
/// the data. Errors: of the store.
Result<std::vector<Account>> make_accounts(store::Store& store, const verbs::Rules& rules,
                                           const std::vector<Person>& people,
                                           const Options& options, Instant now);

}  // namespace yitong::demo
