// The simulator's own account of what the store holds: it folds changes, sums what funds paid and
// compares with limits that stand in a file of their own, all without the code that is being
// tested.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "ledger/leaf.h"
#include "sim/town.h"
#include "store/database.h"
#include "verbs/resettle.h"

namespace yitong::sim {

/// An invariant that does not hold.
struct Failure {
  std::string invariant, detail;
};
using Check = std::optional<Failure>;

inline constexpr const char* kMoney = "money is conserved";
inline constexpr const char* kLostAnswer = "nothing acknowledged is lost";
inline constexpr const char* kTwice = "nothing is settled twice";
inline constexpr const char* kFold = "accumulators are the fold of the settlements";
inline constexpr const char* kObeys = "a settlement obeys the filings and grants of its time";
inline constexpr const char* kCap = "caps are never exceeded";
inline constexpr const char* kReply = "stored replies can be reproduced";
inline constexpr const char* kOneBody = "a message id means one body";
inline constexpr const char* kInvoice = "no invoice is paid twice";
inline constexpr const char* kAccount = "an account is what came in less what it paid";
inline constexpr const char* kResolved = "nothing stays unknown, no hold outlives its settlement";
inline constexpr const char* kAudit = "the audit finds nothing";
inline constexpr const char* kAnswers = "every answer has a reason";
inline constexpr const char* kStarts = "the server starts again";

/// The bytes of a reply; short, and different for every sum that people see.
std::string render_settled(const verbs::Settled& settled);
std::string render_reversed(const verbs::Reversed& reversed);
verbs::RenderResettled renders();

class Book {
 public:
  explicit Book(const Town& town) : town_(town) {}
  /// What was written since the last time: about one person and neighbours, and about all.
  Check catch_up(store::Database& database, const std::string& person);
  Check catch_up(store::Database& database);
  /// A settlement that was answered stands in the store.
  Check knows(ledger::EntryId id) const;
  /// `quiet`: nothing is under way, so accounts are what the settlements leave of them.
  Check compare_accounts(store::Database& database, bool quiet) const;
  /// Forgets what it has read and reads it again in the order of the journal, with all checks.
  Check read_again(store::Database& database);
  std::size_t settlements() const { return settled_.size(); }

 private:
  using Count = std::tuple<std::string, std::string, std::string, std::string>;
  struct Settled {
    std::string person;
    ledger::Payers payers;
    std::vector<ledger::Accumulated> changes;
    int year = 0;
    std::string invoice, family_payer;
    bool reversed = false, claim = false;
  };
  /// Takes an entry that was written after all that are known.
  Check add_settlement(store::Database& database, ledger::EntryId id);
  Check add_reversal(store::Database& database, ledger::EntryId id);
  Check compare_accumulators(store::Database& database, const std::string& person) const;
  std::vector<ledger::EntryHead> entries_after(store::Database& database,
                                               std::int32_t bucket) const;
  Check add_entries(store::Database& database, std::int32_t bucket);
  Check check_invoices() const;
  Check check_postings(store::Database& database, ledger::EntryId id, const Settled& settled,
                       std::int64_t sign) const;
  Check check_before(const ledger::SettlementEntry& entry) const;
  Check check_caps(store::Database& database, const std::string& person, int year) const;
  Check check_obeys(store::Database& database, const ledger::SettlementEntry& entry) const;
  Check check_reply(store::Database& database, const ledger::SettlementEntry& entry);
  Check work_out(const ledger::SettlementEntry& entry, const std::string& reply) const;
  void fold(const Settled& settled, std::int64_t sign);

  const Town& town_;
  std::map<Count, std::int64_t> counts_;  ///< person, scope, period, name
  std::map<std::tuple<std::string, int, std::string>, std::int64_t> paid_;  ///< person, year, fund
  std::map<ledger::EntryId, Settled> settled_;
  std::set<ledger::MessageKey> keys_;
  /// All that a reply is worked out from, and the reply.
  struct WorkedOut {
    ledger::MessageKey key;
    ledger::Form form{};
    std::string insurance;
    Date on;
    Digest plan{};
    std::vector<ledger::Accumulated> before;
    std::string bill, input;
    Money family;
    std::string reply;
    bool operator==(const WorkedOut&) const = default;
  };
  /// Those that came out as stored: from the same bytes they need not be worked out again.
  std::map<ledger::EntryId, WorkedOut> worked_out_;
  std::map<std::string, int> invoices_;           ///< how many settlements count each
  std::map<std::int32_t, std::int64_t> read_to_;  ///< seq, by bucket
};

}  // namespace yitong::sim
