#include "store/ledger_rows.h"

#include "base/id.h"
#include "ledger/journal.h"

namespace yitong::store {
namespace {

using ledger::EntryId;
using ledger::SettlementEntry;

#define SETTLEMENT_COLUMNS                                                                     \
  "s.seq, s.person_id, s.institution, s.message_id, s.state, s.area, s.insurance, s.on_day, "  \
  "s.at_micros, "                                                                              \
  "s.plan_hash, s.catalogue_hash, s.total_fen, s.funds, s.account_fen, s.family_account_fen, " \
  "s.cash_fen, "                                                                               \
  "s.institution_fen, s.before, s.changes, s.input, s.outcome, s.steps"

constexpr Sql kInsertSettlement{
    "INSERT INTO settlement (bucket, seq, person_id, institution, message_id, state, area, "
    "insurance, on_day, "
    "at_micros, plan_hash, catalogue_hash, total_fen, funds, account_fen, family_account_fen, "
    "cash_fen, "
    "institution_fen, before, changes, input, outcome, steps) VALUES ($1, $2, $3, $4, $5, $6, $7, "
    "$8, $9, $10, $11, "
    "$12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)"};
constexpr Sql kSelectSettlement{"SELECT " SETTLEMENT_COLUMNS
                                " FROM settlement s WHERE s.bucket = $1 AND s.seq = $2"};
constexpr Sql kSelectSettlementsOf{
    "SELECT " SETTLEMENT_COLUMNS
    " FROM message m JOIN settlement s ON s.bucket = m.bucket AND s.seq = m.entry_seq "
    "WHERE m.bucket = $1 AND m.person_id = $2 AND m.role = 'settlement' AND m.entry_seq > $3 ORDER "
    "BY s.seq"};
constexpr Sql kUpdateState{"UPDATE settlement SET state = $1 WHERE bucket = $2 AND seq = $3"};

constexpr Sql kInsertReversal{
    "INSERT INTO reversal (bucket, seq, person_id, institution, message_id, settlement_seq, "
    "at_micros) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)"};
constexpr Sql kSelectReversal{
    "SELECT seq, person_id, institution, message_id, settlement_seq, at_micros FROM reversal "
    "WHERE bucket = $1 AND seq = $2"};
constexpr Sql kSelectReversalOf{
    "SELECT seq, person_id, institution, message_id, settlement_seq, at_micros FROM reversal "
    "WHERE bucket = $1 AND settlement_seq = $2"};

constexpr Sql kInsertPosting{
    "INSERT INTO posting (bucket, seq, no, account, amount_fen) VALUES ($1, $2, $3, $4, $5)"};
constexpr Sql kSelectPostings{
    "SELECT account, amount_fen, no FROM posting WHERE bucket = $1 AND seq = $2 ORDER BY no"};

constexpr Sql kInsertMessage{
    "INSERT INTO message (bucket, person_id, institution, message_id, role, entry_seq, body_hash, "
    "reply) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
constexpr Sql kSelectMessage{
    "SELECT person_id, institution, message_id, role, entry_seq, body_hash, reply FROM message "
    "WHERE bucket = $1 AND person_id = $2 AND institution = $3 AND message_id = $4"};

constexpr Sql kWithdrawPending{
    "DELETE FROM message WHERE bucket = $1 AND person_id = $2 AND institution = $3 AND "
    "message_id = $4 AND role = 'pending'"};

constexpr Sql kSelectAccumulators{
    "SELECT period, name, value FROM accumulator WHERE bucket = $1 AND person_id = $2 AND scope = "
    "$3"};
constexpr Sql kAddAccumulator{
    "INSERT INTO accumulator (bucket, person_id, scope, period, name, value) VALUES ($1, $2, $3, "
    "$4, $5, $6) "
    "ON CONFLICT (bucket, person_id, scope, period, name) DO UPDATE SET value = accumulator.value "
    "+ excluded.value"};

Error damaged(const char* table, EntryId id, const char* column) {
  return {ErrorCode::corrupt,
          std::string(table) + "/" + std::to_string(id.bucket) + "/" + std::to_string(id.seq),
          column,
          "bytes of their grammar",
          {}};
}

SettlementEntry settlement_of(Database& database, Rows& rows, std::int32_t bucket) {
  SettlementEntry out;
  out.id = {bucket, rows.integer(0)};
  out.key = {std::string(rows.text(1)), std::string(rows.text(2)), std::string(rows.text(3))};
  const auto state = ledger::parse_state(rows.text(4));
  if (state) out.state = *state;
  out.area = rows.text(5), out.insurance = rows.text(6);
  out.on = Date::from_days(static_cast<std::int32_t>(rows.integer(7)));
  if (out.on.days() != rows.integer(7)) database.set_fault(damaged("settlement", out.id, "on_day"));
  out.at = {rows.integer(8)};
  out.plan = rows.digest(9), out.catalogue = rows.digest(10);
  out.payers.total = Money::fen(rows.integer(11));
  auto funds = ledger::decode_funds(rows.blob(12));
  if (funds) out.payers.funds = std::move(*funds);
  out.payers.account = Money::fen(rows.integer(13)),
  out.payers.family_account = Money::fen(rows.integer(14));
  out.payers.cash = Money::fen(rows.integer(15)),
  out.payers.institution = Money::fen(rows.integer(16));
  auto before = ledger::decode_accumulated(rows.blob(17));
  if (before) out.before = std::move(*before);
  auto changes = ledger::decode_accumulated(rows.blob(18));
  if (changes) out.changes = std::move(*changes);
  out.input = rows.blob(19), out.outcome = rows.blob(20), out.steps = rows.blob(21);
  if (!state) database.set_fault(damaged("settlement", out.id, "state"));
  if (!funds) database.set_fault(damaged("settlement", out.id, "funds"));
  if (!before) database.set_fault(damaged("settlement", out.id, "before"));
  if (!changes) database.set_fault(damaged("settlement", out.id, "changes"));
  return out;
}

std::optional<ledger::ReversalEntry> first_reversal(Rows rows, std::int32_t bucket) {
  if (!rows.next()) return std::nullopt;
  return ledger::ReversalEntry{
      {bucket, rows.integer(0)},
      {std::string(rows.text(1)), std::string(rows.text(2)), std::string(rows.text(3))},
      rows.integer(4),
      {rows.integer(5)}};
}

}  // namespace

void insert(Database& database, const SettlementEntry& entry) {
  const ledger::Payers& payers = entry.payers;
  const std::string funds = encode(payers.funds);
  const std::string before = encode(entry.before);
  const std::string changes = encode(entry.changes);
  database.run(kInsertSettlement, {integer(entry.id.bucket),
                                   integer(entry.id.seq),
                                   text(entry.key.person),
                                   text(entry.key.institution),
                                   text(entry.key.message_id),
                                   text(name_of(entry.state)),
                                   text(entry.area),
                                   text(entry.insurance),
                                   integer(entry.on.days()),
                                   integer(entry.at.micros),
                                   blob(entry.plan),
                                   blob(entry.catalogue),
                                   integer(payers.total.fen()),
                                   blob(funds),
                                   integer(payers.account.fen()),
                                   integer(payers.family_account.fen()),
                                   integer(payers.cash.fen()),
                                   integer(payers.institution.fen()),
                                   blob(before),
                                   blob(changes),
                                   blob(entry.input),
                                   blob(entry.outcome),
                                   blob(entry.steps)});
}

std::optional<SettlementEntry> find_settlement(Database& database, EntryId id) {
  Rows rows = database.query(kSelectSettlement, {integer(id.bucket), integer(id.seq)});
  if (!rows.next()) return std::nullopt;
  return settlement_of(database, rows, id.bucket);
}

void set_state(Database& database, EntryId id, ledger::State state) {
  database.run(kUpdateState, {text(name_of(state)), integer(id.bucket), integer(id.seq)});
}

std::vector<SettlementEntry> settlements_of(Database& database, std::int32_t bucket,
                                            std::string_view person, std::int64_t after_seq) {
  Rows rows =
      database.query(kSelectSettlementsOf, {integer(bucket), text(person), integer(after_seq)});
  std::vector<SettlementEntry> out;
  while (rows.next()) out.push_back(settlement_of(database, rows, bucket));
  return out;
}

void insert(Database& database, const ledger::ReversalEntry& entry) {
  database.run(kInsertReversal,
               {integer(entry.id.bucket), integer(entry.id.seq), text(entry.key.person),
                text(entry.key.institution), text(entry.key.message_id),
                integer(entry.settlement_seq), integer(entry.at.micros)});
}

std::optional<ledger::ReversalEntry> find_reversal(Database& database, EntryId id) {
  return first_reversal(database.query(kSelectReversal, {integer(id.bucket), integer(id.seq)}),
                        id.bucket);
}

std::optional<ledger::ReversalEntry> find_reversal_of(Database& database, EntryId settlement) {
  return first_reversal(
      database.query(kSelectReversalOf, {integer(settlement.bucket), integer(settlement.seq)}),
      settlement.bucket);
}

void insert(Database& database, EntryId id, const std::vector<ledger::Posting>& postings) {
  std::int64_t no = 0;
  for (const ledger::Posting& posting : postings)
    database.run(kInsertPosting, {integer(id.bucket), integer(id.seq), integer(++no),
                                  text(posting.account), integer(posting.amount.fen())});
}

std::vector<ledger::Posting> find_postings(Database& database, EntryId id) {
  Rows rows = database.query(kSelectPostings, {integer(id.bucket), integer(id.seq)});
  std::vector<ledger::Posting> out;
  while (rows.next()) {
    out.push_back({std::string(rows.text(0)), Money::fen(rows.integer(1))});
    if (rows.integer(2) != static_cast<std::int64_t>(out.size()))
      database.set_fault(damaged("posting", id, "no"));
  }
  return out;
}

void insert(Database& database, const ledger::Message& message) {
  database.run(kInsertMessage, {integer(message.entry.bucket), text(message.key.person),
                                text(message.key.institution), text(message.key.message_id),
                                text(name_of(message.role)), integer(message.entry.seq),
                                blob(message.body), blob(message.reply)});
}

const Sql kSelectMessages{
    "SELECT person_id, institution, message_id, role, entry_seq, body_hash, reply FROM message "
    "WHERE bucket = $1 "
    "ORDER BY person_id, institution, message_id"};

std::optional<ledger::Message> message_of(Rows& rows, std::int32_t bucket) {
  const auto role = ledger::parse_message_role(rows.text(3));
  if (!role) return std::nullopt;
  return ledger::Message{
      {std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2))},
      *role,
      {bucket, rows.integer(4)},
      rows.digest(5),
      std::string(rows.blob(6))};
}

