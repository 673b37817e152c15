#include "verbs/payment.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/id.h"
#include "base/text.h"
#include "catalogue/csv.h"
#include "store/ledger_rows.h"

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

constexpr std::size_t kMaxName = 60, kMaxBank = 120, kMaxReason = 200;

/// Printable, and no beginning that a spreadsheet takes for a formula.
bool is_plain(std::string_view text, std::size_t most) {
  if (text.empty() || text.size() > most || !is_utf8(text)) return false;
  if (std::string_view("=+-@ \t").find(text.front()) != std::string_view::npos) return false;
  return std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool is_account(std::string_view text) {
  return text.size() >= 8 && text.size() <= 32 &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<ledger::EntryId> batch_id(std::string_view number) {
  return ledger::parse_number(ledger::EntryKind::payment_batch, number);
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

/// A batch of another area is none of the asker's.
Result<PaymentBatch> known_batch(store::Database& database, std::string_view area,
                                 std::string_view number) {
  const auto id = batch_id(number);
  auto batch = id ? store::find_batch(database, *id) : std::nullopt;
  if (!batch || batch->area != area)
    return fail(ErrorCode::unknown_batch, "/batch", std::string(number));
  return std::move(*batch);
}

/// What the bank answered, row by row.
class BankReader {
 public:
  BankReader(store::Database& database, const PaymentBatch& batch)
      : database_(database), batch_(number_of(ledger::EntryKind::payment_batch, batch.id)) {
    for (const ledger::BatchLine& line : batch.lines)
      lines_[payment_number(line.person, line.payment)] = line;
  }

  struct Row {
    ledger::BatchLine line;
    PaymentAction action{};
    std::string reason;
  };

  Result<std::vector<Row>> read(std::string_view text) {
    CsvReader csv(text, {4u << 20, kMaxBatch + 1, 8, 512});
    bool first = true;
    for (;;) {
      const auto step = csv.next();
      if (step == CsvReader::Step::end) break;
      where_ = fmt::format("line {}", csv.line());
      if (step != CsvReader::Step::row) {
        errors_.push_back(csv.fault());
        if (step == CsvReader::Step::stopped) break;
        continue;
      }
      if (first)
        header(csv.fields());
      else
        row(csv.fields());
      first = false;
      if (!errors_.empty() && rows_.empty() && !header_) break;
    }
    if (errors_.empty() && rows_.empty())
      wrong(ErrorCode::missing_field, {}, "a header and a row for each payment");
    if (!errors_.empty()) return fail(std::move(errors_));
    return std::move(rows_);
  }

 private:
  void wrong(ErrorCode code, std::string_view found, std::string rule) {
    errors_.push_back({code, where_, shown(found), std::move(rule), {}});
  }

  void header(std::span<const std::string_view> fields) {
    constexpr std::string_view kColumns[] = {"payment", "amount", "result", "reason"};
    header_ = std::ranges::equal(fields, kColumns);
    if (!header_)
      wrong(ErrorCode::bad_value, fields.empty() ? "" : fields[0],
            "the header payment,amount,result,reason");
  }

  void row(std::span<const std::string_view> fields) {
    if (fields.size() != 4) return wrong(ErrorCode::bad_value, {}, "four columns");
    const auto line = lines_.find(std::string(fields[0]));
    if (line == lines_.end())
      return wrong(ErrorCode::unknown_payment, fields[0], "a payment of this batch");
    if (!seen_.insert(line->first).second)
      return wrong(ErrorCode::duplicate_key, fields[0], "each payment once");
    const auto amount = Money::parse(fields[1]);
    if (!amount || *amount != line->second.amount)
      return wrong(amount ? ErrorCode::sum_mismatch : ErrorCode::bad_money, fields[1],
                   line->second.amount.str());
    const auto action = fields[2] == "paid"       ? std::optional(PaymentAction::paid)
                        : fields[2] == "failed"   ? std::optional(PaymentAction::failed)
                        : fields[2] == "returned" ? std::optional(PaymentAction::returned)
                                                  : std::nullopt;
    if (!action) return wrong(ErrorCode::bad_value, fields[2], "paid, failed or returned");
    if (!fields[3].empty() && !is_plain(fields[3], kMaxReason))
      return wrong(ErrorCode::bad_value, fields[3], "at most 200 bytes of plain text");
    const auto& [person, payment, owed] = line->second;
    if (const std::string last = store::last_batch_of(database_, person, payment); last != batch_)
      return wrong(ErrorCode::wrong_payment_state, fields[0], "it is in batch " + last);
    const auto kept = store::find_payment(database_, person, payment);
    if (!kept || !ledger::after(kept->state, *action))
      return wrong(ErrorCode::wrong_payment_state, fields[0],
                   kept ? std::string(name_of(kept->state)) : std::string());
    rows_.push_back({line->second, *action, std::string(fields[3])});
  }

  store::Database& database_;
  const std::string batch_;
  std::map<std::string, ledger::BatchLine> lines_;
  std::set<std::string> seen_;
  std::string where_;
  bool header_ = false;
  std::vector<Row> rows_;
  Errors errors_;
};

}  // namespace

std::string payment_number(std::string_view person, std::int64_t no) {
  return fmt::format("{}-{}", person, no);
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
  const Money owed = entry->payers.funds_paid();
  if (entry->key.institution != ledger::kClaimDesk || entry->key.message_id != case_number ||
      owed <= Money())
    return fail(ErrorCode::bad_value, "/settlement", std::string(settlement_id),
                "a manual claim of the case for which a fund pays");
  for (const store::KeptPayment& kept : store::payments_of(database, person))
    if (kept.payment.settlement_seq == id->seq)
      return fail(ErrorCode::duplicate_key, "/settlement", payment_number(person, kept.payment.no),
                  "one payment of a settlement");
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
    const auto settled =
        store::find_settlement(database, {bucket_of(kept.person), payment.settlement_seq});
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

Result<BankResult> read_bank_result(store::Store& store, std::string_view area,
                                    std::string_view number, std::string_view text,
                                    const std::string& by, Instant now) {
  store::Database& database = store.database();
  const auto batch = known_batch(database, area, number);
  if (!batch) return fail(batch.error());
  auto rows = BankReader(database, *batch).read(text);
  if (!rows) return fail(std::move(rows.error()));
  BankResult out;
  for (BankReader::Row& row : *rows) {
    store::record(
        database, row.line.person,
        {0, row.line.payment, row.action, std::string(number), std::move(row.reason), by, now});
    if (row.action == PaymentAction::paid) ++out.paid, out.paid_total += row.line.amount;
    if (row.action == PaymentAction::failed) ++out.failed;
    if (row.action == PaymentAction::returned) ++out.returned;
  }
  if (database.failed()) return fail(ErrorCode::store_failed);
  return out;
}

}  // namespace yitong::verbs
