#include "store/account_rows.h"

#include "base/id.h"
#include "ledger/journal.h"
#include "store/person_rows.h"
#include "store/record.h"

namespace yitong::store {
namespace {

using ledger::Consent;
using ledger::EntryKind;
using ledger::Inflow;

constexpr Sql kSelectAccount{
    "SELECT balance_fen, held_fen FROM account WHERE bucket = $1 AND person_id = $2"};
constexpr Sql kChangeAccount{
    "UPDATE account SET balance_fen = balance_fen + $1, held_fen = held_fen + $2 "
    "WHERE bucket = $3 AND person_id = $4"};
constexpr Sql kInsertAccount{
    "INSERT INTO account (bucket, person_id, balance_fen, held_fen) VALUES ($1, $2, $3, $4)"};
constexpr Sql kSelectInflow{
    "SELECT entry_seq, person_id, source, amount_fen, at_micros FROM account_inflow "
    "WHERE bucket = $1 AND person_id = $2 AND source = $3"};
constexpr Sql kSelectInflowsOf{
    "SELECT entry_seq, person_id, source, amount_fen, at_micros FROM account_inflow "
    "WHERE bucket = $1 AND person_id = $2 ORDER BY source"};
constexpr Sql kInsertInflow{
    "INSERT INTO account_inflow (bucket, person_id, source, amount_fen, at_micros, entry_seq) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Sql kSelectConsentsOf{
    "SELECT no, relative, in_force_from_day, in_force_to_day, known_since_micros, replaces, "
    "yearly_limit_fen FROM family_consent WHERE bucket = $1 AND person_id = $2 ORDER BY no"};
constexpr Sql kInsertConsent{
    "INSERT INTO family_consent (bucket, person_id, no, relative, in_force_from_day, "
    "in_force_to_day, known_since_micros, replaces, yearly_limit_fen, entry_seq) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
constexpr std::int64_t kNoLimit = -1;

}  // namespace

const Sql kSelectInflows{
    "SELECT entry_seq, person_id, source, amount_fen, at_micros FROM account_inflow "
    "WHERE bucket = $1"};
const Sql kSelectConsents{
    "SELECT entry_seq, person_id, no, relative, in_force_from_day, in_force_to_day, "
    "known_since_micros, replaces, yearly_limit_fen FROM family_consent WHERE bucket = $1"};

std::optional<ledger::Account> find_account(Database& database, std::string_view person) {
  Rows rows = database.query(kSelectAccount, {integer(bucket_of(person)), text(person)});
  if (!rows.next()) return std::nullopt;
  return ledger::Account{Money::fen(rows.integer(0)), Money::fen(rows.integer(1))};
}

void change_account(Database& database, std::string_view person, Money balance, Money held) {
  if (balance == Money() && held == Money()) return;
  const Param bucket = integer(bucket_of(person));
  if (database.run(kChangeAccount,
                   {integer(balance.fen()), integer(held.fen()), bucket, text(person)}) == 0)
    database.run(kInsertAccount,
                 {bucket, text(person), integer(balance.fen()), integer(held.fen())});
}

Inflow inflow_of(Rows& rows, std::int32_t bucket) {
  return {{bucket, rows.integer(0)},
          std::string(rows.text(1)),
          std::string(rows.text(2)),
          Money::fen(rows.integer(3)),
          {rows.integer(4)}};
}

std::optional<Inflow> find_inflow(Database& database, std::string_view person,
                                  std::string_view source) {
  const std::int32_t bucket = bucket_of(person);
  Rows rows = database.query(kSelectInflow, {integer(bucket), text(person), text(source)});
  if (!rows.next()) return std::nullopt;
  return inflow_of(rows, bucket);
}

std::vector<Inflow> inflows_of(Database& database, std::string_view person) {
  const std::int32_t bucket = bucket_of(person);
  Rows rows = database.query(kSelectInflowsOf, {integer(bucket), text(person)});
  std::vector<Inflow> out;
  while (rows.next()) out.push_back(inflow_of(rows, bucket));
  return out;
}

void record(Database& database, Inflow inflow) {
  const Place place = next_place(database, bucket_of(inflow.person));
  inflow.id = place.id;
  database.run(kInsertInflow,
               {integer(place.id.bucket), text(inflow.person), text(inflow.source),
                integer(inflow.amount.fen()), integer(inflow.at.micros), integer(place.id.seq)});
  change_account(database, inflow.person, inflow.amount, {});
  record_row(database, place, EntryKind::inflow, inflow.at, inflow.person, digest_of(inflow));
}

Consent consent_of(Rows& rows, int at) {
  Consent out{rows.integer(at),
              std::string(rows.text(at + 1)),
              {date_of(rows.integer(at + 2)), date_of(rows.integer(at + 3))},
              {rows.integer(at + 4)},
              rows.integer(at + 5),
              {}};
  const std::int64_t limit = rows.integer(at + 6);
  if (limit != kNoLimit) out.yearly_limit = Money::fen(limit);
  return out;
}

std::vector<Consent> find_consents(Database& database, std::string_view person) {
  Rows rows = database.query(kSelectConsentsOf, {integer(bucket_of(person)), text(person)});
  std::vector<Consent> out;
  while (rows.next()) out.push_back(consent_of(rows, 0));
  return out;
}

Result<std::int64_t> insert_consent(Store& store, std::string_view person, Consent added) {
  Database& database = store.database();
  for (const std::string_view each : {person, std::string_view(added.relative)})
    if (!person_exists(store, each))
      return fail(ErrorCode::unknown_person, each == person ? "/person" : "/relative",
                  std::string(each));
  const auto rows = find_consents(database, person);
  added.no = static_cast<std::int64_t>(rows.size()) + 1;
  if (auto fine = may_add(std::span<const Consent>(rows), added); !fine)
    return fail(std::move(fine.error()));
  const Place place = next_place(database, bucket_of(person));
  database.run(
      kInsertConsent,
      {integer(place.id.bucket), text(person), integer(added.no), text(added.relative),
       integer(added.in_force.from.days()), integer(added.in_force.to.days()),
       integer(added.known_since.micros), integer(added.replaces),
       integer(added.yearly_limit ? added.yearly_limit->fen() : kNoLimit), integer(place.id.seq)});
  record_row(database, place, EntryKind::consent, added.known_since, std::string(person),
             digest_of(std::string(person), added));
  return added.no;
}

}  // namespace yitong::store
