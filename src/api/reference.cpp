#include <algorithm>

#include "api/handlers.h"
#include "api/problem.h"
#include "api/query.h"
#include "api/report_json.h"
#include "api/rules.h"
#include "base/id.h"

namespace yitong::api {
namespace {

constexpr std::string_view kItemKindRule = "drug | service | disease | area | institution";
constexpr std::size_t kMaxQuery = 64;

bool is_search(std::string_view text) { return !text.empty() && text.size() <= 4 * kMaxQuery; }
bool is_item_kind(std::string_view text) { return parse_item_kind(text).has_value(); }

void write_item(JsonWriter& json, const Catalogue& catalogue, const CatalogueItem& item) {
  const ItemTexts texts = catalogue.texts(item);
  const auto or_null = [&](std::string_view text) {
    if (text.empty())
      json.null();
    else
      json.string(text);
  };
  json.begin_object();
  json.key("code")
      .string(item.code())
      .key("name")
      .string(texts.name)
      .key("kind")
      .string(name_of(item.kind));
  json.key("class");
  or_null(name_of(item.item_class));
  json.key("self_pay_first");
  if (const auto ratio = item.self_pay_first())
    json.string(ratio->str());
  else
    json.null();
  json.key("price_limit");
  // A ceiling below a fen exists only as a mistake of its source; the fen is what people pay with.
  if (item.price_ceiling_micro_yuan > 0)
    json.money(Money::fen(item.price_ceiling_micro_yuan / 10'000));
  else
    json.null();
  json.key("restriction");
  or_null(texts.restriction);
  json.key("pinyin").string(texts.pinyin).key("grade");
  write_grade(json, item.grade);
  json.end_object();
}

Response no_catalogue(Instant now) {
  return problem({ErrorCode::no_policy_in_force, "", now.date().str(), "catalogue edition", {}});
}

}  // namespace

Answer find_items(Call& call) {
  constexpr std::string_view kKnown[] = {"q", "kind", "area", "limit"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  const std::string words = query.required("q", is_search, "1 … 64");
  const std::string kind = query.token("kind", is_item_kind, kItemKindRule);
  const std::string area = query.token("area", is_area_code, kAreaRule);
  const auto limit = static_cast<std::size_t>(query.whole("limit", 1, 100, 20));
  if (!faults.empty()) return problem(faults);
  const auto catalogue = call.deps.rules->editions.on(call.now.date());
  if (!catalogue) return no_catalogue(call.now);
  const AreaCatalogue local = catalogue->in_area(area.empty() ? "000000" : area);
  Response response;
  JsonWriter json(response.body);
  json.begin_object()
      .key("edition")
      .string(catalogue->facts().name)
      .key("hash")
      .string(catalogue->hash_hex());
  json.key("items").begin_array();
  for (const SearchHit& hit :
       catalogue->search(words, parse_item_kind(kind.empty() ? "drug" : kind), limit))
    write_item(json, *catalogue, *local.terms(hit.item));
  json.end_array().end_object();
  return response;
}

Answer list_demo_people(Call& call) {
  if (!call.deps.demo_people) return problem({ErrorCode::not_found, "", "", "--demo", {}});
  constexpr std::string_view kKnown[] = {"area", "limit"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  const std::string area = query.token("area", is_area_code, kAreaRule);
  const auto limit = static_cast<std::size_t>(query.whole("limit", 1, 100, 20));
  if (!faults.empty()) return problem(faults);
  Response response;
  response.body = call.deps.demo_people(area, limit);
  return response;
}

}  // namespace yitong::api
