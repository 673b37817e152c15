// Audit: the store's own audit, and every settlement worked out again under the plan and the
// catalogue whose texts it names, byte for byte. It needs no policy files: the texts are in the
// database.
#pragma once

#include "store/audit.h"

namespace yitong::verbs {

store::AuditReport audit(store::Store& store, store::AuditPart part = {});

}  // namespace yitong::verbs
