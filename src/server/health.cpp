#include "server/health.h"

namespace yitong::server {

void Health::note(const Result<void>& outcome) {
  const int code = outcome ? kWell : static_cast<int>(outcome.error().front().code);
  if (code_.load() == code) return;
  const std::scoped_lock lock(telling_);
  if (code_.exchange(code) == code) return;
  tell_(chore_ + (outcome ? " works again" : ": " + outcome.error().front().str(false)));
}

std::string_view Health::code() const {
  const int code = code_.load();
  return code == kWell ? std::string_view() : text_of(static_cast<ErrorCode>(code)).code;
}

}  // namespace yitong::server
