// The audit's part about accounts and the register: every row against its entry, holdings and
// balances as the fold of the events, and the register against the settlements, both ways.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "ledger/journal.h"
#include "store/audit.h"

namespace yitong::store {

class RegisterAudit {
 public:
  using Find = std::function<void(std::string path, std::string found, std::string rule)>;
  RegisterAudit(Database& database, const ThingsOf& things_of, Find find)
      : database_(database), things_of_(things_of), find_(std::move(find)) {}

  /// Before the chain of a bucket.
  void begin(std::int32_t bucket);
  /// An entry of kind inflow, consent, holding, pending, refusal or resettlement, in the chain's order.
  void check(const ledger::JournalEntry& entry, bool digests_hold);
  void settled(const ledger::SettlementEntry& settlement);
  void reversed(const ledger::SettlementEntry& settlement);

  struct Counted {
    std::int64_t holdings = 0, accounts = 0;
  };
  /// After the chain.
  Counted finish(std::int32_t bucket);

 private:
  using HoldingKey = std::pair<ledger::Thing, ledger::MessageKey>;
  void check_holding(const ledger::JournalEntry& entry, bool digests_hold);
  void check_answer(const ledger::JournalEntry& entry, const Digest& expected, bool digests_hold);
  void check_resettlement(const ledger::JournalEntry& entry, bool digests_hold);
  void check_row(const ledger::JournalEntry& entry, std::string_view table, const Digest& found,
                 bool digests_hold);
  std::int64_t compare_holdings(std::int32_t bucket);
  std::int64_t compare_accounts(std::int32_t bucket);
  void check_holder(const ledger::Holding& holding);
  void check_counted(const ledger::SettlementEntry& settlement, const ledger::HeldThing& thing);
  void check_outbox(std::int32_t bucket);
  bool has_errand(const ledger::MessageKey& holder, const ledger::Thing& thing) const;
  bool fault_found(const std::string& path);

  Database& database_;
  const ThingsOf& things_of_;
  const Find find_;
  std::map<std::int64_t, Digest> rows_;  ///< of inflows and consents, by entry seq
  std::map<std::int64_t, ledger::Inflow> inflows_;
  std::map<std::string, ledger::Account> accounts_;
  std::map<HoldingKey, ledger::Holding> holdings_;
  /// What settlements of the bucket count on, unless reversed.
  std::map<std::int64_t, std::pair<ledger::SettlementEntry, std::vector<ledger::HeldThing>>>
      counted_;
};

}  // namespace yitong::store
