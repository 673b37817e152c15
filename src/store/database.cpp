#include "store/database.h"

#include <utility>

#include "store/entry_rows.h"
#include "store/text_rows.h"

namespace yitong::store {

Database::Database()
    : texts_(std::make_shared<TextCache>()), heads_(std::make_unique<ChainHeads>()) {}
Database::~Database() = default;

void Database::set_fault(Error error) {
  if (fault_.empty()) fault_.push_back(std::move(error));
}

void Database::note_rollback() {
  texts_ = std::make_shared<TextCache>();
  begin_epoch();
}

void Database::begin_epoch() {
  heads_->places.clear();
  ++epoch_;
}

Result<void> Database::take_fault() {
  if (fault_.empty()) return {};
  return fail(std::exchange(fault_, {}));
}

}  // namespace yitong::store
