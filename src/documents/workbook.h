// The first visible sheet of an Excel workbook (.xlsx), as CSV. Decoded like pictures in the
// inspector's process; nothing outside the file is ever asked for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace yitong::documents {

inline constexpr std::size_t kMaxWorkbookBytes = 5u << 20;
inline constexpr std::size_t kMaxSheetRows = 5'013;  ///< a list's lines, its titles and sum
inline constexpr std::size_t kMaxSheetColumns = 64;
inline constexpr std::size_t kMaxCellBytes = 4'000;
inline constexpr std::size_t kMaxSheetNotes = 100;

struct Sheet {
  std::string csv;                 ///< UTF-8; a row of the sheet is a line, empty ones too
  std::vector<std::string> notes;  ///< numbers of which digits were cut: "C7: 0.3333… → 0.333333"
};

/// Errors: damaged_document, unsupported_document (an old .xls, another kind of archive, a date
/// that the calendar does not have), unsafe_document (encrypted, macros, DOCTYPE, entities, depth,
/// inflated size), too_large (rows, columns, a cell).
Result<Sheet> read_sheet(std::string_view bytes);

}  // namespace yitong::documents
