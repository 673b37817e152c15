// Paper: the settlement sheet as PDF, and whether a sheet that somebody holds is ours.
#include <algorithm>

#include "api/case_json.h"
#include "api/case_words.h"
#include "api/decimals.h"
#include "api/handlers.h"
#include "api/paper_reply.h"
#include "api/places.h"
#include "api/problem.h"
#include "api/query.h"
#include "api/sheet_words.h"
#include "sheet/settlement_sheet.h"
#include "store/person_rows.h"
#include "verbs/scope.h"
#include "verbs/sheet_check.h"

namespace yitong::api {
namespace {

using SheetFacts = std::vector<std::pair<Words, Words>>;

/// An erased person has no name any more; the sheet is true without it.
void add_person(SheetFacts& facts, store::Store& store, const std::string& person) {
  store.database().begin_read();
  const auto data = store::open_person(store, person);
  const bool read = store.database().commit().has_value();
  const std::string name = data && read ? data->name : person;
  facts.push_back({{"姓名", "Name"}, {name, name}});
  if (!data || !read) return;
  const std::string id = masked_id(data->resident_id);
  facts.push_back({{"身份证号", "Resident id"}, {id, id}});
}

void add_visit(SheetFacts& facts, const verbs::Explained& explained) {
  const Catalogue* catalogue = explained.catalogue.get();
  const ledger::SettlementEntry& entry = explained.entry;
  const auto add = [&](const char* zh, const char* en, Words value) {
    if (!value.zh.empty()) facts.push_back({{zh, en}, std::move(value)});
  };
  const auto same = [](std::string text) { return Words{text, text}; };
  const Words area = area_words(catalogue, entry.area),
              kind = insurance_kind_words(entry.insurance);
  add("参保地", "Insured in", {area.zh + "，" + kind.zh, area.en + ", " + kind.en});
  add("就医地", "Treated in", area_words(catalogue, explained.input.treatment_area));
  const std::string code = verbs::shown_institution(entry);
  const InstitutionFacts* institution = catalogue->institution(code);
  const std::string name(institution == nullptr ? std::string_view() : institution->name);
  add("医疗机构", "Institution", same(name + " " + code));
  add("医疗类别", "Kind of visit", closed_words(Dim::visit, explained.bill.visit));
  if (explained.bill.admitted.is_set() && explained.bill.admitted != entry.on)
    add("入院", "Admitted", same(explained.bill.admitted.str()));
  add("出院或就诊", "Discharged or seen", same(entry.on.str()));
  const std::string filing = explained.fact("filing"), disease = explained.fact("disease");
  if (!filing.empty() && explained.fact("relation") != "same")
    add("备案", "Filing", closed_words(Dim::filing, filing));
  if (!disease.empty())
    add("病种", "Disease", fact_value_words(explained.plan.get(), "disease", disease));
  const verbs::Invoice& invoice = explained.input.shared.invoice;
  if (!invoice.empty()) add("票据", "Invoice", same(invoice.code + " " + invoice.number));
  const Policy& policy = *explained.plan->policy;
  add("依据政策", "Policy",
      {policy.name.zh + "，" + policy.from.str() + " 起施行",
       policy.name.en + ", in force from " + policy.from.str()});
  add("目录", "Catalogue", same(catalogue->facts().name));
}

std::vector<SheetLine> sheet_lines(const verbs::Explained& explained) {
  std::vector<SheetLine> out;
  for (std::size_t i = 0; i < explained.bill.lines.size(); ++i) {
    const BillLine& line = explained.bill.lines[i];
    const ScopedLine& split = explained.scoped.lines[i];
    out.push_back(
        {line.code, line.name, std::string(name_of(static_cast<ItemClass>(split.item_class))),
         decimal(line.quantity_e4, 4), decimal(line.price_e6, 6, 2), line.amount,
         Money::fen(split.full_self_pay), Money::fen(split.over_limit),
         Money::fen(split.self_pay_first), Money::fen(split.in_scope()), explained.line_funds[i]});
  }
  return out;
}

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

Answer get_sheet(Call& call) {
  constexpr std::string_view kKnown[] = {"language"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  const bool chinese = paper_language(query);
  if (!faults.empty()) return problem(faults);
  const auto explained = verbs::explain(*call.bench.reader, *call.deps.rules, call.param[0]);
  if (!explained) return problem(explained.error());
  SettlementSheet sheet;
  sheet.settlement_id = explained->settlement_id;
  sheet.recorded = explained->entry.at;
  sheet.reversed = explained->entry.state == ledger::State::reversed;
  sheet.headline = verbs::settled_headline(explained->report);
  add_person(sheet.facts, *call.bench.reader, explained->entry.key.person);
  add_visit(sheet.facts, *explained);
  sheet.report = explained->report;
  sheet.own_account = explained->entry.payers.account;
  sheet.family_account = explained->entry.payers.family_account;
  sheet.lines = sheet_lines(*explained);
  sheet.check_code = verbs::sheet_code(call.bench.reader->key(), explained->entry);
  sheet.check_address = public_address(call) + "/sheet-check?sheet=" + sheet.check_code;
  const std::string name = "settlement-" + sheet.settlement_id;
  return paper_reply([sheet = std::move(sheet), chinese] { return settlement_pdf(sheet, chinese); },
                     name);
}

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