std::optional<ledger::Message> find_message(Database& database, std::int32_t bucket,
                                            const ledger::MessageKey& key) {
  Rows rows = database.query(kSelectMessage, {integer(bucket), text(key.person),
                                              text(key.institution), text(key.message_id)});
  if (!rows.next()) return std::nullopt;
  auto message = message_of(rows, bucket);
  if (!message)
    database.set_fault(
        {ErrorCode::corrupt, "message/" + key.message_id, "role", "a known role", {}});
  return message;
}

void withdraw_pending(Database& database, const ledger::MessageKey& key) {
  database.run(kWithdrawPending, {integer(bucket_of(key.person)), text(key.person),
                                  text(key.institution), text(key.message_id)});
}

std::vector<ledger::Accumulated> find_accumulators(Database& database, std::int32_t bucket,
                                                   std::string_view person,
                                                   std::string_view scope) {
  Rows rows = database.query(kSelectAccumulators, {integer(bucket), text(person), text(scope)});
  std::vector<ledger::Accumulated> out;
  while (rows.next())
    out.push_back({std::string(scope), std::string(rows.text(0)), std::string(rows.text(1)),
                   rows.integer(2)});
  return out;
}

void add(Database& database, std::int32_t bucket, std::string_view person,
         const std::vector<ledger::Accumulated>& changes) {
  for (const ledger::Accumulated& change : changes)
    if (change.amount != 0)
      database.run(kAddAccumulator,
                   {integer(bucket), text(person), text(change.scope), text(change.period),
                    text(change.name), integer(change.amount)});
}

}  // namespace yitong::store
