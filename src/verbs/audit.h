// Audit: the store's own audit, and every settlement worked out again under the plan and the
// catalogue whose texts it names, byte for byte. It needs no policy files: the texts are in the
// database.
#pragma once

#include <functional>
#include <optional>

#include "store/audit.h"
#include "verbs/recorded_rules.h"

namespace yitong::verbs {

store::AuditReport audit(store::Store& store);

/// The part that is to be checked next; nothing when all are taken.
using NextPart = std::function<std::optional<store::AuditPart>()>;
/// The parts that `next` gives, until it gives none: for several threads, each with its own store.
store::AuditReport audit(store::Store& store, const NextPart& next, SharedRules& rules);

}  // namespace yitong::verbs
