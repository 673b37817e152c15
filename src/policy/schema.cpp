#include "policy/schema.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "policy/service.h"

namespace yitong {
namespace {

std::string in_quotes(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string codes(const DimInfo& about) {
  std::string out;
  for (const DimValue& value : about.values)
    out += (out.empty() ? "" : ", ") + in_quotes(value.code);
  return out;
}

/// "key": schema, for each key that a row may have a condition on.
std::string conditions(std::span<const DimInfo> dims) {
  std::string out;
  for (const DimInfo& about : dims) {
    std::string one;
    switch (about.kind) {
      case DimKind::flag: one = R"("type": "boolean")"; break;
      case DimKind::number: one = R"("$ref": "#/$defs/range")"; break;
      case DimKind::declared: one = R"("$ref": "#/$defs/texts")"; break;
      case DimKind::closed: {
        const std::string value = fmt::format("{{ \"enum\": [{}] }}", codes(about));
        one = fmt::format(R"("anyOf": [{0}, {{ "type": "array", "minItems": 1, "items": {0} }}])",
                          value);
        break;
      }
    }
    const std::string title = std::string(about.zh) + " / " + std::string(about.en);
    out += fmt::format("{}\n      {}: {{ \"description\": {}, {} }}", out.empty() ? "" : ",",
                       in_quotes(about.key), in_quotes(title), one);
  }
  return out;
}

std::string choices() {
  std::string out;
  for (const DimInfo& about : service_dims())
    if (is_choice(about.dim))
      out += fmt::format("{}{}: {{ \"$ref\": \"#/$defs/choices\" }}", out.empty() ? "" : ", ",
                         in_quotes(about.key));
  return out;
}

/// An object with these properties and no others.
std::string closed(std::string_view required, std::string_view properties) {
  std::string out = R"({ "type": "object", "additionalProperties": false, "required": [)";
  out.append(required).append("], \"properties\": {").append(properties);
  return out + "\n    } }";
}

constexpr std::string_view kSmall = R"json(
    "text": { "type": "string", "minLength": 1 },
    "texts": { "anyOf": [{ "type": "string" },
      { "type": "array", "items": { "type": "string" } }] },
    "date": { "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" },
    "words": { "type": "object", "additionalProperties": false, "required": ["zh", "en"],
      "properties": { "zh": { "$ref": "#/$defs/text" }, "en": { "$ref": "#/$defs/text" } } },
    "range": { "anyOf": [{ "type": "integer", "minimum": 0 },
      { "type": "string", "pattern": "^\\d+(-\\d+|\\+)$" }] },
    "per": { "enum": ["bill", "stay", "day", "month", "quarter", "year", "institution_year"] },
    "yuan": { "type": "string", "pattern": "^\\d+(\\.\\d{1,2})?$" },
    "percent": { "type": "string", "pattern": "^\\d+(\\.\\d{1,4})?%$" },
    "money": { "anyOf": [{ "$ref": "#/$defs/yuan" }, { "const": "unknown" },
      { "type": "object", "additionalProperties": false, "required": ["unknown"],
        "oneOf": [{ "required": ["between"] }, { "required": ["at_least"] }],
        "properties": { "unknown": { "const": true }, "at_least": { "$ref": "#/$defs/yuan" },
          "between": { "type": "array", "minItems": 2, "maxItems": 2,
            "items": { "$ref": "#/$defs/yuan" } } } },
      { "type": "object", "additionalProperties": false, "required": ["times", "of", "year"],
        "properties": { "times": { "$ref": "#/$defs/percent" }, "of": { "$ref": "#/$defs/text" },
          "year": { "type": "integer" } } }] },
    "ratio": { "anyOf": [{ "$ref": "#/$defs/percent" }, { "const": "unknown" },
      { "type": "object", "additionalProperties": false, "required": ["unknown", "between"],
        "properties": { "unknown": { "const": true },
          "between": { "type": "array", "minItems": 2, "maxItems": 2,
            "items": { "$ref": "#/$defs/percent" } } } }] },
    "term_text": { "type": "string", "pattern":
"^(\\d+ (hour|(working )?day|month|year)s?|at once|indefinite|until \\d\\d-\\d\\d( next year)?)$" },
    "term": { "anyOf": [{ "$ref": "#/$defs/term_text" }, { "const": "unknown" },
      { "type": "object", "additionalProperties": false, "required": ["unknown", "between"],
        "properties": { "unknown": { "const": true },
          "between": { "type": "array", "minItems": 2, "maxItems": 2,
            "items": { "$ref": "#/$defs/term_text" } } } }] },
    "source_table": { "type": "object", "additionalProperties": false,
      "required": ["document", "grade"],
      "properties": { "document": { "$ref": "#/$defs/text" }, "clause": { "type": "string" },
        "grade": { "enum": ["A", "B", "C", "D"] }, "review": { "$ref": "#/$defs/date" } } },
    "source": { "anyOf": [{ "$ref": "#/$defs/text" }, { "$ref": "#/$defs/source_table" }] },
    "choices": { "type": "array", "items": { "type": "object", "additionalProperties": false,
      "required": ["code", "name"],
      "properties": { "code": { "$ref": "#/$defs/text" },
        "name": { "$ref": "#/$defs/words" } } } })json";

constexpr std::string_view kOrder = R"json(
      "order": { "enum": ["exclusive", "first"] }, "source": { "$ref": "#/$defs/source" })json";
constexpr std::string_view kNamed = R"json(
      "id": { "$ref": "#/$defs/text" }, "name": { "$ref": "#/$defs/words" },
      "overrides": { "type": "boolean" })json";

