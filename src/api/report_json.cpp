#include "api/report_json.h"

namespace yitong::api {

void write_words(JsonWriter& json, const Words& words) {
  json.text(words.zh, words.en.empty() ? words.zh : words.en);
}

void write_grade(JsonWriter& json, char grade) {
  if (grade == 0)
    json.null();
  else
    json.string({&grade, 1});
}

void write_source(JsonWriter& json, std::string_view document, std::string_view clause,
                  char grade) {
  json.begin_object();
  json.key("document").string(document).key("clause").string(clause).key("grade");
  write_grade(json, grade);
  json.end_object();
}

void write_plan(JsonWriter& json, const Plan& plan, char worst_grade) {
  const Policy& policy = *plan.policy;
  json.begin_object();
  json.key("area").string(policy.area).key("area_name");
  write_words(json, policy.name);
  json.key("insurance").string(plan.insurance).key("version").string(policy.from.str());
  json.key("hash").string(to_hex(plan.hash)).key("edition").integer(policy.edition).key("grade");
  write_grade(json, worst_grade);
  json.end_object();
}

void write_catalogue(JsonWriter& json, const Catalogue* catalogue) {
  if (catalogue == nullptr) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("edition").string(catalogue->facts().name).key("hash").string(catalogue->hash_hex());
  json.end_object();
}

void write_unknown(JsonWriter& json, const std::vector<UnknownFigure>& figures) {
  json.begin_array();
  for (const UnknownFigure& figure : figures) {
    json.begin_object().key("figure").string(figure.figure).key("text");
    write_words(json, figure.text);
    json.end_object();
  }
  json.end_array();
}

void write_totals(JsonWriter& json, const Report& report) {
  json.key("totals").begin_object();
  json.key("total")
      .money(report.total)
      .key("funds")
      .money(report.funds)
      .key("person")
      .money(report.person);
  json.key("account").money(report.account).key("cash").money(report.cash);
  json.end_object();
}

void write_parts(JsonWriter& json, const Report& report) {
  json.key("parts").begin_array();
  for (const Named& part : report.parts) {
    json.begin_object().key("part").string(part.key).key("name");
    write_words(json, part.name);
    json.key("amount").money(part.amount).end_object();
  }
  json.end_array();
}

void write_layers(JsonWriter& json, const Report& report) {
  json.key("layers").begin_array();
  for (const LayerPaid& layer : report.layers) {
    json.begin_object().key("layer").string(layer.layer).key("name");
    write_words(json, layer.name);
    json.key("fund").string(layer.fund).key("paid").money(layer.paid).end_object();
  }
  json.end_array();
}

void write_waterfall(JsonWriter& json, const Report& report) {
  json.key("waterfall").begin_array();
  for (const WaterfallBar& bar : report.waterfall) {
    json.begin_object().key("key").string(bar.key).key("name");
    write_words(json, bar.name);
    json.key("amount")
        .money(bar.amount)
        .key("borne_by")
        .string(bar.by_fund ? "fund" : "person")
        .end_object();
  }
  json.end_array();
}

void write_steps(JsonWriter& json, const Report& report) {
  json.key("steps").begin_array();
  for (const ReportStep& step : report.steps) {
    json.begin_object().key("key").string(step.key).key("sentence");
    write_words(json, step.sentence);
    json.key("operands").begin_array();
    for (const Operand& operand : step.operands) {
      json.begin_object().key("name");
      write_words(json, operand.name);
      json.key("value").string(operand.value).end_object();
    }
    json.end_array().key("result").money(step.result).key("source");
    if (step.source)
      write_source(json, step.source->document, step.source->clause, step.source->grade);
    else
      json.null();
    json.end_object();
  }
  json.end_array();
}

void write_warnings(JsonWriter& json, const Report& report) {
  json.key("warnings").begin_array();
  for (const Warning& warning : report.warnings) {
    json.begin_object().key("kind").string(warning.kind).key("text");
    write_words(json, warning.text);
    json.key("grade");
    write_grade(json, warning.grade);
    json.end_object();
  }
  json.end_array();
}

}  // namespace yitong::api
