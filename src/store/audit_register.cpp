#include "store/audit_register.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/id.h"
#include "ledger/journal.h"
#include "store/account_rows.h"
#include "store/answer_rows.h"
#include "store/audit_queries.h"
#include "store/document_rows.h"
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
using ledger::MessageRole;
using ledger::RegisterAction;
using ledger::SettlementEntry;
using ledger::ThingKind;

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

/// Of the kinds whose rows carry nothing but themselves; empty for others.
std::string_view register_table_of(EntryKind kind) {
  switch (kind) {
    case EntryKind::inflow: return "account_inflow";
    case EntryKind::consent: return "family_consent";
    case EntryKind::login: return "login";
    case EntryKind::lockout: return "lockout";
    case EntryKind::delegation: return "delegation";
    case EntryKind::document: return "document";
    case EntryKind::document_event: return "document_event";
    case EntryKind::login_link: return "login_link";
    case EntryKind::refused_access: return "refused_access";
    default: return {};
  }
}

}  // namespace

std::string path_of(std::string_view table, EntryId id) {
  return fmt::format("{}/{}/{}", table, id.bucket, id.seq);
}

bool RegisterAudit::fault_found(const std::string& path) {
  const auto fine = database_.take_fault();
  if (!fine) find_(path, fine.error()[0].path + ": " + fine.error()[0].found, fine.error()[0].rule);
  return !fine;
}

void RegisterAudit::read_money(std::int32_t bucket) {
  {
    Rows rows = database_.query(kSelectInflows, {integer(bucket)});
    while (rows.next()) {
      const ledger::Inflow inflow = inflow_of(rows, bucket);
      if (!fault_found(path_of("account_inflow", inflow.id)))
        rows_[{EntryKind::inflow, inflow.id.seq}] = {inflow.person, digest_of(inflow),
                                                     inflow.amount};
    }
  }
  {
    Rows rows = database_.query(kSelectConsents, {integer(bucket)});
    while (rows.next()) {
      const std::int64_t seq = rows.integer(0);
      std::string person(rows.text(1));
      const Digest digest = digest_of(person, consent_of(rows, 2));
      if (!fault_found(path_of("family_consent", {bucket, seq})))
        rows_[{EntryKind::consent, seq}] = {std::move(person), digest, {}};
    }
  }
}

void RegisterAudit::begin(std::int32_t bucket) {
  rows_.clear(), strays_.clear(), accounts_.clear(), holdings_.clear(), counted_.clear();
  read_money(bucket);
  read_rights(bucket);
  begin_documents(bucket);
  for (const StrayQuery& stray : kStrayQueries) {
    Rows rows = database_.query(stray.sql, {integer(bucket)});
    while (rows.next()) strays_.emplace(stray.table, rows.integer(0));
  }
}

void RegisterAudit::begin_documents(std::int32_t bucket) {
  const auto keep = [&](EntryKind kind, const auto& row) {
    if (!fault_found(path_of(register_table_of(kind), row.id)))
      rows_[{kind, row.id.seq}] = {row.person, digest_of(row), {}};
  };
  {
    Rows rows = database_.query(kSelectDocuments, {integer(bucket)});
    while (rows.next()) keep(EntryKind::document, document_of(rows, bucket));
  }
  Rows rows = database_.query(kSelectDocumentEvents, {integer(bucket)});
  while (rows.next()) keep(EntryKind::document_event, document_event_of(rows, bucket));
}

void RegisterAudit::check_head(const ledger::EntryHead& head, const std::string& person) {
  if (head.key.person != person || !head.key.institution.empty() || !head.key.message_id.empty())
    find_(path_of("entry", head.id), "person_id " + head.key.person, person + " and no message");
}

std::optional<RegisterAudit::Checked> RegisterAudit::check(const ledger::EntryHead& head) {
  if (head.kind == EntryKind::holding) return check_holding(head);
  if (!register_table_of(head.kind).empty()) return check_row(head);
  return check_answer(head);
}

std::optional<RegisterAudit::Checked> RegisterAudit::check_row(const ledger::EntryHead& head) {
  const std::string_view table = register_table_of(head.kind);
  const auto row = rows_.extract({head.kind, head.id.seq});
  if (!row) {
    find_(path_of(table, head.id), "missing", "the row that the journal names");
    return std::nullopt;
  }
  check_head(head, row.mapped().person);
  if (head.kind == EntryKind::inflow) accounts_[row.mapped().person].balance += row.mapped().inflow;
  return Checked{table, row.mapped().digest, {}, {}};
}