/// is or rows, with the keys of the table around them.
std::string figure(std::string_view unit, std::string_view more = {}) {
  const std::string_view then = unit == "money" ? R"(
      "then": { "type": "array", "maxItems": 16, "items": { "$ref": "#/$defs/adjustment" } },)"
                                                : "";
  return closed("", fmt::format("\n      \"is\": {{ \"$ref\": \"#/$defs/{0}\" }}, \"rows\": {{ "
                                "\"type\": \"array\", \"minItems\": 1, \"items\": {{ \"$ref\": "
                                "\"#/$defs/{0}_row\" }} }},{4}{1}{2}{3}",
                                unit, kOrder, more.empty() ? "" : ",", more, then));
}

std::string either(std::string_view unit, std::string_view table) {
  return fmt::format("{{ \"anyOf\": [{{ \"$ref\": \"#/$defs/{}\" }}, {}] }}", unit, table);
}

std::string rows() {
  const std::string when = conditions(all_dims());
  const auto row = [&](std::string_view required, std::string_view own) {
    return closed(required, fmt::format("\n      {}, \"source\": {{ \"$ref\": "
                                        "\"#/$defs/source\" }},{}",
                                        own, when));
  };
  const std::string pays = R"json("pays": { "anyOf": [{ "$ref": "#/$defs/ratio" },
        { "type": "array", "items": { "$ref": "#/$defs/ratio" } }] },
      "to": { "type": "array", "minItems": 1,
        "items": { "anyOf": [{ "$ref": "#/$defs/money" }, { "const": "rest" }] } },
      "person_pays": { "$ref": "#/$defs/ratio" })json";
  return fmt::format(
      ",\n    \"conditions\": {},\n    \"money_row\": {},\n    \"ratio_row\": {},\n"
      "    \"rate_row\": {},\n    \"money_figure\": {}",
      closed("", when), row("\"is\"", R"("is": { "$ref": "#/$defs/money" })"),
      row("\"is\"", R"("is": { "$ref": "#/$defs/ratio" })"), row("\"pays\"", pays),
      either("money", figure("money")));
}

std::string cap() {
  return figure("money", R"json(
      "of": { "enum": ["fund_money", "in_scope"] }, "per": { "$ref": "#/$defs/per" },
      "shared": { "$ref": "#/$defs/text" },
      "stack": { "enum": ["separate", "sum", "highest", "highest_plus"] },
      "further": { "$ref": "#/$defs/money_figure" }, "at_most": { "$ref": "#/$defs/money_figure" },
      "uncapped_frees": { "enum": ["itself", "all"] }, "carried_over": { "type": "boolean" },
      "prorated": { "type": "boolean" }, "grows_at_most": { "$ref": "#/$defs/ratio" },
      "grows": { "type": "array", "items": { "type": "object", "additionalProperties": false,
        "required": ["by", "for_each"], "properties": { "by": { "$ref": "#/$defs/money" },
          "for_each": { "$ref": "#/$defs/text" },
          "beyond": { "type": "integer", "minimum": 0 } } } })json");
}

std::string benefit() {
  const std::string deductible = figure("money", R"json(
      "per": { "$ref": "#/$defs/per" }, "shared": { "$ref": "#/$defs/text" },
      "ceiling": )json" + either("money", figure("money", R"json(
      "per": { "$ref": "#/$defs/per" }, "shared": { "$ref": "#/$defs/text" })json")));
  return closed(R"("name", "visits", "deductible")", fmt::format(R"json(
      "name": {{ "$ref": "#/$defs/words" }}, "overrides": {{ "type": "boolean" }},
      "visits": {{ "$ref": "#/$defs/texts" }}, "drug_groups": {{ "$ref": "#/$defs/texts" }},
      "counts_admission": {{ "type": "boolean" }}, "source": {{ "$ref": "#/$defs/source" }},
      "period": {{ "type": "object", "additionalProperties": false, "required": ["days"],
        "properties": {{ "days": {{ "type": "integer", "minimum": 1, "maximum": 366 }} }} }},
      "merges": {{ "type": "object", "additionalProperties": false, "required": ["what"],
        "properties": {{ "what": {{ "anyOf": [{{ "enum": ["mid_stay", "transfer"] }},
            {{ "type": "array", "minItems": 1,
              "items": {{ "enum": ["mid_stay", "transfer"] }} }}] }},
          "within_days": {{ "type": "integer", "minimum": 0, "maximum": 366 }},
          "when": {{ "$ref": "#/$defs/conditions" }} }} }},
      "deductible": {{ "anyOf": [{{ "const": "none" }}, {{ "$ref": "#/$defs/money" }}, {}] }})json",
                                                                 deductible));
}

