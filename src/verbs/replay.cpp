#include "verbs/replay.h"

#include "base/id.h"
#include "base/planted.h"

namespace yitong::verbs {

std::optional<Result<Answer>> replay(store::Database& database, const ledger::MessageKey& key,
                                     const store::MessageHash& hash, ledger::MessageRole role,
                                     const std::function<Digest(ledger::Form)>& body) {
  auto known = store::find_message(database, bucket_of(key.person), key, hash);
  if (!known) return std::nullopt;
  if (known->role == ledger::MessageRole::tombstone)
    return fail(ErrorCode::reversed_before_arrival, "/message_id", key.message_id);
  const bool waited =
      role == ledger::MessageRole::settlement &&
      (known->role == ledger::MessageRole::pending || known->role == ledger::MessageRole::refusal);
  if ((known->role != role && !waited) || (known->body != body(known->form) && !planted(3)))
    return fail(ErrorCode::same_key_other_body, "/message_id", key.message_id);
  if (known->role == ledger::MessageRole::refusal) return refused_answer(known->reply);
  if (known->role == ledger::MessageRole::pending)
    return Answer{std::move(known->reply), true, Answer::Kind::unknown};
  return Answer{std::move(known->reply), true};
}

std::string refusal_bytes(const Errors& errors, std::string_view answer) {
  return std::string(text_of(errors.front().code).code) + "\n" + std::string(answer);
}

Result<Answer> refused_answer(std::string_view bytes) {
  const std::size_t end = bytes.find('\n');
  for (const ErrorText& text : all_errors())
    if (end != bytes.npos && text.code == bytes.substr(0, end))
      return Answer{std::string(bytes.substr(end + 1)), true, Answer::Kind::refused, text.id};
  return fail(ErrorCode::corrupt, "message", "a refusal without a code");
}

}  // namespace yitong::verbs
