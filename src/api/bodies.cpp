#include "api/bodies.h"

#include "api/bill_body.h"
#include "api/rules.h"
#include "base/id.h"
#include "policy/dimension.h"

namespace yitong::api {
namespace {

using ledger::MessageKey;
using verbs::QuoteRequest;
using verbs::ReverseRequest;
using verbs::SettleRequest;

constexpr std::string_view kVisitRule = "11 | 13 | 14 | 19 | 21 | 22 | 23 | 24 | 41 | 51 | 52";
constexpr std::string_view kFilingRule =
    "long_term | referral | emergency | other_temporary | none";
constexpr std::string_view kKindRule = "hospital | community | pharmacy";
constexpr std::string_view kLevelRule =
    "primary | village | township | community | 1 | 2 | 3 | 3_district | 3_city | 3_province";
constexpr std::string_view kChoiceRule = "{code} | {level, kind}";
constexpr std::string_view kFactRule = "true | false | \"…\" | 0 … 1000000";
constexpr std::string_view kBillRule = "{total, sums} | {total, lines}";
constexpr std::string_view kYearRule = "{admissions, amounts}";
constexpr std::string_view kAdmissionsRule = "0 … 366";
constexpr std::string_view kUseRule = "\"all\" | \"none\" | \"1300.00\"";
constexpr std::string_view kAccountRule = "{own, family, family_payer}";
constexpr std::string_view kInvoiceRule = "{code, number}";
constexpr std::string_view kInvoiceCodeRule = "^[A-Za-z0-9._-]{1,20}$";
constexpr std::string_view kInvoiceNumberRule = "^[A-Za-z0-9._-]{1,30}$";
constexpr std::string_view kAmountsRule = "\"1300.00\"";

bool is_visit(std::string_view text) { return closed_value(Dim::visit, text).has_value(); }
bool is_kind(std::string_view text) { return closed_value(Dim::kind, text).has_value(); }
/// That no filing is needed follows from the areas; nobody states it.
bool is_filing(std::string_view text) {
  return text != "local" && closed_value(Dim::filing, text).has_value();
}
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 32 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}
/// "cirrhosis,lupus@4": recognised diseases, with the month of the benefit year from which.
bool is_diseases(std::string_view text) {
  return !text.empty() && text.size() <= 400 &&
         text.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_,@ ") ==
             std::string_view::npos;
}
template <class T>
struct Reading {
  T& body;
  BillReading bill;
  bool has_code = false, has_level = false, has_kind = false;
};
template <class T>
Reading<T>& reading_of(void* target) {
  return *static_cast<Reading<T>*>(target);
}

/// A string member that `Accepts` takes.
template <class T, std::string T::*Member, bool (*Accepts)(std::string_view)>
void read_token(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, Accepts)) reading_of<T>(target).body.*Member = text;
}
template <class T, std::string ledger::MessageKey::*Member, bool (*Accepts)(std::string_view)>
void read_key(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, Accepts)) reading_of<T>(target).body.key.*Member = text;
}
template <class T>
void read_visit(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_visit)) reading_of<T>(target).body.bill.visit = text;
}
template <class T>
void read_on(JsonValue& value, void* target) {
  value.date(reading_of<T>(target).body.bill.on, reading_of<T>(target).bill.days);
}
template <class T>
void read_the_bill(JsonValue& value, void* target) {
  read_bill(value, reading_of<T>(target).bill);
}

void read_institution_code(JsonValue& value, void* target) {
  reading_of<QuoteRequest>(target).has_code = true;
  read_token<QuoteRequest, &QuoteRequest::institution_code, is_institution_code>(value, target);
}
void read_level(JsonValue& value, void* target) {
  reading_of<QuoteRequest>(target).has_level = true;
  read_token<QuoteRequest, &QuoteRequest::level, is_level>(value, target);
}
void read_kind(JsonValue& value, void* target) {
  reading_of<QuoteRequest>(target).has_kind = true;
  read_token<QuoteRequest, &QuoteRequest::kind, is_kind>(value, target);
}
constexpr Field kInstitutionFields[] = {
    {"code", kOptional, kInstitutionRule, read_institution_code},
    {"level", kOptional, kLevelRule, read_level},
    {"kind", kOptional, kKindRule, read_kind},
};
void read_institution(JsonValue& value, void* target) {
  Reading<QuoteRequest>& reading = reading_of<QuoteRequest>(target);
  if (!value.object(kInstitutionFields, target)) return;
  if (!reading.has_code && !reading.has_level) value.missing("level", kChoiceRule);
  if (reading.has_code && reading.has_level) value.conflict("level", kChoiceRule);
  if (reading.has_code && reading.has_kind) value.conflict("kind", kChoiceRule);
}

