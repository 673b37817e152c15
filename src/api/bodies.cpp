#include "api/bodies.h"

#include <algorithm>

#include "api/bill_body.h"
#include "base/id.h"

namespace yitong::api {
namespace {

constexpr std::string_view kAreaRule = "^[0-9]{6}$";
constexpr std::string_view kInsuranceRule = "310 | 390";
constexpr std::string_view kVisitRule = "11 | 13 | 14 | 21 | 24 | 41 | 51 | 52";
constexpr std::string_view kFilingRule = "long_term | referral | emergency | other_temporary | none";
constexpr std::string_view kKindRule = "hospital | community | pharmacy";
constexpr std::string_view kLevelRule = "primary | 1 | 2 | 3 | …";
constexpr std::string_view kDateRule = "YYYY-MM-DD";
constexpr std::string_view kInstitutionRule = "^[HP][0-9]{11}$";
constexpr std::string_view kChoiceRule = "{code} | {level, kind}";
constexpr std::string_view kPersonRule = "^p[0-9a-f]{16}$";
constexpr std::string_view kTokenRule = "^[A-Za-z0-9._-]{1,64}$";
constexpr std::string_view kDiseaseRule = "^[A-Za-z0-9.+]{1,32}$";
constexpr std::string_view kFactRule = "true | false | \"…\" | 0 … 1000000";
constexpr std::string_view kFlagRule = "true | false";
constexpr std::string_view kBillRule = "{total, sums} | {total, lines}";
constexpr std::string_view kYearRule = "{admissions, amounts}";
constexpr std::string_view kAdmissionsRule = "0 … 366";
constexpr std::string_view kAmountsRule = "\"1300.00\"";

template <std::size_t N>
bool one_of(std::string_view text, const std::string_view (&names)[N]) {
  return std::find(std::begin(names), std::end(names), text) != std::end(names);
}
bool is_insurance(std::string_view text) { return one_of(text, {"310", "390"}); }
bool is_visit(std::string_view text) { return one_of(text, {"11", "13", "14", "21", "24", "41", "51", "52"}); }
bool is_filing(std::string_view text) {
  return one_of(text, {"long_term", "referral", "emergency", "other_temporary", "none"});
}
bool is_kind(std::string_view text) { return one_of(text, {"hospital", "community", "pharmacy"}); }
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 32 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}
bool is_message_id(std::string_view text) { return is_token(text); }
bool is_disease(std::string_view text) {
  return !text.empty() && text.size() <= 32 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '+';
         });
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

void read_code(JsonValue& value, void* target) {
  reading_of<QuoteBody>(target).has_code = true;
  read_token<QuoteBody, &QuoteBody::institution_code, is_institution_code>(value, target);
}
void read_level(JsonValue& value, void* target) {
  reading_of<QuoteBody>(target).has_level = true;
  read_token<QuoteBody, &QuoteBody::level, is_name>(value, target);
}
void read_kind(JsonValue& value, void* target) {
  reading_of<QuoteBody>(target).has_kind = true;
  read_token<QuoteBody, &QuoteBody::kind, is_kind>(value, target);
}
constexpr Field kInstitutionFields[] = {
    {"code", kOptional, kInstitutionRule, read_code},
    {"level", kOptional, kLevelRule, read_level},
    {"kind", kOptional, kKindRule, read_kind},
};
void read_institution(JsonValue& value, void* target) {
  Reading<QuoteBody>& reading = reading_of<QuoteBody>(target);
  if (!value.object(kInstitutionFields, target)) return;
  if (!reading.has_code && !reading.has_level) value.missing("level", kChoiceRule);
  if (reading.has_code && reading.has_level) value.conflict("level", kChoiceRule);
  if (reading.has_code && reading.has_kind) value.conflict("kind", kChoiceRule);
}

void read_fact(JsonValue& value, std::string_view name, void* target) {
  if (!is_name(name)) return value.fault(ErrorCode::unknown_field);
  StatedFact fact{std::string(name), false};
  switch (value.type()) {
    case JsonValue::Type::boolean: {
      bool flag = false;
      if (!value.flag(flag)) return;
      fact.value = flag;
      break;
    }
    case JsonValue::Type::number: {
      std::int64_t number = 0;
      if (!value.whole(number, 0, name == "age" ? 150 : 1'000'000)) return;
      fact.value = number;
      break;
    }
    default: {
      std::string_view text;
      if (!value.token(text, is_name)) return;
      fact.value = std::string(text);
    }
  }
  reading_of<QuoteBody>(target).body.person.push_back(std::move(fact));
}
void read_person(JsonValue& value, void* target) { value.members(kMaxFields, read_fact, target); }

void read_admissions(JsonValue& value, void* target) {
  value.whole(reading_of<QuoteBody>(target).body.admissions, 0, 366);
}
bool is_accumulator(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_:.") == std::string_view::npos;
}
void read_so_far(JsonValue& value, std::string_view name, void* target) {
  if (!is_accumulator(name)) return value.fault(ErrorCode::unknown_field);
  Money amount;
  if (value.money(amount))
    reading_of<QuoteBody>(target).body.year_so_far.push_back({std::string(name), amount.fen()});
}
void read_amounts(JsonValue& value, void* target) { value.members(kMaxFields, read_so_far, target); }
constexpr Field kYearFields[] = {
    {"admissions", kOptional, kAdmissionsRule, read_admissions},
    {"amounts", kOptional, kAmountsRule, read_amounts},
};
void read_year(JsonValue& value, void* target) { value.object(kYearFields, target); }

