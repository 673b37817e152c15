#include "store/database.h"

#include <utility>

namespace yitong::store {

void Database::set_fault(Error error) {
  if (fault_.empty()) fault_.push_back(std::move(error));
}

Result<void> Database::take_fault() {
  if (fault_.empty()) return {};
  return fail(std::exchange(fault_, {}));
}

}  // namespace yitong::store