/// Facts go on as texts of the policy language: true, 68, low_income.
void read_fact(JsonValue& value, std::string_view name, void* target) {
  if (!is_name(name)) return value.fault(ErrorCode::unknown_field);
  std::string text;
  bool flag = false;
  std::int64_t number = 0;
  std::string_view word;
  switch (value.type()) {
    case JsonValue::Type::boolean:
      if (!value.flag(flag)) return;
      text = flag ? "true" : "false";
      break;
    case JsonValue::Type::number:
      if (!value.whole(number, 0, name == "age" ? 150 : 1'000'000)) return;
      text = std::to_string(number);
      break;
    default:
      if (!value.token(word, name == "diseases" ? is_diseases : is_name)) return;
      text = word;
  }
  reading_of<QuoteRequest>(target).body.person.emplace_back(name, std::move(text));
}
void read_person(JsonValue& value, void* target) { value.members(kMaxFields, read_fact, target); }

void read_admissions(JsonValue& value, void* target) {
  value.whole(reading_of<QuoteRequest>(target).body.admissions, 0, 366);
}
bool is_accumulator(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_:.") ==
             std::string_view::npos;
}
/// Of all accumulators only the admissions are counts.
void read_so_far(JsonValue& value, std::string_view name, void* target) {
  if (!is_accumulator(name)) return value.fault(ErrorCode::unknown_field);
  auto& amounts = reading_of<QuoteRequest>(target).body.year_so_far;
  std::int64_t count = 0;
  Money amount;
  if (name == "admissions" ? value.decimal(count, 0, 3) : value.money(amount))
    amounts.emplace_back(name, name == "admissions" ? count : amount.fen());
}
void read_amounts(JsonValue& value, void* target) {
  value.members(kMaxFields, read_so_far, target);
}
constexpr Field kYearFields[] = {
    {"admissions", kOptional, kAdmissionsRule, read_admissions},
    {"amounts", kOptional, kAmountsRule, read_amounts},
};
void read_year(JsonValue& value, void* target) { value.object(kYearFields, target); }

constexpr Field kQuoteFields[] = {
    {"insured_area", kRequired, kAreaRule,
     read_token<QuoteRequest, &QuoteRequest::insured_area, is_area_code>},
    {"insurance", kRequired, kInsuranceRule,
     read_token<QuoteRequest, &QuoteRequest::insurance, is_insurance>},
    {"treatment_area", kRequired, kAreaRule,
     read_token<QuoteRequest, &QuoteRequest::treatment_area, is_area_code>},
    {"on", kRequired, kDateRule, read_on<QuoteRequest>},
    {"visit", kRequired, kVisitRule, read_visit<QuoteRequest>},
    {"institution", kRequired, kChoiceRule, read_institution},
    {"filing", kRequired, kFilingRule, read_token<QuoteRequest, &QuoteRequest::filing, is_filing>},
    {"person", kOptional, kFactRule, read_person},
    {"year_so_far", kOptional, kYearRule, read_year},
    {"disease", kOptional, kTokenRule,
     read_token<QuoteRequest, &QuoteRequest::disease, is_message_id>},
    {"doctor", kOptional, kTokenRule,
     read_token<QuoteRequest, &QuoteRequest::doctor, is_message_id>},
    {"bill", kRequired, kBillRule, read_the_bill<QuoteRequest>},
};

void read_admitted(JsonValue& value, void* target) {
  Reading<SettleRequest>& reading = reading_of<SettleRequest>(target);
  value.date(reading.body.bill.admitted, reading.bill.days);
}
void read_emergency(JsonValue& value, void* target) {
  value.flag(reading_of<SettleRequest>(target).body.emergency);
}
/// "all", "none" or an amount.
void read_use(JsonValue& value, Money& out) {
  std::string_view text;
  if (!value.text(text, 32)) return;
  const auto amount = text == "all"    ? std::optional(verbs::kWholeAccount)
                      : text == "none" ? std::optional(Money())
                                       : Money::parse(text);
  if (!amount) return value.fault(ErrorCode::bad_money);
  if (amount->is_negative()) return value.fault(ErrorCode::negative_amount);
  if (*amount > verbs::kWholeAccount) return value.fault(ErrorCode::amount_too_large);
  out = *amount;
}
void read_own(JsonValue& value, void* target) {
  read_use(value, reading_of<SettleRequest>(target).body.account);
}
void read_family(JsonValue& value, void* target) {
  read_use(value, reading_of<SettleRequest>(target).body.family);
}
constexpr Field kAccountFields[] = {
    {"own", kOptional, kUseRule, read_own},
    {"family", kOptional, kUseRule, read_family},
    {"family_payer", kOptional, kPersonRule,
     read_token<SettleRequest, &SettleRequest::family_payer, is_person_id>},
};
void read_account(JsonValue& value, void* target) {
  if (!value.object(kAccountFields, target)) return;
  const SettleRequest& body = reading_of<SettleRequest>(target).body;
  if (body.family != Money() && body.family_payer.empty())
    value.missing("family_payer", kPersonRule);
}

