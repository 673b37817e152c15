// What people and staff do about cases: the way each errand goes, and what is written on the way.
#pragma once

#include "sim/script.h"
#include "verbs/cases.h"

namespace yitong::sim {

/// Adds the errands of this seed to the script, before it is put in order: of the first `people`,
/// in at most half as many events as `messages`.
void add_errands(Script& script, const Town& town, std::size_t people, std::size_t messages);

std::string_view name_of(Errand errand);
/// One line for people, as describe() has it.
std::string describe_errand(const Event& event, const Town& town);

/// Who sends the event.
identity::Actor actor_of(const Event& event, const Town& town);
/// The names of requests: of the opening of an errand, and of any other by its number.
std::string opening_key(const Event& event);
/// What the event's person fills in. Variant 1 is another body. `own_invoices`: no two claims name
/// the same one.
verbs::OpenCase opening_of(const Event& event, const Town& town, bool own_invoices);
/// Action, reason, words and fields; number and version of the case are the caller's. The remark
/// is the request's own.
verbs::ActOnCase action_of(const Event& event);
std::string remark_of(std::size_t number);

}  // namespace yitong::sim
