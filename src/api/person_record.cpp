// What a person reads of their own record: settlements, the year's use, coverages and filings.
#include <algorithm>

#include "api/handlers.h"
#include "api/places.h"
#include "api/problem.h"
#include "api/query.h"
#include "api/rules.h"
#include "base/id.h"
#include "policy/show.h"
#include "verbs/history.h"
#include "verbs/scope.h"
#include "verbs/standing.h"

namespace yitong::api {
namespace {

constexpr std::int64_t kFirstYear = 2000, kLastYear = 2198;

bool is_settlement_state(std::string_view text) { return text == "settled" || text == "reversed"; }
bool is_settlement_number(std::string_view text) {
  return ledger::parse_number(ledger::EntryKind::settlement, text).has_value();
}

Response unknown_person(const std::string& person) {
  return problem(Error{ErrorCode::unknown_person, {}, person, {}, {}});
}

std::optional<int> year_of(Query& query) {
  const std::int64_t year = query.whole("year", kFirstYear, kLastYear, 0);
  return year == 0 ? std::nullopt : std::optional(static_cast<int>(year));
}

void write_payers(JsonWriter& json, const ledger::Payers& payers) {
  const Money account = payers.account + payers.family_account;
  json.key("totals").begin_object().key("total").money(payers.total);
  json.key("funds").money(payers.funds_paid()).key("person").money(account + payers.cash);
  json.key("account").money(account).key("cash").money(payers.cash).end_object();
}

void write_past(JsonWriter& json, const verbs::PastSettlement& past, const Catalogue* catalogue) {
  const ledger::SettlementEntry& entry = past.entry;
  json.begin_object().key("settlement_id").string(past.settlement_id);
  json.key("state").string(name_of(entry.state)).key("on").string(entry.on.str());
  json.key("at").string(entry.at.str()).key("area");
  write_coded(json, entry.area, area_words(catalogue, entry.area));
  json.key("insurance");
  write_coded(json, entry.insurance, insurance_kind_words(entry.insurance));
  json.key("treatment_area");
  write_coded(json, past.treatment_area, area_words(catalogue, past.treatment_area));
  json.key("institution");
  write_institution_name(json, catalogue, verbs::shown_institution(entry));
  json.key("visit");
  write_coded(json, past.visit, closed_words(Dim::visit, past.visit));
  write_payers(json, entry.payers);
  json.key("grade");
  write_grade(json, past.grade);
  json.key("reversal_id");
  write_text_or_null(json, past.after.reversal_id);
  json.key("settled_again_as");
  write_text_or_null(json, past.after.settled_again_as);
  json.end_object();
}

void write_period(JsonWriter& json, const ledger::Period& period, Date on) {
  json.key("from").string(period.from.str()).key("to");
  write_text_or_null(json, period.to == ledger::kNoEnd ? std::string() : period.to.str());
  json.key("state").string(verbs::name_of(verbs::timing_of(period, on))).key("days_left");
  if (const auto left = verbs::days_left(period, on))
    json.integer(*left);
  else
    json.null();
}

void write_coverage(JsonWriter& json, const ledger::Coverage& coverage, const Catalogue* catalogue,
                    const verbs::Rules& rules, Date on) {
  const auto plans = rules.plans.find(coverage.area, coverage.insurance, on);
  const Plan* plan = plans ? plans->exact.get() : nullptr;
  json.begin_object().key("no").integer(coverage.no).key("area");
  write_coded(json, coverage.area, area_words(catalogue, coverage.area, plan));
  json.key("insurance");
  write_coded(json, coverage.insurance, insurance_kind_words(coverage.insurance));
  write_period(json, coverage.in_force, on);
  json.key("facts").begin_array();
  for (const auto& [key, value] : verbs::stated_facts(coverage.facts)) {
    json.begin_object().key("key").string(key).key("name");
    write_words(json, fact_words(key));
    json.key("value").string(value).key("value_name");
    write_words(json, fact_value_words(plan, key, value));
    json.end_object();
  }
  json.end_array().end_object();
}

void write_disease(JsonWriter& json, const verbs::RecognisedDisease& disease,
                   const Catalogue* catalogue, Date on) {
  const ledger::Coverage& coverage = *disease.coverage;
  json.begin_object().key("code").string(disease.code).key("name");
  write_words(json, disease.name);
  json.key("since");
  write_text_or_null(json, disease.since.is_set() ? disease.since.str() : std::string());
  json.key("days_left");
  if (const auto left = verbs::days_left(coverage.in_force, on))
    json.integer(*left);
  else
    json.null();
  json.key("area");
  write_coded(json, coverage.area, area_words(catalogue, coverage.area));
  json.key("insurance");
  write_coded(json, coverage.insurance, insurance_kind_words(coverage.insurance));
  json.end_object();
}

/// "lupus" as the area's plan words it, a drug as the catalogue does, or the code.
Words granted_words(const std::string& area, Dim dim, const std::string& code,
                    const Catalogue* catalogue, const verbs::Rules& rules, Date on) {
  for (const char* insurance : {"310", "390"}) {
    const auto plans = rules.plans.find(area, insurance, on);
    const auto index = plans ? plans->exact->declared_value(dim, code) : std::nullopt;
    if (index && *index > 0) return value_words(*plans->exact, dim, *index);
  }
  const CatalogueItem* item = catalogue == nullptr ? nullptr : catalogue->find(code);
  const std::string name(item == nullptr ? code : catalogue->texts(*item).name);
  return {name, name};
}

void write_grant(JsonWriter& json, const ledger::Grant& grant, const Catalogue* catalogue,
                 const verbs::Rules& rules, Date on) {
  json.begin_object().key("no").integer(grant.no).key("area");
  write_coded(json, grant.area, area_words(catalogue, grant.area));
  json.key("kind").string(grant.kind).key("code");
  const auto named = [&](Dim dim, const std::string& code) {
    write_coded(json, code, granted_words(grant.area, dim, code, catalogue, rules, on));
  };
  named(grant.kind == ledger::kRecognition ? Dim::disease : Dim::drug_group, grant.code);
  json.key("disease");
  if (grant.disease.empty())
    json.null();
  else
    named(Dim::disease, grant.disease);
  json.key("institutions").begin_array();
  for (const std::string& code : grant.institutions) write_institution_name(json, catalogue, code);
  json.end_array().key("doctor");
  write_text_or_null(json, grant.doctor);
  json.key("pharmacy");
  if (grant.pharmacy.empty())
    json.null();
  else
    write_institution_name(json, catalogue, grant.pharmacy);
  write_period(json, grant.in_force, on);
  json.key("case");
  write_text_or_null(json, grant.case_number);
  json.end_object();
}

class YearWriter {
 public:
  YearWriter(JsonWriter& json, const verbs::YearView& view)
      : json_(json), view_(view), plan_(*view.plan), policy_(*view.plan->policy) {}

