#include "store/record.h"

#include <algorithm>

#include "base/planted.h"
#include "ledger/journal.h"
#include "store/account_rows.h"
#include "store/ledger_rows.h"

namespace yitong::store {

using ledger::EntryKind;
using ledger::Message;
using ledger::MessageRole;

void record(Database& database, const Place& place, const ledger::SettlementEntry& settlement,
            const Message& message) {
  const auto postings = postings_of(settlement);
  YT_CHECK(settlement.id == place.id && message.entry == place.id && message.key == settlement.key);
  YT_CHECK(settlement.payers.adds_up() && sums_to_zero(postings));
  insert(database, settlement);
  insert(database, place.id, postings);
  insert(database, message);
  add(database, place.id.bucket, settlement.key.person, settlement.changes);
  change_account(database, settlement.key.person, -settlement.payers.account, {});
  const Digest messages[] = {digest_of(message)};
  append(
      database, place, EntryKind::settlement, settlement.at,
      {digest_of(settlement), digest_of(place.id, postings), ledger::digest_of_messages(messages)});
}

void record(Database& database, const Place& place, const ledger::ReversalEntry& reversal,
            const ledger::SettlementEntry& settlement, const Message& message) {
  const auto postings = negated(postings_of(settlement));
  YT_CHECK(reversal.id == place.id && message.entry == place.id && message.key == reversal.key);
  YT_CHECK(settlement.id == (ledger::EntryId{place.id.bucket, reversal.settlement_seq}));
  YT_CHECK(settlement.state == ledger::State::settled &&
           settlement.key.person == reversal.key.person);
  insert(database, reversal);
  insert(database, place.id, postings);
  insert(database, message);
  auto taken_back = negated(settlement.changes);
  if (planted(2) && taken_back.size() > 1) taken_back.pop_back();
  add(database, place.id.bucket, settlement.key.person, taken_back);
  change_account(database, settlement.key.person, settlement.payers.account, {});
  set_state(database, settlement.id, ledger::State::reversed);
  const Digest messages[] = {digest_of(message)};
  append(
      database, place, EntryKind::reversal, reversal.at,
      {digest_of(reversal), digest_of(place.id, postings), ledger::digest_of_messages(messages)});
}

void record_tombstone(Database& database, const Place& place, const ledger::MessageKey& original,
                      bool known_tombstone, Instant at, const Message& message) {
  YT_CHECK(message.entry == place.id && message.key != original &&
           message.key.person == original.person);
  std::vector<Message> messages{message};
  if (!known_tombstone) messages.push_back({original, MessageRole::tombstone, place.id, {}, {}});
  std::ranges::sort(messages, {}, &Message::key);
  std::vector<Digest> digests;
  for (const Message& each : messages) {
    insert(database, each);
    digests.push_back(digest_of(each));
  }
  if (planted(5) && known_tombstone) return;
  append(database, place, EntryKind::tombstone, at, {ledger::digest_of_messages(digests)});
}

}  // namespace yitong::store
