// GET /v1/settlements/{id}/explanation: a stored settlement line by line and step by step.

#include "api/decimals.h"
#include "api/handlers.h"
#include "api/places.h"
#include "api/problem.h"
#include "api/query.h"
#include "base/text.h"
#include "verbs/explain.h"
#include "verbs/scope.h"

namespace yitong::api {
namespace {

void write_explained_line(JsonWriter& json, const verbs::Explained& explained, std::size_t i) {
  const BillLine& line = explained.bill.lines[i];
  const ScopedLine& split = explained.scoped.lines[i];
  json.begin_object().key("no").integer(static_cast<std::int64_t>(i) + 1);
  json.key("code").string(line.code).key("name").string(line.name).key("date");
  write_text_or_null(json, line.date.is_set() ? line.date.str() : std::string());
  json.key("quantity").string(decimal(line.quantity_e4, 4));
  json.key("unit_price").string(decimal(line.price_e6, 6));
  json.key("amount").money(line.amount).key("class");
  write_text_or_null(json, name_of(static_cast<ItemClass>(split.item_class)));
  const auto money = [&](const char* key, std::int64_t fen) {
    json.key(key).money(Money::fen(fen));
  };
  money("full_self_pay", split.full_self_pay);
  money("over_limit", split.over_limit);
  money("self_pay_first", split.self_pay_first);
  money("in_scope", split.in_scope());
  json.key("funds").money(explained.line_funds[i]);
  if (const auto at = explained.refused.find(static_cast<std::int32_t>(i));
      at != explained.refused.end())
    json.key("refused").string(at->second);
  json.end_object();
}

}  // namespace

Answer get_explanation(Call& call) {
  FaultList faults;
  Query query(call.request.query, {}, faults);
  if (!faults.empty()) return problem(faults);
  const auto explained = verbs::explain(*call.bench.reader, *call.deps.rules, call.param[0]);
  if (!explained) return problem(explained.error());
  const ledger::SettlementEntry& entry = explained->entry;
  const Catalogue* catalogue = explained->catalogue.get();
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("settlement_id").string(explained->settlement_id);
  json.key("state").string(name_of(entry.state)).key("on").string(entry.on.str());
  json.key("at").string(entry.at.str()).key("headline");
  write_words(json, verbs::settled_headline(explained->report));
  json.key("plan");
  write_plan(json, *explained->plan, explained->report.grade);
  json.key("catalogue");
  write_catalogue(json, catalogue);
  json.key("institution");
  write_institution_name(json, catalogue, verbs::shown_institution(entry));
  json.key("treatment_area");
  write_coded(json, explained->input.treatment_area,
              area_words(catalogue, explained->input.treatment_area, explained->plan.get()));
  write_totals(json, explained->report);
  write_parts(json, explained->report);
  write_layers(json, explained->report);
  write_waterfall(json, explained->report);
  write_steps(json, explained->report);
  write_warnings(json, explained->report);
  json.key("lines").begin_array();
  for (std::size_t i = 0; i < explained->bill.lines.size(); ++i)
    write_explained_line(json, *explained, i);
  json.end_array().end_object();
  return response;
}

}  // namespace yitong::api
