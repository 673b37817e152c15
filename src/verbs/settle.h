// Settle: one bill of one person, decided by the policy of where the person is insured and the
// catalogue of where the treatment was, and on disk before anyone hears of it.
//
//   worker:  prepare_settlement()        reads nothing from the store
//   writer:  SettleWork::execute()       the message id first, then coverage, filing, accumulators;
//   refusals; rows after COMMIT: `done` with the reply
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "adjudication/report.h"
#include "ledger/entry.h"
#include "store/commit_queue.h"
#include "store/ledger_rows.h"
#include "verbs/rules.h"

namespace yitong::verbs {

/// A line of the bill that staff refused.
struct RefusedLine {
  std::int32_t line = 0;  ///< from 0
  std::string reason;     ///< a code, a token
  bool operator==(const RefusedLine&) const = default;
};

/// What makes a bill a manual claim.
struct ClaimTerms {
  std::string institution;  ///< where the treatment was, as the catalogue has it; or empty, then:
  std::string area, level, kind;     ///< where, what is known of the place; level may be empty
  std::string ground;                ///< a ground of the area, or empty: not told
  Date handed_in;                    ///< when the claim reached the agency
  std::vector<RefusedLine> refused;  ///< in order, each line once
  std::vector<Invoice> more;         ///< invoices beside the request's own
  bool operator==(const ClaimTerms&) const = default;
};

struct SettleRequest {
  ledger::MessageKey key;
  Bill bill;
  bool emergency = false;  ///< emergency care: filed by law
  std::string disease;     ///< recognised disease of the visit, or empty
  std::string
      stay;       ///< what the bills of one stay share: mid-stay settlements, transfers; or empty
  Money account;  ///< the most that the person's own account may pay; kWholeAccount: all it has
  std::string family_payer;  ///< a relative whose account pays after the own one, or empty
  Money family;              ///< the most that it may pay; kWholeAccount likewise
  Invoice invoice;           ///< of the bill, or empty
  std::string doctor;        ///< who prescribed, by code; or empty
  std::optional<ClaimTerms> claim = std::nullopt;  ///< a manual claim; nothing: settled directly
};
inline constexpr Money kWholeAccount = kMaxFromOutside;

/// A settlement as people and programs read it; `render` makes the reply's bytes of it.
struct Settled {
  std::string settlement_id;
  ledger::MessageKey key;
  Date on;
  std::string filing, relation;  ///< as they counted
  std::shared_ptr<const Plan> plan;
  std::shared_ptr<const Catalogue> catalogue;  ///< null: no edition was in force
  Report report;
  Money family_account;  ///< of report.account, what the payer's account pays
  std::string family_payer;
  Invoice invoice;
};
using RenderSettled = std::function<std::string(const Settled&)>;

struct Answer {
  std::string reply;
  bool replayed = false;  ///< the stored reply of an earlier, equal message
  enum class Kind : std::uint8_t { settled, unknown, refused } kind = Kind::settled;
  ErrorCode code = ErrorCode::outcome_unknown;  ///< refused: of the first fault
};

/// Where the register is reached by messages, not within the transaction: how to say that an
/// outcome is not known yet, and that it became a refusal.
struct ByMessage {
  std::function<std::string(const ledger::MessageKey&)> unknown;
  std::function<std::string(const Errors&)> refused;
};

struct Classified {
  ScopedBill scoped;
  std::shared_ptr<const Catalogue> catalogue;
  InstitutionFacts institution;  ///< views into the catalogue
};

/// A request that is well formed. Whether the catalogue knows its codes may change with editions,
/// the answer to a message that was settled once may not; so `classified` holds its faults until
/// the message id has been looked up.
struct PreparedSettlement {
  SettleRequest request;
  std::string bill;                          ///< encoded
  std::vector<ledger::Recurring> recurring;  ///< in the bill
  Digest bill_hash{};                        ///< SM3 of the bill
  Digest body{};                             ///< body_of() the request
  store::MessageHash message{};              ///< of the key
  Result<Classified> classified;
};

/// The SM3 that says whether two messages of one key are the same.
///   body = SM3( u8 2 , bytes "settle" , bytes person , bytes institution , bytes message_id ,
///               raw SM3(bill) , u8 emergency , bytes disease , zigzag account , bytes stay ,
///               [ bytes invoice_code , bytes invoice_number , bytes family_payer ,
///                 zigzag family ] ,    where there is an invoice or a payer
///               [ u8 100 , bytes doctor ] ,    where there is one
///               [ u8 99 , bytes treated_at , bytes handed_in ,
///                 varint count , { varint line , bytes reason } ,     a claim
///                 [ varint count , { bytes code , bytes number } ] ] )    its other invoices
Digest body_of(const SettleRequest& request, const Digest& bill_hash);
/// What it is the SM3 of.
std::string body_bytes(const SettleRequest& request, const Digest& bill_hash);
/// Faults of lines that staff refuse, of a bill with so many.
void check_refused(Errors& errors, const std::vector<RefusedLine>& refused, std::size_t lines);
inline constexpr std::size_t kMaxInvoices = 50;
/// The same as messages carried over from the first schema have it, over the bill's version 2.
Digest body_of_row_sets(const SettleRequest& request);

/// Errors: every fault of form, of dates and of sums, with JSON pointers.
Result<PreparedSettlement> prepare_settlement(SettleRequest request, const Rules& rules,
                                              Instant now);

class SettleWork final : public store::Work {
 public:
  using Done = std::function<void(Result<Answer>)>;
  /// Without `by_message` register and settlement are one transaction.
  SettleWork(PreparedSettlement prepared, std::shared_ptr<const Rules> rules, RenderSettled render,
             Done done, const ByMessage* by_message = nullptr);
  void execute(store::Store& store, Instant now) override;
  void resolve(const Result<void>& committed) override;

 private:
  Result<Answer> settle(store::Store& store, Instant now);
  Result<Answer> wait(store::Store& store, Instant now);

  const PreparedSettlement prepared_;
  const std::shared_ptr<const Rules> rules_;
  const RenderSettled render_;
  const Done done_;
  const ByMessage* const by_message_;
  Result<Answer> answer_;
};

/// The same in one call, with a transaction of its own: for tests and the command line.
Result<Answer> settle(SettleRequest request, std::shared_ptr<const Rules> rules, Instant now,
                      store::Store& store, const RenderSettled& render);

}  // namespace yitong::verbs
