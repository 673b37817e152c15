// What a fund owes a person for a manual claim, and how it is paid: a payment waits, goes into a
// batch for the bank, and is paid, or fails and waits again with another payee.
//
//   opened -> waiting   batched -> in_batch   paid -> paid   failed, returned -> failed, returned
//   readdressed: failed, returned -> waiting   cancelled: waiting, failed, returned -> cancelled
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "ledger/entry.h"
#include "ledger/posting.h"

namespace yitong::ledger {

enum class PaymentAction : char {
  opened = 'o',
  batched = 'b',
  paid = 'p',
  failed = 'f',    ///< the bank did not pay
  returned = 'r',  ///< the bank had paid, and the money came back
  readdressed = 'a',
  cancelled = 'c'  ///< its settlement was reversed
};
std::string_view name_of(PaymentAction action);
std::optional<PaymentAction> parse_payment_action_letter(std::string_view letter);

enum class PaymentState : char {
  waiting = 'w',
  in_batch = 'b',
  paid = 'p',
  failed = 'f',
  returned = 'r',
  cancelled = 'c'
};
std::string_view name_of(PaymentState state);
std::optional<PaymentState> parse_payment_state_letter(std::string_view letter);

/// Where it stands after the action; nothing if the action is not open to it. No state: before
/// `opened`.
std::optional<PaymentState> after(std::optional<PaymentState> state, PaymentAction action);

/// Name and bank account of who is paid are sealed under the person's key and stand elsewhere.
struct Payment {
  std::int64_t no = 0;  ///< from 1, within one person
  std::string area;     ///< the insured area, whose fund owes it
  std::string case_number;
  std::int64_t settlement_seq = 0;  ///< in the person's bucket
  Money amount;
  bool operator==(const Payment&) const = default;
};

struct PaymentEvent {
  std::int64_t no = 0;       ///< from 1, within one person
  std::int64_t payment = 0;  ///< its number
  PaymentAction action = PaymentAction::opened;
  std::string batch;   ///< number of the batch: batched, paid, failed, returned
  std::string reason;  ///< the bank's word, or ours
  std::string by;      ///< account that did it
  Instant at;
  bool operator==(const PaymentEvent&) const = default;
};

struct BatchLine {
  std::string person;
  std::int64_t payment = 0;
  Money amount;
  bool operator==(const BatchLine&) const = default;
};

/// One file for the bank. Its place is in the bucket of the area's code.
struct PaymentBatch {
  EntryId id;
  std::string area;
  Instant at;
  std::string by;
  std::vector<BatchLine> lines;
  Money total() const;
};

/// `opened` hashes the payment too.
Digest digest_of(const std::string& person, const PaymentEvent& event, const Payment& payment);
Digest digest_of(const PaymentBatch& batch);

/// Of paid: what is no longer owed to the person against the area's bank account; of returned the
/// negation; nothing else posts.
std::vector<Posting> postings_of(const std::string& person, const PaymentEvent& event,
                                 const Payment& payment);

}  // namespace yitong::ledger
