#include "api/case_bodies.h"

#include "api/rules.h"
#include "base/id.h"

namespace yitong::api {
namespace {

using verbs::ActOnCase;
using verbs::CaseBody;
using verbs::OpenCase;
using verbs::SaveDraft;

constexpr std::string_view kCaseKindRule = "filing | recognition | special_drug | claim | report";
constexpr std::string_view kActionRule = "an action of GET /v1/case-kinds";
constexpr std::string_view kFormRule = "dotted paths to texts, <= 40,000";
constexpr std::string_view kMaterialsRule = "<= 200 papers, <= 200 documents";
constexpr std::string_view kVersionRule = "the version that the case had when it was read";
constexpr std::string_view kCaseNumberRule = "^c[0-9]{4}-[0-9]+$";
constexpr std::string_view kRowRule = "1 to 64 letters, digits, . _ -";
constexpr std::string_view kRemarkRule = "<= 2,000 characters";
constexpr std::size_t kMaxFormText = 8'000, kMaxRemarkText = 8'000;
constexpr std::int64_t kMaxVersion = 1'000'000;

bool is_case_kind(std::string_view text) { return cases::parse_kind(text).has_value(); }
bool is_action(std::string_view text) { return cases::parse_action(text).has_value(); }
bool is_number_of_case(std::string_view text) {
  return ledger::parse_case_number(text).has_value();
}
bool is_row(std::string_view text) { return is_token(text); }
bool is_document(std::string_view text) { return ledger::parse_document_number(text).has_value(); }

template <class T>
T& into(void* target) {
  return *static_cast<T*>(target);
}

template <class T, std::string T::*Member, bool (*Accepts)(std::string_view)>
void read_word(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, Accepts)) into<T>(target).*Member = text;
}
template <class T>
void read_case_kind(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_case_kind)) into<T>(target).kind = *cases::parse_kind(text);
}

void read_entry(JsonValue& value, std::string_view name, void* target) {
  std::string_view text;
  if (name.empty() || name.size() > 128) return value.fault(ErrorCode::unknown_field);
  if (value.lines(text, kMaxFormText)) into<cases::Form>(target).emplace(name, text);
}
template <class T, cases::Form T::*Member>
void read_entries(JsonValue& value, void* target) {
  value.members(cases::kMaxFormEntries, read_entry, &(into<T>(target).*Member));
}

void read_document(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_document)) into<cases::Handed>(target).documents.emplace_back(text);
}
void read_documents(JsonValue& value, void* target) {
  value.elements(verbs::kMaxHandedDocuments, read_document, target, 0);
}
void read_seen(JsonValue& value, void* target) {
  value.flag(into<cases::Handed>(target).original_seen);
}
constexpr Field kHandedFields[] = {
    {"row", kRequired, kRowRule, read_word<cases::Handed, &cases::Handed::row, is_row>},
    {"documents", kOptional, kMaterialsRule, read_documents},
    {"original_seen", kOptional, kFlagRule, read_seen},
};
void read_handed(JsonValue& value, void* target) {
  cases::Handed handed;
  if (value.object(kHandedFields, &handed))
    into<std::vector<cases::Handed>>(target).push_back(std::move(handed));
}
template <class T>
void read_materials(JsonValue& value, void* target) {
  value.elements(verbs::kMaxHanded, read_handed, &into<T>(target).body.materials, 0);
}
template <class T>
void read_form(JsonValue& value, void* target) {
  value.members(cases::kMaxFormEntries, read_entry, &into<T>(target).body.form);
}
template <class T>
void read_version(JsonValue& value, void* target) {
  value.whole(into<T>(target).version, 1, kMaxVersion);
}

