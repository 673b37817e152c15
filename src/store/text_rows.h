// Texts that decided about money, kept by the SM3 of their bytes: plans and catalogue editions.
#pragma once

#include <optional>
#include <string>

#include "store/database.h"

namespace yitong::store {

/// Keeps the text once; `kind` is "plan" or "catalogue". Returns its hash.
Digest keep_text(Database& database, std::string_view kind, std::string_view body);
bool has_text(Database& database, const Digest& hash);
std::optional<std::string> find_text(Database& database, const Digest& hash);

}  // namespace yitong::store
