// Carries the register's parcels between buckets, each in a transaction of its own, where they do
// not share one. All buckets are in this process so far; other nodes would hang on the same two
// ends.
#pragma once

#include <memory>

#include "server/ticker.h"
#include "store/commit_queue.h"
#include "verbs/register.h"

namespace yitong::server {

class Courier {
 public:
  /// Looks for what is due several times a second, and delivers it through the queue, which
  /// outlives the courier.
  Courier(store::Store reader, store::CommitQueue& queue, std::shared_ptr<const verbs::Desk> desk);

 private:
  void look();

  store::Store reader_;
  store::CommitQueue& queue_;
  const std::shared_ptr<const verbs::Desk> desk_;
  Ticker ticker_;  ///< last, so that it stops first
};

}  // namespace yitong::server
