#include "store/transactions.h"

#include <map>

#include "base/id.h"
#include "store/account_rows.h"
#include "store/ledger_rows.h"
#include "store/payment_rows.h"
#include "store/register_rows.h"

namespace yitong::store {
namespace {

using ledger::EntryKind;

/// Nothing if the entry posts nothing.
std::optional<ledger::Transaction> transaction_of(Database& database, const EntryRow& row) {
  ledger::Transaction out;
  out.kind = row.head.kind, out.id = row.head.id;
  if (row.head.kind == EntryKind::settlement) {
    const auto settlement = settlement_of(database, row);
    if (!settlement) return std::nullopt;
    out.on = settlement->on;
    out.comment = settlement->area + "/" + settlement->insurance;
    out.postings = postings_of(*settlement);
    return out;
  }
  const auto reversal = answered_of(database, row);
  if (!reversal) return std::nullopt;
  const ledger::EntryId reversed{row.head.id.bucket, reversal->settlement_seq};
  const auto settlement = find_settlement(database, reversed);
  if (!settlement) return std::nullopt;
  out.on = row.head.at.date();
  out.comment = "reverses " + number_of(EntryKind::settlement, reversed);
  out.postings = negated(postings_of(*settlement));
  return out;
}

/// What moves money besides settlements: inflows, payments to persons, and what the register makes
/// of accounts, whose holdings it follows along the chain.
class AccountEntries {
 public:
  AccountEntries(Database& database, std::int32_t bucket) : database_(database) {
    Rows rows = database.query(kSelectInflows, {integer(bucket)});
    while (rows.next()) {
      const ledger::Inflow inflow = inflow_of(rows, bucket);
      inflows_[inflow.id.seq] = inflow;
    }
    Rows events = database.query(kSelectPaymentEventsOf, {integer(bucket)});
    while (events.next())
      payments_[events.integer(0)] = {std::string(events.text(1)), payment_event_of(events, 2)};
  }

  ledger::Transaction transaction_of(const ledger::EntryHead& head) {
    ledger::Transaction out;
    out.kind = head.kind, out.id = head.id, out.on = head.at.date();
    if (head.kind == EntryKind::inflow) {
      out.comment = inflows_[head.id.seq].source;
      out.postings = postings_of(inflows_[head.id.seq]);
    } else if (head.kind == EntryKind::payment) {
      const auto& [person, event] = payments_[head.id.seq];
      out.comment = name_of(event.action);
      if (const auto kept = find_payment(database_, person, event.payment))
        out.postings = postings_of(person, event, kept->payment);
    } else if (const auto event = find_event(database_, head.id)) {
      out.comment = name_of(event->action);
      out.postings = postings_of(event->thing, event->holder, moved_by(*event));
    }
    return out;
  }

 private:
  using Key = std::pair<ledger::Thing, ledger::MessageKey>;
  std::optional<ledger::Holding> of(const Key& key) const {
    const auto at = holdings_.find(key);
    return at == holdings_.end() ? std::nullopt : std::optional(at->second);
  }
  Money moved_by(const ledger::RegisterEvent& event) {
    const Key holder{event.thing, event.holder};
    Key heir = holder;
    heir.second.message_id = event.heir;
    const ledger::Change change = change_by(event, of(holder), of(heir));
    holdings_[holder] = change.after;
    if (change.heir) holdings_[heir] = *change.heir;
    return change.balance;
  }

  Database& database_;
  std::map<std::int64_t, ledger::Inflow> inflows_;
  std::map<std::int64_t, std::pair<std::string, ledger::PaymentEvent>> payments_;
  std::map<Key, ledger::Holding> holdings_;
};

}  // namespace

Result<void> for_each_transaction(Database& database,
                                  const std::function<void(const ledger::Transaction&)>& each) {
  database.begin_read();
  for (std::int32_t bucket = 0; bucket < kBuckets; ++bucket) {
    AccountEntries accounts(database, bucket);
    Rows rows = database.query(kSelectChain, {integer(bucket)});
    while (rows.next()) {
      const auto row = entry_of(rows, bucket);
      if (row && (row->head.kind == EntryKind::inflow || row->head.kind == EntryKind::holding ||
                  row->head.kind == EntryKind::payment)) {
        const auto transaction = accounts.transaction_of(row->head);
        if (!transaction.postings.empty()) each(transaction);
        continue;
      }
      const bool posts =
          row && (row->head.kind == EntryKind::settlement || row->head.kind == EntryKind::reversal);
      if (!posts) continue;
      const auto transaction = transaction_of(database, *row);
      if (transaction && !transaction->postings.empty()) each(*transaction);
    }
  }
  auto fault = database.take_fault();
  database.rollback();
  return fault;
}

}  // namespace yitong::store
