// The tables of cases, so that no page keeps a copy.
#include "api/case_json.h"
#include "api/handlers.h"
#include "cases/printed.h"

namespace yitong::api {
namespace {

constexpr std::string_view kFieldKinds[] = {
    "text",  "words",   "code",   "row", "area",    "institution", "disease", "drug", "date",
    "money", "decimal", "number", "yes", "choices", "account",     "token",   "list"};

template <class T, class Texts>
void write_names(JsonWriter& json, std::string_view key, cases::Set<T> set, const Texts& texts,
                 T std::ranges::range_value_t<Texts>::*member) {
  json.key(key).begin_array();
  for (const auto& each : texts)
    if (set.has(each.*member)) json.string(each.name);
  json.end_array();
}

void write_field(JsonWriter& json, const cases::Field& field) {
  json.begin_object().key("key").string(field.key).key("type");
  json.string(kFieldKinds[static_cast<std::size_t>(field.type)]);
  json.key("required").boolean(field.required).key("text").text(field.zh, field.en);
  write_names(json, "written_by", field.written_by, cases::all_actions(),
              &cases::ActionText::action);
  json.key("codes").begin_array();
  for (const cases::FieldCode& code : field.codes) write_code(json, code.code, code.zh, code.en);
  json.end_array().key("table").string(field.table);
  json.key("limit").integer(static_cast<std::int64_t>(field.limit)).end_object();
}

void write_transition(JsonWriter& json, const cases::Transition& row) {
  json.begin_object().key("from").string(cases::text_of(row.from).name);
  json.key("action").string(cases::text_of(row.action).name);
  json.key("to").string(cases::text_of(row.to).name);
  // What follows from something else is nobody's to do.
  const bool follows = cases::text_of(row.action).follows;
  write_names(json, "who", follows ? cases::Set<identity::Role>() : row.who, identity::all_roles(),
              &identity::RoleText::role);
  write_names(json, "when", row.when, cases::all_conditions(), &cases::WhenText::when);
  write_names(json, "guards", row.guards, cases::all_guards(), &cases::GuardText::guard);
  write_names(json, "effects", row.effects, cases::all_effects(), &cases::EffectText::effect);
  json.end_object();
}

void write_case_kind(JsonWriter& json, const cases::KindText& kind) {
  json.begin_object().key("code").string(kind.name).key("zh").string(kind.zh);
  json.key("en").string(kind.en).key("matter").string(kind.matter).key("fields").begin_array();
  for (const cases::Field& field : cases::all_fields())
    if (field.kind == kind.kind) write_field(json, field);
  json.end_array().key("transitions").begin_array();
  for (const cases::Transition& row : cases::transitions())
    if (row.kind == kind.kind) write_transition(json, row);
  json.end_array().key("forms").begin_array();
  for (const cases::PrintedForm& form : cases::printed_forms())
    if (form.kind == kind.kind) write_code(json, form.name, form.zh, form.en);
  json.end_array().end_object();
}

template <class Texts>
void write_texts(JsonWriter& json, std::string_view key, const Texts& texts) {
  json.key(key).begin_array();
  for (const auto& each : texts) write_code(json, each.name, each.zh, each.en);
  json.end_array();
}

std::string render_kinds() {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("kinds").begin_array();
  for (const cases::KindText& kind : cases::all_kinds()) write_case_kind(json, kind);
  json.end_array().key("states").begin_array();
  for (const cases::StateText& state : cases::all_states()) {
    json.begin_object().key("code").string(state.name).key("zh").string(state.zh);
    json.key("en").string(state.en).key("turn");
    if (state.turn == identity::Role::anonymous)
      json.null();
    else
      json.string(identity::text_of(state.turn).name);
    json.key("personal").boolean(state.personal).key("final").boolean(state.final).end_object();
  }
  json.end_array();
  write_texts(json, "actions", cases::all_actions());
  write_texts(json, "guards", cases::all_guards());
  write_texts(json, "effects", cases::all_effects());
  write_texts(json, "conditions", cases::all_conditions());
  json.key("reasons").begin_array();
  for (const cases::Reason& reason : cases::reasons()) {
    json.begin_object().key("code").string(reason.code).key("zh").string(reason.zh);
    json.key("en").string(reason.en).key("remark").boolean(reason.remark);
    write_names(json, "actions", reason.actions, cases::all_actions(), &cases::ActionText::action);
    json.end_object();
  }
  json.end_array().end_object();
  return out;
}

}  // namespace

Answer get_case_kinds(Call&) {
  static const auto kBody = std::make_shared<const std::string>(render_kinds());
  Response response;
  response.shared_body = kBody;
  return response;
}

}  // namespace yitong::api
