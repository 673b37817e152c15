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

/// "p0123456789abcdef-1", as the bank's files have it.
std::string payment_number(std::string_view person, std::int64_t no);

/// Inside the caller's write transaction. Owes what the settlement's funds pay. Returns the
/// payment's number within the person. Errors: unknown_settlement, bad_value (nothing is owed, or
/// no claim), duplicate_key (it has a payment), those of the payee.
Result<std::int64_t> open_payment(store::Store& store, const std::string& person,
                                  const std::string& case_number, std::string_view settlement_id,
                                  const store::Payee& payee, bool minor, bool dead,
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
/// Newest first. Opens a read transaction.
Result<std::vector<ledger::PaymentBatch>> list_batches(store::Store& store, std::string_view area,
                                                       std::size_t limit);
/// CSV, docs/payments.md; `area`: of whom it is asked. Opens a read transaction. Errors:
/// unknown_batch, corrupt.
Result<std::string> bank_file(store::Store& store, std::string_view area, std::string_view batch);

struct BankResult {
  std::size_t paid = 0, failed = 0, returned = 0;
  Money paid_total;
};
/// All or nothing. Inside the caller's write transaction. Errors: unknown_batch; each wrong row by
/// its line: unknown_payment, sum_mismatch, duplicate_key, wrong_payment_state, bad_value.
Result<BankResult> read_bank_result(store::Store& store, std::string_view area,
                                    std::string_view batch, std::string_view text,
                                    const std::string& by, Instant now);

}  // namespace yitong::verbs
