// The first visible sheet of an Excel workbook (.xlsx), as CSV. Decoded like pictures in the
// inspector's process; nothing outside the file is ever asked for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
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

/// A number as a cell has it, "0.10000000000000001" or "1.5E-3": to the 15 significant digits that
/// Excel shows, then to `places` decimals, half away from zero, digit by digit. Trailing zeros go.
/// `cut`: whether more than what Excel shows was lost. Empty: no number, or of more than 15 digits
/// before the point.
std::string plain_number(std::string_view text, int places, bool& cut);

/// Day of a serial number, its time of day aside; 1900 has a 29 February that never was. Nothing:
/// no day of the calendar from 1900 to 2199.
std::optional<Date> day_of_serial(std::string_view number, bool since_1904);

/// Whether a number format shows a day.
bool shows_day(int format, std::string_view code);

}  // namespace yitong::documents
