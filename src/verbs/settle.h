// Settle: one bill of one person, decided by the policy of where the person is insured and the
// catalogue of where the treatment was, and on disk before anyone hears of it.
//
//   worker:        prepare_settlement()    reads nothing from the store
//   writer:        SettleWork::execute()   the message id first, then coverage, filing,
//                                          accumulators; refusals; rows
//   after COMMIT:  `done` with the reply
#pragma once

#include <functional>
#include <memory>

#include "store/commit_queue.h"
#include "verbs/prepare.h"

namespace yitong::verbs {

class SettleWork final : public store::Work {
 public:
  using Done = std::function<void(Result<Answer>)>;
  /// Without `by_message` register and settlement are one transaction.
  SettleWork(PreparedSettlement prepared, std::shared_ptr<const Rules> rules, RenderSettled render,
             Done done, const ByMessage* by_message = nullptr);
  void execute(store::Store& store, Instant now) override;
  void resolve(const Result<void>& committed) override;

 private:
  Result<Answer> settle(store::Store& store, Instant now);
  Result<Answer> wait(store::Store& store, Instant now);

  const PreparedSettlement prepared_;
  const std::shared_ptr<const Rules> rules_;
  const RenderSettled render_;
  const Done done_;
  const ByMessage* const by_message_;
  Result<Answer> answer_;
};

/// The same in one call, with a transaction of its own: for tests and the command line.
Result<Answer> settle(SettleRequest request, std::shared_ptr<const Rules> rules, Instant now,
                      store::Store& store, const RenderSettled& render);

}  // namespace yitong::verbs
