#include "verbs/bank_result.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "catalogue/csv.h"

namespace yitong::verbs {
namespace {

using ledger::PaymentAction;
using ledger::PaymentBatch;

constexpr std::size_t kMaxReason = 200;

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

/// What a file said of the payments of one case.
struct CaseNews {
  Money paid;
  PaymentAction worst = PaymentAction::paid;
  std::string reason;  ///< the bank's word of it
};
using News = std::map<std::pair<std::string, std::string>, CaseNews>;  ///< person, case number

void note(CaseNews& news, const BankReader::Row& row) {
  if (row.action == PaymentAction::paid) {
    news.paid += row.line.amount;
    return;
  }
  news.worst = row.action, news.reason = row.reason;
}

/// As soon as one comes back the case waits for another account; it is paid with the last one.
std::optional<ActOnCase> step_of(store::Database& database, const ledger::CaseFile& file,
                                 const CaseNews& news) {
  ActOnCase out;
  out.id = file.id, out.version = file.version;
  if (news.worst != PaymentAction::paid) {
    out.action = cases::Action::record_failed;
    out.reason = news.worst == PaymentAction::returned ? "bank_returned" : "bank_refused";
    out.remark = news.reason;
    return out;
  }
  for (const store::KeptPayment& each :
       payments_of_case(database, file.person, ledger::case_number(file.id)))
    if (each.state != ledger::PaymentState::paid && each.state != ledger::PaymentState::cancelled)
      return std::nullopt;
  out.action = cases::Action::record_paid, out.paid = news.paid;
  return out;
}

Result<void> move_cases(store::Store& store, const News& all, const BankDesk& desk, Instant now) {
  for (const auto& [key, news] : all) {
    const auto id = ledger::parse_case_number(key.second);
    const auto file = id ? store::find_case(store.database(), *id) : std::nullopt;
    if (!file || file->person != key.first) continue;  // a claim that no case asked for
    const auto step = step_of(store.database(), *file, news);
    if (!step) continue;
    auto done = act_on_case_now(store, desk.rules, desk.render, *step, desk.actor, now);
    if (!done) return fail(std::move(done.error()));
    if (!done->refused.empty()) return fail(std::move(done->refused));
  }
  return {};
}

}  // namespace

Result<BankResult> read_bank_result(store::Store& store, std::string_view area,
                                    std::string_view number, std::string_view text,
                                    const BankDesk& desk, Instant now) {
  store::Database& database = store.database();
  const auto batch = known_batch(database, area, number);
  if (!batch) return fail(batch.error());
  auto rows = BankReader(database, *batch).read(text);
  if (!rows) return fail(std::move(rows.error()));
  BankResult out;
  News news;
  for (BankReader::Row& row : *rows) {
    const auto kept = store::find_payment(database, row.line.person, row.line.payment);
    if (kept) note(news[{row.line.person, kept->payment.case_number}], row);
    store::record(database, row.line.person,
                  {0, row.line.payment, row.action, std::string(number), std::move(row.reason),
                   desk.actor.account, now});
    if (row.action == PaymentAction::paid) ++out.paid, out.paid_total += row.line.amount;
    if (row.action == PaymentAction::failed) ++out.failed;
    if (row.action == PaymentAction::returned) ++out.returned;
  }
  if (database.failed()) return fail(ErrorCode::store_failed);
  if (auto moved = move_cases(store, news, desk, now); !moved) {
    database.set_fault(moved.error().front());
    return fail(std::move(moved.error()));
  }
  return out;
}

}  // namespace yitong::verbs
