// The audit's part about accounts and the register: every row against its entry, holdings and
// balances as the fold of the events, and the register against the settlements, both ways.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "ledger/leaf.h"
#include "store/audit.h"

namespace yitong::store {

/// Where a finding is: the table, and the entry.
std::string path_of(std::string_view table, ledger::EntryId id);

class RegisterAudit {
 public:
  using Find = std::function<void(std::string path, std::string found, std::string rule)>;
  RegisterAudit(Database& database, const ThingsOf& things_of, Find find)
      : database_(database), things_of_(things_of), find_(std::move(find)) {}

  /// Before the chain of a bucket.
  void begin(std::int32_t bucket);
  /// What an entry's row is: its digest, and the message that must lead to it, if one must.
  struct Checked {
    std::string_view table;
    Digest digest{};
    std::optional<ledger::MessageKey> key;
    ledger::MessageRole role = ledger::MessageRole::pending;
  };
  /// An entry of a kind whose rows are here, in the chain's order; nothing if the row is missing.
  std::optional<Checked> check(const ledger::EntryHead& head);
  void settled(const ledger::SettlementEntry& settlement);
  void reversed(const ledger::SettlementEntry& settlement);

  struct Counted {
    std::int64_t holdings = 0, accounts = 0;
  };
  /// After the chain.
  Counted finish(std::int32_t bucket);

 private:
  void begin_documents(std::int32_t bucket);
  using HoldingKey = std::pair<ledger::Thing, ledger::MessageKey>;
  std::optional<Checked> check_row(const ledger::EntryHead& head);
  void read_money(std::int32_t bucket);
  void read_rights(std::int32_t bucket);
  void read_links(std::int32_t bucket);
  void check_link_index(std::int32_t bucket);
  void check_delegates(std::int32_t bucket);
  std::optional<Checked> check_holding(const ledger::EntryHead& head);
  std::optional<Checked> check_answer(const ledger::EntryHead& head);
  void check_members(ledger::EntryId id, const std::vector<ledger::Resettled>& members);
  void check_head(const ledger::EntryHead& head, const std::string& person);
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
  struct Row {
    std::string person;
    Digest digest{};
    Money inflow;
  };
  std::map<std::pair<ledger::EntryKind, std::int64_t>, Row>
      rows_;  ///< of kinds with a table of their own, by seq
  std::set<std::pair<std::string_view, std::int64_t>> strays_;  ///< rows not met in the chain
  std::map<std::string, ledger::Account> accounts_;
  std::map<HoldingKey, ledger::Holding> holdings_;
  /// What settlements of the bucket count on, unless reversed.
  std::map<std::int64_t, std::pair<ledger::SettlementEntry, std::vector<ledger::HeldThing>>>
      counted_;
};

/// Turns a fault that reading met into a finding; true if there was one.
bool fault_found(Database& database, const std::string& path, const RegisterAudit::Find& find);

/// Sealed second factors of a bucket: each opens under the store's key, is the one that the newest
/// row of its account names, and is there where that row names one.
void audit_login_secrets(Store& store, std::int32_t bucket, const RegisterAudit::Find& find);

}  // namespace yitong::store
