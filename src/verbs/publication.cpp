#include "verbs/publication.h"

#include <algorithm>

#include "base/id.h"
#include "store/entry_rows.h"
#include "store/version_rows.h"

namespace yitong::verbs {
namespace {

using ledger::EntryKind;
using ledger::SettlementEntry;

/// The settlements of a bucket whose plan is not the one known now for their day.
std::map<std::string, std::vector<SettlementEntry>> named_in(store::Database& database,
                                                             const Rules& rules,
                                                             const TouchedFilter& filter,
                                                             std::int32_t bucket) {
  std::map<std::string, std::vector<SettlementEntry>> out;
  store::Rows rows = database.query(store::kSelectChain, {store::integer(bucket)});
  while (rows.next()) {
    const auto row = store::entry_of(rows, bucket);
    if (!row || row->head.kind != EntryKind::settlement || row->state != ledger::State::settled)
      continue;
    auto entry = store::settlement_of(database, *row);
    if (!entry || (!filter.area.empty() && filter.area != entry->area) ||
        (!filter.insurance.empty() && filter.insurance != entry->insurance))
      continue;
    const auto plans = rules.plans.find(entry->area, entry->insurance, entry->on);
    if (plans && plans->exact->hash != entry->plan)
      out[entry->key.person].push_back(std::move(*entry));
  }
  return out;
}

Touched touched_of(const SettlementEntry& entry) {
  Touched out;
  out.settlement_id = number_of(EntryKind::settlement, entry.id);
  out.person = entry.key.person, out.area = entry.area, out.insurance = entry.insurance;
  out.on = entry.on, out.old_plan = entry.plan;
  return out;
}

void add_person(store::Store& store, const Rules& rules, const std::string& person,
                const std::vector<SettlementEntry>& named, Instant now, TouchedReport& report) {
  std::vector<ledger::EntryId> ids;
  for (const SettlementEntry& each : named) ids.push_back(each.id);
  const auto restated = restate(store, rules, person, ids, RulesOf::known_now, now);
  if (!restated) {
    for (const SettlementEntry& each : named) {
      report.settlements.push_back(touched_of(each));
      report.settlements.back().refusal = restated.error();
    }
    return;
  }
  for (const Restated& each : *restated) {
    Touched out = touched_of(each.old);
    out.plan = each.now.plan;
    out.follows = std::ranges::find(ids, each.old.id) == ids.end();
    out.differences = differences(each.old.payers, each.now.payers);
    for (const auto& [payer, amount] : out.differences)
      report.sums[{scope_of(out.area, out.insurance), payer}] += amount;
    report.settlements.push_back(std::move(out));
  }
}

/// A version without an end holds on.
Date last_day(Date to) { return to.is_set() ? to : Date::from_days(INT32_MAX); }

}  // namespace

Result<std::vector<LatePolicy>> publish(store::Store& store, const Rules& rules, Instant now) {
  store::Database& database = store.database();
  std::vector<LatePolicy> late;
  database.begin_write();
  const auto known = store::find_versions(database);
  for (const PlanBook::Entry& entry : rules.plans.entries()) {
    const store::PolicyVersion added{entry.area, entry.insurance, entry.plans.exact->hash,
                                     entry.from, entry.to,        now};
    bool is_new = true, another = false;
    for (const store::PolicyVersion& each : known) {
      if (each.area != added.area || each.insurance != added.insurance) continue;
      is_new = is_new && each.hash != added.hash;
      another = another || (each.from <= std::min(last_day(added.to), now.date()) &&
                            added.from <= last_day(each.to));
    }
    if (!is_new) continue;
    store::insert(database, added);
    if (another && added.from <= now.date())
      late.push_back({added.area, added.insurance, added.from, added.hash});
  }
  if (auto done = database.commit(); !done) return fail(std::move(done.error()));
  return late;
}

Result<TouchedReport> touched(store::Store& store, const Rules& rules, const TouchedFilter& filter,
                              Instant now) {
  store::Database& database = store.database();
  TouchedReport report;
  database.begin_read();
  for (std::int32_t bucket = 0; bucket < kBuckets && report.complete; ++bucket)
    for (const auto& [person, named] : named_in(database, rules, filter, bucket)) {
      if (report.settlements.size() >= filter.limit) {
        report.complete = false;
        break;
      }
      add_person(store, rules, person, named, now, report);
    }
  if (auto fine = database.commit(); !fine) return fail(std::move(fine.error()));
  std::erase_if(report.sums, [](const auto& each) { return each.second == Money(); });
  return report;
}

}  // namespace yitong::verbs
