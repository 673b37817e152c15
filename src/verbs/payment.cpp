#include "verbs/payment.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/id.h"
#include "base/text.h"
#include "catalogue/csv.h"
#include "store/answer_rows.h"
#include "store/ledger_rows.h"
#include "verbs/claim.h"

namespace yitong::verbs {
namespace {

using ledger::PaymentAction;
using ledger::PaymentBatch;
using ledger::PaymentState;

const PayeeRule kPayees[] = {
    {"self", {"本人", "The person"}, {}},
    {"guardian",
     {"监护人（未成年人）", "Guardian of a minor"},
     {"户口簿或出生医学证明，监护人身份证",
      "Household register or birth certificate, the guardian's identity card"}},
    {"heir",
     {"继承人（本人已去世）", "Heir of the deceased"},
     {"死亡证明，亲属关系证明或继承公证书，继承人身份证",
      "Death certificate, proof of kinship or notarised succession, the heir's identity card"}},
};

constexpr std::size_t kMaxName = 60, kMaxBank = 120;

bool is_account(std::string_view text) {
  return text.size() >= 8 && text.size() <= 32 &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::unexpected<Errors> wrong_state(const store::KeptPayment& kept) {
  return fail(ErrorCode::wrong_payment_state, "/payment",
              payment_number(kept.person, kept.payment.no), std::string(name_of(kept.state)));
}

Result<store::KeptPayment> known_payment(store::Database& database, const std::string& person,
                                         std::int64_t no) {
  auto kept = store::find_payment(database, person, no);
  if (!kept) return fail(ErrorCode::unknown_payment, "/payment", payment_number(person, no));
  return std::move(*kept);
}

}  // namespace

Result<PaymentBatch> known_batch(store::Database& database, std::string_view area,
                                 std::string_view number) {
  const auto id = ledger::parse_number(ledger::EntryKind::payment_batch, number);
  auto batch = id ? store::find_batch(database, *id) : std::nullopt;
  if (!batch || batch->area != area)
    return fail(ErrorCode::unknown_batch, "/batch", std::string(number));
  return std::move(*batch);
}

Words words_of(PaymentState state) {
  switch (state) {
    case PaymentState::waiting: return {"待付款", "Waits to be paid"};
    case PaymentState::in_batch: return {"已交银行", "With the bank"};
    case PaymentState::paid: return {"已付款", "Paid"};
    case PaymentState::failed: return {"银行未付成", "Not paid by the bank"};
    case PaymentState::returned: return {"银行退回", "Came back"};
    case PaymentState::cancelled: return {"已作废", "Cancelled"};
  }
  return {};
}

std::string payment_number(std::string_view person, std::int64_t no) {
  return fmt::format("{}-{}", person, no);
}

bool is_plain(std::string_view text, std::size_t most) {
  if (text.empty() || text.size() > most || !is_utf8(text)) return false;
  if (std::string_view("=+-@ \t").find(text.front()) != std::string_view::npos) return false;
  return !has_control(text);
}

std::span<const PayeeRule> payee_rules() { return kPayees; }

Errors faults_of(const store::Payee& payee, bool minor, bool dead) {
  Errors errors;
  const auto demand_payee = [&](bool fine, const char* path, const char* rule) {
    // Names and accounts are nobody's business in logs and answers.
    if (!fine) errors.push_back({ErrorCode::bad_value, path, {}, rule, {}});
  };
  const bool self = payee.relation == "self" && !dead;
  const bool other =
      (payee.relation == "guardian" && minor && !dead) || (payee.relation == "heir" && dead);
  demand_payee(self || other, "/payee/relation",
               dead    ? "heir: the person has died"
               : minor ? "self or guardian: the person is a minor"
                       : "self");
  demand_payee(is_plain(payee.name, kMaxName), "/payee/name", "1 to 60 bytes of plain text");
  demand_payee(is_plain(payee.bank, kMaxBank), "/payee/bank", "1 to 120 bytes of plain text");
  demand_payee(is_account(payee.account), "/payee/account", "8 to 32 digits");
  return errors;
}

std::vector<store::KeptPayment> payments_of_case(store::Database& database,
                                                 const std::string& person,
                                                 std::string_view case_number) {
  auto out = store::payments_of(database, person);
  std::erase_if(
      out, [&](const store::KeptPayment& each) { return each.payment.case_number != case_number; });
  return out;
}

Money has_left(std::span<const store::KeptPayment> payments) {
  Money out;
  for (const store::KeptPayment& each : payments)
    if (each.state == PaymentState::paid || each.state == PaymentState::in_batch)
      out += each.payment.amount;
  return out;
}

namespace {

Money counted(std::span<const store::KeptPayment> payments) {
  Money out;
  for (const store::KeptPayment& each : payments)
    if (each.state != PaymentState::cancelled) out += each.payment.amount;
  return out;
}

/// The one that the case was settled by first has the case's number.
bool is_of_case(store::Database& database, ledger::SettlementEntry entry,
                std::string_view case_number) {
  while (const auto link = store::find_resettled_as(database, entry.id)) {
    auto before = store::find_settlement(database, {entry.id.bucket, link->old_seq});
    if (!before) return false;
    entry = std::move(*before);
  }
  return entry.key.institution == ledger::kClaimDesk && entry.key.message_id == case_number;
}

}  // namespace

void follow_settlement(store::Store& store, const ledger::SettlementEntry& settlement,
                       const std::string& by, Instant now) {
  store::Database& database = store.database();
  const std::string& person = settlement.key.person;
  auto payments = store::payments_of(database, person);
  std::erase_if(payments, [&](const store::KeptPayment& each) {
    return standing_settlement(database, {settlement.id.bucket, each.payment.settlement_seq}) !=
           settlement.id;
  });
  if (payments.empty()) return;
  for (const store::KeptPayment& each : payments)
    if (ledger::after(each.state, PaymentAction::cancelled))
      store::record(database, person,
                    {0, each.payment.no, PaymentAction::cancelled, {}, "settled again", by, now});
  const Money due = settlement.payers.funds_paid() - has_left(payments);
  if (due <= Money()) return;
  const ledger::Payment& last = payments.back().payment;
  const auto payee = store::open_payee(store, person, last.no);
  if (!payee) return database.set_fault(payee.error().front());
  const auto opened = store::open_payment(
      store, person, {0, settlement.area, last.case_number, settlement.id.seq, due}, *payee, by,
      now);
  if (!opened) database.set_fault(opened.error().front());
}

Result<std::int64_t> open_payment(store::Store& store, const std::string& person,
                                  const std::string& case_number, std::string_view settlement_id,
                                  const store::Payee& payee, bool minor, bool dead,
                                  const std::string& by, Instant now) {
  store::Database& database = store.database();
  if (auto faults = faults_of(payee, minor, dead); !faults.empty()) return fail(std::move(faults));
  const auto id = ledger::parse_number(ledger::EntryKind::settlement, settlement_id);
  const auto entry = id ? store::find_settlement(database, *id) : std::nullopt;
  if (!entry || entry->key.person != person || entry->state != ledger::State::settled)
    return fail(ErrorCode::unknown_settlement, "/settlement", std::string(settlement_id));
  const auto before = payments_of_case(database, person, case_number);
  for (const store::KeptPayment& kept : before)
    if (kept.payment.settlement_seq == id->seq)
      return fail(ErrorCode::duplicate_key, "/settlement", payment_number(person, kept.payment.no),
                  "one payment of a settlement");
  const Money owed = entry->payers.funds_paid() - counted(before);
  if (!is_of_case(database, *entry, case_number) || owed <= Money())
    return fail(ErrorCode::bad_value, "/settlement", std::string(settlement_id),
                "a manual claim of the case for which a fund pays");
  return store::open_payment(store, person, {0, entry->area, case_number, id->seq, owed}, payee, by,
                             now);
}

Result<void> readdress_payment(store::Store& store, const std::string& person, std::int64_t no,
                               const store::Payee& payee, bool minor, bool dead,
                               const std::string& by, Instant now) {
  if (auto faults = faults_of(payee, minor, dead); !faults.empty()) return fail(std::move(faults));
  const auto kept = known_payment(store.database(), person, no);
  if (!kept) return fail(kept.error());
  if (!ledger::after(kept->state, PaymentAction::readdressed)) return wrong_state(*kept);
  return store::readdress(store, person, {0, no, PaymentAction::readdressed, {}, {}, by, now},
                          payee);
}

Result<PaymentBatch> make_batch(store::Store& store, std::string_view area, std::size_t limit,
                                const std::string& by, Instant now) {
  if (!is_area_code(area))
    return fail(ErrorCode::bad_value, "/area", std::string(area), "six digits");
  if (limit == 0 || limit > kMaxBatch)
    return fail(ErrorCode::bad_value, "/limit", std::to_string(limit),
                fmt::format("1 to {}", kMaxBatch));
  store::Database& database = store.database();
  PaymentBatch batch;
  batch.area = area, batch.at = now, batch.by = by;
  std::vector<store::KeptPayment> reversed;
  for (store::KeptPayment& kept : store::waiting_payments(database, area, limit)) {
    const ledger::Payment& payment = kept.payment;
    // What came back and waits again may have been settled again meanwhile: it counts there.
    const auto settled = store::find_settlement(
        database, standing_settlement(database, {bucket_of(kept.person), payment.settlement_seq}));
    if (settled && settled->state == ledger::State::settled)
      batch.lines.push_back({kept.person, payment.no, payment.amount});
    else
      reversed.push_back(std::move(kept));
  }
  if (batch.lines.empty()) return fail(ErrorCode::nothing_to_pay, "/area", std::string(area));
  for (const store::KeptPayment& kept : reversed)
    store::record(database, kept.person,
                  {0, kept.payment.no, PaymentAction::cancelled, {}, "reversed", by, now});
  const std::string number =
      number_of(ledger::EntryKind::payment_batch, store::record(database, batch));
  for (const ledger::BatchLine& line : batch.lines)
    store::record(database, line.person,
                  {0, line.payment, PaymentAction::batched, number, {}, by, now});
  if (database.failed()) return fail(ErrorCode::store_failed);
  return batch;
}

Result<std::vector<PaymentBatch>> list_batches(store::Store& store, std::string_view area,
                                               std::size_t limit) {
  store.database().begin_read();
  auto out = store::batches_of(store.database(), area, limit);
  if (auto fine = store.database().commit(); !fine) return fail(std::move(fine.error()));
  return out;
}

namespace {

Result<std::string> write_bank_file(store::Store& store, const PaymentBatch& batch) {
  std::string out = "payment,name,bank,account,amount,case\n";
  for (const ledger::BatchLine& line : batch.lines) {
    const auto payee = store::open_payee(store, line.person, line.payment);
    if (!payee) return fail(payee.error());
    const auto kept = known_payment(store.database(), line.person, line.payment);
    if (!kept) return fail(kept.error());
    const std::string payment = payment_number(line.person, line.payment);
    const std::string amount = line.amount.str();
    append_csv_row(
        out, std::array<std::string_view, 6>{payment, payee->name, payee->bank, payee->account,
                                             amount, kept->payment.case_number});
  }
  return out;
}

}  // namespace

Result<std::string> bank_file(store::Store& store, std::string_view area, std::string_view number) {
  store.database().begin_read();
  const auto batch = known_batch(store.database(), area, number);
  auto out = batch ? write_bank_file(store, *batch) : fail(batch.error());
  if (auto fine = store.database().commit(); !fine) return fail(std::move(fine.error()));
  return out;
}

}  // namespace yitong::verbs
