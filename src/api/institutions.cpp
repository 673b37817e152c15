// GET /v1/institutions: where to go, by place, level, kind, opened services and name.
#include "catalogue/institution_index.h"

#include <algorithm>

#include "api/handlers.h"
#include "api/places.h"
#include "api/problem.h"
#include "api/query.h"
#include "api/rules.h"
#include "base/id.h"

namespace yitong::api {
namespace {

constexpr std::string_view kServiceRule =
    "inpatient, outpatient, chronic, drug_purchase, special_drugs, dual_channel";
constexpr std::int64_t kMaxOffset = 1'000'000;

bool is_institution_level(std::string_view text) {
  return closed_value(Dim::level, text).has_value();
}
bool is_chronic_disease(std::string_view text) { return text.size() <= 16 && is_token(text, 16); }
bool is_name_search(std::string_view text) { return !text.empty() && text.size() <= 256; }

/// The level and those that are finer.
std::vector<std::string> levels_below(std::string_view level) {
  std::vector<std::string> out;
  if (level.empty()) return out;
  const std::uint64_t mask = closed_mask(Dim::level, level);
  const auto values = info(Dim::level).values;
  for (std::size_t i = 0; i < values.size(); ++i)
    if ((mask >> i & 1) != 0) out.emplace_back(values[i].code);
  return out;
}

std::uint32_t kinds_of(const std::vector<std::string>& names, FaultList& faults) {
  std::uint32_t bits = 0;
  for (const std::string& name : names) {
    const auto before = bits;
    for (unsigned k = 0; k < kInstitutionKinds; ++k)
      if (name_of(static_cast<InstitutionKind>(k)) == name) bits |= 1u << k;
    if (bits == before)
      faults.add({ErrorCode::bad_value,
                  "?kind",
                  name,
                  "hospital, tcm_hospital, psychiatric_hospital, community, pharmacy",
                  {}});
  }
  return bits;
}

std::uint8_t services_of(const std::vector<std::string>& names, FaultList& faults) {
  std::uint8_t bits = 0;
  const auto words = opened_words();
  for (const std::string& name : names) {
    const auto found = std::ranges::find(words, name);
    if (found == words.end())
      faults.add({ErrorCode::bad_value, "?opened", name, std::string(kServiceRule), {}});
    else
      bits = static_cast<std::uint8_t>(bits | 1u << (found - words.begin()));
  }
  return bits;
}

void write_diseases(JsonWriter& json, std::string_view codes) {
  json.key("diseases").begin_array();
  while (!codes.empty()) {
    const std::size_t end = std::min(codes.find(';'), codes.size());
    json.string(codes.substr(0, end));
    codes.remove_prefix(std::min(end + 1, codes.size()));
  }
  json.end_array();
}

void write_institution(JsonWriter& json, const InstitutionFacts& institution,
                       const Catalogue& catalogue) {
  const CatalogueItem* item = catalogue.find(ItemKind::institution, institution.code);
  json.begin_object().key("code").string(institution.code).key("name").string(institution.name);
  json.key("area").string(institution.area).key("area_name");
  write_words(json, area_words(&catalogue, institution.area));
  json.key("level").string(institution.level).key("kind").string(name_of(institution.kind));
  json.key("pinyin").string(item == nullptr ? std::string_view() : catalogue.texts(*item).pinyin);
  json.key("opened").begin_array();
  const auto words = opened_words();
  for (std::size_t i = 0; i < words.size(); ++i)
    if ((institution.opened >> i & 1) != 0) json.string(words[i]);
  json.end_array();
  write_diseases(json, institution.diseases);
  json.end_object();
}

}  // namespace

Answer find_institutions(Call& call) {
  constexpr std::string_view kKnown[] = {"area",    "level", "kind",  "opened",
                                         "disease", "q",     "limit", "offset"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  InstitutionAsk ask;
  ask.area = query.token("area", is_area_code, kAreaRule);
  ask.levels = levels_below(query.token("level", is_institution_level, "primary | 1 | 2 | 3 | …"));
  ask.kinds = kinds_of(query.list("kind").value_or(std::vector<std::string>()), faults);
  ask.opened = services_of(query.list("opened").value_or(std::vector<std::string>()), faults);
  ask.disease = query.token("disease", is_chronic_disease, "code of a chronic disease");
  ask.words = query.token("q", is_name_search, "1 … 64");
  ask.limit = static_cast<std::size_t>(query.whole("limit", 1, 100, 20));
  ask.offset = static_cast<std::size_t>(query.whole("offset", 0, kMaxOffset, 0));
  if (!faults.empty()) return problem(faults);
  const auto catalogue = call.deps.rules->editions.on(call.now.date());
  if (!catalogue)
    return problem(
        {ErrorCode::no_policy_in_force, "", call.now.date().str(), "catalogue edition", {}});
  const InstitutionsFound found = catalogue->find_institutions(ask);
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("total").integer(static_cast<std::int64_t>(found.total));
  json.key("institutions").begin_array();
  for (const InstitutionFacts* institution : found.page)
    write_institution(json, *institution, *catalogue);
  json.end_array().key("next_offset");
  const std::size_t next = ask.offset + found.page.size();
  if (next < found.total && !found.page.empty())
    json.integer(static_cast<std::int64_t>(next));
  else
    json.null();
  json.end_object();
  return response;
}

}  // namespace yitong::api
