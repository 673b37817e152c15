#include "store/outbox_rows.h"

#include "base/id.h"

namespace yitong::store {
namespace {

using ledger::MessageKey;
using ledger::RegisterEvent;

#define ERRAND_COLUMNS                                                                  \
  "person_id, institution, message_id, kind, thing, action, heir, amount_fen, on_day, " \
  "expires_micros, answer, granted_fen, found"

constexpr Sql kPut{"INSERT INTO outbox (bucket, " ERRAND_COLUMNS
                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
                   "ON CONFLICT (bucket, person_id, institution, message_id, kind) DO UPDATE SET "
                   "thing = excluded.thing, action = excluded.action, heir = excluded.heir, "
                   "amount_fen = excluded.amount_fen, on_day = excluded.on_day, "
                   "expires_micros = excluded.expires_micros, answer = excluded.answer, "
                   "granted_fen = excluded.granted_fen, found = excluded.found"};
constexpr Sql kSelectOf{
    "SELECT " ERRAND_COLUMNS
    " FROM outbox WHERE bucket = $1 AND person_id = $2 AND institution = $3 AND message_id = $4 "
    "ORDER BY kind"};
constexpr Sql kSelectIn{"SELECT " ERRAND_COLUMNS " FROM outbox WHERE bucket = $1"};
constexpr Sql kSelectOpen{
    "SELECT " ERRAND_COLUMNS
    " FROM outbox WHERE answer = '' ORDER BY bucket, person_id, institution, message_id, kind "
    "LIMIT $1"};
constexpr Sql kDelete{
    "DELETE FROM outbox WHERE bucket = $1 AND person_id = $2 AND institution = $3 AND "
    "message_id = $4 AND kind = $5 AND action = $6"};

std::vector<Errand> all_of(Database& database, Rows rows) {
  std::vector<Errand> out;
  while (rows.next()) {
    const auto kind = ledger::parse_thing_kind(rows.text(3));
    const auto action = ledger::parse_register_action(rows.text(5));
    if (!kind || !action) {
      database.set_fault({ErrorCode::corrupt,
                          "outbox/" + std::string(rows.text(2)),
                          "kind or action",
                          "names of ledger/register.h",
                          {}});
      continue;
    }
    Errand errand;
    errand.event = {
        {},
        {*kind, std::string(rows.text(4))},
        *action,
        {std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2))},
        std::string(rows.text(6)),
        Money::fen(rows.integer(7)),
        Date::from_days(static_cast<std::int32_t>(rows.integer(8))),
        {rows.integer(9)},
        {}};
    errand.answer = rows.text(10);
    errand.granted = Money::fen(rows.integer(11));
    errand.found = rows.text(12);
    out.push_back(std::move(errand));
  }
  return out;
}

}  // namespace

void put_errand(Database& database, const Errand& errand) {
  const RegisterEvent& event = errand.event;
  database.run(kPut, {integer(bucket_of(event.holder.person)), text(event.holder.person),
                      text(event.holder.institution), text(event.holder.message_id),
                      text(name_of(event.thing.kind)), text(event.thing.name),
                      text(name_of(event.action)), text(event.heir), integer(event.amount.fen()),
                      integer(event.on.days()), integer(event.expires.micros), text(errand.answer),
                      integer(errand.granted.fen()), text(errand.found)});
}

std::vector<Errand> errands_of(Database& database, const MessageKey& holder) {
  return all_of(database,
                database.query(kSelectOf, {integer(bucket_of(holder.person)), text(holder.person),
                                           text(holder.institution), text(holder.message_id)}));
}

std::vector<Errand> errands_in(Database& database, std::int32_t bucket) {
  return all_of(database, database.query(kSelectIn, {integer(bucket)}));
}

std::vector<Errand> open_errands(Database& database, std::int64_t limit) {
  return all_of(database, database.query(kSelectOpen, {integer(limit)}));
}

void remove_errand(Database& database, const RegisterEvent& done) {
  database.run(kDelete, {integer(bucket_of(done.holder.person)), text(done.holder.person),
                         text(done.holder.institution), text(done.holder.message_id),
                         text(name_of(done.thing.kind)), text(name_of(done.action))});
}

}  // namespace yitong::store
