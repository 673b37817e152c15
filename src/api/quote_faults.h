// Everything else that is wrong with a quote that cannot be answered: the verb stops at the first
// stage that fails, a person who corrects a form wants to hear all of it.
#pragma once

#include "api/faults.h"
#include "verbs/quote.h"

namespace yitong::api {

/// Null when the area is one that the catalogue in force knows, or when there is no list to ask.
std::optional<Error> unknown_treatment_area(const verbs::QuoteRequest& request,
                                            const verbs::Rules& rules);

/// Adds what no earlier fault names: area, period, institution, facts about the person, and with
/// `bill_is_read` the codes of the lines. Members that could not be read are left alone.
void add_unknown(const verbs::QuoteRequest& request, const verbs::Rules& rules, bool bill_is_read,
                 FaultList& faults);

}  // namespace yitong::api