std::optional<RegisterAudit::Checked> RegisterAudit::check_holding(const ledger::EntryHead& head) {
  const std::string path = path_of("register_event", head.id);
  const auto event = find_event(database_, head.id);
  strays_.erase({"register_event", head.id.seq});
  if (fault_found(path)) return std::nullopt;
  if (!event) {
    find_(path, "missing or unknown names", "the row that the journal names");
    return std::nullopt;
  }
  check_head(head, person_of(event->thing));
  if (bucket_of(event->thing) != head.id.bucket)
    find_(path, "a thing of another bucket", std::to_string(bucket_of(event->thing)));
  const auto of = [&](const ledger::MessageKey& holder) -> std::optional<Holding> {
    const auto at = holdings_.find({event->thing, holder});
    return at == holdings_.end() ? std::nullopt : std::optional(at->second);
  };
  const ledger::MessageKey heir{event->holder.person, event->holder.institution, event->heir};
  const ledger::Change change = change_by(*event, of(event->holder), of(heir));
  holdings_[{event->thing, event->holder}] = change.after;
  if (change.heir) holdings_[{event->thing, heir}] = *change.heir;
  if (event->thing.kind == ThingKind::account) {
    ledger::Account& account = accounts_[event->thing.name];
    account.balance += change.balance, account.held += change.held;
  }
  return Checked{"register_event", digest_of(*event), {}, {}};
}

/// Something else may have come to a pending message; then its key leads there.
std::optional<RegisterAudit::Checked> RegisterAudit::check_answer(const ledger::EntryHead& head) {
  const std::string path = path_of("answer", head.id);
  const auto row = find_answer(database_, head.id);
  strays_.erase({"answer", head.id.seq});
  if (fault_found(path)) return std::nullopt;
  if (!row) {
    find_(path, "missing", "the row that the journal names");
    return std::nullopt;
  }
  check_head(head, row->key.person);
  Checked out{"answer", digest_of(*row), row->key, MessageRole::refusal};
  if (head.kind == EntryKind::resettlement) {
    const auto members = find_resettlement(database_, head.id);
    strays_.erase({"resettlement", head.id.seq});
    fault_found(path_of("resettlement", head.id));
    check_members(head.id, members);
    out.digest = digest_of(*row, members);
    out.role = MessageRole::resettlement;
    return out;
  }
  if (head.kind == EntryKind::refusal) {
    if (row->reply.empty()) out.role = MessageRole::tombstone;
    return out;
  }
  out.role = MessageRole::pending;
  const auto message = find_message(database_, head.id.bucket, row->key);
  fault_found("message of " + path);
  if (message && message->role != MessageRole::pending) {
    out.key.reset();
    if (message->body != row->body || message->entry.seq < head.id.seq)
      find_("message of " + path, "another body, or an earlier entry",
            "the outcome of what waited");
  } else if (errands_of(database_, row->key).empty()) {
    find_("outbox of " + path, "nothing", "the errands that it waits for");
  }
  return out;
}

void RegisterAudit::check_members(EntryId id, const std::vector<ledger::Resettled>& members) {
  const std::string path = path_of("resettlement", id);
  for (const ledger::Resettled& each : members) {
    const auto reversal = find_reversal(database_, {id.bucket, each.reversal_seq});
    if (!reversal || reversal->settlement_seq != each.old_seq)
      find_(path, fmt::format("reversal_seq {}", each.reversal_seq), "the reversal of old_seq");
    if (!find_settlement(database_, {id.bucket, each.new_seq}))
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
  // A hold that nobody counts on asks when its time is over.
  const bool agrees = holding.state == HoldState::confirmed
                          ? thing != nullptr && thing->amount == holding.amount
                          : thing == nullptr;
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
  for (const auto& [key, row] : rows_)
    find_(path_of(register_table_of(key.first), {bucket, key.second}), "a row without its entry",
          "an entry of its kind");
  for (const auto& [table, seq] : strays_)
    find_(path_of(table, {bucket, seq}), "a row without its entry", "an entry of its kind");
  for (const auto& [key, holding] : holdings_)
    if (holding.counts()) check_holder(holding);
  for (const auto& [seq, settlement] : counted_)
    for (const HeldThing& thing : settlement.second) check_counted(settlement.first, thing);
  check_outbox(bucket);
  check_delegates(bucket);
  check_link_index(bucket);
  return out;
}

}  // namespace yitong::store
