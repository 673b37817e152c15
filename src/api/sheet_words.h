// Words that several papers share.
#pragma once

#include <string>
#include <string_view>

#include "ledger/period.h"
#include "policy/policy.h"

namespace yitong::api {

/// "1101**********1234": enough for its owner; empty of anything that is no resident id.
std::string masked_id(std::string_view resident_id);
/// "138****1234"; empty of fewer than eight characters.
std::string masked_phone(std::string_view telephone);
/// Empty of anything that is no resident id.
Words sex_words(std::string_view resident_id);
/// "2026-11-22 至 2027-11-21"; without an end "2026-11-22 起".
Words period_words(const ledger::Period& period);
/// "《…》第 3 条（依据 A 级）"; empty where `source`, a place in the policy's sources, is negative.
Words source_words(const Policy& policy, int source);

}  // namespace yitong::api