/// Exactly one of the operations, each with its kind of value; `when` and `source` beside it.
std::string one_operation(const std::vector<std::pair<const char*, const char*>>& allowed) {
  std::string operations, one_of;
  for (const auto& [name, kind] : allowed) {
    operations += fmt::format(",\n      \"{}\": {{ \"$ref\": \"#/$defs/{}\" }}", name, kind);
    one_of += fmt::format("{}{{ \"required\": [\"{}\"] }}", one_of.empty() ? "" : ", ", name);
  }
  return fmt::format("{{ \"oneOf\": [{}], {}", one_of,
                     closed("", R"json(
      "when": { "$ref": "#/$defs/conditions" }, "source": { "$ref": "#/$defs/source" })json" +
                                    operations)
                         .substr(1));
}

std::string modifier() {
  return one_operation({{"personal_share", "ratio"},
                        {"plus_points", "ratio"},
                        {"minus_points", "ratio"},
                        {"times", "ratio"},
                        {"at_least", "ratio"},
                        {"at_most", "ratio"},
                        {"set", "ratio"}});
}

std::string adjustment() {
  return one_operation({{"times", "ratio"},
                        {"plus", "money"},
                        {"minus", "money"},
                        {"at_least", "money"},
                        {"at_most", "money"},
                        {"set", "money"}});
}

