#include <algorithm>
#include <set>

#include "api/handlers.h"
#include "api/problem.h"
#include "api/query.h"
#include "api/report_json.h"
#include "api/rules.h"
#include "base/id.h"
#include "policy/show.h"
#include "review/coverage.h"

namespace yitong::api {
namespace {

/// An area as the catalogue names it; the policy's own name where the catalogue has none.
struct AreaNames {
  Words name;
  std::string pinyin;
};

AreaNames names_of(const Call& call, std::string_view area, const Words& otherwise) {
  const auto catalogue = call.deps.rules->editions.on(call.now.date());
  const CatalogueItem* item = catalogue ? catalogue->find(ItemKind::area, area) : nullptr;
  if (item == nullptr) return {otherwise, {}};
  const ItemTexts texts = catalogue->texts(*item);
  Words name{std::string(texts.name), std::string(texts.name_en)};
  if (name.en.empty()) name.en = otherwise.en;
  return {std::move(name), std::string(texts.pinyin)};
}

/// Of the area's own sources; national and provincial ones are the same everywhere.
char worst_grade(const Policy& policy) {
  char worst = 'A';
  for (const Source& source : policy.sources)
    if (source.place.file + 1 == policy.texts.size()) worst = std::max(worst, source.grade);
  return worst;
}

Words insurance_words(std::string_view insurance) {
  return insurance == "310" ? Words{"职工基本医疗保险", "Employee insurance"}
                            : Words{"城乡居民基本医疗保险", "Resident insurance"};
}

void write_named(JsonWriter& json, std::string_view key, std::string_view value,
                 const Words& name) {
  json.begin_object().key(key).string(value).key("name");
  write_words(json, name);
  json.end_object();
}

/// The visits that some benefit of the plan covers.
void write_visits(JsonWriter& json, const Plan& plan) {
  json.key("visits").begin_array();
  const auto visits = info(Dim::visit).values;
  for (std::size_t visit = 0; visit < visits.size(); ++visit) {
    const std::uint8_t benefit = plan.route(static_cast<std::uint32_t>(visit), 0);
    if (benefit == 0xFF) continue;
    json.begin_object().key("code").string(visits[visit].code).key("name");
    json.text(visits[visit].zh, visits[visit].en)
        .key("benefit")
        .string(plan.benefit(benefit).id)
        .end_object();
  }
  json.end_array();
}

void write_closed(JsonWriter& json, std::string_view member, std::string_view key, Dim dim,
                  std::string_view without) {
  json.key(member).begin_array();
  for (const DimValue& value : info(dim).values)
    if (value.code != without)
      write_named(json, key, value.code, {std::string(value.zh), std::string(value.en)});
  json.end_array();
}

/// What the plan asks about the person; what follows from the visit itself is asked elsewhere in
/// the form.
void write_person_keys(JsonWriter& json, const Plan& plan) {
  constexpr Dim kOfThePerson[] = {Dim::retired,
                                  Dim::student,
                                  Dim::age,
                                  Dim::sex,
                                  Dim::aid,
                                  Dim::tier,
                                  Dim::disease,
                                  Dim::civil_servant,
                                  Dim::group,
                                  Dim::months_enrolled,
                                  Dim::signed_up,
                                  Dim::referred,
                                  Dim::continuous_years,
                                  Dim::zero_claim_years};
  json.key("person_keys").begin_array();
  for (const Dim dim : kOfThePerson) {
    if ((plan.used_dims >> static_cast<unsigned>(dim) & 1) == 0) continue;
    const DimInfo& row = info(dim);
    json.begin_object().key("key").string(row.key).key("name").text(row.zh, row.en).key("kind");
    json.string(row.kind == DimKind::flag     ? "flag"
                : row.kind == DimKind::number ? "number"
                                              : "choice");
    json.key("values").begin_array();
    if (row.kind == DimKind::flag || row.kind == DimKind::closed)
      for (const DimValue& value : row.values)
        write_named(json, "value", value.code, {std::string(value.zh), std::string(value.en)});
    if (row.kind == DimKind::declared) {
      write_named(json, "value", "none", {"无", "None"});
      for (const Choice* choice : plan.declared[static_cast<std::size_t>(dim)])
        write_named(json, "value", choice->code, choice->name);
    }
    json.end_array().end_object();
  }
  json.end_array();
}

void write_accumulators(JsonWriter& json, const Plan& plan) {
  json.key("accumulators").begin_array();
  for (const Accumulator& accumulator : plan.accumulators) {
    if (accumulator.inner) continue;
    json.begin_object().key("name").string(accumulator.name).key("label");
    write_words(json, accumulator.label);
    json.key("kind").string(accumulator.is_count ? "count" : "money").key("visits").begin_array();
    std::set<std::string> visits;
    for (std::size_t i = 0; i < plan.benefits.size(); ++i)
      if (accumulator.benefits >> i & 1)
        visits.insert(plan.benefit(i).visits.begin(), plan.benefit(i).visits.end());
    for (const std::string& visit : visits) json.string(visit);
    json.end_array().end_object();
  }
  json.end_array();
}

void write_sources(JsonWriter& json, const Policy& policy) {
  json.key("sources").begin_array();
  for (const Source& source : policy.sources)
    write_source(json, source.document, source.clause, source.grade);
  json.end_array();
}

void write_insurance(JsonWriter& json, const Plan& plan) {
  json.begin_object();
  json.key("code").string(plan.insurance).key("name");
  write_words(json, insurance_words(plan.insurance));
  json.key("version").string(plan.policy->from.str());
  write_visits(json, plan);
  write_closed(json, "levels", "code", Dim::level, "");
  write_person_keys(json, plan);
  write_closed(json, "filings", "value", Dim::filing, "local");
  write_accumulators(json, plan);
  json.key("unknown");
  write_unknown(json, unknown_figures(plan));
  const PlanGrades grades = grades_of(plan);
  json.key("grade_home");
  write_grade(json, grades.home);
  json.key("grade_away");
  write_grade(json, grades.away);
  write_sources(json, *plan.policy);
  json.end_object();
}

void write_table(JsonWriter& json, const ShownTable& table) {
  const auto row_of = [&](const std::vector<Words>& cells) {
    json.begin_array();
    for (const Words& cell : cells) write_words(json, cell);
    json.end_array();
  };
  json.begin_object().key("title");
  write_words(json, table.title);
  json.key("columns");
  row_of(table.columns);
  json.key("rows").begin_array();
  for (const auto& row : table.rows) row_of(row);
  json.end_array().end_object();
}

}  // namespace

Answer list_areas(Call& call) {
  FaultList faults;
  Query(call.request.query, {}, faults);
  if (!faults.empty()) return problem(faults);
  Response response;
  JsonWriter json(response.body);
  json.begin_array();
  const auto& entries = call.deps.rules->plans.entries();
  for (auto entry = entries.begin(); entry != entries.end();) {
    const std::string& area = entry->area;
    const Words name = entry->plans.exact->policy->name;
    std::set<std::string> insurances;
    char grade = 'A';
    for (; entry != entries.end() && entry->area == area; ++entry) {
      insurances.insert(entry->insurance);
      grade = std::max(grade, worst_grade(*entry->plans.exact->policy));
    }
    const AreaNames names = names_of(call, area, name);
    json.begin_object().key("code").string(area).key("name");
    write_words(json, names.name);
    json.key("pinyin").string(names.pinyin).key("insurances").begin_array();
    for (const std::string& insurance : insurances) json.string(insurance);
    json.end_array().key("grade");
    write_grade(json, grade);
    json.key("encoded").boolean(true).end_object();
  }
  json.end_array();
  return response;
}

Answer get_area(Call& call) {
  constexpr std::string_view kKnown[] = {"on", "insurance"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  const Date on = query.date("on", call.now.date());
  const std::string insurance = query.token("insurance", is_insurance, kInsuranceRule);
  if (!faults.empty()) return problem(faults);
  const std::string& area = call.param[0];
  std::vector<std::shared_ptr<const Plan>> plans;
  Errors errors;
  for (const char* code : {"310", "390"}) {
    if (!insurance.empty() && insurance != code) continue;
    auto found = call.deps.rules->plans.find(area, code, on);
    if (found)
      plans.push_back(found->exact);
    else
      errors = std::move(found.error());
  }
  if (plans.empty()) {
    errors.front().path = errors.front().code == ErrorCode::unknown_area ? "" : "?on";
    return problem(errors);
  }
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("code").string(area).key("name");
  write_words(json, names_of(call, area, plans[0]->policy->name).name);
  json.key("province");
  write_words(json, names_of(call, area.substr(0, 2) + "0000", plans[0]->policy->name).name);
  json.key("insurances").begin_array();
  for (const auto& plan : plans) write_insurance(json, *plan);
  json.end_array().end_object();
  return response;
}

Answer get_policy(Call& call) {
  constexpr std::string_view kKnown[] = {"on"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  const Date on = query.date("on", call.now.date());
  if (!faults.empty()) return problem(faults);
  auto found = call.deps.rules->plans.find(call.param[0], call.param[1], on);
  if (!found) {
    found.error().front().path = found.error().front().code == ErrorCode::unknown_area ? "" : "?on";
    return problem(found.error());
  }
  const Plan& plan = *found->exact;
  const Policy& policy = *plan.policy;
  const ShownPolicy shown = show(policy);
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  json.key("area").string(policy.area).key("area_name");
  write_words(json, policy.name);
  json.key("insurance").string(plan.insurance).key("version").string(policy.from.str());
  json.key("hash").string(to_hex(plan.hash)).key("sentences").begin_array();
  for (const ShownSentence& sentence : shown.sentences) {
    json.begin_object()
        .key("zh")
        .string(sentence.text.zh)
        .key("en")
        .string(sentence.text.en)
        .key("source");
    if (sentence.source < 0) {
      json.null();
    } else {
      const Source& source = policy.sources[static_cast<std::size_t>(sentence.source)];
      write_source(json, source.document, source.clause, source.grade);
    }
    json.end_object();
  }
  json.end_array().key("tables").begin_array();
  for (const ShownTable& table : shown.tables) write_table(json, table);
  json.end_array().end_object();
  return response;
}

}  // namespace yitong::api
