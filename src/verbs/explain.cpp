#include "verbs/explain.h"

#include <fmt/format.h>

#include "adjudication/year_end.h"
#include "base/text.h"
#include "store/answer_rows.h"
#include "store/ledger_rows.h"
#include "verbs/recorded_rules.h"
#include "verbs/scope.h"

namespace yitong::verbs {
namespace {

std::unexpected<Errors> broken(std::string_view settlement_id, std::string_view column) {
  return fail(ErrorCode::corrupt, std::string(settlement_id), std::string(column),
              "the grammar of verbs/record.h");
}

Result<void> read_rules(Explained& out, store::Database& database, const Rules& live) {
  const ledger::SettlementEntry& entry = out.entry;
  RecordedRules recorded(database);
  out.plan = live.plans.by_hash(to_hex(entry.plan), entry.insurance);
  if (out.plan == nullptr) out.plan = recorded.plan_of(entry.plan, entry.insurance);
  out.catalogue = live.editions.by_hash(to_hex(entry.catalogue));
  if (out.catalogue == nullptr) out.catalogue = recorded.catalogue_of(entry.catalogue);
  if (out.plan == nullptr) return broken(out.settlement_id, "plan_hash");
  if (out.catalogue == nullptr) return broken(out.settlement_id, "catalogue_hash");
  return {};
}

Result<void> read_outcome(Explained& out) {
  const ledger::SettlementEntry& entry = out.entry;
  const Plan& plan = *out.plan;
  Settlement settlement{};
  const auto steps = decode_steps(entry.steps);
  if (!steps || !decode_outcome(entry.outcome, plan, settlement))
    return broken(out.settlement_id, "outcome");
  auto facts =
      facts_of(plan, out.input.facts, deciding_day(*plan.policy, out.bill.admitted, entry.on));
  if (!facts) return broken(out.settlement_id, "input");
  if ((*facts)[Dim::days] == Facts::kUnset)
    (*facts)[Dim::days] = nights(out.bill.admitted, entry.on);
  out.report = report(settlement, *steps, *facts, plan, entry.on);
  out.report.waterfall = waterfall_of(settlement, plan);
  auto scoped = scope(out.bill, out.input.facts, out.input.treatment_area, *out.catalogue);
  if (!scoped) return broken(out.settlement_id, "bill");
  out.scoped = std::move(*scoped);
  std::vector<std::int64_t> funds;
  allocate_to_lines(settlement, out.scoped, plan, funds);
  for (const std::int64_t fen : funds) out.line_funds.push_back(Money::fen(fen));
  return {};
}

Result<Explained> read_back(store::Database& database, const Rules& live, std::string_view number) {
  const auto id = ledger::parse_number(ledger::EntryKind::settlement, number);
  auto entry = id ? store::find_settlement(database, *id) : std::nullopt;
  if (!entry) return fail(ErrorCode::unknown_settlement, {}, std::string(number));
  Explained out;
  out.settlement_id = number;
  out.entry = std::move(*entry);
  out.after = aftermath_of(database, *id);
  auto input = decode_input(out.entry.input);
  auto bill = input ? bill_of(out.entry, *input) : std::nullopt;
  if (!bill) return broken(number, "input");
  out.input = std::move(*input);
  out.bill = std::move(*bill);
  if (auto known = read_rules(out, database, live); !known) return fail(known.error());
  if (auto whole = read_outcome(out); !whole) return fail(whole.error());
  return out;
}

}  // namespace

Aftermath aftermath_of(store::Database& database, ledger::EntryId settlement) {
  Aftermath out;
  if (const auto reversal = store::find_reversal_of(database, settlement))
    out.reversal_id = number_of(ledger::EntryKind::reversal, reversal->id);
  if (const auto link = store::find_resettled(database, settlement))
    out.settled_again_as =
        number_of(ledger::EntryKind::settlement, {settlement.bucket, link->new_seq});
  return out;
}

std::string Explained::fact(std::string_view key) const { return fact_in(input.facts, key); }

Result<Explained> explain(store::Store& store, const Rules& live, std::string_view settlement_id) {
  store::Database& database = store.database();
  database.begin_read();
  auto out = read_back(database, live, settlement_id);
  if (auto fine = database.commit(); !fine) return fail(std::move(fine.error()));
  return out;
}

Words settled_headline(const Report& report) {
  return {fmt::format("总费用 {} 元，医保支付 {} 元，个人支付 {} 元", report.total.grouped(),
                      report.funds.grouped(), report.person.grouped()),
          fmt::format("Of {} yuan insurance paid {} and you {}", report.total.grouped(),
                      report.funds.grouped(), report.person.grouped())};
}

}  // namespace yitong::verbs
