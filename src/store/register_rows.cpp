#include "store/register_rows.h"

#include "base/planted.h"
#include "ledger/journal.h"
#include "store/account_rows.h"
#include "store/record.h"

namespace yitong::store {
namespace {

using ledger::Change;
using ledger::EntryKind;
using ledger::Holding;
using ledger::HoldState;
using ledger::MessageKey;
using ledger::RegisterAction;
using ledger::RegisterEvent;
using ledger::Thing;
using ledger::ThingKind;

#define HOLD_COLUMNS \
  "kind, thing, person_id, institution, message_id, state, amount_fen, on_day, expires_micros"

constexpr Sql kSelectHolding{
    "SELECT " HOLD_COLUMNS
    " FROM register_hold WHERE bucket = $1 AND kind = $2 AND thing = $3 AND person_id = $4 AND "
    "institution = $5 AND message_id = $6"};
constexpr Sql kSelectHolder{
    "SELECT " HOLD_COLUMNS
    " FROM register_hold WHERE bucket = $1 AND kind = $2 AND thing = $3 AND state <> 'released'"};
constexpr Sql kSelectUsed{
    "SELECT COALESCE(SUM(amount_fen), 0) FROM register_hold WHERE bucket = $1 AND kind = 'account' "
    "AND thing = $2 AND person_id = $3 AND state <> 'released' AND on_day BETWEEN $4 AND $5"};
constexpr Sql kSelectStale{
    "SELECT " HOLD_COLUMNS
    " FROM register_hold WHERE state = 'held' AND (expires_micros <= $1 OR expires_micros > $2) "
    "ORDER BY expires_micros, bucket, thing, person_id, institution, message_id LIMIT $3"};
constexpr Sql kInsertHolding{"INSERT INTO register_hold (bucket, " HOLD_COLUMNS
                             ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
constexpr Sql kUpdateHolding{
    "UPDATE register_hold SET state = $1, amount_fen = $2 WHERE bucket = $3 AND kind = $4 AND "
    "thing = $5 AND person_id = $6 AND institution = $7 AND message_id = $8"};
constexpr Sql kInsertEvent{
    "INSERT INTO register_event (bucket, seq, kind, thing, action, person_id, institution, "
    "message_id, heir, amount_fen, on_day, expires_micros, at_micros) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"};
constexpr Sql kSelectEvent{
    "SELECT kind, thing, action, person_id, institution, message_id, heir, amount_fen, on_day, "
    "expires_micros, at_micros FROM register_event WHERE bucket = $1 AND seq = $2"};

std::vector<Holding> all_of(Rows rows) {
  std::vector<Holding> out;
  while (rows.next())
    if (auto holding = holding_of(rows)) out.push_back(std::move(*holding));
  return out;
}

void put(Database& database, std::int32_t bucket, const Holding& holding, bool is_new) {
  const Param kind = text(name_of(holding.thing.kind)), thing = text(holding.thing.name);
  const Param person = text(holding.holder.person), institution = text(holding.holder.institution);
  const Param message = text(holding.holder.message_id), state = text(name_of(holding.state));
  const Param amount = integer(holding.amount.fen());
  if (is_new)
    database.run(kInsertHolding,
                 {integer(bucket), kind, thing, person, institution, message, state, amount,
                  integer(holding.on.days()), integer(holding.expires.micros)});
  else
    database.run(kUpdateHolding,
                 {state, amount, integer(bucket), kind, thing, person, institution, message});
}

void insert(Database& database, const RegisterEvent& event) {
  database.run(kInsertEvent,
               {integer(event.id.bucket), integer(event.id.seq), text(name_of(event.thing.kind)),
                text(event.thing.name), text(name_of(event.action)), text(event.holder.person),
                text(event.holder.institution), text(event.holder.message_id), text(event.heir),
                integer(event.amount.fen()), integer(event.on.days()),
                integer(event.expires.micros), integer(event.at.micros)});
}

}  // namespace

const Sql kSelectHoldings{
    "SELECT " HOLD_COLUMNS
    " FROM register_hold WHERE bucket = $1 ORDER BY kind, thing, person_id, institution, "
    "message_id"};

std::optional<Holding> holding_of(Rows& rows) {
  const auto kind = ledger::parse_thing_kind(rows.text(0));
  const auto state = ledger::parse_hold_state(rows.text(5));
  if (!kind || !state) return std::nullopt;
  return Holding{{*kind, std::string(rows.text(1))},
                 {std::string(rows.text(2)), std::string(rows.text(3)), std::string(rows.text(4))},
                 *state,
                 Money::fen(rows.integer(6)),
                 date_of(rows.integer(7)),
                 {rows.integer(8)}};
}

std::optional<Holding> find_holding(Database& database, const Thing& thing,
                                    const MessageKey& holder) {
  auto found = all_of(database.query(
      kSelectHolding, {integer(bucket_of(thing)), text(name_of(thing.kind)), text(thing.name),
                       text(holder.person), text(holder.institution), text(holder.message_id)}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::optional<Holding> find_holder(Database& database, const Thing& thing) {
  auto found = all_of(database.query(
      kSelectHolder, {integer(bucket_of(thing)), text(name_of(thing.kind)), text(thing.name)}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Money used_by(Database& database, std::string_view payer, std::string_view relative, int year) {
  const Thing account{ThingKind::account, std::string(payer)};
  const Date first = *Date::from_ymd(year, 1, 1), last = *Date::from_ymd(year, 12, 31);
  Rows rows = database.query(kSelectUsed, {integer(bucket_of(account)), text(payer), text(relative),
                                           integer(first.days()), integer(last.days())});
  return rows.next() ? Money::fen(rows.integer(0)) : Money();
}

std::vector<Holding> stale_holdings(Database& database, Instant now, Instant ahead,
                                    std::int64_t limit) {
  return all_of(
      database.query(kSelectStale, {integer(now.micros), integer(ahead.micros), integer(limit)}));
}

void record(Database& database, RegisterEvent event) {
  const auto before = find_holding(database, event.thing, event.holder);
  std::optional<Holding> heir;
  if (event.action == RegisterAction::move)
    heir = find_holding(database, event.thing,
                        {event.holder.person, event.holder.institution, event.heir});
  const Change change = change_by(event, before, heir);
  if (before == change.after && !change.heir) return;
  const Place place = next_place(database, bucket_of(event.thing));
  event.id = place.id;
  insert(database, event);
  put(database, place.id.bucket, change.after, !before);
  if (change.heir) put(database, place.id.bucket, *change.heir, true);
  if (event.thing.kind == ThingKind::account)
    change_account(database, event.thing.name, change.balance, change.held);
  if (planted(8) && event.action == RegisterAction::release) return;
  record_row(database, place, EntryKind::holding, event.at, person_of(event.thing),
             digest_of(event));
}

std::optional<RegisterEvent> find_event(Database& database, ledger::EntryId id) {
  Rows rows = database.query(kSelectEvent, {integer(id.bucket), integer(id.seq)});
  if (!rows.next()) return std::nullopt;
  const auto kind = ledger::parse_thing_kind(rows.text(0));
  const auto action = ledger::parse_register_action(rows.text(2));
  if (!kind || !action) return std::nullopt;
  return RegisterEvent{
      id,
      {*kind, std::string(rows.text(1))},
      *action,
      {std::string(rows.text(3)), std::string(rows.text(4)), std::string(rows.text(5))},
      std::string(rows.text(6)),
      Money::fen(rows.integer(7)),
      date_of(rows.integer(8)),
      {rows.integer(9)},
      {rows.integer(10)}};
}

}  // namespace yitong::store
