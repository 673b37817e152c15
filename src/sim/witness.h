// What left the server, and therefore must stay true: every answer is held against all earlier
// ones. It knows no rule of the store, only what was asked and what was said.
#pragma once

#include <map>
#include <set>
#include <string>

#include "sim/book.h"
#include "sim/script.h"
#include "verbs/lookup.h"
#include "verbs/reverse.h"

namespace yitong::sim {

bool is_of_the_disk(ErrorCode code);
/// Not now, says the server; nothing was promised.
bool is_later(ErrorCode code, bool disk_failed);

class Witness {
 public:
  /// `by_message`: a hold that nobody knows may leave a tombstone too.
  explicit Witness(bool by_message) : by_message_(by_message) {}
  /// A request has reached the server.
  void arrived(const Event& event, const ledger::MessageKey& original);
  Check settled(const ledger::MessageKey& key, std::size_t variant,
                const Result<verbs::Answer>& answer, bool disk_failed);
  Check reversed(const ledger::MessageKey& key, const ledger::MessageKey& original,
                 const Result<verbs::ReverseAnswer>& answer, bool disk_failed);
  Check looked_up(const ledger::MessageKey& key, const Result<verbs::LookedUp>& answer) const;
  /// Everything that was ever answered is in the store with the same bytes.
  Check all_kept(store::Store& store) const;

 private:
  const bool by_message_;
  struct Told {
    bool settled = false, reversed = false, tombstone = false, unknown = false, refused = false;
    std::size_t variant = 0;
    std::string reply;
    std::set<std::size_t> variants;           ///< that arrived
    std::set<std::string> reversals_arrived;  ///< message ids
  };
  struct ToldReversal {
    std::string original, reply;
    bool told = false;
    std::set<std::string> originals;  ///< that arrived under this id
  };
  static Check waited(const ledger::MessageKey& key, std::size_t variant,
                      const verbs::Answer& answer, Told& told);
  std::map<ledger::MessageKey, Told> told_;
  std::map<ledger::MessageKey, ToldReversal> reversals_;
};

}  // namespace yitong::sim
