// Cases as the JSON of api/openapi.yaml.
#pragma once

#include "api/json_writer.h"
#include "verbs/case_view.h"

namespace yitong::api {

/// The whole case.
/// `catalogue` names codes; it may be null.
std::string render_case(const verbs::CaseView& view, const Catalogue* catalogue, Date today);
/// A row of a list; `name` of the person, where it is shown.
void write_case_row(JsonWriter& json, const ledger::CaseFile& file, Date today,
                    const std::string* name);
/// {"code", "zh", "en"}; for codes of a table.
void write_code(JsonWriter& json, std::string_view code, std::string_view zh, std::string_view en);

}  // namespace yitong::api
