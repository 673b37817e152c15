// The audit's part about persons: every one that is not erased opens, and the index leads to them
// and nowhere else.
#pragma once

#include "store/audit_register.h"
#include "store/person_table.h"

namespace yitong::store {

void audit_persons(Store& store, std::int32_t bucket, const std::vector<RowOfBucket>& rows,
                   const RegisterAudit::Find& find);
/// `bucket`: of the blind values.
void audit_residents(Store& store, std::int32_t bucket, const RegisterAudit::Find& find);

}  // namespace yitong::store
