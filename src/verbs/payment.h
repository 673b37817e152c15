// Paying manual claims: a payment per settlement, batches for the bank, and what the bank answers.
#pragma once

#include <span>

#include "policy/dimension.h"
#include "store/payment_rows.h"

namespace yitong::verbs {

/// Who may be paid in whose place, and what proves it.
struct PayeeRule {
  std::string_view relation;  ///< "self"
  Words name;
  Words proof;  ///< papers that are needed; empty: none
};
std::span<const PayeeRule> payee_rules();
/// `minor`, `dead`: of the insured person. Errors: JSON pointers below /payee.
Errors faults_of(const store::Payee& payee, bool minor, bool dead);

/// Printable, and no beginning that a spreadsheet takes for a formula.
bool is_plain(std::string_view text, std::size_t most);
Words words_of(ledger::PaymentState state);
/// "p0123456789abcdef-1", as the bank's files have it.
std::string payment_number(std::string_view person, std::int64_t no);

/// The payments of a case, in order.
std::vector<store::KeptPayment> payments_of_case(store::Database& database,
                                                 const std::string& person,
                                                 std::string_view case_number);
/// What was paid or is at the bank.
Money has_left(std::span<const store::KeptPayment> payments);

/// Inside the caller's write transaction. Owes what the settlement's funds pay beside the case's
/// payments before. Returns the payment's number within the person. Errors: unknown_settlement,
/// bad_value (nothing is owed, or no claim of the case), duplicate_key (it has a payment), those of
/// the payee.
Result<std::int64_t> open_payment(store::Store& store, const std::string& person,
                                  const std::string& case_number, std::string_view settlement_id,
                                  const store::Payee& payee, bool minor, bool dead,
                                  const std::string& by, Instant now);
/// A claim was settled again: what has not left is cancelled, and what is due now beside the rest
/// waits for the payee of the last one. Nothing where the claim has had no payment. If less is due
/// than has left, the person owes the difference at payable/<person>. Inside the caller's
/// transaction, whose fault an error becomes.
void follow_settlement(store::Store& store, const ledger::SettlementEntry& settlement,
                       const std::string& by, Instant now);
/// A failed or returned payment waits again, for another payee. Likewise inside a transaction.
/// Errors: unknown_payment, wrong_payment_state.
Result<void> readdress_payment(store::Store& store, const std::string& person, std::int64_t no,
                               const store::Payee& payee, bool minor, bool dead,
                               const std::string& by, Instant now);

inline constexpr std::size_t kMaxBatch = 10'000;
/// Puts the area's waiting payments, oldest first, into a batch; one whose settlement was reversed
/// is cancelled instead. Inside the caller's write transaction. Errors: bad_value, nothing_to_pay.
Result<ledger::PaymentBatch> make_batch(store::Store& store, std::string_view area,
                                        std::size_t limit, const std::string& by, Instant now);
/// A batch of another area is none of the asker's. Errors: unknown_batch.
Result<ledger::PaymentBatch> known_batch(store::Database& database, std::string_view area,
                                         std::string_view number);
/// Newest first. Opens a read transaction.
Result<std::vector<ledger::PaymentBatch>> list_batches(store::Store& store, std::string_view area,
                                                       std::size_t limit);
/// CSV, docs/payments.md; `area`: of whom it is asked. Opens a read transaction. Errors:
/// unknown_batch, corrupt.
Result<std::string> bank_file(store::Store& store, std::string_view area, std::string_view batch);

}  // namespace yitong::verbs
