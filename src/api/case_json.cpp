#include "api/case_json.h"

#include <algorithm>

#include "api/case_words.h"
#include "api/problem.h"
#include "api/report_json.h"
#include "policy/show.h"
#include "verbs/payment.h"

namespace yitong::api {
namespace {

using Doing = cases::Action;
using verbs::CaseHappened;
using verbs::CaseView;

void write_state(JsonWriter& json, std::string_view name) {
  const auto state = cases::parse_state(name);
  if (!state) {
    write_code(json, name, {}, {});
    return;
  }
  const cases::StateText& text = cases::text_of(*state);
  json.begin_object().key("code").string(name).key("zh").string(text.zh);
  json.key("en").string(text.en).key("turn");
  if (text.turn == identity::Role::anonymous)
    json.null();
  else
    json.string(identity::text_of(text.turn).name);
  json.key("personal").boolean(text.personal).key("final").boolean(text.final).end_object();
}

void write_kind(JsonWriter& json, std::string_view name) {
  const auto kind = cases::parse_kind(name);
  write_code(json, name, kind ? cases::text_of(*kind).zh : std::string_view(),
             kind ? cases::text_of(*kind).en : std::string_view());
}

void write_due(JsonWriter& json, std::int64_t day, Date today) {
  json.key("due");
  if (day == ledger::kNoDueDay)
    json.null();
  else
    json.string(store::date_of(day).str());
  json.key("overdue").boolean(day < today.days());
}

void write_standing(JsonWriter& json, const ledger::CaseFile& file) {
  json.key("case").string(ledger::case_number(file.id)).key("person").string(file.person);
  json.key("kind");
  write_kind(json, file.kind);
  json.key("area").string(file.area).key("insurance").string(file.insurance).key("state");
  write_state(json, file.now.state);
  json.key("version").integer(file.version).key("opened").string(file.opened.str());
  json.key("state_since").string(file.state_since.str());
  json.key("updated").string(file.updated.str()).key("assignee").string(file.now.assignee);
  json.key("institution").string(file.now.institution).key("amount").money(file.now.amount);
}

void write_paper(JsonWriter& json, const Guide& guide, const GuideRow& row,
                 const std::vector<cases::Handed>& handed) {
  json.begin_object().key("row").string(row.row->id).key("name");
  write_words(json, row_words(*row.row));
  json.key("certain").boolean(row.truth == Truth::yes).key("cells").begin_array();
  const auto columns = info(row.row->table).columns;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Words text = cell_words(*guide.policy, columns[c], row.row->values[c]);
    if (text.zh.empty() || columns[c].key == "for" || columns[c].key == "name") continue;
    json.begin_object().key("key").string(columns[c].key).key("label");
    json.text(columns[c].zh, columns[c].en).key("text");
    write_words(json, text);
    json.end_object();
  }
  const auto at = std::ranges::find(handed, row.row->id, &cases::Handed::row);
  json.end_array().key("documents").begin_array();
  if (at != handed.end())
    for (const std::string& each : at->documents) json.string(each);
  json.end_array().key("original_seen").boolean(at != handed.end() && at->original_seen);
  json.end_object();
}

void write_asked(JsonWriter& json, const CaseView& view) {
  json.key("materials").begin_array();
  if (view.setting)
    for (const GuideMaterial& wanted : view.setting->guide.materials) {
      if (cases::is_made_here(*wanted.choices.front().front().row)) continue;  // the form itself
      json.begin_object().key("certain").boolean(cases::is_certain(wanted));
      json.key("answered").boolean(cases::is_answered(wanted, view.loaded.one.materials));
      json.key("choices").begin_array();
      for (const auto& choice : wanted.choices) {
        json.begin_array();
        for (const GuideRow& row : choice)
          write_paper(json, view.setting->guide, row, view.loaded.one.materials);
        json.end_array();
      }
      json.end_array().end_object();
    }
  json.end_array().key("handed").begin_array();
  for (const cases::Handed& each : view.loaded.one.materials) {
    json.begin_object().key("row").string(each.row).key("documents").begin_array();
    for (const std::string& number : each.documents) json.string(number);
    json.end_array().key("original_seen").boolean(each.original_seen).end_object();
  }
  json.end_array();
}

void write_checks(JsonWriter& json, const CaseView& view) {
  json.key("checks").begin_array();
  for (const cases::Check& check : view.checks) {
    const auto texts = cases::all_guards();
    const cases::GuardText& text = texts[static_cast<std::size_t>(check.guard)];
    json.begin_object().key("check").string(text.name).key("text").text(text.zh, text.en);
    json.key("holds").boolean(check.faults.empty()).key("known").boolean(check.known);
    json.key("faults").begin_array();
    for (const Error& fault : check.faults) write_fault(json, fault);
    json.end_array().end_object();
  }
  json.end_array();
}

/// What any row of the table for the action asks of a reason.
bool asks(const CaseView& view, Doing action, cases::Guard guard) {
  return std::ranges::any_of(cases::transitions(), [&](const cases::Transition& row) {
    return row.kind == view.loaded.one.kind && row.from == view.loaded.one.state &&
           row.action == action && row.guards.has(guard);
  });
}

void write_possible(JsonWriter& json, const CaseView& view) {
  json.key("actions").begin_array();
  for (const Doing action : view.possible) {
    const cases::ActionText& text = cases::text_of(action);
    json.begin_object().key("action").string(text.name).key("text").text(text.zh, text.en);
    json.key("reason").boolean(asks(view, action, cases::Guard::reason));
    json.key("remark").boolean(asks(view, action, cases::Guard::remark));
    json.key("reasons").begin_array();
    for (const cases::Reason& each : cases::reasons())
      if (each.actions.has(action)) {
        json.begin_object().key("code").string(each.code).key("text").text(each.zh, each.en);
        json.key("remark").boolean(each.remark).end_object();
      }
    json.end_array().key("fields").begin_array();
    if (action != Doing::submit)
      for (const cases::Field& field : cases::all_fields())
        if (field.kind == view.loaded.one.kind && field.written_by.has(action))
          json.string(field.key);
    json.end_array().end_object();
  }
  json.end_array();
}

void write_choices(JsonWriter& json, const CaseView& view) {
  json.key("options").begin_object();
  for (const auto& [key, choices] : view.choices) {
    json.key(key).begin_array();
    for (const verbs::CaseChoice& each : choices) {
      json.begin_object().key("code").string(each.code).key("zh").string(each.name.zh);
      json.key("en").string(each.name.en).key("hint");
      if (each.hint.zh.empty())
        json.null();
      else
        write_words(json, each.hint);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
}

void write_happened(JsonWriter& json, const CaseHappened& happened) {
  const ledger::CaseEvent& event = happened.event;
  const auto action = cases::parse_action(event.action);
  const cases::ActionText* const text = action ? &cases::text_of(*action) : nullptr;
  json.begin_object().key("no").integer(event.no).key("action");
  write_code(json, event.action, text ? text->zh : "发起", text ? text->en : "Opened");
  json.key("from").string(event.from).key("to").string(event.after.state);
  json.key("outcome").string(event.outcome).key("role").string(event.by.role);
  json.key("account").string(event.by.account).key("for_another").boolean(event.for_another);
  json.key("reason");
  if (const cases::Reason* const reason = cases::find_reason(event.reason))
    write_code(json, reason->code, reason->zh, reason->en);
  else
    json.null();
  json.key("remark").string(happened.remark).key("wrote").string(event.wrote);
  json.key("waited_seconds").integer(event.waited_seconds).key("at").string(event.at.str());
  json.end_object();
}

void write_clock(JsonWriter& json, const CaseView& view, Date today) {
  json.key("clock");
  if (!view.clock) {
    json.null();
    return;
  }
  json.begin_object().key("known").boolean(view.clock->known).key("text");
  write_words(json, view.clock->text);
  json.key("day");
  if (view.clock->day)
    json.string(view.clock->day->str());
  else
    json.null();
  json.key("grade").string(std::string_view(&view.clock->grade, 1));
  json.key("overdue").boolean(view.clock->day && *view.clock->day < today).end_object();
}

void write_payment(JsonWriter& json, const store::KeptPayment& kept) {
  json.begin_object().key("payment").string(verbs::payment_number(kept.person, kept.payment.no));
  json.key("amount").money(kept.payment.amount).key("state");
  const Words words = verbs::words_of(kept.state);
  write_code(json, name_of(kept.state), words.zh, words.en);
  json.end_object();
}

void write_claim(JsonWriter& json, const std::optional<verbs::ClaimMoney>& claim) {
  json.key("claim");
  if (!claim) {
    json.null();
    return;
  }
  json.begin_object().key("payable");
  if (claim->payable)
    json.money(*claim->payable);
  else
    json.null();
  json.key("insurance");
  if (claim->payable)
    json.money(*claim->payable - claim->commercial);
  else
    json.null();
  json.key("commercial").money(claim->commercial).key("faults").begin_array();
  for (const Error& each : claim->faults) write_fault(json, each);
  json.end_array().key("settlement").string(claim->settlement).key("paid").money(claim->paid);
  json.key("owed_back").money(claim->owed_back).key("deadline");
  if (claim->deadline) {
    json.begin_object().key("known").boolean(claim->deadline->known).key("last_day");
    if (claim->deadline->last_day.is_set())
      json.string(claim->deadline->last_day.str());
    else
      json.null();
    json.end_object();
  } else {
    json.null();
  }
  json.key("payments").begin_array();
  for (const store::KeptPayment& each : claim->payments) write_payment(json, each);
  json.end_array().key("remarks").begin_array();
  for (const Words& each : claim->remarks) write_words(json, each);
  json.end_array().end_object();
}

}  // namespace

void write_code(JsonWriter& json, std::string_view code, std::string_view zh, std::string_view en) {
  json.begin_object().key("code").string(code).key("zh").string(zh).key("en").string(en);
  json.end_object();
}

void write_case_row(JsonWriter& json, const ledger::CaseFile& file, Date today,
                    const std::string* name) {
  json.begin_object();
  write_standing(json, file);
  write_due(json, file.now.due_day, today);
  if (name != nullptr) json.key("name").string(*name);
  json.end_object();
}

std::string render_case(const CaseView& view, const Catalogue* catalogue, Date today) {
  const verbs::LoadedCase& loaded = view.loaded;
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  write_standing(json, loaded.file);
  write_due(json, loaded.file.now.due_day, today);
  json.key("name").string(view.person_name);
  json.key("draft")
      .boolean(loaded.draft.has_value())
      .key("revision")
      .integer(loaded.draft_revision);
  json.key("policy_known").boolean(view.setting.has_value());
  write_clock(json, view, today);
  json.key("form").begin_object();
  for (const auto& [path, text] : loaded.one.form) json.key(path).string(text);
  json.end_object().key("said");
  write_said(json, loaded.one.kind, loaded.one.form,
             view.setting ? view.setting->guide.policy.get() : nullptr, catalogue);
  write_choices(json, view);
  write_asked(json, view);
  write_checks(json, view);
  write_possible(json, view);
  write_claim(json, view.claim);
  json.key("timeline").begin_array();
  for (const CaseHappened& each : loaded.timeline) write_happened(json, each);
  json.end_array().end_object();
  return out;
}

}  // namespace yitong::api
