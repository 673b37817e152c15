// The audit's part about contributions, cards, credentials, grants and payments: every row against
// its entry, the states of cards and payments as the folds of their events, the way from a card's
// number to its person, and what is paid against what was settled.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger/entitlement.h"
#include "ledger/payment.h"
#include "store/audit_register.h"
#include "store/person_table.h"

namespace yitong::store {

class EntitlementAudit {
 public:
  using Find = RegisterAudit::Find;
  EntitlementAudit(Database& database, Find find) : database_(database), find_(std::move(find)) {}

  static bool is_mine(ledger::EntryKind kind);
  /// Before the chain of a bucket.
  void begin(std::int32_t bucket, const RowsOfBucket& persons);
  /// An entry of a kind whose rows are here; nothing if the row is missing.
  std::optional<RegisterAudit::Checked> check(const ledger::EntryHead& head);
  /// After the chain.
  void finish(std::int32_t bucket);

 private:
  void check_cards(std::int32_t bucket);
  void check_index(std::int32_t bucket);
  template <class Period>
  void keep_periods(std::int32_t bucket, const std::vector<RowOfBucket>& rows,
                    ledger::EntryKind kind);
  bool keep(ledger::EntryKind kind, ledger::EntryId id, std::string person, const Digest& row);
  void begin_payments(std::int32_t bucket);
  void check_payments(std::int32_t bucket);
  Money paid_before(const std::string& person, const ledger::Payment& payment);
  bool is_of_case(ledger::SettlementEntry entry, const std::string& case_number);
  void check_batches(std::int32_t bucket);
  bool fault_found(const std::string& path);

  Database& database_;
  const Find find_;
  struct Row {
    std::string person;
    Digest digest{};
  };
  std::map<std::pair<ledger::EntryKind, std::int64_t>, Row> rows_;  ///< by entry seq
  std::map<std::string, std::vector<ledger::CardEvent>> events_;
  std::map<std::pair<std::string, std::int64_t>, std::vector<ledger::PaymentEvent>> paid_;
};

}  // namespace yitong::store
