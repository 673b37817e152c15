// [[entitled]] in a scenario: what contributions entitle to, by the service tables of an area.
//
//   policy = "130200/390", birth (may be left out), [facts] as in [[ask]]
//   [[contribution]]  from, to, paid_on, insurance (the policy's), basis ("paid"), situations
//   [[entitled]]      on -> status, and where it is said: pays_from, latest (a day or "unknown"),
//                     since, by (the ids of the rows), depends, repair_until
#pragma once

#include "policy/book.h"
#include "policy/reader.h"

namespace yitong {

/// What differs from what is expected, a line each; empty: nothing.
std::string entitled(TableReader& top, const PlanBook& book, std::string_view area,
                     std::string_view insurance);

}  // namespace yitong
