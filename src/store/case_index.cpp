#include "store/case_index.h"

#include <algorithm>

#include "base/check.h"
#include "base/id.h"

namespace yitong::store {
namespace {

using ledger::CaseFile;

constexpr Sql kSetBlinds{"UPDATE case_file SET blinds = $1 WHERE bucket = $2 AND seq = $3"};
constexpr Sql kInsertBlind{
    "INSERT INTO case_blind (bucket, blind, opened_micros, case_bucket, case_seq) VALUES ($1, $2, "
    "$3, $4, $5)"};
constexpr Sql kDropBlind{
    "DELETE FROM case_blind WHERE bucket = $1 AND blind = $2 AND opened_micros = $3 AND "
    "case_bucket = $4 AND case_seq = $5"};
constexpr Sql kSelectBlindsOfPerson{
    "SELECT seq, opened_micros, blinds FROM case_file WHERE bucket = $1 AND person_id = $2"};
constexpr Sql kSelectBlindsOfCase{"SELECT blinds FROM case_file WHERE bucket = $1 AND seq = $2"};
constexpr Sql kForgetBlinds{
    "UPDATE case_file SET blinds = $1 WHERE bucket = $2 AND person_id = $3"};

}  // namespace

std::string blind_of_word(const Store& store, std::string_view area, std::string_view word) {
  const Digest blind = store.key().blind("case/" + std::string(area) + "/" + std::string(word));
  return std::string(bytes_of(blind).substr(0, kCaseBlindBytes));
}

void index_case(Store& store, const CaseFile& file, std::span<const std::string> words) {
  YT_CHECK(words.size() <= kMaxCaseWords);
  std::vector<std::string> blinds;
  for (const std::string& word : words) blinds.push_back(blind_of_word(store, file.area, word));
  std::ranges::sort(blinds);
  const auto twice = std::ranges::unique(blinds);
  blinds.erase(twice.begin(), twice.end());
  std::string all;
  for (const std::string& each : blinds) {
    store.database().run(kInsertBlind,
                         {integer(bucket_of(each)), blob(each), integer(file.opened.micros),
                          integer(file.id.bucket), integer(file.id.seq)});
    all += each;
  }
  store.database().run(kSetBlinds, {blob(all), integer(file.id.bucket), integer(file.id.seq)});
}

void reindex_case(Store& store, const CaseFile& file, std::string_view area,
                  std::span<const std::string> before, std::span<const std::string> after) {
  Database& database = store.database();
  std::vector<std::string> blinds;
  {
    Rows rows =
        database.query(kSelectBlindsOfCase, {integer(file.id.bucket), integer(file.id.seq)});
    const std::string all(rows.next() ? rows.blob(0) : std::string_view());
    for (std::size_t at = 0; at < all.size(); at += kCaseBlindBytes)
      blinds.push_back(all.substr(at, kCaseBlindBytes));
  }
  const auto write = [&](const Sql& sql, const std::string& blind) {
    database.run(sql, {integer(bucket_of(blind)), blob(blind), integer(file.opened.micros),
                       integer(file.id.bucket), integer(file.id.seq)});
  };
  for (const std::string& word : before)
    if (std::ranges::find(after, word) == after.end())
      if (const std::string blind = blind_of_word(store, area, word); std::erase(blinds, blind) > 0)
        write(kDropBlind, blind);
  for (const std::string& word : after)
    if (std::string blind = blind_of_word(store, area, word);
        std::ranges::find(blinds, blind) == blinds.end()) {
      write(kInsertBlind, blind);
      blinds.push_back(std::move(blind));
    }
  std::string all;
  for (const std::string& each : blinds) all += each;
  database.run(kSetBlinds, {blob(all), integer(file.id.bucket), integer(file.id.seq)});
}

void forget_words_of(Database& database, std::string_view person) {
  const std::int32_t bucket = bucket_of(person);
  struct Known {
    std::int64_t seq, opened;
    std::string blinds;
  };
  std::vector<Known> known;
  {
    Rows rows = database.query(kSelectBlindsOfPerson, {integer(bucket), text(person)});
    while (rows.next())
      known.push_back({rows.integer(0), rows.integer(1), std::string(rows.blob(2))});
  }
  if (known.empty()) return;
  for (const Known& each : known)
    for (std::size_t at = 0; at < each.blinds.size(); at += kCaseBlindBytes) {
      const std::string blind = each.blinds.substr(at, kCaseBlindBytes);
      database.run(kDropBlind, {integer(bucket_of(blind)), blob(blind), integer(each.opened),
                                integer(bucket), integer(each.seq)});
    }
  database.run(kForgetBlinds, {blob(""), integer(bucket), text(person)});
}

}  // namespace yitong::store
