// Codes with their names in both languages, as replies and sheets show them.
#pragma once

#include "api/report_json.h"

namespace yitong::api {

/// "江西省南昌市"; the code where no edition is in force or it has no such area.
Words area_words(const Catalogue* catalogue, std::string_view code);
/// Where the catalogue has no such area: the name that the area's own policy has for it.
Words area_words(const Catalogue* catalogue, std::string_view code, const Plan* plan);
Words insurance_kind_words(std::string_view code);
/// Of a closed key such as the visit or the filing; the code where the key has no such value.
Words closed_words(Dim dim, std::string_view code);
/// The name of a stated fact's key and of its value, under the plan if there is one.
Words fact_words(std::string_view key);
Words fact_value_words(const Plan* plan, std::string_view key, std::string_view value);

/// {"code", "name": {zh, en}}
void write_coded(JsonWriter& json, std::string_view code, const Words& name);
/// {"code", "name": text or null}
void write_institution_name(JsonWriter& json, const Catalogue* catalogue, std::string_view code);
void write_text_or_null(JsonWriter& json, std::string_view text);

}  // namespace yitong::api
