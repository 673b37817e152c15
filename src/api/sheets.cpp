// The settlement sheet as PDF.
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

}  // namespace yitong::api
