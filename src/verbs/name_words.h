// By which words a person's cases are found: the name, its pinyin and initials, the end of the
// resident id. Each is told as "name/…" and kept only as a keyed hash.
#pragma once

#include <string>
#include <vector>

#include "store/person_rows.h"

namespace yitong::verbs {

std::vector<std::string> words_of(const store::PersonalData& person);
/// What somebody typed may be any of these; empty: nothing that can be sought.
std::vector<std::string> words_sought(std::string_view typed);

/// The words of a person. The first call takes a second, to learn how characters are read.
/// Errors: unknown_person.
Result<std::vector<std::string>> words_of_person(store::Store& store, std::string_view person);

}  // namespace yitong::verbs
