// What must hold before an action, one function a guard. Each tells all that is missing.
#pragma once

#include "cases/engine.h"

namespace yitong::cases {

/// `one` has what the attempt writes already.
Errors faults_of(Guard guard, const Case& one, const Attempt& attempt, const Setting& setting);
/// False where policy is silent about what the guard looks at: then it keeps nobody out.
bool is_known(Guard guard, const Setting& setting);
bool holds(When when, const Case& one, const Setting& setting);

/// The row of the area's filing kinds, grounds or criteria that the form names; null: none such.
const ServiceRow* named_row(const std::vector<GuideRow>& rows, std::string_view id);
/// The first term of the column that the case's rules say.
const GuideTerm* find_term(const Guide& guide, std::string_view column);

}  // namespace yitong::cases