constexpr Field kOpenFields[] = {
    {"person", kRequired, kPersonRule, read_word<OpenCase, &OpenCase::person, is_person_id>},
    {"kind", kRequired, kCaseKindRule, read_case_kind<OpenCase>},
    {"area", kRequired, kAreaRule, read_word<OpenCase, &OpenCase::area, is_area_code>},
    {"insurance", kRequired, kInsuranceRule,
     read_word<OpenCase, &OpenCase::insurance, is_insurance>},
    {"form", kOptional, kFormRule, read_form<OpenCase>},
    {"materials", kOptional, kMaterialsRule, read_materials<OpenCase>},
};
constexpr Field kDraftFields[] = {
    {"version", kRequired, kVersionRule, read_version<SaveDraft>},
    {"form", kRequired, kFormRule, read_form<SaveDraft>},
    {"materials", kOptional, kMaterialsRule, read_materials<SaveDraft>},
};

void read_case_act(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_action)) into<ActOnCase>(target).action = *cases::parse_action(text);
}
void read_remark(JsonValue& value, void* target) {
  std::string_view text;
  if (value.lines(text, kMaxRemarkText)) into<ActOnCase>(target).remark = text;
}
void read_original(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_row)) into<ActOnCase>(target).originals.emplace_back(text);
}
void read_originals(JsonValue& value, void* target) {
  value.elements(verbs::kMaxHanded, read_original, target, 0);
}
constexpr Field kActFields[] = {
    {"version", kRequired, kVersionRule, read_version<ActOnCase>},
    {"action", kRequired, kActionRule, read_case_act},
    {"reason", kOptional, kRowRule, read_word<ActOnCase, &ActOnCase::reason, is_row>},
    {"remark", kOptional, kRemarkRule, read_remark},
    {"fields", kOptional, kFormRule, read_entries<ActOnCase, &ActOnCase::fields>},
    {"originals", kOptional, kMaterialsRule, read_originals},
};

struct DeskActions {
  ActOnCase shared;
  std::vector<ActOnCase> each;
};
void read_one_number(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_number_of_case))
    into<ActOnCase>(target).id = *ledger::parse_case_number(text);
}
constexpr Field kOneFields[] = {
    {"case", kRequired, kCaseNumberRule, read_one_number},
    {"version", kRequired, kVersionRule, read_version<ActOnCase>},
};
void read_one(JsonValue& value, void* target) {
  ActOnCase one;
  if (value.object(kOneFields, &one)) into<DeskActions>(target).each.push_back(std::move(one));
}
void read_many(JsonValue& value, void* target) {
  value.elements(kMaxCasesAtOnce, read_one, target);
}
template <void (*Read)(JsonValue&, void*)>
void read_shared(JsonValue& value, void* target) {
  Read(value, &into<DeskActions>(target).shared);
}
constexpr Field kDeskFields[] = {
    {"action", kRequired, kActionRule, read_shared<read_case_act>},
    {"reason", kOptional, kRowRule, read_shared<read_word<ActOnCase, &ActOnCase::reason, is_row>>},
    {"remark", kOptional, kRemarkRule, read_shared<read_remark>},
    {"cases", kRequired, "1 to 100 of {case, version}", read_many},
};

}  // namespace

OpenCase read_open_case(JsonParser& parser, std::string& body, FaultList& faults) {
  OpenCase out;
  parser.read(body, kOpenFields, &out, faults);
  return out;
}

SaveDraft read_case_draft(JsonParser& parser, std::string& body, FaultList& faults) {
  SaveDraft out;
  parser.read(body, kDraftFields, &out, faults);
  return out;
}

ActOnCase read_case_action(JsonParser& parser, std::string& body, FaultList& faults) {
  ActOnCase out;
  parser.read(body, kActFields, &out, faults);
  return out;
}

std::vector<ActOnCase> read_desk_actions(JsonParser& parser, std::string& body, FaultList& faults) {
  DeskActions out;
  parser.read(body, kDeskFields, &out, faults);
  for (ActOnCase& each : out.each)
    each.action = out.shared.action, each.reason = out.shared.reason,
    each.remark = out.shared.remark;
  return std::move(out.each);
}

}  // namespace yitong::api
