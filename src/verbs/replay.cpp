#include "verbs/replay.h"

#include "base/id.h"
#include "base/planted.h"

namespace yitong::verbs {

std::optional<Result<Answer>> replay(store::Database& database, const ledger::MessageKey& key,
                                     ledger::MessageRole role,
                                     const std::function<Digest(ledger::Form)>& body) {
  auto known = store::find_message(database, bucket_of(key.person), key);
  if (!known) return std::nullopt;
  if (known->role == ledger::MessageRole::tombstone)
    return fail(ErrorCode::reversed_before_arrival, "/message_id", key.message_id);
  if (known->role != role || (known->body != body(known->form) && !planted(3)))
    return fail(ErrorCode::same_key_other_body, "/message_id", key.message_id);
  if (role == ledger::MessageRole::settlement) {
    const auto entry = store::find_settlement(database, known->entry);
    if (entry && entry->state == ledger::State::unknown)
      return fail(ErrorCode::outcome_unknown, "/message_id", key.message_id);
  }
  return Answer{std::move(known->reply), true};
}

}  // namespace yitong::verbs
