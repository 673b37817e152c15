// Whether a paper that somebody holds is ours, and what it must say: settlement sheets and the
// forms of cases.
#include "api/case_json.h"
#include "api/case_words.h"
#include "api/deps.h"
#include "api/handlers.h"
#include "api/places.h"
#include "api/problem.h"
#include "api/query.h"
#include "verbs/scope.h"
#include "verbs/sheet_check.h"

namespace yitong::api {
namespace {

constexpr std::string_view kTypedNameRule = "1 to 200 bytes";
bool is_typed_name(std::string_view text) { return !text.empty() && text.size() <= 200; }

bool is_printed_amount(std::string_view text) { return Money::parse(text).has_value(); }

/// The figures that somebody has typed off the paper and that are not the true ones.
void write_differing(JsonWriter& json, Query& typed, const ledger::Payers& payers) {
  const Money account = payers.account + payers.family_account;
  const std::pair<std::string_view, Money> printed[] = {{"total", payers.total},
                                                        {"funds", payers.funds_paid()},
                                                        {"person", account + payers.cash},
                                                        {"account", account},
                                                        {"cash", payers.cash}};
  json.key("differs").begin_array();
  for (const auto& [name, amount] : printed) {
    const std::string text = typed.token(name, is_printed_amount, "1300.00");
    if (!text.empty() && Money::parse(text) != amount) json.string(name);
  }
  json.end_array();
}

void write_ours(JsonWriter& json, const verbs::CheckedSheet& checked, Query& typed,
                const Catalogue* catalogue) {
  const ledger::SettlementEntry& entry = checked.entry;
  const ledger::Payers& payers = entry.payers;
  const Money account = payers.account + payers.family_account;
  json.key("settlement_id").string(checked.settlement_id);
  json.key("state").string(name_of(entry.state)).key("on").string(entry.on.str()).key("area");
  write_coded(json, entry.area, area_words(catalogue, entry.area));
  json.key("insurance");
  write_coded(json, entry.insurance, insurance_kind_words(entry.insurance));
  json.key("institution");
  write_institution_name(json, catalogue, verbs::shown_institution(entry));
  json.key("totals").begin_object().key("total").money(payers.total);
  json.key("funds").money(payers.funds_paid()).key("person").money(account + payers.cash);
  json.key("account").money(account).key("cash").money(payers.cash).end_object();
  json.key("settled_again_as");
  write_text_or_null(json, checked.after.settled_again_as);
  write_differing(json, typed, payers);
}

void write_printed_state(JsonWriter& json, std::string_view key, std::string_view state,
                         Instant at) {
  json.key(key).begin_object().key("state");
  const auto known = cases::parse_state(state);
  write_code(json, state, known ? cases::text_of(*known).zh : std::string_view(),
             known ? cases::text_of(*known).en : std::string_view());
  json.key("at").string(at.str()).end_object();
}

void write_essentials(JsonWriter& json, const verbs::CheckedForm& checked,
                      const Catalogue* catalogue) {
  json.key("facts").begin_array();
  const Policy* const policy = checked.setting ? checked.setting->guide.policy.get() : nullptr;
  for (const std::string_view key : checked.form->essentials) {
    const cases::Field* const field = cases::find_field(checked.form->kind, key);
    const std::string_view text =
        checked.content ? cases::value(checked.content->one.form, key) : std::string_view();
    if (field == nullptr || text.empty()) continue;
    json.begin_object().key("label").text(field->zh, field->en).key("text");
    write_words(json, value_words(*field, text, policy, catalogue));
    json.end_object();
  }
  json.end_array();
}

/// A form of a case: what it said when it was printed, and where the case stands now.
void write_our_form(JsonWriter& json, const verbs::CheckedForm& checked, Query& typed,
                    const Catalogue* catalogue) {
  const ledger::CaseEvent& printed = checked.printed;
  json.key("area");
  write_coded(json, printed.area, area_words(catalogue, printed.area));
  json.key("insurance");
  write_coded(json, printed.insurance, insurance_kind_words(printed.insurance));
  json.key("form").begin_object();
  json.key("case").string(ledger::case_number(checked.now.id)).key("form");
  write_code(json, checked.form->name, checked.form->zh, checked.form->en);
  write_printed_state(json, "printed", printed.after.state, printed.at);
  write_printed_state(json, "now", checked.now.now.state, checked.now.updated);
  json.key("moved").boolean(checked.now.version != printed.no);
  json.key("erased").boolean(!checked.content);
  write_essentials(json, checked, catalogue);
  json.end_object().key("differs").begin_array();
  const std::string name = typed.token("name", is_typed_name, kTypedNameRule);
  if (!name.empty() && checked.content && name != checked.name) json.string("name");
  json.end_array();
}

bool is_any_code(std::string_view text) {
  return verbs::is_sheet_code(text) || verbs::is_form_code(text);
}

void write_not_ours(JsonWriter& json) {
  json.key("because").text("核验码不是我们印的，或已被改动",
                           "We did not print this code, or it was altered");
}

}  // namespace

Answer check_sheet(Call& call) {
  constexpr std::string_view kKnown[] = {"sheet",   "total", "funds", "person",
                                         "account", "cash",  "name"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  const std::string code = query.required("sheet", is_any_code, "s0303-17.0123…");
  for (const std::string_view figure : std::span(kKnown).subspan(1, 5))
    query.token(figure, is_printed_amount, "1300.00");
  query.token("name", is_typed_name, kTypedNameRule);
  if (!faults.empty()) return problem(faults);
  const auto catalogue = call.deps.rules->editions.on(call.now.date());
  Response response;
  JsonWriter json(response.body);
  if (verbs::is_form_code(code)) {
    const auto checked = verbs::check_form(*call.bench.reader, *call.deps.rules, code, call.now);
    if (!checked) return problem(checked.error());
    json.begin_object().key("ours").boolean(checked->has_value());
    if (*checked)
      write_our_form(json, **checked, query, catalogue.get());
    else
      write_not_ours(json);
  } else {
    const auto checked = verbs::check_sheet(*call.bench.reader, code);
    if (!checked) return problem(checked.error());
    json.begin_object().key("ours").boolean(checked->has_value());
    if (*checked)
      write_ours(json, **checked, query, catalogue.get());
    else
      write_not_ours(json);
  }
  json.end_object();
  return response;
}

}  // namespace yitong::api
