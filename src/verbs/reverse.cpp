#include "verbs/reverse.h"

#include <algorithm>

#include "base/id.h"
#include "ledger/bytes.h"
#include "ledger/posting.h"
#include "store/ledger_rows.h"
#include "store/record.h"
#include "verbs/bill_check.h"
#include "verbs/register.h"
#include "verbs/replay.h"

namespace yitong::verbs {
namespace {

Digest body_of(const ReverseRequest& request) {
  ledger::ByteWriter out;
  out.u8(1)
      .bytes("reverse")
      .bytes(request.key.person)
      .bytes(request.key.institution)
      .bytes(request.key.message_id);
  out.bytes(request.original_message_id);
  return sm3(out.str());
}

Errors faults_of(const ReverseRequest& request) {
  Errors errors = check_message_key(request.key);
  if (!is_token(request.original_message_id))
    errors.push_back({ErrorCode::bad_value,
                      "/original_message_id",
                      request.original_message_id,
                      "1 to 64 letters, digits, . _ -",
                      {}});
  if (request.original_message_id == request.key.message_id)
    errors.push_back({ErrorCode::bad_value,
                      "/message_id",
                      request.key.message_id,
                      "a message id of its own, not the original's",
                      {}});
  return errors;
}

bool builds_on(const ledger::SettlementEntry& later, const ledger::SettlementEntry& reversed) {
  return later.state == ledger::State::settled &&
         std::ranges::any_of(later.before, [&](const ledger::Accumulated& value) {
           return std::ranges::any_of(reversed.changes, [&](const ledger::Accumulated& change) {
             return change.scope == value.scope && change.period == value.period &&
                    change.name == value.name;
           });
         });
}

}  // namespace

ReverseWork::ReverseWork(ReverseRequest request, RenderReversed render, Done done, bool by_message)
    : request_(std::move(request)),
      render_(std::move(render)),
      done_(std::move(done)),
      body_(body_of(request_)),
      by_message_(by_message),
      answer_(fail(ErrorCode::store_failed)) {}

void ReverseWork::execute(store::Store& store, Instant now) { answer_ = reverse(store, now); }

void ReverseWork::resolve(const Result<void>& committed) {
  if (!committed) return done_(fail(committed.error()));
  done_(std::move(answer_));
}

Result<ReverseAnswer> ReverseWork::leave_tombstone(store::Database& database, bool known,
                                                   Instant now) {
  const store::Place place = store::next_place(database, bucket_of(request_.key.person));
  std::string reply = render_({number_of(ledger::EntryKind::tombstone, place.id),
                               request_.key,
                               request_.original_message_id,
                               true,
                               {},
                               {},
                               {}});
  if (database.failed()) return fail(ErrorCode::store_failed);
  const ledger::MessageKey original{request_.key.person, request_.key.institution,
                                    request_.original_message_id};
  store::record_tombstone(database, place, original, known, now,
                          {request_.key, ledger::MessageRole::reversal, place.id, body_, reply});
  return ReverseAnswer{std::move(reply), false, true};
}

Result<ReverseAnswer> ReverseWork::reverse(store::Store& store, Instant now) {
  if (auto faults = faults_of(request_); !faults.empty()) return fail(std::move(faults));
  store::Database& database = store.database();
  const std::int32_t bucket = bucket_of(request_.key.person);
  const ledger::MessageKey original{request_.key.person, request_.key.institution,
                                    request_.original_message_id};
  const auto message = store::find_message(database, bucket, original);
  // What was refused is answered like what never came: nothing was reversed.
  const bool refused = message && message->role == ledger::MessageRole::refusal;
  const bool nothing = refused || (message && message->role == ledger::MessageRole::tombstone);
  if (auto known = replay(database, request_.key, ledger::MessageRole::reversal,
                          [this](ledger::Form) { return body_; })) {
    if (!*known) return fail(std::move(known->error()));
    return ReverseAnswer{std::move((*known)->reply), true, nothing};
  }
  if (!message || nothing) return leave_tombstone(database, message.has_value(), now);
  if (message->role == ledger::MessageRole::pending)
    return fail(ErrorCode::outcome_unknown, "/original_message_id", original.message_id);
  if (message->role != ledger::MessageRole::settlement)
    return fail(ErrorCode::bad_value, "/original_message_id", original.message_id,
                "the message id of a settlement");
  const auto settlement = store::find_settlement(database, message->entry);
  if (!settlement)
    return fail(ErrorCode::corrupt, "/original_message_id", original.message_id, "its settlement");
  if (settlement->state == ledger::State::reversed)
    return fail(ErrorCode::already_reversed, "/original_message_id", original.message_id);

  const store::Place place = store::next_place(database, bucket);
  Reversed reversed{number_of(ledger::EntryKind::reversal, place.id),
                    request_.key,
                    original.message_id,
                    false,
                    number_of(ledger::EntryKind::settlement, settlement->id),
                    ledger::negated(settlement->payers),
                    {}};
  for (const auto& later :
       store::settlements_of(database, original.person, settlement->id.seq))
    if (builds_on(later, *settlement))
      reversed.built_on.push_back(number_of(ledger::EntryKind::settlement, later.id));
  std::string reply = render_(reversed);
  if (database.failed()) return fail(ErrorCode::store_failed);
  store::record(database, place, {place.id, request_.key, settlement->id.seq, now}, *settlement,
                {request_.key, ledger::MessageRole::reversal, place.id, body_, reply});
  if (by_message_)
    send_release(database, *settlement);
  else
    release_things(database, *settlement, now);
  return ReverseAnswer{std::move(reply), false, false};
}

Result<ReverseAnswer> reverse(ReverseRequest request, Instant now, store::Store& store,
                              const RenderReversed& render) {
  Result<ReverseAnswer> answer;
  ReverseWork work(std::move(request), render,
                   [&](Result<ReverseAnswer> got) { answer = std::move(got); });
  store::run_alone(work, store, now);
  return answer;
}

}  // namespace yitong::verbs
