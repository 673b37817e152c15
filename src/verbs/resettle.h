// Settle again: settlements whose ground has moved, because an earlier one was reversed or a policy
// was published late, are reversed and settled once more, in order, each under a number of its own.
// Payments of claims among them follow. All in one transaction: nobody ever sees half of a year
// restated, and either every link from old to new stands or none.
#pragma once

#include "verbs/restate.h"
#include "verbs/reverse.h"

namespace yitong::verbs {

struct ResettleRequest {
  ledger::MessageKey key;                ///< of the resettlement itself
  std::vector<std::string> settlements;  ///< their numbers; those that follow from them come along
  RulesOf rules = RulesOf::recorded;
  /// Of the first named, a claim whose appeal was decided: the lines refused now.
  std::optional<std::vector<RefusedLine>> refused = {};
  std::string by = {};  ///< account, for the payments that follow
};
/// The id takes ".r1", ".s1" … for the messages of its reversals and settlements.
inline constexpr std::size_t kMaxResettleId = 56;

struct Resettlement {
  std::string resettlement_id;
  ledger::MessageKey key;
  struct Member {
    std::string old_id, reversal_id, new_id;
    Date on;
    std::vector<std::pair<std::string, Money>> differences;
  };
  std::vector<Member> members;
  std::vector<std::pair<std::string, Money>> differences;  ///< of all
};

struct RenderResettled {
  RenderSettled settled;
  RenderReversed reversed;
  std::function<std::string(const Resettlement&)> resettled;
};

/// Errors: as restate(); bad_value, same_key_other_body; outcome_unknown while a register has not
/// heard of one of them.
class ResettleWork final : public store::Work {
 public:
  using Done = std::function<void(Result<Answer>)>;
  ResettleWork(ResettleRequest request, std::shared_ptr<const Rules> rules, RenderResettled render,
               Done done, bool by_message = false);
  void execute(store::Store& store, Instant now) override;
  void resolve(const Result<void>& committed) override;

 private:
  Result<Answer> resettle(store::Store& store, Instant now);
  Errors conflicts(store::Database& database, const std::vector<Restated>& members) const;
  std::vector<ledger::Resettled> write(store::Store& store, std::vector<Restated>& members,
                                       Instant now) const;

  const ResettleRequest request_;
  const std::shared_ptr<const Rules> rules_;
  const RenderResettled render_;
  const Done done_;
  const bool by_message_;
  Result<Answer> answer_;
};

Result<Answer> resettle(ResettleRequest request, std::shared_ptr<const Rules> rules, Instant now,
                        store::Store& store, const RenderResettled& render);

}  // namespace yitong::verbs
