// Reverse a settlement by the message id that made it (2601 冲正). One that is not known leaves a
// tombstone, so that a request that was delayed on the way cannot settle after its sender gave it
// up.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ledger/entry.h"
#include "store/commit_queue.h"

namespace yitong::verbs {

struct ReverseRequest {
  ledger::MessageKey key;  ///< of the reversal itself
  std::string original_message_id;
};

struct Reversed {
  std::string reversal_id;
  ledger::MessageKey key;
  std::string original_message_id;
  bool tombstone = false;  ///< the original was not known; the fields below are empty
  std::string settlement_id;
  ledger::Payers negated;  ///< what the settlement said, with the other sign
  /// Later settlements of the person whose accumulators built on the reversed one: settle them
  /// again.
  std::vector<std::string> built_on;
};
using RenderReversed = std::function<std::string(const Reversed&)>;

struct ReverseAnswer {
  std::string reply;
  bool replayed = false;
  bool tombstone = false;
};

/// Errors: faults of form; same_key_other_body; already_reversed (by another message);
/// outcome_unknown.
class ReverseWork final : public store::Work {
 public:
  using Done = std::function<void(Result<ReverseAnswer>)>;
  ReverseWork(ReverseRequest request, RenderReversed render, Done done, bool by_message = false);
  void execute(store::Store& store, Instant now) override;
  void resolve(const Result<void>& committed) override;

 private:
  Result<ReverseAnswer> reverse(store::Store& store, Instant now);
  Result<ReverseAnswer> leave_tombstone(store::Database& database, bool known, Instant now);

  const ReverseRequest request_;
  const RenderReversed render_;
  const Done done_;
  const Digest body_;
  const bool by_message_;
  Result<ReverseAnswer> answer_;
};

Result<ReverseAnswer> reverse(ReverseRequest request, Instant now, store::Store& store,
                              const RenderReversed& render);

}  // namespace yitong::verbs
