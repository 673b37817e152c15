// Settlements worked out again, one after another, without a write: under the rules they recorded,
// or under those that are known now for their days.
#pragma once

#include <optional>
#include <vector>

#include "store/store.h"
#include "verbs/settlement.h"

namespace yitong::verbs {

enum class RulesOf : std::uint8_t { recorded, known_now };

/// One settlement and what takes its place, whose place and message are not known yet.
struct Restated {
  ledger::SettlementEntry old, now;
  Settled settled;
};
inline constexpr std::size_t kMaxRestated = 200;

/// What an appeal changed of a claim: the lines that staff refuse now.
struct Relined {
  ledger::EntryId settlement;
  std::vector<RefusedLine> refused;
};

/// Those named and, of the later ones, each that was decided by counts that are no longer what they
/// were: in the order in which they were settled. The own account pays at most what it could then
/// and can now, the family account at most what it paid. Inside the caller's transaction. Errors:
/// unknown_settlement, already_reversed, too_large, bad_value (refused lines), a refusal of one of
/// them (path: its number).
Result<std::vector<Restated>> restate(store::Store& store, const Rules& rules,
                                      const std::string& person,
                                      const std::vector<ledger::EntryId>& named, RulesOf which,
                                      Instant now,
                                      const std::optional<Relined>& relined = std::nullopt);

/// Money that moves when `now` takes the place of `old`, by payer: funds by name, then account,
/// family_account, cash, institution; zeros are left out.
std::vector<std::pair<std::string, Money>> differences(const ledger::Payers& old,
                                                       const ledger::Payers& now);

}  // namespace yitong::verbs
