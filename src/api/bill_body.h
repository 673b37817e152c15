// The bill inside a quote or a settlement: by sums or by lines, with the identities that the sender
// must keep.
#pragma once

#include "adjudication/bill.h"
#include "api/json_reader.h"

namespace yitong::api {

/// What reading a bill needs besides the bill: the days its lines may bear, and room for what is
/// checked at the end.
struct BillReading {
  Bill& bill;
  Days days;
  bool has_total = false, has_lines = false;
  bool whole = true;  ///< every amount could be read, so that sums mean something
  Money sum = {};
};

/// Reads the member "bill" into `reading`.
void read_bill(JsonValue& value, BillReading& reading);

}  // namespace yitong::api
