#include "verbs/settle.h"

#include "base/id.h"
#include "store/answer_rows.h"
#include "store/ledger_rows.h"
#include "store/outbox_rows.h"
#include "store/record.h"
#include "verbs/decide.h"
#include "verbs/register.h"
#include "verbs/replay.h"
#include "verbs/request_bytes.h"

namespace yitong::verbs {

SettleWork::SettleWork(PreparedSettlement prepared, std::shared_ptr<const Rules> rules,
                       RenderSettled render, Done done, const ByMessage* by_message)
    : prepared_(std::move(prepared)),
      rules_(std::move(rules)),
      render_(std::move(render)),
      done_(std::move(done)),
      by_message_(by_message),
      answer_(fail(ErrorCode::store_failed)) {}

bool SettleWork::look(store::Store& store, Instant now) {
  const SettleRequest& request = prepared_.request;
  store::Database& database = store.database();
  const std::int32_t bucket = bucket_of(request.key.person);
  foreseen_.reset();
  if (!prepared_.classified || holds()) return false;
  auto keys = store::find_row_for(database, request.key.person, prepared_.message);
  seen_ = std::make_unique<Seen>(Seen{known_of(database, request, {}), std::move(keys),
                                      store::next_place(database, bucket), store.key(),
                                      database.shared_texts(), database.epoch(), now});
  if (database.failed()) seen_.reset();
  return seen_ != nullptr;
}

void SettleWork::think() {
  const std::unique_ptr<const Seen> seen = std::move(seen_);
  auto keys = store::row_with(
      seen->keys, {prepared_.message, ledger::MessageRole::settlement, seen->place.id.seq});
  if (!keys) return;  // repeated, or what is written is more than one row
  auto decided = decide(seen->known, seen->key, prepared_, *rules_, seen->now);
  if (!decided) return;  // a refusal is worked out at its turn
  const ledger::SettlementEntry& entry = decided->entry;
  const auto& kept = seen->texts->hashes;
  if (!kept.contains(entry.plan) || !kept.contains(entry.catalogue)) return;
  store::Texts texts(*seen->texts);
  Placed placed =
      place_decided(texts, seen->place, *decided, prepared_.body, prepared_.message, render_);
  placed.rows.keys = std::move(keys);
  if (texts.all_remembered()) foreseen_ = {std::move(placed), seen->epoch};
}

bool SettleWork::is_foreseen(store::Store& store) {
  if (!foreseen_ || foreseen_->epoch != store.database().epoch()) return false;
  const store::Place& place = foreseen_->placed.rows.place;
  return store::next_place(store.database(), place.id.bucket) == place;
}

void SettleWork::execute(store::Store& store, Instant now) {
  const bool foreseen = is_foreseen(store);
  auto once = std::exchange(foreseen_, std::nullopt);
  if (!foreseen) {
    answer_ = settle(store, now);
    return;
  }
  store::record(store.database(), once->placed.rows);
  answer_ = Answer{std::move(once->placed.reply), false};
}

void SettleWork::resolve(const Result<void>& committed) {
  if (!committed) return done_(fail(committed.error()));
  done_(std::move(answer_));
}

/// The state `unknown`: the message, what it asked, and the errands that will decide.
Result<Answer> SettleWork::wait(store::Store& store, Instant now) {
  const SettleRequest& request = prepared_.request;
  if (auto fine = decide(store, prepared_, *rules_, {}, now); !fine)
    return fail(std::move(fine.error()));
  store::Database& database = store.database();
  const store::Place place = store::next_place(database, bucket_of(request.key.person));
  std::string reply = by_message_->unknown(request.key);
  if (database.failed()) return fail(ErrorCode::store_failed);
  store::record_pending(database, place,
                        {place.id, request.key, now, prepared_.body, encode(request), reply});
  for (ledger::RegisterEvent& hold : holds_of(request, now))
    store::put_errand(database, {std::move(hold), {}, {}, {}});
  return Answer{std::move(reply), false, Answer::Kind::unknown};
}

bool SettleWork::holds() const {
  return !prepared_.request.invoice.empty() || !prepared_.request.family_payer.empty();
}

Result<Answer> SettleWork::settle(store::Store& store, Instant now) {
  const SettleRequest& request = prepared_.request;
  store::Database& database = store.database();
  const auto body = [this](ledger::Form form) {
    return form == ledger::Form::row_sets ? body_of_row_sets(prepared_.request) : prepared_.body;
  };
  if (auto known =
          replay(database, request.key, prepared_.message, ledger::MessageRole::settlement, body))
    return std::move(*known);
  if (!prepared_.classified) return fail(prepared_.classified.error());
  if (holds() && by_message_ != nullptr) return wait(store, now);
  Money family;
  if (holds()) {
    auto offered = offers(database, holds_of(request, now), now);
    if (!offered) return fail(std::move(offered.error()));
    family = *offered;
  }
  auto decided = decide(store, prepared_, *rules_, family, now);
  if (!decided) return fail(std::move(decided.error()));
  auto reply = record_decided(store, *decided, prepared_.body, prepared_.message, render_);
  if (!reply) return fail(std::move(reply.error()));
  if (holds()) take_things(database, decided->entry, now);
  return Answer{std::move(*reply), false};
}

Result<Answer> settle(SettleRequest request, std::shared_ptr<const Rules> rules, Instant now,
                      store::Store& store, const RenderSettled& render) {
  auto prepared = prepare_settlement(std::move(request), *rules, now);
  if (!prepared) return fail(std::move(prepared.error()));
  Result<Answer> answer;
  SettleWork work(std::move(*prepared), std::move(rules), render,
                  [&](Result<Answer> got) { answer = std::move(got); });
  store::run_alone(work, store, now);
  return answer;
}

}  // namespace yitong::verbs