bool is_invoice_code(std::string_view text) { return is_token(text, 20); }
bool is_invoice_number(std::string_view text) { return is_token(text, 30); }
template <std::string verbs::Invoice::*Member, bool (*Accepts)(std::string_view)>
void read_invoice_part(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, Accepts)) reading_of<SettleRequest>(target).body.invoice.*Member = text;
}
constexpr Field kInvoiceFields[] = {
    {"code", kOptional, kInvoiceCodeRule,
     read_invoice_part<&verbs::Invoice::code, is_invoice_code>},
    {"number", kRequired, kInvoiceNumberRule,
     read_invoice_part<&verbs::Invoice::number, is_invoice_number>},
};
void read_invoice(JsonValue& value, void* target) { value.object(kInvoiceFields, target); }

constexpr Field kSettlementFields[] = {
    {"message_id", kRequired, kTokenRule,
     read_key<SettleRequest, &MessageKey::message_id, is_message_id>},
    {"institution", kRequired, kInstitutionRule,
     read_key<SettleRequest, &MessageKey::institution, is_institution_code>},
    {"person", kRequired, kPersonRule, read_key<SettleRequest, &MessageKey::person, is_person_id>},
    {"visit", kRequired, kVisitRule, read_visit<SettleRequest>},
    {"admitted_on", kOptional, kDateRule, read_admitted},
    {"on", kRequired, kDateRule, read_on<SettleRequest>},
    {"emergency", kOptional, kFlagRule, read_emergency},
    {"disease", kOptional, kTokenRule,
     read_token<SettleRequest, &SettleRequest::disease, is_message_id>},
    {"doctor", kOptional, kTokenRule,
     read_token<SettleRequest, &SettleRequest::doctor, is_message_id>},
    {"stay", kOptional, kTokenRule, read_token<SettleRequest, &SettleRequest::stay, is_message_id>},
    {"account", kOptional, kAccountRule, read_account},
    {"invoice", kOptional, kInvoiceRule, read_invoice},
    {"bill", kRequired, kBillRule, read_the_bill<SettleRequest>},
};

constexpr Field kReversalFields[] = {
    {"message_id", kRequired, kTokenRule,
     read_key<ReverseRequest, &MessageKey::message_id, is_message_id>},
    {"institution", kRequired, kInstitutionRule,
     read_key<ReverseRequest, &MessageKey::institution, is_institution_code>},
    {"person", kRequired, kPersonRule, read_key<ReverseRequest, &MessageKey::person, is_person_id>},
    {"original_message_id", kRequired, kTokenRule,
     read_token<ReverseRequest, &ReverseRequest::original_message_id, is_message_id>},
};
static_assert(std::size(kQuoteFields) <= kMaxFields && std::size(kSettlementFields) <= kMaxFields);

/// A line's day lies in the stay: not after the bill's, and for a settlement not before admission.
void check_days(const Bill& bill, FaultList& faults) {
  if (bill.admitted.is_set() && bill.on.is_set() && bill.admitted > bill.on)
    faults.add({ErrorCode::date_out_of_range,
                "/admitted_on",
                bill.admitted.str(),
                "<= on " + bill.on.str(),
                {}});
  if (!bill.on.is_set()) return;
  const Date first = bill.admitted.is_set() ? bill.admitted : Calendar::first();
  for (std::size_t i = 0; i < bill.lines.size(); ++i) {
    const Date day = bill.lines[i].date;
    if (day.is_set() && (day < first || day > bill.on))
      faults.add({ErrorCode::date_out_of_range,
                  "/bill/lines/" + std::to_string(i) + "/date",
                  day.str(),
                  first.str() + " … " + bill.on.str(),
                  {}});
  }
}

}  // namespace

verbs::QuoteRequest read_quote(JsonParser& parser, std::string& body, Calendar calendar,
                               FaultList& faults) {
  QuoteRequest quote;
  quote.kind = "hospital";
  Reading<QuoteRequest> reading{quote, {quote.bill, calendar.quote()}};
  parser.read(body, kQuoteFields, &reading, faults);
  check_days(quote.bill, faults);
  return quote;
}

verbs::SettleRequest read_settlement(JsonParser& parser, std::string& body, Calendar calendar,
                                     FaultList& faults) {
  SettleRequest settlement;
  Reading<SettleRequest> reading{settlement, {settlement.bill, Calendar::settlement()}};
  parser.read(body, kSettlementFields, &reading, faults);
  check_days(settlement.bill, faults);
  if (!faults.empty() && settlement.bill.on > calendar.today)
    faults.add({ErrorCode::date_out_of_range,
                "/on",
                settlement.bill.on.str(),
                Calendar::first().str() + " … " + calendar.today.str(),
                {}});
  return settlement;
}

verbs::ReverseRequest read_reversal(JsonParser& parser, std::string& body, FaultList& faults) {
  ReverseRequest reversal;
  Bill none;
  Reading<ReverseRequest> reading{reversal, {none, {}}};
  parser.read(body, kReversalFields, &reading, faults);
  return reversal;
}

}  // namespace yitong::api
