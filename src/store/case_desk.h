// What the desk asks: how many cases wait where, the most urgent ones, whose name is so, what was
// done by day. Areas are sought by territory: "360100" itself, "360000" all of the province,
// "000000" the country.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "store/case_rows.h"

namespace yitong::store {

struct CaseCount {
  std::string area, kind, state;
  std::int64_t cases = 0;
};
/// Of all areas within the territories, those with none left out.
std::vector<CaseCount> case_counts(Database& database, std::span<const std::string> territories);

/// Of one institution.
std::vector<CaseCount> case_counts_at(Database& database, std::string_view institution);

/// The place of a case in a queue: by last day of the term, then by how long it waits.
struct QueuePlace {
  std::int64_t due_day = 0, since_micros = 0;
  ledger::EntryId id;
  auto operator<=>(const QueuePlace&) const = default;
};

struct QueueQuery {
  std::string state;
  std::string kind, area;               ///< one each
  std::string institution;              ///< if set, `area` is not asked for
  std::optional<std::string> assignee;  ///< empty: those that nobody has taken
  std::int64_t due_before = INT64_MAX;  ///< last day of the term before this day
  QueuePlace after;                     ///< only those behind it
  std::size_t limit = 50;
};
/// In order of place. At most `limit`.
std::vector<QueuePlace> queue_page(Database& database, const QueueQuery& query);
struct FoundCase {
  std::int64_t opened_micros = 0;
  ledger::EntryId id;
  auto operator<=>(const FoundCase&) const = default;
};
/// Cases whose word in the area is this, newest first.
std::vector<FoundCase> search_cases(Store& store, std::string_view area, std::string_view word,
                                    std::size_t limit);

struct CaseDay {
  std::string area, kind, action;
  std::int64_t day = 0, cases = 0, waited_seconds = 0;
  Money amount;
};
std::vector<CaseDay> case_days(Database& database, std::string_view area, Date from, Date to);

/// What the counts must be, from the cases and their events: for the audit.
extern const Sql kSelectCountsWrong;  ///< area, kind, state of each row of case_count that is wrong
extern const Sql kSelectDaysWrong;    ///< area, day, kind, action of each row of case_day

}  // namespace yitong::store
