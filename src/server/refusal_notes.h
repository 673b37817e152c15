// Refusals on their way to the journal. The first of a kind within a minute is written at once, the
// rest of the minute as one row at its end; beyond so many kinds they are counted together. So
// whoever tries a million times leaves some hundred rows. After so many rows of a day an hour takes
// the minute's place: a flood of days leaves some thousands of rows a day, of some 300 bytes each.
#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "api/http.h"
#include "base/date.h"
#include "store/commit_queue.h"

namespace yitong::server {

class RefusalNotes {
 public:
  /// A minute, or an hour: of looks and sign-ins, and so many of attempts.
  static constexpr std::size_t kMostKinds = 64;
  static constexpr std::int64_t kMostRowsADay = 2'000;  ///< by the minute

  /// `queue` outlives it.
  explicit RefusalNotes(store::CommitQueue& queue) : queue_(queue) {}

  /// From any thread. Codes that say nothing of an intruder are passed over, unless the refused was
  /// an attempt at a case or at money.
  void note(std::string_view code, const api::Asked& asked, std::string_view address, Instant now);
  /// Writes what has waited for a minute (or an hour), or, at the end, all.
  void flush(Instant now, bool all);

 private:
  struct Kind {
    std::string account, address, role, person, code, tried;
    auto operator<=>(const Kind&) const = default;
  };
  struct Count {
    std::int64_t unwritten = 0;
    Instant from, to;
  };
  /// False when the queue has no room.
  bool write(const Kind& kind, const Count& count);

  store::CommitQueue& queue_;
  std::mutex mutex_;
  std::map<Kind, Count> counts_;
  Instant since_;  ///< begin of the minute, or hour
  Date day_;
  std::int64_t rows_ = 0;  ///< written on that day
};

}  // namespace yitong::server
