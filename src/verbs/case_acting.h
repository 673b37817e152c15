// What one action makes of a case: decided by the tables, its effects run, its event put together.
#pragma once

#include "verbs/cases.h"

namespace yitong::verbs {

struct Acted {
  ledger::CaseEvent event;
  CaseContent content;  ///< what the event seals
  cases::Case after;
  cases::Setting setting;
};

/// Inside the caller's transaction; the event is the caller's to record. Errors: of the tables and
/// of the effects; one that follows a first write is the transaction's fault too.
Result<Acted> act(store::Store& store, const std::shared_ptr<const Rules>& rules,
                  const RenderResettled& render, LoadedCase& loaded, const ActOnCase& request,
                  const identity::Actor& actor, Instant now);

/// What is known of the event before it is decided.
ledger::CaseEvent event_of(const LoadedCase& loaded, const ActOnCase& request,
                           const identity::Actor& actor, Instant now);
/// Somebody else has moved it: who, and when.
Errors faults_of_version(const LoadedCase& loaded, std::int64_t version);
/// Of what was asked, to know it again.
Digest hash_of(const store::CaseKeys& keys, const ActOnCase& request);

}  // namespace yitong::verbs
