// What the audit asks of payments.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/id.h"
#include "store/answer_rows.h"
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

/// What the payments of the case before this one came to, those cancelled by then aside.
Money EntitlementAudit::paid_before(const std::string& person, const ledger::Payment& payment) {
  const auto events = paid_.find({person, payment.no});
  const std::int64_t opened =
      events == paid_.end() || events->second.empty() ? 0 : events->second.front().no;
  Money out;
  for (const KeptPayment& other : payments_of(database_, person)) {
    if (other.payment.no >= payment.no || other.payment.case_number != payment.case_number)
      continue;
    std::optional<ledger::PaymentState> state;
    const auto before = paid_.find({person, other.payment.no});
    if (before == paid_.end()) continue;
    for (const ledger::PaymentEvent& event : before->second)
      if (event.no < opened) state = ledger::after(state, event.action);
    if (state && state != ledger::PaymentState::cancelled) out += other.payment.amount;
  }
  return out;
}

/// The settlement, or the one whose place it took in the end, was made for the case.
bool EntitlementAudit::is_of_case(ledger::SettlementEntry entry, const std::string& case_number) {
  while (const auto link = find_resettled_as(database_, entry.id)) {
    auto before = find_settlement(database_, {entry.id.bucket, link->old_seq});
    if (!before || before->id.seq >= entry.id.seq) return false;
    entry = std::move(*before);
  }
  return entry.key.institution == ledger::kClaimDesk && entry.key.message_id == case_number;
}

void EntitlementAudit::check_payments(std::int32_t bucket) {
  std::set<std::pair<std::string, std::int64_t>> seen;
  Rows rows = database_.query(kSelectPaymentsOfBucket, {integer(bucket)});
  while (rows.next()) {
    const KeptPayment kept = kept_payment_of(rows);
    const ledger::Payment& payment = kept.payment;
    const std::string path = fmt::format("payment/{}/{}/{}", bucket, kept.person, payment.no);
    if (fault_found(path)) continue;
    const auto events = paid_.find({kept.person, payment.no});
    seen.insert({kept.person, payment.no});
    std::optional<ledger::PaymentState> state;
    bool follows = events != paid_.end();
    Instant since;
    if (follows)
      for (const ledger::PaymentEvent& event : events->second) {
        state = ledger::after(state, event.action), since = event.at;
        follows &= state.has_value();
      }
    if (!follows || state != kept.state || since.micros != rows.integer(7))
      find_(path, fmt::format("state {}", name_of(kept.state)), "the fold of its events");
    const auto settlement = find_settlement(database_, {bucket, payment.settlement_seq});
    const bool owed =
        settlement && settlement->key.person == kept.person &&
        is_of_case(*settlement, payment.case_number) && settlement->area == payment.area &&
        settlement->payers.funds_paid() - paid_before(kept.person, payment) == payment.amount;
    if (!fault_found(path) && !owed)
      find_(path, payment.amount.str(),
            "what the funds pay of the claim's settlement beside the payments before");
  }
  for (const auto& [key, events] : paid_)
    if (!seen.contains(key))
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
