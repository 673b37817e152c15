// Years of settlements, fast: the first few of one person are settled as the server does it, and
// their rows are written for everybody else with the key, the number and the chain of each. What
// comes out is a database whose audit is clean.
#pragma once

#include <random>

#include "ledger/journal.h"
#include "load.h"
#include "store/ledger_rows.h"
#include "store/record.h"
#include "town.h"

namespace yitong::bench {

/// What stays the same from person to person.
struct Pattern {
  ledger::SettlementEntry entry;
  store::Answered answered;
  std::string content, names, sums;
  std::size_t body_at = 0;
};

class Fill {
 public:
  /// Settles `each` bills for the first person of every birth year, as patterns for the others.
  Fill(Town& town, std::shared_ptr<const verbs::Rules> rules, const verbs::RenderSettled& render,
       int lines, int each)
      : town_(town), each_(each) {
    store::Store& store = *town.store;
    if (!verbs::keep_rules(store, *rules)) std::abort();
    for (int year = 0; year < kBirthYears; ++year)
      for (int nth = 0; nth < each; ++nth) {
        verbs::SettleRequest request;
        request.key = {town.people[static_cast<std::size_t>(year)], kInstitution,
                       "model-" + std::to_string(nth)};
        request.bill = bill_of(lines, 4'000 + 1'100 * nth + 100 * year);
        const auto settled = verbs::settle(request, rules, now_, store, render);
        if (!settled) give_up(settled.error()[0].str(false).c_str());
        patterns_.push_back(pattern_of(request.key));
      }
    for (std::int32_t bucket = 0; bucket < kBuckets; ++bucket)
      places_.push_back(store::next_place(store.database(), bucket));
  }

  /// In random order over all other people.
  void write(std::int64_t count) {
    std::vector<std::uint8_t> done(town_.people.size(), 0);
    std::fill_n(done.begin(), kBirthYears, static_cast<std::uint8_t>(each_));
    std::mt19937_64 random(1);
    store::Database& database = town_.store->database();
    constexpr std::int64_t kBatch = 20'000;
    for (std::int64_t written = 0; written < count;) {
      database.begin_write();
      for (std::int64_t in_batch = 0; in_batch < kBatch && written < count;) {
        const std::size_t who = random() % town_.people.size();
        if (done[who] >= each_) continue;
        put(who, done[who]++, written++);
        ++in_batch;
      }
      if (auto committed = database.commit(); !committed)
        give_up(committed.error()[0].str(false).c_str());
    }
  }

 private:
  Pattern pattern_of(const ledger::MessageKey& key) {
    store::Database& database = town_.store->database();
    const auto message = store::find_message(database, bucket_of(key.person), key).value();
    const auto row = store::find_entry(database, message.entry).value();
    Pattern out;
    out.entry = store::settlement_of(database, row, &out.answered).value();
    out.entry.bill_hash = sm3(out.entry.bill);
    out.content = row.content;
    out.names = encode_names(out.entry), out.sums = encode_sums(out.entry);
    out.body_at = row.content.find(bytes_of(out.answered.body));
    return out;
  }

  void put(std::size_t who, int nth, std::int64_t number) {
    const std::string& person = town_.people[who];
    verbs::SettleRequest request;
    request.key = {person, kInstitution, "old-" + std::to_string(number)};
    const Pattern& pattern = patterns_[who % kBirthYears * static_cast<std::size_t>(each_) +
                                       static_cast<std::size_t>(nth)];
    store::Database& database = town_.store->database();
    store::Place& place = places_[static_cast<std::size_t>(bucket_of(person))];
    store::EntryRow row{{place.id, ledger::EntryKind::settlement, now_, request.key},
                        ledger::State::settled,
                        pattern.content,
                        {}};
    const Digest body = verbs::body_of(request, *pattern.entry.bill_hash);
    row.content.replace(pattern.body_at, body.size(), bytes_of(body));
    const Digest leaf = leaf_of(row.head, pattern.entry, pattern.names, pattern.sums, body,
                                pattern.answered.reply.hashed());
    row.link = ledger::link_of(place.previous, leaf);
    store::insert(database, row);
    store::insert(database, request.key, ledger::MessageRole::settlement, place.id);
    store::add(database, person, pattern.entry.changes);
    ++place.id.seq;
    place.previous = row.link;
    ++now_.micros;
  }

  Town& town_;
  const int each_;
  std::vector<store::Place> places_;
  std::vector<Pattern> patterns_;  ///< by birth year, then by number
  Instant now_{1'750'000'000'000'000};
};

}  // namespace yitong::bench
