#include "verbs/case_claim.h"

#include <algorithm>

#include "base/money.h"
#include "store/document_rows.h"
#include "store/ledger_rows.h"
#include "store/person_rows.h"
#include "verbs/case_invoices.h"

namespace yitong::verbs {
namespace {

constexpr int kAdult = 18;
constexpr std::string_view kDeathCertificate = "death_certificate";  ///< a kind of document
constexpr std::int64_t kOneQuantity = 10'000, kMicrosOfFen = 10'000;

std::string entry_of(std::string_view list, std::size_t row, std::string_view key) {
  return std::string(list) + "." + std::to_string(row) + "." + std::string(key);
}

std::string text_in(const cases::Form& form, const std::string& path) {
  return std::string(cases::value(form, path));
}

Money money_in(const cases::Form& form, const std::string& path) {
  return Money::fen(parse_decimal(cases::value(form, path), 2).value_or(0));
}

/// A line without quantity and price is one of its amount.
Result<BillLine> line_in(const cases::Form& form, std::size_t row) {
  BillLine out;
  out.code = text_in(form, entry_of("lines", row, "code"));
  out.name = text_in(form, entry_of("lines", row, "name"));
  out.amount = money_in(form, entry_of("lines", row, "amount"));
  out.date = Date::parse(cases::value(form, entry_of("lines", row, "date"))).value_or(Date());
  const auto quantity_text = cases::value(form, entry_of("lines", row, "quantity")),
             price_text = cases::value(form, entry_of("lines", row, "price"));
  out.quantity_e4 = kOneQuantity, out.price_e6 = out.amount.fen() * kMicrosOfFen;
  if (quantity_text.empty() && price_text.empty()) return out;
  const auto quantity = parse_decimal(quantity_text, 4), price = parse_decimal(price_text, 6);
  if (!quantity || !price || product_fen(*quantity, *price) != out.amount.fen())
    return fail(ErrorCode::bad_value, "/form/lines/" + std::to_string(row),
                std::string(quantity_text) + " × " + std::string(price_text),
                "quantity, at most four decimals, × price, at most six, is the amount");
  out.quantity_e4 = *quantity, out.price_e6 = *price;
  return out;
}

Result<Bill> bill_in(const cases::Form& form) {
  Bill out;
  out.visit = text_in(form, "visit");
  out.admitted = Date::parse(cases::value(form, "admitted")).value_or(Date());
  out.on = Date::parse(cases::value(form, "on")).value_or(Date());
  out.total = money_in(form, "total");
  Errors errors;
  for (std::size_t row = 0; row < cases::rows_of(form, "lines"); ++row) {
    auto line = line_in(form, row);
    if (line)
      out.lines.push_back(std::move(*line));
    else
      std::ranges::move(line.error(), std::back_inserter(errors));
  }
  if (!errors.empty()) return fail(std::move(errors));
  return out;
}

std::optional<cases::PaymentsSeen> seen_of(std::span<const store::KeptPayment> payments) {
  using ledger::PaymentState;
  cases::PaymentsSeen out{true, false, false};
  bool any = false;
  for (const store::KeptPayment& each : payments) {
    const PaymentState state = each.state;
    any |= state != PaymentState::cancelled;
    out.all_paid &= state == PaymentState::paid || state == PaymentState::cancelled;
    out.came_back |= state == PaymentState::failed || state == PaymentState::returned;
    out.under_way |= state == PaymentState::waiting || state == PaymentState::in_batch;
  }
  if (!any) return std::nullopt;
  return out;
}

/// Where the form has what the payee's fault is about.
std::string path_in_form(std::string_view path) {
  if (path == "/payee/relation") return "/form/payee";
  return "/form/payee_" + std::string(path.substr(path.rfind('/') + 1));
}

/// Where the form has what the quote's fault is about; what is no field keeps its path.
std::string path_of_quote(std::string path) {
  constexpr std::pair<std::string_view, std::string_view> kOtherNames[] = {
      {"/bill/", "/"},
      {"/admitted_on", "/admitted"},
      {"/area", "/place"},
      {"/treatment_area", "/place"},
      {"/invoice/", "/invoices/0/"}};
  if (path.empty()) return path;
  for (const auto& [of_quote, of_form] : kOtherNames)
    if (path.starts_with(of_quote)) path.replace(0, of_quote.size(), of_form);
  const std::string_view rest = std::string_view(path).substr(1),
                         first = rest.substr(0, rest.find('/'));
  const bool is_field = std::ranges::any_of(cases::all_fields(), [&](const cases::Field& each) {
    return each.kind == cases::Kind::claim && each.key == first;
  });
  return is_field ? "/form" + path : path;
}

/// Why it cannot be worked out. A form with gaps is told by its check.
Errors faults_of_quote(const cases::Form& form, Errors faults) {
  if (!cases::faults_of_gaps(cases::Kind::claim, form, cases::Action::submit, {}).empty())
    return {};
  for (Error& each : faults) each.path = path_of_quote(std::move(each.path));
  return faults;
}

}  // namespace

std::vector<Invoice> invoices_in(const cases::Form& form) {
  std::vector<Invoice> out;
  for (std::size_t row = 0; row < cases::rows_of(form, "invoices"); ++row)
    out.push_back({text_in(form, entry_of("invoices", row, "code")),
                   text_in(form, entry_of("invoices", row, "number"))});
  return out;
}

std::vector<RefusedLine> refused_in(const cases::Form& form) {
  std::vector<RefusedLine> out;
  for (std::size_t row = 0; row < cases::rows_of(form, "refused"); ++row)
    if (const auto line = parse_decimal(cases::value(form, entry_of("refused", row, "line")), 0))
      out.push_back({static_cast<std::int32_t>(*line) - 1,
                     text_in(form, entry_of("refused", row, "reason"))});
  std::ranges::sort(out, {}, &RefusedLine::line);
  return out;
}

Result<ClaimRequest> claim_in(const ledger::CaseFile& file, const cases::Case& one) {
  const cases::Form& form = one.form;
  ClaimRequest out;
  out.person = file.person, out.case_number = ledger::case_number(file.id);
  auto bill = bill_in(form);
  if (!bill) return fail(std::move(bill.error()));
  out.bill = std::move(*bill);
  out.terms.institution = text_in(form, "institution");
  if (out.terms.institution.empty()) {
    out.terms.area = text_in(form, "place");
    out.terms.kind = "hospital";
  }
  out.terms.ground = text_in(form, "ground");
  out.terms.handed_in = one.opened.date();
  for (const cases::Happened& each : one.events)
    if (each.action == cases::Action::submit) {
      out.terms.handed_in = each.at.date();
      break;  // the first: a correction does not make it later
    }
  out.terms.refused = refused_in(form);
  out.emergency = cases::value(form, "emergency") == "yes";
  out.disease = text_in(form, "disease");
  out.invoices = invoices_in(form);
  return out;
}

store::Payee payee_in(const cases::Form& form) {
  return {text_in(form, "payee"), text_in(form, "payee_name"), text_in(form, "payee_bank"),
          text_in(form, "payee_account")};
}

PayeeStanding payee_standing(store::Store& store, const std::string& person, const cases::Case& one,
                             Date on) {
  PayeeStanding out;
  const auto data = store::open_person(store, person);
  out.minor = data && data->birth().is_set() && age_on(data->birth(), on) < kAdult;
  out.dead = !cases::value(one.form, "died_on").empty();
  for (const store::KeptDocument& kept : store::documents_of(store.database(), person))
    for (const cases::Handed& each : one.materials)
      out.dead |= !kept.removed && kept.document.kind == kDeathCertificate &&
                  std::ranges::find(each.documents, ledger::document_number(kept.document.id)) !=
                      each.documents.end();
  return out;
}

void add_claim_facts(store::Store& store, const ledger::CaseFile& file, const cases::Case& one,
                     cases::Setting& setting) {
  if (one.kind != cases::Kind::claim) return;
  store::Database& database = store.database();
  setting.payments = seen_of(payments_of_case(database, file.person, ledger::case_number(file.id)));
  setting.used = used_invoices(store, file, one.form);
  const store::Payee payee = payee_in(one.form);
  const PayeeStanding standing = payee_standing(store, file.person, one, setting.today);
  if (payee.relation.empty()) return;  // told by the form's own check
  setting.payee = faults_of(payee, standing.minor, standing.dead);
  for (Error& each : setting.payee) each.path = path_in_form(each.path);
}

std::optional<ClaimMoney> claim_money(store::Store& store, const Rules& rules,
                                      const ledger::CaseFile& file, const cases::Case& one,
                                      Instant now) {
  if (one.kind != cases::Kind::claim) return std::nullopt;
  store::Database& database = store.database();
  ClaimMoney out;
  out.payments = payments_of_case(database, file.person, ledger::case_number(file.id));
  for (const store::KeptPayment& each : out.payments) {
    if (each.state == ledger::PaymentState::paid) out.paid += each.payment.amount;
    if (each.state != ledger::PaymentState::cancelled) out.owed_back += each.payment.amount;
  }
  const auto message = store::find_message(
      database, file.id.bucket,
      {file.person, std::string(ledger::kClaimDesk), ledger::case_number(file.id)});
  const bool settled = message && message->role == ledger::MessageRole::settlement;
  if (settled) {
    const ledger::EntryId id = standing_settlement(database, message->entry);
    const auto entry = store::find_settlement(database, id);
    if (entry && entry->state == ledger::State::settled) {
      out.settlement = number_of(ledger::EntryKind::settlement, id);
      out.payable = entry->payers.funds_paid();
      out.commercial = entry->payers.commercial_paid();
    }
  }
  out.owed_back = std::max(Money(), out.owed_back - out.payable.value_or(Money()));
  const auto request = claim_in(file, one);
  const auto quoted = request ? quote_claim(store, *request, rules, now)
                              : Result<ClaimQuoted>(fail(request.error()));
  if (!quoted) {
    if (!settled) out.faults = faults_of_quote(one.form, quoted.error());
    return out;
  }
  out.deadline = quoted->deadline, out.remarks = quoted->remarks;
  if (!settled) out.payable = quoted->payable, out.commercial = quoted->payers.commercial_paid();
  return out;
}

}  // namespace yitong::verbs
