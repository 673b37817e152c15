#include "api/places.h"

#include "policy/book.h"

namespace yitong::api {
namespace {

Words coded(std::string_view code) { return {std::string(code), std::string(code)}; }

Words value_among(std::span<const DimValue> values, std::string_view code) {
  for (const DimValue& value : values)
    if (value.code == code) return {std::string(value.zh), std::string(value.en)};
  return coded(code);
}

}  // namespace

Words area_words(const Catalogue* catalogue, std::string_view code) {
  if (catalogue == nullptr) return coded(code);
  Words out{catalogue->area_full_name(code), {}};
  if (out.zh.empty()) return coded(code);
  const CatalogueItem* item = catalogue->find(ItemKind::area, code);
  out.en = catalogue->texts(*item).name_en;
  if (out.en.empty()) out.en = out.zh;
  return out;
}

Words area_words(const Catalogue* catalogue, std::string_view code, const Plan* plan) {
  Words out = area_words(catalogue, code);
  return out.zh == code && plan != nullptr && plan->policy->area == code ? plan->policy->name : out;
}

Words insurance_kind_words(std::string_view code) {
  return value_among(service_dims()[static_cast<std::size_t>(Dim::insurance)].values, code);
}

Words closed_words(Dim dim, std::string_view code) { return value_among(info(dim).values, code); }

Words fact_words(std::string_view key) {
  if (key == "diseases") return {"认定的慢特病", "Recognised diseases"};
  const auto dim = dim_of(key);
  if (!dim) return coded(key);
  return {std::string(info(*dim).zh), std::string(info(*dim).en)};
}

Words fact_value_words(const Plan* plan, std::string_view key, std::string_view value) {
  const auto dim = dim_of(key);
  if (!dim || key == "diseases") return coded(value);
  const DimInfo& about = info(*dim);
  if (about.kind == DimKind::flag || about.kind == DimKind::closed)
    return value_among(about.values, value);
  const auto index = plan == nullptr || about.kind != DimKind::declared
                         ? std::nullopt
                         : plan->declared_value(*dim, value);
  return index ? value_words(*plan, *dim, *index) : coded(value);
}

void write_coded(JsonWriter& json, std::string_view code, const Words& name) {
  json.begin_object().key("code").string(code).key("name");
  write_words(json, name);
  json.end_object();
}

void write_text_or_null(JsonWriter& json, std::string_view text) {
  if (text.empty())
    json.null();
  else
    json.string(text);
}

void write_institution_name(JsonWriter& json, const Catalogue* catalogue, std::string_view code) {
  const InstitutionFacts* facts = catalogue == nullptr ? nullptr : catalogue->institution(code);
  json.begin_object().key("code").string(code).key("name");
  write_text_or_null(json, facts == nullptr ? std::string_view() : facts->name);
  json.end_object();
}

}  // namespace yitong::api