std::string layer() {
  return closed(R"("id", "name", "fund", "takes", "rows")",
                fmt::format(R"json({}{},
      "fund": {{ "enum": ["hifp", "hifob", "hifmi", "cvlserv", "maf", "hifes", "oth"] }},
      "takes": {{ "$ref": "#/$defs/texts" }}, "of": {{ "$ref": "#/$defs/texts" }},
      "joint": {{ "type": "boolean" }}, "tops_up": {{ "anyOf": [{{ "type": "boolean" }},
        {{ "enum": ["in_scope", "total", "total_above_deductible"] }}] }},
      "applies": {{ "$ref": "#/$defs/conditions" }},
      "bands_from": {{ "enum": ["start", "zero", "year"] }},
      "start": {},
      "rows": {{ "type": "array", "minItems": 1, "items": {{ "$ref": "#/$defs/rate_row" }} }},
      "then": {{ "type": "array", "maxItems": 16, "items": {{ "$ref": "#/$defs/modifier" }} }},
      "rounding": {{ "enum": ["half_up", "down", "up", "half_even"] }},
      "cap": {{ "anyOf": [{{ "$ref": "#/$defs/cap" }},
        {{ "type": "array", "maxItems": 4, "items": {{ "$ref": "#/$defs/cap" }} }}] }})json",
                            kNamed, std::string(",") + std::string(kOrder),
                            either("money", figure("money", R"json(
      "per": { "enum": ["bill", "year"] })json"))));
}

std::string line_rules() {
  const std::string first = figure("ratio", R"json(
      "overrides": { "type": "boolean" },
      "with_treatment": { "enum": ["replace", "add", "higher"] })json");
  const std::string limit = figure("money", std::string(kNamed) + R"json(,
      "of": { "$ref": "#/$defs/texts" }, "per": { "$ref": "#/$defs/per" },
      "categories": { "$ref": "#/$defs/texts" })json");
  const std::string bar = closed(R"("id", "text", "source")", R"json(
      "id": { "$ref": "#/$defs/text" }, "overrides": { "type": "boolean" },
      "when": { "$ref": "#/$defs/conditions" }, "text": { "$ref": "#/$defs/words" },
      "unless": { "type": "array", "items": { "$ref": "#/$defs/conditions" } },
      "refuses": { "type": "boolean" }, "source": { "$ref": "#/$defs/source" })json");
  return fmt::format(",\n    \"first_self_payment\": {},\n    \"line_limit\": {},\n    \"bar\": {}",
                     first, limit, bar);
}

std::string head() {
  return fmt::format(R"json(
    "edition": {{ "const": {} }}, "extends": {{ "$ref": "#/$defs/text" }},
    "area": {{ "type": "string", "pattern": "^(\\d{{6}}|national)$" }},
    "name": {{ "$ref": "#/$defs/words" }}, "partial": {{ "type": "boolean" }},
    "insurance": {{ "anyOf": [{{ "enum": ["310", "390"] }},
      {{ "type": "array", "items": {{ "enum": ["310", "390"] }} }}] }},
    "exempt": {{ "$ref": "#/$defs/texts" }},
    "in_force": {{ "type": "object", "additionalProperties": false, "required": ["from"],
      "properties": {{ "from": {{ "$ref": "#/$defs/date" }},
        "to": {{ "$ref": "#/$defs/date" }} }} }},
    "year": {{ "type": "object", "additionalProperties": false, "required": ["starts"],
      "properties": {{ "starts": {{ "type": "string", "pattern": "^\\d{{2}}-\\d{{2}}$" }} }} }},
    "deciding": {{ "type": "object", "additionalProperties": false,
      "properties": {{ "age": {{ "enum": ["admission", "discharge", "year_start"] }},
        "stay": {{ "enum": ["admission", "discharge", "line_dates", "daily_average"] }} }} }},
    "choice": {{ "type": "object", "additionalProperties": false, "properties": {{ {} }} }},)json",
                     kLanguageEdition, choices());
}

constexpr std::string_view kBody = R"json(
    "source": { "type": "object", "additionalProperties": { "$ref": "#/$defs/source_table" } },
    "statistic": { "type": "object", "additionalProperties": { "type": "object",
      "additionalProperties": false, "required": ["name", "source", "values"],
      "properties": { "name": { "$ref": "#/$defs/words" }, "source": { "$ref": "#/$defs/source" },
        "overrides": { "type": "boolean" },
        "values": { "type": "object", "additionalProperties": { "$ref": "#/$defs/money" } } } } },
    "benefit": { "type": "object", "additionalProperties": { "$ref": "#/$defs/benefit" } },
    "layer": { "type": "array", "items": { "$ref": "#/$defs/layer" } },
    "first_self_payment": { "$ref": "#/$defs/first_self_payment" },
    "line_limit": { "type": "array", "items": { "$ref": "#/$defs/line_limit" } },
    "bar": { "type": "array", "items": { "$ref": "#/$defs/bar" } },
    "reduction_limit": { "type": "array", "items": { "type": "object",
      "additionalProperties": false, "required": ["points", "source"],
      "properties": { "when": { "$ref": "#/$defs/conditions" },
        "points": { "$ref": "#/$defs/ratio" }, "source": { "$ref": "#/$defs/source" } } } },
    "refuse": { "type": "array", "items": { "type": "object", "additionalProperties": false,
      "required": ["text", "source"],
      "properties": { "when": { "$ref": "#/$defs/conditions" }, "text": { "$ref": "#/$defs/words" },
        "source": { "$ref": "#/$defs/source" } } } },
    "account": { "type": "object", "additionalProperties": false, "required": ["pays", "source"],
      "properties": { "pays": { "$ref": "#/$defs/texts" }, "of": { "$ref": "#/$defs/texts" },
        "overrides": { "type": "boolean" }, "source": { "$ref": "#/$defs/source" } } },
    "note": { "type": "array", "items": { "$ref": "#/$defs/words" } },)json";

std::string one_or_more(std::string_view item) {
  return fmt::format(
      "{{ \"anyOf\": [{0}, {{ \"type\": \"array\", \"minItems\": 1, \"items\": {0} }}] }}", item);
}

std::string code_list(std::span<const ServiceCode> codes) {
  std::string out;
  for (const ServiceCode& code : codes) out += (out.empty() ? "" : ", ") + in_quotes(code.code);
  return "{ \"enum\": [" + out + "] }";
}

