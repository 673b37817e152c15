#include "verbs/quote.h"

#include "api/bodies.h"
#include "api/handlers.h"
#include "api/problem.h"
#include "api/quote_faults.h"
#include "api/report_json.h"

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

std::string render(const verbs::Quoted& quoted) {
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
  json.end_object();
  return out;
}

}  // namespace

Response quote(const Deps& deps, JsonParser& parser, std::string& body, Instant now) {
  FaultList faults;
  const verbs::QuoteRequest request = read_quote(parser, body, {now.date()}, faults);
  const bool is_read = faults.empty();
  if (const auto unknown = unknown_treatment_area(request, *deps.rules)) faults.add(*unknown);
  const auto quoted =
      faults.empty() ? verbs::quote(request, *deps.rules, now.date()) : fail(faults.listed());
  if (!quoted) {
    if (faults.empty())
      for (const Error& error : quoted.error()) faults.add(error);
    add_unknown(request, *deps.rules, is_read, faults);
    return problem(faults);
  }
  Response response;
  response.body = render(*quoted);
  return response;
}

Answer post_quote(Call& call) {
  return quote(call.deps, call.bench.parser, call.request.body, call.now);
}

}  // namespace yitong::api
