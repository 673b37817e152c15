// What the cell of a workbook says: numbers as Excel keeps and shows them, days as serial numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"

namespace yitong::documents {

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

/// The whole text as a number, or `otherwise`.
int whole_number(std::string_view text, int otherwise);

}  // namespace yitong::documents
