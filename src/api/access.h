// Who asks, and whether they may: between the router and the handlers. Rights are the table of
// identity/rights.h; here is where the session, `me` and the record come from.
//
//   401  nobody is signed in, and the action is not everybody's
//   403  the role may not, or not with this record; names who may
//   404  a record whose very existence is none of the caller's business
#pragma once

#include <optional>

#include "api/router.h"
#include "identity/actor.h"

namespace yitong::api {

/// Fills in call.actor and call.session, and puts the person's number where the address says `me`.
/// Nothing: go on.
std::optional<Response> stop_at_door(const Route& route, Call& call);

/// For the record of refusals: who asked, and whose record the address names.
Asked asked_of(const Route& route, const Call& call);

/// For actions about what a body says (About::body), as soon as it is read. Nothing: go on.
std::optional<Response> refusal(Call& call, const identity::Record& record);

/// The token of a request: its cookie, or Authorization: Bearer. Empty: none.
std::string_view token_of(const Request& request);
/// A browser sends the cookie by itself, so a change must show that a page of ours, or a program,
/// made it: a header that another site's page cannot set, or JSON with nothing that says otherwise.
bool made_by_us(const Request& request);

}  // namespace yitong::api
