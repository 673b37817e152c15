// Working days: weekends, public holidays and the days that are worked in their place, as data.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/error.h"

namespace yitong::cases {

class Calendar {
 public:
  /// Text: a header `day,kind,name_zh,name_en`, then rows in order of days; kind is off or work.
  /// The calendar is complete for each year that has a row. Errors: every wrong line, with its
  /// number.
  static Result<Calendar> parse(std::string_view text);

  /// Nothing for a year that the calendar does not have.
  std::optional<bool> is_working_day(Date day) const;
  /// The last day of a term of so many working days that begins on the day after `from`; nothing
  /// where the calendar does not reach so far.
  std::optional<Date> after(Date from, int working_days) const;
  /// The weakest grade of the years from `from` to `to`; D for a year that is not there.
  char grade(Date from, Date to) const;

 private:
  struct Exception {
    Date day;
    bool work;
  };
  std::vector<Exception> exceptions_;
  struct Year {
    int year;
    char grade;
  };
  std::vector<Year> years_;
};

}  // namespace yitong::cases
