// The desk 经办台: what waits for staff of a role, in its areas or at its institution.
#pragma once

#include "identity/actor.h"
#include "store/case_desk.h"
#include "verbs/cases.h"

namespace yitong::verbs {

struct DeskQueue {
  cases::State state{};
  cases::Kind kind{};
  std::int64_t cases = 0;
  std::int64_t overdue = 0;  ///< counted up to kMaxOverdueCounted
  std::int64_t mine = 0;     ///< taken by the one who asks, counted up to the same
};
inline constexpr std::int64_t kMaxOverdueCounted = 1'000;

/// States that wait for the role; of a role that nothing waits for (an auditor's) all of them.
std::vector<cases::State> states_of(identity::Role role);

/// Opens a read transaction, as the others do. Errors: store faults.
Result<std::vector<DeskQueue>> desk_queues(store::Store& store, const identity::Actor& actor,
                                           Instant now);

struct DeskFilter {
  std::optional<cases::State> queue;  ///< nothing: all that wait for the role
  std::optional<cases::Kind> kind;
  std::string area;                     ///< a territory; empty: all of the actor's
  std::string search;                   ///< name, pinyin, initials, end of the id, case number
  std::optional<std::string> assignee;  ///< empty: taken by nobody
  bool overdue = false;
  std::string after;  ///< `next` of the page before
  std::size_t limit = 50;
};
struct DeskRow {
  ledger::CaseFile file;
  std::string name;  ///< of the person; empty after erasure
};
struct DeskPage {
  std::vector<DeskRow> rows;
  std::string next;  ///< empty: that is all
};
/// Most urgent first; what was sought, newest first and on one page. Errors: bad_value (?after).
Result<DeskPage> desk_page(store::Store& store, const identity::Actor& actor,
                           const DeskFilter& filter, Instant now);

struct DeskStatistics {
  std::vector<store::CaseCount> standing;  ///< area left empty: of all together
  std::vector<store::CaseDay> days;        ///< likewise
};
Result<DeskStatistics> desk_statistics(store::Store& store, const identity::Actor& actor,
                                       std::string_view area, Date from, Date to);

}  // namespace yitong::verbs
