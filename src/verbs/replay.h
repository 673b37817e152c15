// Idempotency: what a message id means when it has been seen before.
#pragma once

#include <functional>
#include <optional>

#include "store/ledger_rows.h"
#include "verbs/settlement.h"

namespace yitong::verbs {

/// Nothing if the key is new. Else the stored reply for the same role and body, or the error:
/// same_key_other_body, reversed_before_arrival (a tombstone holds the key). A message whose
/// outcome is unknown gives what was answered meanwhile; one that was refused after that, the
/// refusal. `hash`: of the key; `body`: what the message hashes to in entries of a form.
std::optional<Result<Answer>> replay(store::Database& database, const ledger::MessageKey& key,
                                     const store::MessageHash& hash, ledger::MessageRole role,
                                     const std::function<Digest(ledger::Form)>& body);
inline std::optional<Result<Answer>> replay(store::Database& database,
                                            const ledger::MessageKey& key, ledger::MessageRole role,
                                            const std::function<Digest(ledger::Form)>& body) {
  return replay(database, key, store::hash_of(key), role, body);
}

/// A stored refusal: the code of its first fault, a line break, the bytes of the answer.
std::string refusal_bytes(const Errors& errors, std::string_view answer);
/// Errors: corrupt.
Result<Answer> refused_answer(std::string_view bytes);

}  // namespace yitong::verbs
