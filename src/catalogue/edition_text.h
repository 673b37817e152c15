// The canonical text of an edition; edition_reader.cpp has its grammar.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "catalogue/tables.h"

namespace yitong {

using EditionTables = std::vector<std::pair<Table, std::string_view>>;

/// The tables of an edition's text, as views into it. Fails with corrupt where the text breaks the
/// grammar.
Result<EditionTables> split_edition_text(std::string_view text);
/// The text of these tables, whose CSV is canonical.
std::string join_edition_text(const std::vector<std::pair<Table, std::string>>& tables);

/// Rows "character,reading" for pinyin.csv: the Chinese characters of the edition that its own
/// table cannot read and ICU can. Slow, for imports only.
std::string missing_readings(std::string_view edition_text);

/// A whole file, at most CsvLimits::max_bytes; fails with io_failed or too_large.
Result<std::string> read_file(const std::string& path);

}  // namespace yitong
