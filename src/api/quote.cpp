#include "verbs/quote.h"

#include "api/bodies.h"
#include "api/handlers.h"
#include "api/problem.h"
#include "api/quote_faults.h"
#include "api/report_json.h"
#include "policy/show.h"
#include "verbs/grant.h"

namespace yitong::api {
namespace {

void write_comparisons(JsonWriter& json, const std::vector<Comparison>& comparisons) {
  json.key("comparisons").begin_array();
  for (const Comparison& comparison : comparisons) {
    json.begin_object().key("filing").string(comparison.filing).key("name");
    write_words(json, comparison.name);
    json.key("person")
        .money(comparison.person)
        .key("difference")
        .money(comparison.difference)
        .key("text");
    write_words(json, comparison.text);
    json.end_object();
  }
  json.end_array();
}

void write_range(JsonWriter& json, const std::optional<Range>& range) {
  json.key("range");
  if (!range) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("person_low")
      .money(range->person_low)
      .key("person_high")
      .money(range->person_high)
      .key("unknown");
  write_unknown(json, range->unknown);
  json.end_object();
}

void write_refusal(JsonWriter& json, const Estimate& estimate) {
  json.key("refusal");
  if (estimate.outcome != Estimate::Outcome::refused || !estimate.refusal) {
    json.null();
    return;
  }
  const ErrorText& row = text_of(estimate.refusal->code);
  json.begin_object();
  json.key("code").string(row.code).key("title").text(row.title_zh, row.title_en).key("text");
  write_words(json, estimate.refusal->text);
  json.key("remedy").text(row.remedy_zh, row.remedy_en).key("source");
  if (const auto& source = estimate.refusal->source)
    write_source(json, source->document, source->clause, source->grade);
  else
    json.null();
  json.end_object();
}

std::string_view name_of(Estimate::Outcome outcome) {
  switch (outcome) {
    case Estimate::Outcome::exact: return "exact";
    case Estimate::Outcome::range: return "range";
    case Estimate::Outcome::refused: break;
  }
  return "refused";
}

/// What the estimate for a person rests on, and what it lacks.
void write_grants(JsonWriter& json, const verbs::Quoted& quoted) {
  const Policy& policy = *quoted.plan->policy;
  const auto named = [&](const ledger::Grant& grant) -> Words {
    if (grant.kind == ledger::kRecognition) return choice_words(policy, Dim::disease, grant.code);
    const CatalogueItem* const item =
        quoted.catalogue ? quoted.catalogue->find(grant.code) : nullptr;
    if (item == nullptr) return choice_words(policy, Dim::drug_group, grant.code);
    const std::string name(quoted.catalogue->texts(*item).name);
    return {name, name};
  };
  json.key("grants").begin_object().key("used").begin_array();
  for (const ledger::Grant& grant : quoted.used) {
    json.begin_object().key("kind").string(grant.kind).key("code").string(grant.code).key("name");
    write_words(json, named(grant));
    json.key("from").string(grant.in_force.from.str()).key("to");
    if (grant.in_force.to == ledger::kNoEnd)
      json.null();
    else
      json.string(grant.in_force.to.str());
    json.key("case").string(grant.case_number).end_object();
  }
  json.end_array().key("missing").begin_array();
  for (const verbs::MissingGrant& each : quoted.missing) {
    json.begin_object().key("kind").string(each.kind).key("code").string(each.code);
    json.key("name");
    write_words(json, each.name);
    json.key("text");
    write_words(json, each.rule);
    json.end_object();
  }
  json.end_array().end_object();
}

std::string render(const verbs::Quoted& quoted, bool of_person) {
  const Estimate& estimate = quoted.estimate;
  const Report report = estimate.report.value_or(Report{});
  std::string out;
  out.reserve(8 << 10);
  JsonWriter json(out);
  json.begin_object();
  json.key("outcome").string(name_of(estimate.outcome)).key("headline");
  write_words(json, estimate.headline);
  json.key("plan");
  write_plan(json, *quoted.plan, report.grade);
  json.key("catalogue");
  write_catalogue(json, quoted.catalogue.get());
  if (estimate.report)
    write_totals(json, report);
  else
    json.key("totals").null();
  write_parts(json, report);
  write_layers(json, report);
  write_waterfall(json, report);
  write_steps(json, report);
  write_warnings(json, report);
  write_comparisons(json, estimate.comparisons);
  write_range(json, estimate.range);
  write_refusal(json, estimate);
  if (of_person) write_grants(json, quoted);
  json.end_object();
  return out;
}

/// `held`: grants of the person that the quote is for, or null.
Response quote(const Deps& deps, JsonParser& parser, std::string& body, Instant now,
               const std::vector<ledger::Grant>* held) {
  FaultList faults;
  const verbs::QuoteRequest request = read_quote(parser, body, {now.date()}, faults);
  const bool is_read = faults.empty();
  if (const auto unknown = unknown_treatment_area(request, *deps.rules)) faults.add(*unknown);
  const auto ask = [&] {
    return held == nullptr ? verbs::quote(request, *deps.rules, now.date())
                           : verbs::quote_for(request, *held, *deps.rules, now);
  };
  const auto quoted = faults.empty() ? ask() : fail(faults.listed());
  if (!quoted) {
    if (faults.empty())
      for (const Error& error : quoted.error()) faults.add(error);
    add_unknown(request, *deps.rules, is_read, faults);
    return problem(faults);
  }
  Response response;
  response.body = render(*quoted, held != nullptr);
  return response;
}

}  // namespace

Response quote(const Deps& deps, JsonParser& parser, std::string& body, Instant now) {
  return quote(deps, parser, body, now, nullptr);
}

Answer post_quote(Call& call) {
  return quote(call.deps, call.bench.parser, call.request.body, call.now);
}

Answer post_person_quote(Call& call) {
  const auto grants = verbs::view_grants(*call.bench.reader, call.param[0], call.now);
  if (!grants) return problem(grants.error());
  return quote(call.deps, call.bench.parser, call.request.body, call.now, &*grants);
}

}  // namespace yitong::api
