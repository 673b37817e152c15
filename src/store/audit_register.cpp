#include "store/audit_register.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/id.h"
#include "store/account_rows.h"
#include "store/answer_rows.h"
#include "store/audit_queries.h"
#include "store/ledger_rows.h"
#include "store/outbox_rows.h"
#include "store/register_rows.h"

namespace yitong::store {
namespace {

using ledger::EntryId;
using ledger::EntryKind;
using ledger::HeldThing;
using ledger::Holding;
using ledger::HoldState;
using ledger::JournalEntry;
using ledger::MessageRole;
using ledger::RegisterAction;
using ledger::SettlementEntry;
using ledger::ThingKind;

std::string path_of(std::string_view table, EntryId id) {
  return fmt::format("{}/{}/{}", table, id.bucket, id.seq);
}

std::string path_of(const Holding& holding) {
  return fmt::format("register_hold/{}/{}/{}/{}", bucket_of(holding.thing),
                     name_of(holding.thing.kind), holding.thing.name, holding.holder.message_id);
}

std::string show(const Holding& holding) {
  return fmt::format("{} {} on {} until {}", name_of(holding.state), holding.amount.str(),
                     holding.on.is_set() ? holding.on.str() : "-", holding.expires.micros);
}

std::string show(const ledger::Account& account) {
  return account.balance.str() + ", held " + account.held.str();
}

const HeldThing* find_thing(const std::vector<HeldThing>& things, const ledger::Thing& thing) {
  const auto at = std::ranges::find(things, thing, &HeldThing::thing);
  return at == things.end() ? nullptr : &*at;
}

bool role_fits(EntryKind kind, MessageRole role) {
  if (kind == EntryKind::pending) return role == MessageRole::pending;
  if (kind == EntryKind::resettlement) return role == MessageRole::resettlement;
  return role == MessageRole::refusal || role == MessageRole::tombstone;
}

}  // namespace

bool RegisterAudit::fault_found(const std::string& path) {
  const auto fine = database_.take_fault();
  if (!fine) find_(path, fine.error()[0].path + ": " + fine.error()[0].found, fine.error()[0].rule);
  return !fine;
}

void RegisterAudit::begin(std::int32_t bucket) {
  rows_.clear(), inflows_.clear(), accounts_.clear(), holdings_.clear(), counted_.clear();
  {
    Rows rows = database_.query(kSelectInflows, {integer(bucket)});
    while (rows.next()) {
      const ledger::Inflow inflow = inflow_of(rows, bucket);
      if (fault_found(path_of("account_inflow", inflow.id))) continue;
      rows_[inflow.id.seq] = digest_of(inflow);
      inflows_[inflow.id.seq] = inflow;
    }
  }
  Rows rows = database_.query(kSelectConsents, {integer(bucket)});
  while (rows.next()) {
    const std::int64_t seq = rows.integer(0);
    const Digest digest = digest_of(std::string(rows.text(1)), consent_of(rows, 2));
    if (!fault_found(path_of("family_consent", {bucket, seq}))) rows_[seq] = digest;
  }
}

void RegisterAudit::check_row(const JournalEntry& entry, std::string_view table,
                              const Digest& found, bool digests_hold) {
  if (digests_hold && found != entry.rows[0])
    find_(path_of(table, entry.id), "a changed row", "content whose hash is in the journal");
}

void RegisterAudit::check(const JournalEntry& entry, bool digests_hold) {
  if (entry.kind == EntryKind::holding) return check_holding(entry, digests_hold);
  if (entry.kind == EntryKind::pending || entry.kind == EntryKind::refusal)
    return check_answer(entry, entry.rows[0], digests_hold);
  if (entry.kind == EntryKind::resettlement) return check_resettlement(entry, digests_hold);
  const std::string_view table = tables_of(entry.kind)[0];
  const auto row = rows_.find(entry.id.seq);
  if (row == rows_.end())
    return find_(path_of(table, entry.id), "missing", "the row that the journal names");
  check_row(entry, table, row->second, digests_hold);
  if (const auto inflow = inflows_.find(entry.id.seq); inflow != inflows_.end())
    accounts_[inflow->second.person].balance += inflow->second.amount;
}

void RegisterAudit::check_holding(const JournalEntry& entry, bool digests_hold) {
  const std::string path = path_of("register_event", entry.id);
  const auto event = find_event(database_, entry.id);
  if (fault_found(path)) return;
  if (!event) return find_(path, "missing or unknown names", "the row that the journal names");
  check_row(entry, "register_event", digest_of(*event), digests_hold);
  if (bucket_of(event->thing) != entry.id.bucket)
    find_(path, "a thing of another bucket", std::to_string(bucket_of(event->thing)));
  const auto of = [&](const ledger::MessageKey& holder) -> std::optional<Holding> {
    const auto at = holdings_.find({event->thing, holder});
    return at == holdings_.end() ? std::nullopt : std::optional(at->second);
  };
  const ledger::MessageKey heir{event->holder.person, event->holder.institution, event->heir};
  const ledger::Change change = change_by(*event, of(event->holder), of(heir));
  holdings_[{event->thing, event->holder}] = change.after;
  if (change.heir) holdings_[{event->thing, heir}] = *change.heir;
  if (event->thing.kind != ThingKind::account) return;
  ledger::Account& account = accounts_[event->thing.name];
  account.balance += change.balance, account.held += change.held;
}

/// The message that the answer is to, or what came after it was pending.
void RegisterAudit::check_answer(const JournalEntry& entry, const Digest& expected,
                                 bool digests_hold) {
  const std::string path = path_of("answer", entry.id);
  const auto row = find_answer(database_, entry.id);
  if (fault_found(path)) return;
  if (!row) return find_(path, "missing", "the row that the journal names");
  if (digests_hold && digest_of(*row) != expected)
    find_(path, "a changed row", "content whose hash is in the journal");
  const auto message = find_message(database_, entry.id.bucket, row->key);
  if (fault_found(path)) return;
  const bool waits = message && message->role == MessageRole::pending;
  const bool outcome = message && entry.kind == EntryKind::pending && !waits &&
                       message->body == row->body && message->entry.seq > entry.id.seq;
  const bool itself = message && message->entry == entry.id && message->body == row->body &&
                      message->reply == row->reply && role_fits(entry.kind, message->role);
  if (!outcome && !itself)
    find_(fmt::format("message/{}/{}", entry.id.bucket, entry.id.seq), "another entry or content",
          "what the answer says");
  if (waits && errands_of(database_, row->key).empty())
    find_("outbox of " + path, "nothing", "the errands that it waits for");
}

void RegisterAudit::check_resettlement(const JournalEntry& entry, bool digests_hold) {
  const std::string path = path_of("resettlement", entry.id);
  const auto members = find_resettlement(database_, entry.id);
  if (fault_found(path)) return;
  check_row(entry, "resettlement", digest_of(entry.id, members), digests_hold);
  check_answer(entry, entry.rows[1], digests_hold);
  for (const ledger::Resettled& each : members) {
    const auto reversal = find_reversal(database_, {entry.id.bucket, each.reversal_seq});
    if (!reversal || reversal->settlement_seq != each.old_seq)
      find_(path, fmt::format("reversal_seq {}", each.reversal_seq), "the reversal of old_seq");
    if (!find_settlement(database_, {entry.id.bucket, each.new_seq}))
      find_(path, fmt::format("new_seq {}", each.new_seq), "a settlement");
    fault_found(path);
  }
}

void RegisterAudit::settled(const SettlementEntry& settlement) {
  if (settlement.payers.account != Money())
    accounts_[settlement.key.person].balance -= settlement.payers.account;
  auto things = things_of_(settlement);
  if (things.empty()) return;
  SettlementEntry kept;  // without its blobs
  kept.id = settlement.id, kept.key = settlement.key;
  counted_[settlement.id.seq] = {std::move(kept), std::move(things)};
}

void RegisterAudit::reversed(const SettlementEntry& settlement) {
  if (settlement.payers.account != Money())
    accounts_[settlement.key.person].balance += settlement.payers.account;
  counted_.erase(settlement.id.seq);
}

bool RegisterAudit::has_errand(const ledger::MessageKey& holder, const ledger::Thing& thing) const {
  return std::ranges::any_of(errands_of(database_, holder),
                             [&](const Errand& each) { return each.event.thing == thing; });
}

std::int64_t RegisterAudit::compare_holdings(std::int32_t bucket) {
  std::vector<Holding> stored;
  {
    Rows rows = database_.query(kSelectHoldings, {integer(bucket)});
    while (rows.next()) {
      const std::string path = fmt::format("register_hold/{}/{}", bucket, rows.text(1));
      auto holding = holding_of(rows);
      if (fault_found(path)) continue;
      if (!holding) find_(path, "kind or state", "names of ledger/register.h");
      if (holding) stored.push_back(std::move(*holding));
    }
  }
  auto folded = holdings_;
  for (const Holding& holding : stored) {
    const auto at = folded.extract({holding.thing, holding.holder});
    if (!at)
      find_(path_of(holding), show(holding), "no event speaks of it");
    else if (at.mapped() != holding)
      find_(path_of(holding), show(holding), show(at.mapped()));
  }
  for (const auto& [key, holding] : folded) find_(path_of(holding), "missing", show(holding));
  return static_cast<std::int64_t>(stored.size());
}

std::int64_t RegisterAudit::compare_accounts(std::int32_t bucket) {
  std::int64_t count = 0;
  Rows rows = database_.query(kSelectAccounts, {integer(bucket)});
  for (; rows.next(); ++count) {
    const std::string person(rows.text(0));
    const std::string path = fmt::format("account/{}/{}", bucket, person);
    const ledger::Account stored{Money::fen(rows.integer(1)), Money::fen(rows.integer(2))};
    if (fault_found(path)) continue;
    const auto folded = accounts_.extract(person);
    if (!folded || folded.mapped() != stored)
      find_(path, show(stored), folded ? show(folded.mapped()) : "nothing moved it");
  }
  for (const auto& [person, account] : accounts_)
    if (account != ledger::Account())
      find_(fmt::format("account/{}/{}", bucket, person), "missing", show(account));
  return count;
}

/// From the register to the settlements.
void RegisterAudit::check_holder(const Holding& holding) {
  const std::string path = path_of(holding);
  const std::int32_t bucket = bucket_of(holding.holder.person);
  const auto message = find_message(database_, bucket, holding.holder);
  const bool settled = message && message->role == MessageRole::settlement;
  const auto settlement =
      settled ? find_settlement(database_, message->entry) : std::optional<SettlementEntry>();
  if (fault_found(path)) return;
  const bool counts = settlement && settlement->state == ledger::State::settled;
  const auto things = counts ? things_of_(*settlement) : std::vector<HeldThing>();
  const HeldThing* const thing = find_thing(things, holding.thing);
  const bool agrees = holding.state == HoldState::confirmed
                          ? thing != nullptr && thing->amount == holding.amount
                          : !message || message->role == MessageRole::pending;
  if (!agrees && !has_errand(holding.holder, holding.thing))
    find_(path, std::string(name_of(holding.state)),
          "a settlement that counts on it, or an errand to tell");
}

/// From the settlements to the register.
void RegisterAudit::check_counted(const SettlementEntry& settlement, const HeldThing& thing) {
  const auto holding = find_holding(database_, thing.thing, settlement.key);
  if (holding && holding->state == HoldState::confirmed && holding->amount == thing.amount) return;
  if (has_errand(settlement.key, thing.thing)) return;
  // What it replaced may still have to hand the thing over.
  if (const auto link = find_resettled_as(database_, settlement.id))
    if (const auto old = find_settlement(database_, {settlement.id.bucket, link->old_seq}))
      if (has_errand(old->key, thing.thing)) return;
  find_(path_of("settlement", settlement.id),
        fmt::format("counts on {} {}", name_of(thing.thing.kind), thing.thing.name),
        "confirmed in register_hold, or an errand");
}

/// Errands are work, not history; still each must have a reason.
void RegisterAudit::check_outbox(std::int32_t bucket) {
  std::vector<Errand> errands = errands_in(database_, bucket);
  fault_found(fmt::format("outbox/{}", bucket));
  for (const Errand& errand : errands) {
    const ledger::MessageKey& holder = errand.event.holder;
    const std::string path = fmt::format("outbox/{}/{}/{}/{}", bucket, holder.person,
                                         holder.institution, holder.message_id);
    const auto message = find_message(database_, bucket, holder);
    const auto settlement = message && message->role == MessageRole::settlement
                                ? find_settlement(database_, message->entry)
                                : std::nullopt;
    const auto things = settlement ? things_of_(*settlement) : std::vector<HeldThing>();
    const HeldThing* const thing = find_thing(things, errand.event.thing);
    const bool settled = settlement && settlement->state == ledger::State::settled;
    bool fits = false;
    switch (errand.event.action) {
      case RegisterAction::hold: fits = message && message->role == MessageRole::pending; break;
      case RegisterAction::confirm:
        fits = settled && thing != nullptr && thing->amount == errand.event.amount;
        break;
      case RegisterAction::release: fits = message && (!settled || thing == nullptr); break;
      case RegisterAction::move: {
        const auto link = settlement ? find_resettled(database_, settlement->id) : std::nullopt;
        const auto heir = link ? find_settlement(database_, {bucket, link->new_seq}) : std::nullopt;
        fits = heir && heir->key.message_id == errand.event.heir;
        break;
      }
      case RegisterAction::take: break;
    }
    if (!fits) find_(path, std::string(name_of(errand.event.action)), "an errand with a reason");
    fault_found(path);
  }
}

RegisterAudit::Counted RegisterAudit::finish(std::int32_t bucket) {
  const Counted out{compare_holdings(bucket), compare_accounts(bucket)};
  for (const auto& [key, holding] : holdings_)
    if (holding.counts()) check_holder(holding);
  for (const auto& [seq, settlement] : counted_)
    for (const HeldThing& thing : settlement.second) check_counted(settlement.first, thing);
  check_outbox(bucket);
  return out;
}

}  // namespace yitong::store