  void gauges() {
    json_.key("gauges").begin_array();
    for (const verbs::Used& used : view_.gauges) gauge(used);
    json_.end_array().key("counts").begin_array();
    for (const verbs::Counted& counted : view_.counts) {
      json_.begin_object().key("key").string(counted.key).key("name");
      write_words(json_, accumulator(counted.accumulator).label);
      json_.key("used").integer(counted.count).key("period").string(counted.period).end_object();
    }
    json_.end_array();
  }

 private:
  const Accumulator& accumulator(int index) const {
    return plan_.accumulators[static_cast<std::size_t>(index)];
  }

  void gauge(const verbs::Used& used) {
    const Gauge& gauge = used.gauge;
    const Accumulator& counted = accumulator(gauge.accumulator);
    json_.begin_object().key("key").string(used.key).key("kind").string(name_of(gauge.kind));
    json_.key("name");
    write_words(json_, counted.label);
    json_.key("benefits").begin_array();
    for (std::size_t b = 0; b < plan_.benefits.size(); ++b)
      if ((gauge.benefits >> b & 1) != 0) benefit(plan_.benefit(b));
    json_.end_array().key("unit").string("money").key("period").string(used.period);
    json_.key("per").string(key_of(counted.per)).key("disease");
    if (gauge.disease > 0)
      write_coded(json_, code_of(gauge.disease), value_words(plan_, Dim::disease, gauge.disease));
    else
      json_.null();
    const bool one = gauge.limits.size() == 1;
    json_.key("used").money(Money::fen(used.used)).key("limit");
    amount(one ? gauge.limits[0].amount : std::nullopt);
    json_.key("left");
    amount(one ? left_of(gauge.limits[0], used.used) : std::nullopt);
    json_.key("known").boolean(std::ranges::all_of(
        gauge.limits, [](const GaugeLimit& limit) { return limit.amount.has_value(); }));
    json_.key("depends").begin_array();
    for (const Dim dim : gauge.depends) {
      json_.begin_object().key("key").string(info(dim).key).key("name");
      json_.text(info(dim).zh, info(dim).en).end_object();
    }
    json_.end_array().key("limits").begin_array();
    for (const GaugeLimit& limit : gauge.limits) this->limit(limit);
    json_.end_array().key("source");
    source(one ? gauge.limits[0].source : -1);
    json_.end_object();
  }

  void benefit(const Benefit& benefit) {
    json_.begin_object().key("id").string(benefit.id).key("name");
    write_words(json_, benefit.name);
    json_.end_object();
  }

  const std::string& code_of(std::int32_t disease) const {
    const auto& declared = plan_.declared[static_cast<std::size_t>(Dim::disease)];
    return declared[static_cast<std::size_t>(disease) - 1]->code;
  }

  static std::optional<std::int64_t> left_of(const GaugeLimit& limit, std::int64_t used) {
    if (!limit.amount) return std::nullopt;
    return std::max<std::int64_t>(0, *limit.amount - used);
  }

  void amount(std::optional<std::int64_t> fen) {
    if (fen)
      json_.money(Money::fen(*fen));
    else
      json_.null();
  }

