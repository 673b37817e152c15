// What is filled in on a case's form, as people read it.
#pragma once

#include "api/places.h"
#include "cases/engine.h"

namespace yitong::api {

/// Names of codes come from the area's policy and the catalogue, either of which may be missing;
/// what they do not know stays as it was written. Empty where nothing was.
Words value_words(const cases::Field& field, std::string_view value, const Policy* policy,
                  const Catalogue* catalogue);
/// The policy's row that a field of the type `row` names; null where there is none such.
const ServiceRow* row_of(const cases::Field& field, std::string_view value, const Policy* policy);

/// {"target": {zh, en}, …}: of the values whose words are not the value.
void write_said(JsonWriter& json, cases::Kind kind, const cases::Form& form, const Policy* policy,
                const Catalogue* catalogue);

}  // namespace yitong::api
