// What may be chosen in a case's form, from the area's policy, the catalogue and what the person
// holds, so that nobody types a code.
#pragma once

#include <map>

#include "cases/engine.h"
#include "catalogue/catalogue.h"

namespace yitong::verbs {

struct CaseChoice {
  std::string code;
  Words name;
  Words hint;  ///< what the choice asks for; may be empty
};
/// By key of a field; fields that are not there have none to offer.
using CaseChoices = std::map<std::string, std::vector<CaseChoice>, std::less<>>;

/// Drugs that want an approval by the area's policy, groups of them with their code; `catalogue`
/// may be null.
std::vector<cases::ListedDrug> listed_drugs(const Policy& policy, const Catalogue* catalogue);

/// `catalogue` may be null.
CaseChoices choices_of(const cases::Case& one, const cases::Setting& setting,
                       const Catalogue* catalogue);

}  // namespace yitong::verbs
