#include "store/case_desk.h"

#include <algorithm>

#include "base/id.h"
#include "store/case_index.h"

namespace yitong::store {
namespace {

using ledger::EntryId;

constexpr Sql kSelectCounts{
    "SELECT area, kind, state, cases FROM case_count WHERE area >= $1 AND area <= $2 AND cases > 0 "
    "ORDER BY area, kind, state"};
#define PLACE_COLUMNS "due_day, state_since_micros, bucket, seq"
constexpr Sql kSelectQueue{
    "SELECT " PLACE_COLUMNS
    " FROM case_file WHERE state = $1 AND area = $2 AND kind = $3 AND (" PLACE_COLUMNS
    ") > ($4, $5, $6, $7) AND due_day < $8 AND ($9 = 0 OR assignee = $10) "
    "ORDER BY " PLACE_COLUMNS " LIMIT $11"};
constexpr Sql kSelectQueueAt{
    "SELECT " PLACE_COLUMNS
    " FROM case_file WHERE state = $1 AND institution = $2 AND institution <> '' AND kind = $3 AND "
    "(" PLACE_COLUMNS
    ") > ($4, $5, $6, $7) AND due_day < $8 AND ($9 = 0 OR assignee = $10) "
    "ORDER BY " PLACE_COLUMNS " LIMIT $11"};
constexpr Sql kSelectTaken{
    "SELECT " PLACE_COLUMNS
    " FROM case_file WHERE state = $1 AND area = $2 AND kind = $3 AND (" PLACE_COLUMNS
    ") > ($4, $5, $6, $7) AND due_day < $8 AND $9 = 1 AND assignee = $10 AND assignee <> '' "
    "ORDER BY " PLACE_COLUMNS " LIMIT $11"};
constexpr Sql kSelectCountsAt{
    "SELECT area, kind, state, COUNT(*) FROM case_file WHERE institution = $1 AND institution <> "
    "'' GROUP BY area, kind, state ORDER BY area, kind, state"};
constexpr Sql kSearch{
    "SELECT opened_micros, case_bucket, case_seq FROM case_blind WHERE bucket = $1 AND blind = $2 "
    "ORDER BY opened_micros DESC, case_bucket DESC, case_seq DESC LIMIT $3"};
constexpr Sql kSelectDays{
    "SELECT day, kind, action, cases, waited_seconds, amount_fen FROM case_day WHERE bucket = $1 "
    "AND area = $2 AND day >= $3 AND day <= $4 ORDER BY day, kind, action"};

/// "360000" to "369999": the first and last code within a territory.
std::pair<std::string, std::string> codes_within(std::string_view territory) {
  const std::size_t fixed = territory == "000000"         ? 0
                            : territory.ends_with("0000") ? 2
                            : territory.ends_with("00")   ? 4
                                                          : 6;
  const std::string head(territory.substr(0, fixed));
  return {std::string(territory), head + std::string(6 - fixed, '9')};
}

}  // namespace

// Both sides are added up, so that a row which is missing is found as well as one too many.
const Sql kSelectCountsWrong{
    "SELECT area, kind, state FROM (SELECT area, kind, state, cases FROM case_count UNION ALL "
    "SELECT area, kind, state, -COUNT(*) FROM case_file GROUP BY area, kind, state) AS "
    "both_sides GROUP BY area, kind, state HAVING SUM(cases) <> 0"};
const Sql kSelectDaysWrong{
    "SELECT area, day, kind, action FROM (SELECT area, day, kind, action, cases, waited_seconds, "
    "amount_fen FROM case_day UNION ALL SELECT area, (at_micros + 28800000000) / 86400000000, "
    "kind, action, -1, -waited_seconds, -amount_fen FROM case_event WHERE outcome = '') AS "
    "both_sides GROUP BY area, day, kind, action HAVING SUM(cases) <> 0 OR SUM(waited_seconds) <> "
    "0 OR SUM(amount_fen) <> 0"};

std::vector<CaseCount> case_counts(Database& database, std::span<const std::string> territories) {
  std::vector<CaseCount> out;
  for (const std::string& territory : territories) {
    const auto [first, last] = codes_within(territory);
    Rows rows = database.query(kSelectCounts, {text(first), text(last)});
    while (rows.next()) {
      CaseCount row{std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2)),
                    rows.integer(3)};
      const bool known = std::ranges::any_of(out, [&](const CaseCount& each) {
        return each.area == row.area && each.kind == row.kind && each.state == row.state;
      });
      if (territories.size() == 1 || !known) out.push_back(std::move(row));
    }
  }
  return out;
}

std::vector<CaseCount> case_counts_at(Database& database, std::string_view institution) {
  std::vector<CaseCount> out;
  Rows rows = database.query(kSelectCountsAt, {text(institution)});
  while (rows.next())
    out.push_back({std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2)),
                   rows.integer(3)});
  return out;
}

std::vector<QueuePlace> queue_page(Database& database, const QueueQuery& query) {
  const bool at_institution = !query.institution.empty();
  const std::string& where = at_institution ? query.institution : query.area;
  const bool taken = query.assignee && !query.assignee->empty();
  std::vector<QueuePlace> out;
  Rows rows = database.query(
      at_institution ? kSelectQueueAt
      : taken        ? kSelectTaken
                     : kSelectQueue,
      {text(query.state), text(where), text(query.kind), integer(query.after.due_day),
       integer(query.after.since_micros), integer(query.after.id.bucket),
       integer(query.after.id.seq), integer(query.due_before), integer(query.assignee ? 1 : 0),
       text(query.assignee ? std::string_view(*query.assignee) : std::string_view()),
       integer(static_cast<std::int64_t>(query.limit))});
  while (rows.next())
    out.push_back({rows.integer(0),
                   rows.integer(1),
                   {static_cast<std::int32_t>(rows.integer(2)), rows.integer(3)}});
  return out;
}

std::vector<FoundCase> search_cases(Store& store, std::string_view area, std::string_view word,
                                    std::size_t limit) {
  const std::string blind = blind_of_word(store, area, word);
  std::vector<FoundCase> out;
  Rows rows = store.database().query(
      kSearch, {integer(bucket_of(blind)), blob(blind), integer(static_cast<std::int64_t>(limit))});
  while (rows.next())
    out.push_back({rows.integer(0), {static_cast<std::int32_t>(rows.integer(1)), rows.integer(2)}});
  return out;
}

std::vector<CaseDay> case_days(Database& database, std::string_view area, Date from, Date to) {
  std::vector<CaseDay> out;
  Rows rows = database.query(kSelectDays, {integer(bucket_of(area)), text(area),
                                           integer(from.days()), integer(to.days())});
  while (rows.next())
    out.push_back({std::string(area), std::string(rows.text(1)), std::string(rows.text(2)),
                   rows.integer(0), rows.integer(3), rows.integer(4), Money::fen(rows.integer(5))});
  return out;
}

}  // namespace yitong::store
