// A length of time as regulations state it: "6 months", "30 working days", "until 03-31 next year".
//
//   term = number , " " , unit | "at once" | "indefinite" | "until MM-DD" , [ " next year" ] ;
//   unit = "hour" | "day" | "working day" | "month" | "year" , [ "s" ] ;
#pragma once

#include <optional>
#include <string_view>

#include "base/date.h"
#include "policy/dimension.h"

namespace yitong {

struct Term {
  enum class Kind : std::uint8_t { days, working_days, months, years, hours, until, indefinite };
  Kind kind = Kind::days;
  std::int32_t count = 0;          ///< of that unit, at most 9999
  std::int8_t month = 0, day = 0;  ///< of `until`
  bool next_year = false;

  static std::optional<Term> parse(std::string_view text);
  /// One whole number, so that a term is a figure like money and shares.
  std::int64_t packed() const;
  static Term unpack(std::int64_t packed);
  Words words() const;
  bool operator==(const Term&) const = default;

  /// The last day, counted from `from`, which does not count itself. Working days pass over
  /// Saturday and Sunday; which other days are off is not known here. Nothing: it never ends.
  std::optional<Date> end(Date from) const;
};

}  // namespace yitong
