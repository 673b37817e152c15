#include "api/case_words.h"

#include <algorithm>

#include "policy/show.h"

namespace yitong::api {
namespace {

Words same_words(std::string_view text) { return {std::string(text), std::string(text)}; }

Words choice_of(const cases::Field& field, std::string_view code, const Policy* policy) {
  const auto dim = dim_of(field.table);
  if (!dim) return same_words(code);
  if (info(*dim).kind == DimKind::closed || info(*dim).kind == DimKind::flag)
    return closed_words(*dim, code);
  return policy == nullptr ? same_words(code) : choice_words(*policy, *dim, std::string(code));
}

Words choices_of(const cases::Field& field, std::string_view value, const Policy* policy) {
  Words out;
  while (!value.empty()) {
    const std::string_view code = value.substr(0, value.find(','));
    value.remove_prefix(std::min(value.size(), code.size() + 1));
    append_words(out, choice_of(field, code, policy), "、", ", ");
  }
  return out;
}

Words item_of(ItemKind kind, std::string_view code, const Catalogue* catalogue) {
  const CatalogueItem* const item = catalogue == nullptr ? nullptr : catalogue->find(kind, code);
  if (item == nullptr) return same_words(code);
  const ItemTexts texts = catalogue->texts(*item);
  const std::string name(texts.name), en(texts.name_en);
  return {name, en.empty() ? name : en};
}

Words institution_of_code(std::string_view code, const Catalogue* catalogue) {
  const InstitutionFacts* const facts =
      catalogue == nullptr ? nullptr : catalogue->institution(code);
  return same_words(facts == nullptr ? code : facts->name);
}

Words disease_of(std::string_view code, const Policy* policy, const Catalogue* catalogue) {
  if (policy != nullptr)
    for (const Choice& choice : policy->choices)
      if (choice.dim == Dim::disease && choice.code == code) return choice.name;
  return item_of(ItemKind::chronic_disease, code, catalogue);
}

/// By its code, or by the group that policy approves as one.
Words drug_of(std::string_view code, const Policy* policy, const Catalogue* catalogue) {
  Words out = item_of(ItemKind::drug, code, catalogue);
  if (out.zh != code || policy == nullptr) return out;
  return choice_words(*policy, Dim::drug_group, std::string(code));
}

}  // namespace

const ServiceRow* row_of(const cases::Field& field, std::string_view value, const Policy* policy) {
  if (policy == nullptr) return nullptr;
  for (const auto& row : policy->services)
    if (row->id == value && info(row->table).key == field.table) return row.get();
  return nullptr;
}

Words value_words(const cases::Field& field, std::string_view value, const Policy* policy,
                  const Catalogue* catalogue) {
  if (value.empty()) return {};
  switch (field.type) {
    case cases::FieldKind::yes: return {"是", "yes"};
    case cases::FieldKind::area: return area_words(catalogue, value);
    case cases::FieldKind::institution: return institution_of_code(value, catalogue);
    case cases::FieldKind::disease: return disease_of(value, policy, catalogue);
    case cases::FieldKind::drug: return drug_of(value, policy, catalogue);
    case cases::FieldKind::choices: return choices_of(field, value, policy);
    case cases::FieldKind::code:
      for (const cases::FieldCode& each : field.codes)
        if (each.code == value) return {std::string(each.zh), std::string(each.en)};
      break;
    case cases::FieldKind::row:
      if (const ServiceRow* const row = row_of(field, value, policy)) return row_words(*row);
      break;
    default: break;
  }
  return same_words(value);
}

void write_said(JsonWriter& json, cases::Kind kind, const cases::Form& form, const Policy* policy,
                const Catalogue* catalogue) {
  json.begin_object();
  for (const auto& [path, text] : form) {
    const cases::Field* const field = cases::find_field(kind, path);
    if (field == nullptr || field->type == cases::FieldKind::yes) continue;
    const Words words = value_words(*field, text, policy, catalogue);
    if (words.zh == text) continue;
    json.key(path);
    write_words(json, words);
  }
  json.end_object();
}

}  // namespace yitong::api
