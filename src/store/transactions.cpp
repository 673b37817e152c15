#include "store/transactions.h"

#include "base/id.h"
#include "store/ledger_rows.h"

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

}  // namespace

Result<void> for_each_transaction(Database& database,
                                  const std::function<void(const ledger::Transaction&)>& each) {
  database.begin_read();
  for (std::int32_t bucket = 0; bucket < kBuckets; ++bucket) {
    Rows rows = database.query(kSelectChain, {integer(bucket)});
    while (rows.next()) {
      const auto row = entry_of(rows, bucket);
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