  void limit(const GaugeLimit& limit) {
    json_.begin_object().key("when");
    if (limit.when.zh.empty())
      json_.null();
    else
      write_words(json_, limit.when);
    json_.key("limit");
    amount(limit.amount);
    json_.key("known").boolean(limit.amount.has_value()).key("at_least");
    amount(limit.at_least < 0 ? std::nullopt : std::optional(limit.at_least));
    json_.key("source");
    source(limit.source);
    json_.end_object();
  }

  void source(int index) {
    if (index < 0) {
      json_.null();
      return;
    }
    const Source& source = policy_.sources[static_cast<std::size_t>(index)];
    write_source(json_, source.document, source.clause, source.grade);
  }

  JsonWriter& json_;
  const verbs::YearView& view_;
  const Plan& plan_;
  const Policy& policy_;
};

char worst_grade_of(const verbs::YearView& view) {
  char worst = 'A';
  for (const verbs::Used& used : view.gauges)
    for (const GaugeLimit& limit : used.gauge.limits)
      if (limit.source >= 0)
        worst = std::max(worst,
                         view.plan->policy->sources[static_cast<std::size_t>(limit.source)].grade);
  return worst;
}

}  // namespace

Answer list_settlements(Call& call) {
  constexpr std::string_view kKnown[] = {"year", "state", "limit", "before"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  verbs::HistoryRequest request;
  request.person = call.param[0];
  request.year = year_of(query);
  const std::string state = query.token("state", is_settlement_state, "settled | reversed");
  request.state = ledger::parse_state(state);
  request.limit = static_cast<std::size_t>(query.whole("limit", 1, 100, 20));
  request.before = query.token("before", is_settlement_number, "`next` of the page before");
  if (!faults.empty()) return problem(faults);
  if (!is_person_id(request.person)) return unknown_person(request.person);
  const auto page = verbs::history(*call.bench.reader, request);
  if (!page) return problem(page.error());
  const auto catalogue = call.deps.rules->editions.on(call.now.date());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("person").string(request.person).key("settlements").begin_array();
  for (const verbs::PastSettlement& past : page->settlements)
    write_past(json, past, catalogue.get());
  json.end_array().key("next");
  write_text_or_null(json, page->more ? page->settlements.back().settlement_id : std::string());
  json.end_object();
  return response;
}

Answer get_coverage(Call& call) {
  constexpr std::string_view kKnown[] = {"on"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  const Date on = query.date("on", call.now.date());
  if (!faults.empty()) return problem(faults);
  const std::string& person = call.param[0];
  if (!is_person_id(person)) return unknown_person(person);
  const verbs::Rules& rules = *call.deps.rules;
  const auto view = verbs::view_coverage(*call.bench.reader, rules, person, on, call.now);
  if (!view) return problem(view.error());
  const auto edition = rules.editions.on(call.now.date());
  const Catalogue* catalogue = edition.get();
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("person").string(person).key("on").string(on.str());
  json.key("coverages").begin_array();
  for (const ledger::Coverage& coverage : (*view)->coverages)
    write_coverage(json, coverage, catalogue, rules, on);
  json.end_array().key("filings").begin_array();
  for (const ledger::Filing& filing : (*view)->filings) {
    json.begin_object().key("no").integer(filing.no).key("kind");
    write_coded(json, filing.kind, closed_words(Dim::filing, filing.kind));
    json.key("target");
    write_coded(json, filing.target, area_words(catalogue, filing.target));
    write_period(json, filing.in_force, on);
    json.end_object();
  }
  json.end_array().key("diseases").begin_array();
  for (const verbs::RecognisedDisease& disease : (*view)->diseases)
    write_disease(json, disease, catalogue, on);
  json.end_array().key("grants").begin_array();
  for (const ledger::Grant& grant : (*view)->grants) write_grant(json, grant, catalogue, rules, on);
  json.end_array().end_object();
  return response;
}

Answer get_year(Call& call) {
  constexpr std::string_view kKnown[] = {"year", "insurance"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  verbs::YearRequest request;
  request.person = call.param[0];
  request.year = year_of(query);
  request.insurance = query.token("insurance", is_insurance, kInsuranceRule);
  if (!faults.empty()) return problem(faults);
  if (!is_person_id(request.person)) return unknown_person(request.person);
  const auto view = verbs::view_year(*call.bench.reader, *call.deps.rules, request, call.now);
  if (!view) return problem(view.error());
  const auto catalogue = call.deps.rules->editions.on(call.now.date());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("person").string(request.person).key("year").integer(view->year);
  json.key("from").string(view->days.from.str()).key("to").string(view->days.to.str());
  json.key("area");
  write_coded(json, view->coverage.area,
              area_words(catalogue.get(), view->coverage.area, view->plan.get()));
  json.key("insurance");
  write_coded(json, view->coverage.insurance, insurance_kind_words(view->coverage.insurance));
  json.key("plan");
  write_plan(json, *view->plan, worst_grade_of(*view));
  YearWriter(json, *view).gauges();
  json.key("totals").begin_object().key("settlements").integer(view->settlements);
  json.key("total").money(view->total).key("funds").money(view->funds);
  json.key("person").money(view->account + view->cash).key("account").money(view->account);
  json.key("cash").money(view->cash).end_object().end_object();
  return response;
}

}  // namespace yitong::api