std::string column_schema(const ServiceColumn& column) {
  constexpr std::string_view kName = R"({ "type": "string", "pattern": "^[a-z0-9_]{1,60}$" })";
  switch (column.kind) {
    case ColumnKind::words: return R"({ "$ref": "#/$defs/words" })";
    case ColumnKind::text:
    case ColumnKind::row: return std::string(kName);
    case ColumnKind::texts: return R"({ "$ref": "#/$defs/texts" })";
    case ColumnKind::phones:
      return one_or_more(R"({ "type": "string", "pattern": "^[0-9-]{3,20}$" })");
    case ColumnKind::areas: return one_or_more(R"({ "type": "string", "pattern": "^[0-9]{6}$" })");
    case ColumnKind::matter: return one_or_more(code_list(matters()));
    case ColumnKind::flag: return R"({ "type": "boolean" })";
    case ColumnKind::number: return R"({ "type": "integer", "minimum": 1, "maximum": 9999 })";
    case ColumnKind::date: return R"({ "$ref": "#/$defs/date" })";
    case ColumnKind::money: return R"({ "$ref": "#/$defs/service_money" })";
    case ColumnKind::ratio: return R"({ "$ref": "#/$defs/service_ratio" })";
    case ColumnKind::term: return R"({ "$ref": "#/$defs/service_term" })";
    case ColumnKind::one_of: return code_list(column.codes);
    case ColumnKind::some_of: break;
  }
  return one_or_more(code_list(column.codes));
}

/// Conditions and figures of service tables, and a definition for the rows of each table.
std::string service_definitions() {
  const std::string when = conditions(service_dims());
  std::string out = ",\n    \"service_conditions\": " + closed("", when);
  for (const std::string_view unit : {"money", "ratio", "term"})
    out += fmt::format(
        ",\n    \"service_{0}_row\": {1},\n    \"service_{0}\": {{ \"anyOf\": [{{ \"$ref\": "
        "\"#/$defs/{0}\" }}, {2}] }}",
        unit,
        closed("\"is\"",
               fmt::format("\n      \"is\": {{ \"$ref\": \"#/$defs/{}\" }}, \"source\": {{ "
                           "\"$ref\": \"#/$defs/source\" }},{}",
                           unit, when)),
        closed("", fmt::format(
                       "\n      \"is\": {{ \"$ref\": \"#/$defs/{0}\" }}, \"rows\": {{ \"type\": "
                       "\"array\", \"minItems\": 1, \"items\": {{ \"$ref\": "
                       "\"#/$defs/service_{0}_row\" }} }},{1}",
                       unit, kOrder)));
  for (const ServiceTableInfo& about : service_tables()) {
    std::string required = "\"source\"", properties = R"json(
      "overrides": { "type": "boolean" }, "on_record": { "type": "boolean" },
      "from": { "$ref": "#/$defs/date" }, "to": { "$ref": "#/$defs/date" },
      "when": { "$ref": "#/$defs/service_conditions" },
      "source": { "$ref": "#/$defs/source" })json";
    for (const ServiceColumn& column : about.columns) {
      if (column.required) required += ", " + in_quotes(column.key);
      const std::string title = std::string(column.zh) + " / " + std::string(column.en);
      properties += fmt::format(",\n      {}: {{ \"description\": {}, \"allOf\": [{}] }}",
                                in_quotes(column.key), in_quotes(title), column_schema(column));
    }
    out += fmt::format(",\n    \"{}_row\": {}", about.key, closed(required, properties));
  }
  return out;
}

std::string service_properties() {
  std::string out;
  for (const ServiceTableInfo& about : service_tables()) {
    const std::string title = std::string(about.zh) + " / " + std::string(about.en);
    out += fmt::format(
        "\n    \"{0}\": {{ \"description\": {1}, \"type\": \"object\", \"additionalProperties\": "
        "{{ "
        "\"$ref\": \"#/$defs/{0}_row\" }} }},",
        about.key, in_quotes(title));
  }
  return out;
}

}  // namespace

std::string policy_schema() {
  std::string out = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Yitong policy file",
  "description": "Made by yitong policy schema; docs/policy-language.md explains each key.",
  "type": "object",
  "additionalProperties": false,
  "required": ["edition", "area", "name", "in_force"],
  "properties": {)json";
  out += head();
  out += kBody;
  out += service_properties();
  out += "\n    \"out_of_area\": " + figure("ratio", R"json(
      "overrides": { "type": "boolean" }, "of": { "$ref": "#/$defs/texts" })json");
  out += "\n  },\n  \"$defs\": {";
  out += kSmall;
  out += rows();
  out += ",\n    \"adjustment\": " + adjustment() + ",\n    \"benefit\": " + benefit() +
         ",\n    \"modifier\": " + modifier() + ",\n    \"cap\": " + cap() +
         ",\n    \"layer\": " + layer() + line_rules() + service_definitions();
  return out + "\n  }\n}\n";
}

}  // namespace yitong
