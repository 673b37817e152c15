// Reports, plans and sources as the JSON of api/openapi.yaml.
#pragma once

#include <optional>

#include "adjudication/estimate.h"
#include "api/json_writer.h"
#include "catalogue/catalogue.h"

namespace yitong::api {

void write_words(JsonWriter& json, const Words& words);
void write_source(JsonWriter& json, std::string_view document, std::string_view clause, char grade);
/// A grade as "A"; 0 is null.
void write_grade(JsonWriter& json, char grade);
void write_plan(JsonWriter& json, const Plan& plan, char worst_grade);
/// null where no edition was in force.
void write_catalogue(JsonWriter& json, const Catalogue* catalogue);
void write_unknown(JsonWriter& json, const std::vector<UnknownFigure>& figures);

/// Members of the open object, for quotes and settlements alike.
void write_totals(JsonWriter& json, const Report& report);
void write_parts(JsonWriter& json, const Report& report);
void write_layers(JsonWriter& json, const Report& report);
void write_waterfall(JsonWriter& json, const Report& report);
void write_steps(JsonWriter& json, const Report& report);
void write_warnings(JsonWriter& json, const Report& report);

}  // namespace yitong::api
