// What is encoded: areas, benefits and the years that versions cover, how well sourced, with how
// many holes.
#pragma once

#include <string>
#include <vector>

#include "policy/book.h"

namespace yitong {

struct CoverageRow {
  std::string area;
  Words name;
  std::string insurance;
  Date from, to;  ///< of the version; to not set: until replaced
  std::string benefit;
  Words benefit_name;
  char home = 'A';  ///< worst of the figures that care in the area itself needs
  char away = 'A';  ///< worst of those that care elsewhere needs
  int unknown = 0;  ///< figures that nobody has found
  int holes = 0;    ///< tables with cases that no row covers
  int overdue = 0;  ///< sources past their review date
  char grade() const { return home > away ? home : away; }
};

/// The grades alone, worst over all benefits of a plan.
struct PlanGrades {
  char home = 'A', away = 'A';
};
PlanGrades grades_of(const Plan& plan);

/// One row per version and benefit, in the order of the book.
std::vector<CoverageRow> coverage(const PlanBook& book, Date on);

/// A table for a terminal with a line that sums it up.
std::string coverage_text(const std::vector<CoverageRow>& rows, bool chinese);
/// The years of each row end with `on` where the version has no end.
std::string coverage_json(const std::vector<CoverageRow>& rows, Date on);

}  // namespace yitong
