#include "verbs/lookup.h"

#include "base/id.h"
#include "store/answer_rows.h"
#include "store/ledger_rows.h"
#include "verbs/replay.h"

namespace yitong::verbs {
namespace {

std::unexpected<Errors> unknown(std::string_view what) {
  return fail(ErrorCode::unknown_settlement, {}, std::string(what));
}

Result<LookedUp> from_message(store::Database& database, const ledger::Message& message) {
  LookedUp out{message.key, "tombstone", {}, {}, {}, message.reply};
  if (message.role == ledger::MessageRole::tombstone) return out;
  if (message.role == ledger::MessageRole::pending) {
    out.state = "unknown";
    return out;
  }
  if (message.role == ledger::MessageRole::refusal) {
    auto refused = refused_answer(message.reply);
    if (!refused) return fail(std::move(refused.error()));
    out.state = "refused", out.reply = std::move(refused->reply);
    return out;
  }
  const auto settlement = store::find_settlement(database, message.entry);
  if (message.role != ledger::MessageRole::settlement || !settlement)
    return unknown(message.key.message_id);
  out.state = name_of(settlement->state);
  out.settlement_id = number_of(ledger::EntryKind::settlement, settlement->id);
  if (const auto reversal = store::find_reversal_of(database, settlement->id))
    out.reversal_id = number_of(ledger::EntryKind::reversal, reversal->id);
  if (const auto link = store::find_resettled(database, settlement->id); link)
    out.settled_again_as =
        number_of(ledger::EntryKind::settlement, {settlement->id.bucket, link->new_seq});
  return out;
}

Result<LookedUp> by_key(store::Database& database, const ledger::MessageKey& key) {
  const auto message = store::find_message(database, bucket_of(key.person), key);
  if (!message) return unknown(key.message_id);
  return from_message(database, *message);
}

/// What a fault of the store made look absent was not absent.
Result<LookedUp> finish(store::Database& database, Result<LookedUp> found) {
  auto fine = database.commit();
  if (!fine) return fail(std::move(fine.error()));
  return found;
}

}  // namespace

Result<LookedUp> look_up(store::Store& store, std::string_view settlement_id) {
  const auto id = ledger::parse_number(ledger::EntryKind::settlement, settlement_id);
  if (!id) return unknown(settlement_id);
  store::Database& database = store.database();
  database.begin_read();
  const auto settlement = store::find_settlement(database, *id);
  return finish(database, settlement ? by_key(database, settlement->key) : unknown(settlement_id));
}

Result<LookedUp> look_up(store::Store& store, const ledger::MessageKey& key) {
  store.database().begin_read();
  return finish(store.database(), by_key(store.database(), key));
}

}  // namespace yitong::verbs
