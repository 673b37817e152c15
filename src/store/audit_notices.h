// The audit's part about messages to persons: every notice is one that was sealed as it stands. One
// that is gone is not missed, because notices go.
#pragma once

#include "store/audit_register.h"

namespace yitong::store {

void check_notices(Store& store, std::int32_t bucket, const RegisterAudit::Find& find);

}  // namespace yitong::store
