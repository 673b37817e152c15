#include "api/entitlement_bodies.h"

#include <algorithm>

#include "api/bodies.h"
#include "api/rules.h"
#include "base/id.h"
#include "verbs/card.h"

namespace yitong::api {
namespace {

using ledger::Contribution;
using verbs::ShownCredential;

constexpr std::string_view kBasisRule = "paid | supported | retired";
constexpr std::string_view kPaidRule = "\"400.00\"";
constexpr std::string_view kSituationsRule = "codes of the policy, such as [\"newborn\"]";
constexpr std::string_view kReplacesRule = "1 … 1000000";
constexpr std::string_view kCounterRule = "^[HP][0-9]{11}$";
constexpr std::string_view kShownTokenRule = "YT1.….…";
constexpr std::string_view kCardNumberRule = "^[0-9A-Z]{8,20}$";
constexpr std::string_view kVerifiedRule = "id_card | household_register | passport | e_credential";
constexpr std::string_view kNoteRule = "1 … 200";
constexpr std::string_view kOneOfRule = "{token} | {card} | {resident_id}";
constexpr std::size_t kMaxSituationCount = 16, kMaxNoteBytes = 200, kMaxTokenBytes = 600;

bool is_basis(std::string_view text) {
  return std::ranges::find(ledger::kContributionBases, text) != ledger::kContributionBases.end();
}
bool is_verified_by(std::string_view text) {
  return std::ranges::find(verbs::kVerifiedBy, text) != std::end(verbs::kVerifiedBy);
}
bool is_situation(std::string_view text) {
  return !text.empty() && text.size() <= 32 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == text.npos;
}
bool is_shown_token(std::string_view text) {
  return !text.empty() && text.size() <= kMaxTokenBytes;
}
bool is_doer(std::string_view text) { return is_token(text); }

template <class T, std::string T::*Member, bool (*Accepts)(std::string_view)>
void read_member(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, Accepts)) static_cast<T*>(target)->*Member = text;
}
Contribution& paid_row(void* target) { return *static_cast<Contribution*>(target); }

template <Date ledger::Period::*Member>
void read_paid_day(JsonValue& value, void* target) {
  value.date(paid_row(target).in_force.*Member, {Calendar::first(), ledger::kNoEnd});
}
void read_paid_on(JsonValue& value, void* target) {
  value.date(paid_row(target).paid_on, {*Date::from_ymd(1990, 1, 1), ledger::kNoEnd});
}
template <Money Contribution::*Member>
void read_paid_money(JsonValue& value, void* target) {
  value.money(paid_row(target).*Member);
}
void read_situation(JsonValue& value, void* target) {
  std::string_view text;
  std::string& list = paid_row(target).situations;
  if (value.token(text, is_situation)) list.append(list.empty() ? "" : ",").append(text);
}
void read_situations(JsonValue& value, void* target) {
  value.elements(kMaxSituationCount, read_situation, target);
}
void read_replaces(JsonValue& value, void* target) {
  value.whole(paid_row(target).replaces, 1, 1'000'000);
}
constexpr Field kContributionFields[] = {
    {"area", kRequired, kAreaRule, read_member<Contribution, &Contribution::area, is_area_code>},
    {"insurance", kRequired, kInsuranceRule,
     read_member<Contribution, &Contribution::insurance, is_insurance>},
    {"from", kRequired, kDateRule, read_paid_day<&ledger::Period::from>},
    {"to", kRequired, kDateRule, read_paid_day<&ledger::Period::to>},
    {"paid_on", kRequired, kDateRule, read_paid_on},
    {"basis", kOptional, kBasisRule, read_member<Contribution, &Contribution::basis, is_basis>},
    {"amount", kOptional, kPaidRule, read_paid_money<&Contribution::amount>},
    {"base", kOptional, kPaidRule, read_paid_money<&Contribution::base>},
    {"situations", kOptional, kSituationsRule, read_situations},
    {"replaces", kOptional, kReplacesRule, read_replaces},
};

struct Shown {
  ShownCredential body;
  int given = 0;
};
template <std::string ShownCredential::*Member, bool (*Accepts)(std::string_view)>
void read_shown(JsonValue& value, void* target) {
  Shown& shown = *static_cast<Shown*>(target);
  if (++shown.given > 1) return value.fault(ErrorCode::unknown_field, kOneOfRule);
  std::string_view text;
  if (value.token(text, Accepts)) shown.body.*Member = text;
}
void read_counter(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_institution_code)) static_cast<Shown*>(target)->body.institution = text;
}
constexpr Field kShownFields[] = {
    {"institution", kOptional, kCounterRule, read_counter},
    {"token", kOptional, kShownTokenRule, read_shown<&ShownCredential::token, is_shown_token>},
    {"card", kOptional, kCardNumberRule, read_shown<&ShownCredential::card, verbs::is_card_number>},
    {"resident_id", kOptional, kResidentIdRule,
     read_shown<&ShownCredential::resident_id, is_resident_id>},
};

constexpr Field kCardIssueFields[] = {
    {"number", kRequired, kCardNumberRule,
     read_member<CardIssue, &CardIssue::number, verbs::is_card_number>},
    {"by", kOptional, kTokenRule, read_member<CardIssue, &CardIssue::by, is_doer>},
};
constexpr Field kCardReportFields[] = {
    {"by", kOptional, kTokenRule, read_member<CardReport, &CardReport::by, is_doer>},
};
void read_note(JsonValue& value, void* target) {
  std::string_view text;
  if (value.text(text, kMaxNoteBytes)) static_cast<CardRelease*>(target)->note = text;
}
constexpr Field kCardReleaseFields[] = {
    {"clerk", kOptional, kTokenRule, read_member<CardRelease, &CardRelease::clerk, is_doer>},
    {"verified_by", kRequired, kVerifiedRule,
     read_member<CardRelease, &CardRelease::verified_by, is_verified_by>},
    {"note", kOptional, kNoteRule, read_note},
};

}  // namespace

Contribution read_contribution(JsonParser& parser, std::string& body, FaultList& faults) {
  Contribution out;
  out.basis = "paid";
  parser.read(body, kContributionFields, &out, faults);
  return out;
}

ShownCredential read_shown_credential(JsonParser& parser, std::string& body, FaultList& faults) {
  Shown out;
  parser.read(body, kShownFields, &out, faults);
  if (out.given == 0 && faults.empty())
    faults.add({ErrorCode::missing_field, "/token", {}, std::string(kOneOfRule), {}});
  std::ranges::replace(out.body.resident_id, 'x', 'X');
  return out.body;
}

CardIssue read_card_issue(JsonParser& parser, std::string& body, FaultList& faults) {
  CardIssue out;
  parser.read(body, kCardIssueFields, &out, faults);
  return out;
}

CardReport read_card_report(JsonParser& parser, std::string& body, FaultList& faults) {
  CardReport out;
  parser.read(body, kCardReportFields, &out, faults);
  return out;
}

CardRelease read_card_release(JsonParser& parser, std::string& body, FaultList& faults) {
  CardRelease out;
  parser.read(body, kCardReleaseFields, &out, faults);
  return out;
}

void read_nothing(JsonParser& parser, std::string& body, FaultList& faults) {
  parser.read(body, std::span<const Field>(), nullptr, faults);
}

}  // namespace yitong::api
