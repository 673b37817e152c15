#include "verbs/case_claim.h"

#include <algorithm>

#include "base/money.h"
#include "store/person_rows.h"

namespace yitong::verbs {
namespace {

constexpr int kAdult = 18;
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

/// A line without quantity or price is one of its amount.
BillLine line_in(const cases::Form& form, std::size_t row) {
  BillLine out;
  out.code = text_in(form, entry_of("lines", row, "code"));
  out.name = text_in(form, entry_of("lines", row, "name"));
  out.amount = money_in(form, entry_of("lines", row, "amount"));
  out.date = Date::parse(cases::value(form, entry_of("lines", row, "date"))).value_or(Date());
  const auto quantity = parse_decimal(cases::value(form, entry_of("lines", row, "quantity")), 4);
  const auto price = parse_decimal(cases::value(form, entry_of("lines", row, "price")), 6);
  const bool both = quantity && price;
  out.quantity_e4 = both ? *quantity : kOneQuantity;
  out.price_e6 = both ? *price : out.amount.fen() * kMicrosOfFen;
  return out;
}

Bill bill_in(const cases::Form& form) {
  Bill out;
  out.visit = text_in(form, "visit");
  out.admitted = Date::parse(cases::value(form, "admitted")).value_or(Date());
  out.on = Date::parse(cases::value(form, "on")).value_or(Date());
  out.total = money_in(form, "total");
  for (std::size_t row = 0; row < cases::rows_of(form, "lines"); ++row)
    out.lines.push_back(line_in(form, row));
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

}  // namespace

ClaimRequest claim_in(const ledger::CaseFile& file, const cases::Case& one) {
  const cases::Form& form = one.form;
  ClaimRequest out;
  out.person = file.person, out.case_number = ledger::case_number(file.id);
  out.bill = bill_in(form);
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
  out.invoice = {text_in(form, entry_of("invoices", 0, "code")),
                 text_in(form, entry_of("invoices", 0, "number"))};
  return out;
}

store::Payee payee_in(const cases::Form& form) {
  return {text_in(form, "payee"), text_in(form, "payee_name"), text_in(form, "payee_bank"),
          text_in(form, "payee_account")};
}

bool is_minor(store::Store& store, const std::string& person, Date on) {
  const auto data = store::open_person(store, person);
  return data && data->birth().is_set() && age_on(data->birth(), on) < kAdult;
}

}  // namespace yitong::verbs
