// What the audit asks of payments.
#include <fmt/format.h>

#include <algorithm>

#include "base/id.h"
#include "store/audit_entitlement.h"
#include "store/ledger_rows.h"
#include "store/payment_rows.h"

namespace yitong::store {

using ledger::EntryKind;
using ledger::PaymentAction;

void EntitlementAudit::begin_payments(std::int32_t bucket) {
  paid_.clear();
  {
    Rows rows = database_.query(kSelectPaymentEventsOf, {integer(bucket)});
    while (rows.next()) {
      const std::string person(rows.text(1));
      ledger::PaymentEvent event = payment_event_of(rows, 2);
      const auto kept = find_payment(database_, person, event.payment);
      const ledger::EntryId id{bucket, rows.integer(0)};
      if (keep(EntryKind::payment, id, person,
               digest_of(person, event, kept ? kept->payment : ledger::Payment())))
        paid_[{person, event.payment}].push_back(std::move(event));
    }
  }
  Rows rows = database_.query(kSelectBatchesOf, {integer(bucket)});
  while (rows.next())
    if (const auto batch = find_batch(database_, {bucket, rows.integer(0)}))
      keep(EntryKind::payment_batch, batch->id, {}, digest_of(*batch));
}

void EntitlementAudit::check_payments(std::int32_t bucket) {
  Rows rows = database_.query(kSelectPaymentsOfBucket, {integer(bucket)});
  while (rows.next()) {
    const KeptPayment kept = kept_payment_of(rows);
    const ledger::Payment& payment = kept.payment;
    const std::string path = fmt::format("payment/{}/{}/{}", bucket, kept.person, payment.no);
    if (fault_found(path)) continue;
    const auto events = paid_.extract({kept.person, payment.no});
    std::optional<ledger::PaymentState> state;
    bool follows = !events.empty();
    Instant since;
    if (follows)
      for (const ledger::PaymentEvent& event : events.mapped()) {
        state = ledger::after(state, event.action), since = event.at;
        follows &= state.has_value();
      }
    if (!follows || state != kept.state || since.micros != rows.integer(7))
      find_(path, fmt::format("state {}", name_of(kept.state)), "the fold of its events");
    const auto settlement = find_settlement(database_, {bucket, payment.settlement_seq});
    const bool owed = settlement && settlement->key.person == kept.person &&
                      settlement->key.institution == ledger::kClaimDesk &&
                      settlement->key.message_id == payment.case_number &&
                      settlement->area == payment.area &&
                      settlement->payers.funds_paid() == payment.amount;
    if (!fault_found(path) && !owed)
      find_(path, payment.amount.str(), "what the funds pay of the claim's settlement");
  }
  for (const auto& [key, events] : paid_)
    find_(fmt::format("payment/{}/{}/{}", bucket, key.first, key.second), "missing",
          "the payment that its events name");
}

void EntitlementAudit::check_batches(std::int32_t bucket) {
  Rows lines = database_.query(kSelectBatchLinesOf, {integer(bucket)});
  while (lines.next())
    if (!find_batch(database_, {bucket, lines.integer(0)}))
      find_(fmt::format("payment_batch_line/{}/{}/{}", bucket, lines.integer(0), lines.integer(1)),
            "a row without its batch", "a batch");
}

}  // namespace yitong::store
