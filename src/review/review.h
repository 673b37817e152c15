// Static analysis of policies that load: cases without a row, shares and limits that look wrong,
// sources to be read again, unknown figures. One file an analysis; none changes what loads.
#pragma once

#include <vector>

#include "policy/book.h"
#include "review/figures.h"
#include "review/finding.h"

namespace yitong {

/// All findings about the plans of a book, by file and line. `on`: the day by which review dates
/// are judged; not set: not judged.
std::vector<Finding> review(const PlanBook& book, Date on);

/// Cases that the tables distinguish and no row covers: values that the whole file leaves out are
/// told once, other holes once per figure.
void find_holes(const Plan& plan, Findings& out);
/// How many figures of a plan have holes for a benefit.
int holes_of(const Plan& plan, std::size_t benefit);

/// Higher bands that pay less; hospital levels that are treated better than lower ones.
void find_disorder(const Plan& plan, Findings& out);

/// Caps below deductibles, bands beyond the cap, ceilings below a single limit.
void find_limit_conflicts(const Plan& plan, Findings& out);

/// Shares out of area that fall by more than [[reduction_limit]] allows.
void find_reductions(const Plan& plan, Findings& out);

/// Days between two versions of an area on which none is in force.
void find_gaps(const PlanBook& book, Findings& out);

/// Sources past their review date, and unknown figures, counted.
void find_overdue(const Plan& plan, Date on, Findings& out);
void find_unknown(const Plan& plan, Findings& out);

}  // namespace yitong
