#include "store/transactions.h"

namespace yitong::store {
namespace {

constexpr Sql kSelect{
    "SELECT p.bucket, p.seq, p.no, p.account, p.amount_fen, s.on_day, s.area, s.insurance, 0 "
    "FROM posting p JOIN settlement s ON s.bucket = p.bucket AND s.seq = p.seq "
    "UNION ALL "
    "SELECT p.bucket, p.seq, p.no, p.account, p.amount_fen, r.at_micros, '', '', r.settlement_seq "
    "FROM posting p JOIN reversal r ON r.bucket = p.bucket AND r.seq = p.seq "
    "ORDER BY 1, 2, 3"};

ledger::Transaction head_of(Rows& rows, ledger::EntryId id) {
  using ledger::EntryKind;
  const std::int64_t when = rows.integer(5), reversed = rows.integer(8);
  ledger::Transaction out;
  out.id = id;
  if (reversed == 0) {
    out.on = Date::from_days(static_cast<std::int32_t>(when));
    out.comment = std::string(rows.text(6)) + "/" + std::string(rows.text(7));
    return out;
  }
  out.kind = EntryKind::reversal;
  out.on = Instant{when}.date();
  out.comment = "reverses " + number_of(EntryKind::settlement, {id.bucket, reversed});
  return out;
}

}  // namespace

Result<void> for_each_transaction(Database& database,
                                  const std::function<void(const ledger::Transaction&)>& each) {
  database.begin_read();
  {
    Rows rows = database.query(kSelect, {});
    ledger::Transaction at;
    while (rows.next()) {
      const ledger::EntryId id{static_cast<std::int32_t>(rows.integer(0)), rows.integer(1)};
      if (id != at.id) {
        if (!at.postings.empty()) each(at);
        at = head_of(rows, id);
      }
      at.postings.push_back({std::string(rows.text(3)), Money::fen(rows.integer(4))});
    }
    if (!at.postings.empty()) each(at);
  }
  auto fault = database.take_fault();
  database.rollback();
  return fault;
}

}  // namespace yitong::store
