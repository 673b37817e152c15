// Payments to persons, their events and batches. A payment's state is the fold of its events; the
// payee is sealed under the person's own key, and gone when the person is erased.
#pragma once

#include <optional>

#include "ledger/payment.h"
#include "store/entry_rows.h"
#include "store/store.h"

namespace yitong::store {

struct Payee {
  std::string relation;  ///< a code of verbs::payee_rules(): "self", "guardian", …
  std::string name, bank, account;
  bool operator==(const Payee&) const = default;
};

struct KeptPayment {
  std::string person;
  ledger::Payment payment;
  ledger::PaymentState state = ledger::PaymentState::waiting;
  bool operator==(const KeptPayment&) const = default;
};

/// Errors: unknown_person, corrupt.
Result<Payee> open_payee(Store& store, std::string_view person, std::int64_t payment);
std::optional<KeptPayment> find_payment(Database& database, std::string_view person,
                                        std::int64_t no);
std::vector<KeptPayment> payments_of(Database& database, std::string_view person);
/// Of all buckets, those that wait longest first.
std::vector<KeptPayment> waiting_payments(Database& database, std::string_view area,
                                          std::size_t limit);

/// The number of the batch that the payment was last in; empty: of none yet.
std::string last_batch_of(Database& database, std::string_view person, std::int64_t payment);

/// All of these inside the caller's transaction. `opened`: the payment is numbered and kept with
/// its payee. Errors: unknown_person.
Result<std::int64_t> open_payment(Store& store, const std::string& person, ledger::Payment payment,
                                  const Payee& payee, std::string by, Instant at);
/// Any later action; the state must allow it.
void record(Database& database, const std::string& person, ledger::PaymentEvent event);
/// `readdressed`, with the new payee. Errors: unknown_person.
Result<void> readdress(Store& store, const std::string& person, ledger::PaymentEvent event,
                       const Payee& payee);

/// The batch is given its place. The events of its payments are the caller's.
ledger::EntryId record(Database& database, ledger::PaymentBatch& batch);
std::optional<ledger::PaymentBatch> find_batch(Database& database, ledger::EntryId id);
/// Of an area and all below it, newest first.
std::vector<ledger::PaymentBatch> batches_of(Database& database, std::string_view area,
                                             std::size_t limit);

/// For the audit, each by bucket.
ledger::PaymentEvent payment_event_of(Rows& rows, int first);
KeptPayment kept_payment_of(Rows& rows);
extern const Sql kSelectPaymentEventsOf;   ///< entry_seq, person_id, then from no to at_micros
extern const Sql kSelectPaymentsOfBucket;  ///< as kept_payment_of() reads, then since_micros
extern const Sql kSelectBatchesOf;         ///< seq
extern const Sql kSelectBatchLinesOf;      ///< seq, line

}  // namespace yitong::store
