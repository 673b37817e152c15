// Rows from a CSV file into a table of an edition, with a report of every row refused and why.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "catalogue/tables.h"

namespace yitong {

/// Faults beyond this many are counted, not kept.
inline constexpr std::size_t kMaxReportedFaults = 100'000;

struct ImportReport {
  std::size_t rows_read = 0;  ///< without the header
  std::size_t rows_kept = 0;
  std::size_t refused_rows = 0;
  bool is_whole = true;  ///< false: the header was wrong or the reading stopped before the end
  Errors refused;        ///< path is "file:line:column name"
  std::string csv;       ///< the rows kept, canonical: every column, sorted by key, LF

  bool is_clean() const { return is_whole && refused_rows == 0; }
};

/// Receives each good row, its fields in the order of the table's columns; they are valid during
/// the call.
using RowSink = std::function<void(std::span<const std::string_view> fields)>;

/// Checks every row of `text`. Columns may stand in any order; optional ones may be missing. Of
/// rows with one key the first is kept. `file` is for the messages. The report's csv stays empty.
ImportReport read_table(Table table, std::string_view text, std::string_view file,
                        const RowSink& sink);

/// The same, and the good rows as canonical CSV. Importing that again changes nothing.
ImportReport import_csv(Table table, std::string_view text, std::string_view file);

}  // namespace yitong
