// Settle: one bill of one person, decided by the policy of where the person is insured and the
// catalogue of where the treatment was, and on disk before anyone hears of it.
//
//   worker:        prepare_settlement()    reads nothing from the store
//   writer:        SettleWork::execute()   the message id first, then coverage, filing,
//                                          accumulators; refusals; rows
//   after COMMIT:  `done` with the reply
//
// Where several wait, the writer looks ahead: what the store knows is read, and on another thread
// it is worked out what the settlement comes to. execute() then only writes it, if the bucket's
// chain still ends where it did, since all that a settlement rests on is chained there or another
// connection's to change. Whatever is unusual (something is held in the register, a refusal, a text
// that is new) is done in its turn.
#pragma once

#include <functional>
#include <memory>

#include "store/commit_queue.h"
#include "verbs/decide.h"

namespace yitong::verbs {

class SettleWork final : public store::Work {
 public:
  using Done = std::function<void(Result<Answer>)>;
  /// Without `by_message` register and settlement are one transaction.
  SettleWork(PreparedSettlement prepared, std::shared_ptr<const Rules> rules, RenderSettled render,
             Done done, const ByMessage* by_message = nullptr);
  bool look(store::Store& store, Instant now) override;
  void think() override;
  bool is_foreseen(store::Store& store) override;
  void execute(store::Store& store, Instant now) override;
  void resolve(const Result<void>& committed) override;

 private:
  /// What think() starts from.
  struct Seen {
    Known known;
    std::optional<store::NamedRow> keys;  ///< the row for the message's
    store::Place place;
    const store::MasterKey& key;
    std::shared_ptr<const store::TextCache> texts;
    std::int64_t epoch = 0;  ///< of the database
    Instant now;
  };
  /// What it comes to.
  struct Foreseen {
    Placed placed;
    std::int64_t epoch = 0;
  };

  Result<Answer> settle(store::Store& store, Instant now);
  Result<Answer> wait(store::Store& store, Instant now);
  bool holds() const;

  const PreparedSettlement prepared_;
  const std::shared_ptr<const Rules> rules_;
  const RenderSettled render_;
  const Done done_;
  const ByMessage* const by_message_;
  std::unique_ptr<const Seen> seen_;
  std::optional<Foreseen> foreseen_;
  Result<Answer> answer_;
};

/// The same in one call, with a transaction of its own: for tests and the command line.
Result<Answer> settle(SettleRequest request, std::shared_ptr<const Rules> rules, Instant now,
                      store::Store& store, const RenderSettled& render);

}  // namespace yitong::verbs
