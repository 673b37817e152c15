// A connection to SQLite that closes itself.
#pragma once

#include <sqlite3.h>

#include <memory>

namespace yitong::store {

struct CloseConnection {
  void operator()(sqlite3* raw) const { sqlite3_close_v2(raw); }
};
using Handle = std::unique_ptr<sqlite3, CloseConnection>;

}  // namespace yitong::store