constexpr Field kQuoteFields[] = {
    {"insured_area", kRequired, kAreaRule, read_token<QuoteBody, &QuoteBody::insured_area, is_area_code>},
    {"insurance", kRequired, kInsuranceRule, read_token<QuoteBody, &QuoteBody::insurance, is_insurance>},
    {"treatment_area", kRequired, kAreaRule, read_token<QuoteBody, &QuoteBody::treatment_area, is_area_code>},
    {"on", kRequired, kDateRule, read_on<QuoteBody>},
    {"visit", kRequired, kVisitRule, read_visit<QuoteBody>},
    {"institution", kRequired, kChoiceRule, read_institution},
    {"filing", kRequired, kFilingRule, read_token<QuoteBody, &QuoteBody::filing, is_filing>},
    {"person", kOptional, kFactRule, read_person},
    {"year_so_far", kOptional, kYearRule, read_year},
    {"disease", kOptional, kDiseaseRule, read_token<QuoteBody, &QuoteBody::disease, is_disease>},
    {"bill", kRequired, kBillRule, read_the_bill<QuoteBody>},
};

void read_admitted(JsonValue& value, void* target) {
  Reading<SettlementBody>& reading = reading_of<SettlementBody>(target);
  value.date(reading.body.bill.admitted, reading.bill.days);
}
void read_emergency(JsonValue& value, void* target) { value.flag(reading_of<SettlementBody>(target).body.emergency); }
constexpr Field kSettlementFields[] = {
    {"message_id", kRequired, kTokenRule, read_token<SettlementBody, &SettlementBody::message_id, is_message_id>},
    {"institution", kRequired, kInstitutionRule,
     read_token<SettlementBody, &SettlementBody::institution, is_institution_code>},
    {"person", kRequired, kPersonRule, read_token<SettlementBody, &SettlementBody::person, is_person_id>},
    {"visit", kRequired, kVisitRule, read_visit<SettlementBody>},
    {"admitted_on", kOptional, kDateRule, read_admitted},
    {"on", kRequired, kDateRule, read_on<SettlementBody>},
    {"emergency", kOptional, kFlagRule, read_emergency},
    {"disease", kOptional, kDiseaseRule, read_token<SettlementBody, &SettlementBody::disease, is_disease>},
    {"bill", kRequired, kBillRule, read_the_bill<SettlementBody>},
};

constexpr Field kReversalFields[] = {
    {"message_id", kRequired, kTokenRule, read_token<ReversalBody, &ReversalBody::message_id, is_message_id>},
    {"institution", kRequired, kInstitutionRule, read_token<ReversalBody, &ReversalBody::institution, is_institution_code>},
    {"person", kRequired, kPersonRule, read_token<ReversalBody, &ReversalBody::person, is_person_id>},
    {"original_message_id", kRequired, kTokenRule,
     read_token<ReversalBody, &ReversalBody::original_message_id, is_message_id>},
};
static_assert(std::size(kQuoteFields) <= kMaxFields && std::size(kSettlementFields) <= kMaxFields);

/// A line's day lies in the stay: not after the bill's, and for a settlement not before admission.
void check_days(const Bill& bill, FaultList& faults) {
  if (bill.admitted.is_set() && bill.on.is_set() && bill.admitted > bill.on)
    faults.add({ErrorCode::date_out_of_range, "/admitted_on", bill.admitted.str(), "<= on " + bill.on.str(), {}});
  if (!bill.on.is_set()) return;
  const Date first = bill.admitted.is_set() ? bill.admitted : Calendar::first();
  for (std::size_t i = 0; i < bill.lines.size(); ++i) {
    const Date day = bill.lines[i].date;
    if (day.is_set() && (day < first || day > bill.on))
      faults.add({ErrorCode::date_out_of_range, "/bill/lines/" + std::to_string(i) + "/date", day.str(),
                  first.str() + " … " + bill.on.str(), {}});
  }
}

}  // namespace

QuoteBody read_quote(JsonParser& parser, std::string& body, Calendar calendar, FaultList& faults) {
  QuoteBody quote;
  Reading<QuoteBody> reading{quote, {quote.bill, calendar.quote()}};
  parser.read(body, kQuoteFields, &reading, faults);
  check_days(quote.bill, faults);
  return quote;
}

SettlementBody read_settlement(JsonParser& parser, std::string& body, Calendar calendar, FaultList& faults) {
  SettlementBody settlement;
  Reading<SettlementBody> reading{settlement, {settlement.bill, calendar.settlement()}};
  parser.read(body, kSettlementFields, &reading, faults);
  check_days(settlement.bill, faults);
  return settlement;
}

ReversalBody read_reversal(JsonParser& parser, std::string& body, FaultList& faults) {
  ReversalBody reversal;
  Bill none;
  Reading<ReversalBody> reading{reversal, {none, {}}};
  parser.read(body, kReversalFields, &reading, faults);
  return reversal;
}

}  // namespace yitong::api
