#include "store/history_rows.h"

#include "base/id.h"

namespace yitong::store {
namespace {

// Only the numbers are sorted; the rows follow one by one.
constexpr Sql kSelectHistory{
    "SELECT entry_seq FROM person_row WHERE bucket = $1 AND person_id = $2 AND kind = 'm' AND "
    "content = $3 AND entry_seq < $4 ORDER BY entry_seq DESC"};
constexpr Sql kSelectOutcomes{
    "SELECT content, entry_seq FROM person_row WHERE bucket = $1 AND person_id = $2 AND kind = 'm' "
    "AND content IN ($3, $4, $5) AND entry_seq < $6 ORDER BY entry_seq DESC LIMIT $7"};

}  // namespace

std::vector<Outcome> outcomes_before(Database& database, std::string_view person,
                                     std::int64_t before_seq, std::size_t limit) {
  Rows rows = database.query(
      kSelectOutcomes, {integer(bucket_of(person)), text(person), blob("s"), blob("r"), blob("w"),
                        integer(before_seq), integer(static_cast<std::int64_t>(limit))});
  std::vector<Outcome> out;
  while (rows.next())
    if (const auto role = ledger::parse_message_role_letter(rows.blob(0)))
      out.push_back({*role, rows.integer(1)});
  return out;
}

std::vector<ledger::SettlementEntry> settlements_before(
    Database& database, std::string_view person, std::int64_t before_seq, std::size_t limit,
    const std::function<bool(const ledger::SettlementEntry&)>& wanted) {
  const std::int32_t bucket = bucket_of(person);
  std::vector<ledger::SettlementEntry> out;
  Rows rows = database.query(kSelectHistory, {integer(bucket), text(person), blob("s"),
                                              integer(before_seq == 0 ? INT64_MAX : before_seq)});
  while (out.size() < limit && rows.next())
    if (auto settlement = find_settlement(database, {bucket, rows.integer(0)});
        settlement && wanted(*settlement))
      out.push_back(std::move(*settlement));
  return out;
}

}  // namespace yitong::store
