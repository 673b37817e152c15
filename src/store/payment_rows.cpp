#include "store/payment_rows.h"

#include "base/check.h"
#include "base/id.h"
#include "store/person_rows.h"
#include "store/record.h"

namespace yitong::store {
namespace {

using ledger::Payment;
using ledger::PaymentAction;
using ledger::PaymentBatch;
using ledger::PaymentEvent;
using ledger::PaymentState;

#define PAYMENT_COLUMNS "person_id, no, area, case_number, settlement_seq, amount_fen, state"

constexpr Sql kSelectPayment{"SELECT " PAYMENT_COLUMNS
                             " FROM payment WHERE bucket = $1 AND person_id = $2 AND no = $3"};
constexpr Sql kSelectPaymentsOf{"SELECT " PAYMENT_COLUMNS
                                " FROM payment WHERE bucket = $1 AND person_id = $2 ORDER BY no"};
constexpr Sql kSelectWaiting{"SELECT " PAYMENT_COLUMNS
                             " FROM payment WHERE area = $1 AND state = 'w' "
                             "ORDER BY since_micros, bucket, person_id, no LIMIT $2"};
constexpr Sql kInsertPayment{
    "INSERT INTO payment (bucket, person_id, no, area, case_number, settlement_seq, amount_fen, "
    "payee, state, since_micros) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
constexpr Sql kSetPaymentState{
    "UPDATE payment SET state = $1, since_micros = $2 WHERE bucket = $3 AND person_id = $4 AND no "
    "= $5"};
constexpr Sql kSetPayee{
    "UPDATE payment SET payee = $1 WHERE bucket = $2 AND person_id = $3 AND no = $4"};
constexpr Sql kSelectPayee{
    "SELECT payee FROM payment WHERE bucket = $1 AND person_id = $2 AND no = $3"};
constexpr Sql kCountEvents{
    "SELECT COUNT(*) FROM payment_event WHERE bucket = $1 AND person_id = $2"};
constexpr Sql kSelectLastBatch{
    "SELECT batch FROM payment_event WHERE bucket = $1 AND person_id = $2 AND payment = $3 AND "
    "action = 'b' ORDER BY no DESC LIMIT 1"};
constexpr Sql kInsertPaymentEvent{
    "INSERT INTO payment_event (bucket, person_id, no, payment, action, batch, reason, done_by, "
    "at_micros, entry_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
constexpr Sql kInsertBatch{
    "INSERT INTO payment_batch (bucket, seq, area, at_micros, done_by) VALUES ($1, $2, $3, $4, "
    "$5)"};
constexpr Sql kInsertBatchLine{
    "INSERT INTO payment_batch_line (bucket, seq, line, person_id, payment, amount_fen) VALUES "
    "($1, $2, $3, $4, $5, $6)"};
constexpr Sql kSelectBatch{
    "SELECT area, at_micros, done_by FROM payment_batch WHERE bucket = $1 AND seq = $2"};
constexpr Sql kSelectBatchLines{
    "SELECT person_id, payment, amount_fen, line FROM payment_batch_line WHERE bucket = $1 AND seq "
    "= $2 "
    "ORDER BY line"};
constexpr Sql kSelectBatches{
    "SELECT bucket, seq FROM payment_batch WHERE area >= $1 AND area <= $2 "
    "ORDER BY at_micros DESC, bucket, seq LIMIT $3"};

constexpr std::uint8_t kPayeeVersion = 1;
constexpr std::size_t kMaxPayeeText = 256;
constexpr std::size_t kNonce = 24;

std::string payee_context(std::string_view person, std::int64_t no) {
  return "payee/" + std::string(person) + "/" + std::to_string(no);
}

/// The nonce follows from the plain text and where it stands, so that no nonce serves two texts.
Result<std::string> sealed_payee(Store& store, std::string_view person, std::int64_t no,
                                 const Payee& payee) {
  const auto own = person_key(store, person);
  if (!own) return fail(own.error());
  ledger::ByteWriter plain;
  plain.u8(kPayeeVersion).bytes(payee.relation).bytes(payee.name).bytes(payee.bank);
  plain.bytes(payee.account);
  const std::string context = payee_context(person, no);
  const Digest key = hmac_sm3(*own, "yitong/payee/1");
  const Digest nonce = hmac_sm3(bytes_of(key), context + "/" + std::string(plain.str()));
  return seal(bytes_of(key), bytes_of(nonce).substr(0, kNonce), context, plain.str());
}

KeptPayment payment_of(Rows& rows) {
  KeptPayment out;
  out.person = rows.text(0);
  out.payment = {rows.integer(1), std::string(rows.text(2)), std::string(rows.text(3)),
                 rows.integer(4), Money::fen(rows.integer(5))};
  out.state = ledger::parse_payment_state_letter(rows.text(6)).value_or(PaymentState::cancelled);
  return out;
}

std::vector<KeptPayment> payments_in(Rows rows) {
  std::vector<KeptPayment> out;
  while (rows.next()) out.push_back(payment_of(rows));
  return out;
}

void insert_event(Database& database, const std::string& person, PaymentEvent event,
                  const Payment& payment) {
  const std::int32_t bucket = bucket_of(person);
  {
    Rows rows = database.query(kCountEvents, {integer(bucket), text(person)});
    event.no = rows.next() ? rows.integer(0) + 1 : 1;
  }
  const Place place = next_place(database, bucket);
  const std::string action(1, static_cast<char>(event.action));
  database.run(kInsertPaymentEvent,
               {integer(bucket), text(person), integer(event.no), integer(event.payment),
                text(action), text(event.batch), text(event.reason), text(event.by),
                integer(event.at.micros), integer(place.id.seq)});
  record_row(database, place, ledger::EntryKind::payment, event.at, person,
             digest_of(person, event, payment));
}

}  // namespace

const Sql kSelectPaymentEventsOf{
    "SELECT entry_seq, person_id, no, payment, action, batch, reason, done_by, at_micros "
    "FROM payment_event WHERE bucket = $1 ORDER BY person_id, no"};
const Sql kSelectPaymentsOfBucket{"SELECT " PAYMENT_COLUMNS
                                  ", since_micros FROM payment WHERE bucket = $1"};
const Sql kSelectBatchesOf{"SELECT seq FROM payment_batch WHERE bucket = $1"};
const Sql kSelectBatchLinesOf{"SELECT seq, line FROM payment_batch_line WHERE bucket = $1"};

PaymentEvent payment_event_of(Rows& rows, int at) {
  PaymentEvent out;
  out.no = rows.integer(at), out.payment = rows.integer(at + 1);
  out.action = ledger::parse_payment_action_letter(rows.text(at + 2))
                   .value_or(static_cast<PaymentAction>(0));
  out.batch = rows.text(at + 3), out.reason = rows.text(at + 4), out.by = rows.text(at + 5);
  out.at = {rows.integer(at + 6)};
  return out;
}

KeptPayment kept_payment_of(Rows& rows) { return payment_of(rows); }

Result<Payee> open_payee(Store& store, std::string_view person, std::int64_t payment) {
  const auto own = person_key(store, person);
  if (!own) return fail(own.error());
  const Digest key = hmac_sm3(*own, "yitong/payee/1");
  Rows rows = store.database().query(kSelectPayee,
                                     {integer(bucket_of(person)), text(person), integer(payment)});
  const auto plain = rows.next()
                         ? unseal(bytes_of(key), payee_context(person, payment), rows.blob(0))
                         : std::nullopt;
  if (!plain) return fail(ErrorCode::corrupt, "payment/" + std::string(person), "a broken seal");
  ledger::ByteReader in(*plain);
  if (in.u8() != kPayeeVersion) in.fail();
  Payee out;
  for (std::string* each : {&out.relation, &out.name, &out.bank, &out.account})
    *each = in.bytes(kMaxPayeeText);
  if (!in.done())
    return fail(ErrorCode::corrupt, "payment/" + std::string(person), "bytes of no payee");
  return out;
}

std::optional<KeptPayment> find_payment(Database& database, std::string_view person,
                                        std::int64_t no) {
  Rows rows =
      database.query(kSelectPayment, {integer(bucket_of(person)), text(person), integer(no)});
  if (!rows.next()) return std::nullopt;
  return payment_of(rows);
}

std::vector<KeptPayment> payments_of(Database& database, std::string_view person) {
  return payments_in(database.query(kSelectPaymentsOf, {integer(bucket_of(person)), text(person)}));
}

std::vector<KeptPayment> waiting_payments(Database& database, std::string_view area,
                                          std::size_t limit) {
  return payments_in(
      database.query(kSelectWaiting, {text(area), integer(static_cast<std::int64_t>(limit))}));
}

std::string last_batch_of(Database& database, std::string_view person, std::int64_t payment) {
  Rows rows = database.query(kSelectLastBatch,
                             {integer(bucket_of(person)), text(person), integer(payment)});
  return rows.next() ? std::string(rows.text(0)) : std::string();
}

Result<std::int64_t> open_payment(Store& store, const std::string& person, Payment payment,
                                  const Payee& payee, std::string by, Instant at) {
  Database& database = store.database();
  payment.no = static_cast<std::int64_t>(payments_of(database, person).size()) + 1;
  const auto hidden = sealed_payee(store, person, payment.no, payee);
  if (!hidden) return fail(hidden.error());
  const std::string state(1, static_cast<char>(PaymentState::waiting));
  database.run(kInsertPayment,
               {integer(bucket_of(person)), text(person), integer(payment.no), text(payment.area),
                text(payment.case_number), integer(payment.settlement_seq),
                integer(payment.amount.fen()), blob(*hidden), text(state), integer(at.micros)});
  insert_event(database, person, {0, payment.no, PaymentAction::opened, {}, {}, std::move(by), at},
               payment);
  return payment.no;
}

void record(Database& database, const std::string& person, PaymentEvent event) {
  const auto kept = find_payment(database, person, event.payment);
  if (!kept) return;  // a fault of the database, which ends the transaction
  const auto next = ledger::after(kept->state, event.action);
  YT_CHECK(next.has_value());
  const std::string state(1, static_cast<char>(*next));
  database.run(kSetPaymentState, {text(state), integer(event.at.micros), integer(bucket_of(person)),
                                  text(person), integer(event.payment)});
  insert_event(database, person, std::move(event), kept->payment);
}

Result<void> readdress(Store& store, const std::string& person, PaymentEvent event,
                       const Payee& payee) {
  const auto hidden = sealed_payee(store, person, event.payment, payee);
  if (!hidden) return fail(hidden.error());
  store.database().run(
      kSetPayee, {blob(*hidden), integer(bucket_of(person)), text(person), integer(event.payment)});
  event.action = PaymentAction::readdressed;
  record(store.database(), person, std::move(event));
  return {};
}

ledger::EntryId record(Database& database, PaymentBatch& batch) {
  const Place place = next_place(database, bucket_of(batch.area));
  batch.id = place.id;
  database.run(kInsertBatch, {integer(place.id.bucket), integer(place.id.seq), text(batch.area),
                              integer(batch.at.micros), text(batch.by)});
  for (std::size_t i = 0; i < batch.lines.size(); ++i)
    database.run(kInsertBatchLine,
                 {integer(place.id.bucket), integer(place.id.seq),
                  integer(static_cast<std::int64_t>(i)), text(batch.lines[i].person),
                  integer(batch.lines[i].payment), integer(batch.lines[i].amount.fen())});
  record_row(database, place, ledger::EntryKind::payment_batch, batch.at, {}, digest_of(batch));
  return place.id;
}

std::optional<PaymentBatch> find_batch(Database& database, ledger::EntryId id) {
  PaymentBatch out;
  {
    Rows rows = database.query(kSelectBatch, {integer(id.bucket), integer(id.seq)});
    if (!rows.next()) return std::nullopt;
    out.id = id, out.area = rows.text(0), out.at = {rows.integer(1)}, out.by = rows.text(2);
  }
  Rows rows = database.query(kSelectBatchLines, {integer(id.bucket), integer(id.seq)});
  while (rows.next()) {
    if (rows.integer(3) != static_cast<std::int64_t>(out.lines.size())) {
      database.set_fault(
          {ErrorCode::corrupt, "payment_batch_line", "line", "from 0 without gaps", {}});
      break;
    }
    out.lines.push_back({std::string(rows.text(0)), rows.integer(1), Money::fen(rows.integer(2))});
  }
  return out;
}

std::vector<PaymentBatch> batches_of(Database& database, std::string_view area, std::size_t limit) {
  const std::size_t digits = area == "000000"         ? 0
                             : area.ends_with("0000") ? 2
                             : area.ends_with("00")   ? 4
                                                      : 6;
  std::string last(area.substr(0, digits));
  last.resize(6, '9');
  std::vector<ledger::EntryId> ids;
  {
    Rows rows = database.query(kSelectBatches,
                               {text(area), text(last), integer(static_cast<std::int64_t>(limit))});
    while (rows.next())
      ids.push_back({static_cast<std::int32_t>(rows.integer(0)), rows.integer(1)});
  }
  std::vector<PaymentBatch> out;
  for (const ledger::EntryId id : ids)
    if (auto batch = find_batch(database, id)) out.push_back(std::move(*batch));
  return out;
}

}  // namespace yitong::store
