// What happens to a case: an entry of the journal each, and the case as their fold. Kinds, states
// and actions are names of src/cases; what is personal is sealed, and only its keyed hash is here.
#pragma once

#include <optional>
#include <string>

#include "ledger/document.h"

namespace yitong::ledger {

/// Where a case without a term stands in order of terms: behind all others.
inline constexpr std::int64_t kNoDueDay = 84'005;

/// What the desk sorts and finds by, as an event leaves it.
struct CaseStanding {
  std::string state;
  std::string assignee;              ///< account that has taken it, or empty
  std::string institution;           ///< whose doctor or office it concerns, or empty
  std::int64_t due_day = kNoDueDay;  ///< last day of the term that runs, days since 1970
  Money amount;                      ///< asked for or granted
  bool operator==(const CaseStanding&) const = default;
};

struct CaseEvent {
  EntryId id;
  std::string person;
  std::int64_t case_seq = 0;  ///< seq of the opening; the opening's own
  std::int64_t no = 0;        ///< from 1; refused attempts count down from -1
  std::string kind, area, insurance;
  std::string action;   ///< the opening's is "open"
  std::string from;     ///< state before; empty before the opening
  std::string outcome;  ///< code of the refusal; empty: it happened
  CaseStanding after;
  std::int64_t waited_seconds = 0;  ///< in the state before
  ActedBy by;
  bool for_another = false;  ///< a delegate, or a clerk at the window
  std::string reason;        ///< a code of the list
  std::string wrote;         ///< beside the case: "filing/3 settlement/s0303-17"
  std::string request_key;   ///< the caller's name for the request, or empty
  Digest request{};          ///< keyed hash of what was asked
  std::string sealed;        ///< remark, form and materials; empty: none, or the person is erased
  Digest clear{};            ///< keyed hash of what is sealed; zero: nothing
  Instant at;
};

struct CaseFile {
  EntryId id;
  std::string person, kind, area, insurance;
  CaseStanding now;
  Instant opened, state_since, updated;
  std::int64_t version = 0;  ///< number of events that happened
  std::int64_t refused = 0;  ///< attempts; the first kMaxRefusedKept have events
};
inline constexpr std::int64_t kMaxRefusedKept = 50;
inline constexpr std::int64_t kMaxCaseEvents = 500;

/// The case with one event more. False where the event cannot follow.
bool fold(CaseFile& file, const CaseEvent& event);

Digest digest_of(const CaseEvent& event);

/// "c0303-17".
std::string case_number(EntryId id);
std::optional<EntryId> parse_case_number(std::string_view text);

}  // namespace yitong::ledger
