#include "store/record.h"

#include "base/planted.h"
#include "ledger/journal.h"
#include "store/account_rows.h"
#include "store/ledger_rows.h"

namespace yitong::store {
namespace {

using ledger::ByteWriter;
using ledger::EntryKind;
using ledger::Form;
using ledger::Message;
using ledger::MessageRole;

ByteWriter begin_content() {
  ByteWriter out;
  out.u8(static_cast<std::uint8_t>(Form::one_row));
  return out;
}

void chain(Database& database, const Place& place, EntryRow row, const Digest& leaf) {
  row.link = ledger::link_of(place.previous, leaf);
  insert(database, row);
}

KeptReply keep(Database& database, const ledger::EntryHead& head, std::string_view reply) {
  Texts texts(database);
  return keep_reply(texts, head, reply);
}

}  // namespace

SettlementRows rows_of(Texts& texts, const Place& place, const ledger::SettlementEntry& settlement,
                       const Digest& body, std::string_view reply, const MessageHash& message) {
  YT_CHECK(settlement.id == place.id);
  YT_CHECK(settlement.form == Form::one_row && settlement.payers.adds_up());
  EntryRow row{
      {place.id, EntryKind::settlement, settlement.at, settlement.key}, settlement.state, {}, {}};
  Written written = write_settlement(texts, row.head, settlement, body, reply);
  row.content = std::move(written.content);
  row.link = ledger::link_of(place.previous, written.leaf);
  return {place, std::move(row), message, settlement.changes, settlement.payers.account, {}, {}};
}

void record(Database& database, const SettlementRows& rows) {
  const ledger::MessageKey& key = rows.entry.head.key;
  insert(database, rows.entry);
  if (rows.keys)
    change_row(database, key.person, PersonRowKind::message, *rows.keys);
  else
    insert(database, key.person, rows.key());
  if (rows.counts)
    change_counts(database, key.person, *rows.counts);
  else
    add(database, key.person, rows.changes);
  change_account(database, key.person, -rows.account, {});
}

void record(Database& database, const Place& place, const ledger::ReversalEntry& reversal,
            const ledger::SettlementEntry& settlement, const Message& message) {
  YT_CHECK(reversal.id == place.id && message.entry == place.id && message.key == reversal.key);
  YT_CHECK(settlement.id == (ledger::EntryId{place.id.bucket, reversal.settlement_seq}));
  YT_CHECK(settlement.state == ledger::State::settled &&
           settlement.key.person == reversal.key.person);
  EntryRow row{{place.id, EntryKind::reversal, reversal.at, reversal.key}, {}, {}, {}};
  const KeptReply reply = keep(database, row.head, message.reply);
  ByteWriter content = begin_content();
  put(content.zigzag(reversal.settlement_seq).raw(bytes_of(message.body)), reply);
  row.content = content.take();
  const Digest leaf =
      leaf_of_reversal(row.head, reversal.settlement_seq, message.body, reply.hashed());
  chain(database, place, std::move(row), leaf);
  insert(database, reversal);
  insert(database, message.key, MessageRole::reversal, place.id);
  auto taken_back = negated(settlement.changes);
  if (planted(2) && taken_back.size() > 1) taken_back.pop_back();
  add(database, settlement.key.person, taken_back);
  change_account(database, settlement.key.person, settlement.payers.account, {});
  set_state(database, settlement.id, ledger::State::reversed);
}

void record_tombstone(Database& database, const Place& place, const ledger::MessageKey& original,
                      bool known_tombstone, Instant at, const Message& message) {
  YT_CHECK(message.entry == place.id && message.key != original &&
           message.key.person == original.person &&
           message.key.institution == original.institution);
  const std::string taken = known_tombstone ? std::string() : original.message_id;
  EntryRow row{{place.id, EntryKind::tombstone, at, message.key}, {}, {}, {}};
  const KeptReply reply = keep(database, row.head, message.reply);
  ByteWriter content = begin_content();
  put(content.bytes(taken).raw(bytes_of(message.body)), reply);
  row.content = content.take();
  insert(database, message.key, MessageRole::reversal, place.id);
  if (!known_tombstone) insert(database, original, MessageRole::tombstone, place.id);
  if (planted(5) && known_tombstone) return;
  const Digest leaf = leaf_of_tombstone(row.head, taken, message.body, reply.hashed());
  chain(database, place, std::move(row), leaf);
}

void record_row(Database& database, const Place& place, EntryKind kind, Instant at,
                const std::string& person, const Digest& row) {
  EntryRow entry{{place.id, kind, at, {person, {}, {}}}, {}, begin_content().take(), {}};
  const Digest leaf = leaf_of_row(entry.head, row);
  chain(database, place, std::move(entry), leaf);
}

}  // namespace yitong::store
