// What the bank answers about a batch: payments are paid, failed or returned, and their cases go
// with them in the same transaction, as the table of cases says.
#pragma once

#include "verbs/cases.h"
#include "verbs/payment.h"

namespace yitong::verbs {

struct BankResult {
  std::size_t paid = 0, failed = 0, returned = 0;
  Money paid_total;
};

/// Who hands it in, and what the cases that it moves are told by.
struct BankDesk {
  const std::shared_ptr<const Rules>& rules;
  const RenderResettled& render;
  const identity::Actor& actor;
};

/// `batch`: its number, of that insured area. `text`: CSV, UTF-8, `payment,amount,result,reason`
/// with paid, failed or returned as result (docs/payments.md). All or nothing. Inside the caller's
/// write transaction. Errors: unknown_batch; each wrong row by its line: unknown_payment,
/// sum_mismatch, duplicate_key, wrong_payment_state, bad_value; of a case that cannot go with its
/// payment its refusal, which becomes the transaction's fault.
Result<BankResult> read_bank_result(store::Store& store, std::string_view area,
                                    std::string_view batch, std::string_view text,
                                    const BankDesk& desk, Instant now);

}  // namespace yitong::verbs
