#include "verbs/history.h"

#include "base/id.h"
#include "store/history_rows.h"
#include "store/person_rows.h"

namespace yitong::verbs {
namespace {

std::unexpected<Errors> damaged(const std::string& number) {
  return fail(ErrorCode::corrupt, number, "input or outcome", "the grammar of verbs/record.h");
}

Result<PastSettlement> past(store::Database& database, ledger::SettlementEntry entry) {
  PastSettlement out;
  out.settlement_id = number_of(ledger::EntryKind::settlement, entry.id);
  const auto input = decode_input(entry.input);
  const auto bill = input ? bill_of(entry, *input) : std::nullopt;
  // The grade is the last byte of every version of the outcome.
  if (!bill || entry.outcome.empty()) return damaged(out.settlement_id);
  out.visit = bill->visit;
  out.treatment_area = input->treatment_area;
  out.grade = entry.outcome.back();
  out.after = aftermath_of(database, entry.id);
  out.entry = std::move(entry);
  return out;
}

Result<HistoryPage> page(store::Store& store, const HistoryRequest& request,
                         std::int64_t before_seq) {
  store::Database& database = store.database();
  if (!store::person_exists(store, request.person))
    return fail(ErrorCode::unknown_person, "person", request.person);
  auto found =
      store::settlements_before(database, request.person, before_seq, request.limit + 1,
                                [&](const ledger::SettlementEntry& entry) {
                                  return (!request.year || entry.on.year() == *request.year) &&
                                         (!request.state || entry.state == *request.state);
                                });
  HistoryPage out;
  out.more = found.size() > request.limit;
  if (out.more) found.pop_back();
  for (ledger::SettlementEntry& entry : found) {
    auto one = past(database, std::move(entry));
    if (!one) return fail(std::move(one.error()));
    out.settlements.push_back(std::move(*one));
  }
  return out;
}

}  // namespace

Result<HistoryPage> history(store::Store& store, const HistoryRequest& request) {
  std::int64_t before_seq = 0;
  if (!request.before.empty()) {
    const auto id = ledger::parse_number(ledger::EntryKind::settlement, request.before);
    if (!id || id->bucket != bucket_of(request.person))
      return fail(ErrorCode::bad_value, "?before", request.before,
                  "`next` of a page of this person's settlements");
    before_seq = id->seq;
  }
  store.database().begin_read();
  auto out = page(store, request, before_seq);
  if (auto fine = store.database().commit(); !fine) return fail(std::move(fine.error()));
  return out;
}

}  // namespace yitong::verbs
