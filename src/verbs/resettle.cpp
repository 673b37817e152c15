#include "verbs/resettle.h"

#include <algorithm>

#include "base/id.h"
#include "ledger/bytes.h"
#include "ledger/posting.h"
#include "store/answer_rows.h"
#include "store/ledger_rows.h"
#include "store/record.h"
#include "store/register_rows.h"
#include "verbs/bill_check.h"
#include "verbs/decide.h"
#include "verbs/payment.h"
#include "verbs/record.h"
#include "verbs/register.h"
#include "verbs/replay.h"

namespace yitong::verbs {
namespace {

using ledger::EntryId;
using ledger::EntryKind;

Digest body_of(const ResettleRequest& request) {
  ledger::ByteWriter out;
  out.u8(1)
      .bytes("resettle")
      .bytes(request.key.person)
      .bytes(request.key.institution)
      .bytes(request.key.message_id);
  out.u8(static_cast<std::uint8_t>(request.rules)).varint(request.settlements.size());
  for (const std::string& each : request.settlements) out.bytes(each);
  if (request.refused) {
    out.varint(request.refused->size());
    for (const RefusedLine& each : *request.refused)
      out.varint(static_cast<std::uint64_t>(each.line)).bytes(each.reason);
  }
  return sm3(out.str());
}

std::string member_id(const ResettleRequest& request, char what, std::size_t member) {
  return request.key.message_id + "." + what + std::to_string(member + 1);
}

Result<std::vector<EntryId>> ids_of(const ResettleRequest& request) {
  Errors errors = check_message_key(request.key);
  if (request.key.message_id.size() > kMaxResettleId)
    errors.push_back({ErrorCode::bad_value,
                      "/message_id",
                      request.key.message_id,
                      "at most " + std::to_string(kMaxResettleId) + " characters",
                      {}});
  std::vector<EntryId> out;
  for (std::size_t i = 0; i < request.settlements.size(); ++i) {
    const auto id = ledger::parse_number(EntryKind::settlement, request.settlements[i]);
    const bool ours = id && id->bucket == bucket_of(request.key.person);
    if (!ours || std::ranges::find(out, *id) != out.end())
      errors.push_back({ours ? ErrorCode::duplicate_key : ErrorCode::unknown_settlement,
                        "/settlements/" + std::to_string(i),
                        request.settlements[i],
                        {},
                        {}});
    if (id) out.push_back(*id);
  }
  if (!errors.empty()) return fail(std::move(errors));
  return out;
}

void add(std::vector<std::pair<std::string, Money>>& sums,
         const std::vector<std::pair<std::string, Money>>& more) {
  for (const auto& [payer, amount] : more) {
    const auto at = std::ranges::find(sums, payer, &std::pair<std::string, Money>::first);
    if (at == sums.end())
      sums.emplace_back(payer, amount);
    else
      at->second += amount;
  }
}

/// What the old settlement held goes to the new one, or back.
void hand_over(store::Database& database, const ledger::SettlementEntry& old,
               const ledger::SettlementEntry& now, bool by_message, Instant at) {
  const auto kept = things_of(now);
  for (const ledger::HeldThing& each : things_of(old)) {
    const auto same = std::ranges::find(kept, each.thing, &ledger::HeldThing::thing);
    ledger::RegisterEvent event{
        {}, each.thing, ledger::RegisterAction::release, old.key, {}, {}, old.on, {}, at};
    if (same != kept.end()) {
      event.action = ledger::RegisterAction::move;
      event.heir = now.key.message_id, event.amount = same->amount;
    }
    if (by_message)
      store::put_errand(database, {std::move(event), {}, {}, {}});
    else
      store::record(database, std::move(event));
  }
}

}  // namespace

ResettleWork::ResettleWork(ResettleRequest request, std::shared_ptr<const Rules> rules,
                           RenderResettled render, Done done, bool by_message)
    : request_(std::move(request)),
      rules_(std::move(rules)),
      render_(std::move(render)),
      done_(std::move(done)),
      by_message_(by_message),
      answer_(fail(ErrorCode::store_failed)) {}

void ResettleWork::execute(store::Store& store, Instant now) { answer_ = resettle(store, now); }

void ResettleWork::resolve(const Result<void>& committed) {
  if (!committed) return done_(fail(committed.error()));
  done_(std::move(answer_));
}

/// Message ids that are taken, and settlements that the register still works on.
Errors ResettleWork::conflicts(store::Database& database,
                               const std::vector<Restated>& members) const {
  Errors errors;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const ledger::MessageKey& old = members[i].old.key;
    for (const char what : {'r', 's'}) {
      const ledger::MessageKey key{old.person, old.institution, member_id(request_, what, i)};
      if (store::find_message(database, bucket_of(old.person), key))
        errors.push_back({ErrorCode::same_key_other_body, "/message_id", key.message_id, {}, {}});
    }
    if (!store::errands_of(database, old).empty())
      errors.push_back({ErrorCode::outcome_unknown,
                        "/settlements",
                        number_of(EntryKind::settlement, members[i].old.id),
                        {},
                        {}});
  }
  return errors;
}

/// The reversals, the newest settlement first, so that an account is filled before it pays; then
/// the settlements in their order.
std::vector<ledger::Resettled> ResettleWork::write(store::Store& store,
                                                   std::vector<Restated>& members,
                                                   Instant now) const {
  store::Database& database = store.database();
  const Digest body = body_of(request_);
  std::vector<ledger::Resettled> out(members.size());
  for (std::size_t i = members.size(); i-- > 0;) {
    const ledger::SettlementEntry& old = members[i].old;
    const store::Place place = store::next_place(database, old.id.bucket);
    const ledger::MessageKey key{old.key.person, old.key.institution, member_id(request_, 'r', i)};
    const Reversed reversed{number_of(EntryKind::reversal, place.id),
                            key,
                            old.key.message_id,
                            false,
                            number_of(EntryKind::settlement, old.id),
                            ledger::negated(old.payers),
                            {}};
    store::record(database, place, {place.id, key, old.id.seq, now}, old,
                  {key, ledger::MessageRole::reversal, place.id, body, render_.reversed(reversed)});
    out[i].old_seq = old.id.seq, out[i].reversal_seq = place.id.seq;
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    Restated& member = members[i];
    member.now.key.message_id = member_id(request_, 's', i);
    member.settled.key = member.now.key;
    Decided decided{std::move(member.now), std::move(member.settled), {}};
    const store::MessageHash message = store::hash_of(decided.entry.key);
    static_cast<void>(record_decided(store, decided, body, message, render_.settled));
    hand_over(database, member.old, decided.entry, by_message_, now);
    member.now = std::move(decided.entry);
    out[i].new_seq = member.now.id.seq;
  }
  return out;
}

Result<Answer> ResettleWork::resettle(store::Store& store, Instant now) {
  const auto named = ids_of(request_);
  if (!named) return fail(named.error());
  store::Database& database = store.database();
  const Digest body = body_of(request_);
  if (auto known = replay(database, request_.key, ledger::MessageRole::resettlement,
                          [&](ledger::Form) { return body; }))
    return std::move(*known);
  std::optional<Relined> relined;
  if (request_.refused) relined = {named->front(), *request_.refused};
  auto members = restate(store, *rules_, request_.key.person, *named, request_.rules, now, relined);
  if (!members) return fail(std::move(members.error()));
  if (auto errors = conflicts(database, *members); !errors.empty()) return fail(std::move(errors));
  if (database.failed()) return fail(ErrorCode::store_failed);

  const auto links = write(store, *members, now);
  const store::Place place = store::next_place(database, bucket_of(request_.key.person));
  Resettlement out{number_of(EntryKind::resettlement, place.id), request_.key, {}, {}};
  for (std::size_t i = 0; i < links.size(); ++i) {
    const Restated& member = (*members)[i];
    const auto number = [&](EntryKind kind, std::int64_t seq) {
      return number_of(kind, {place.id.bucket, seq});
    };
    out.members.push_back({number(EntryKind::settlement, links[i].old_seq),
                           number(EntryKind::reversal, links[i].reversal_seq),
                           number(EntryKind::settlement, links[i].new_seq), member.old.on,
                           differences(member.old.payers, member.now.payers)});
    add(out.differences, out.members.back().differences);
  }
  std::erase_if(out.differences, [](const auto& each) { return each.second == Money(); });
  std::string reply = render_.resettled(out);
  store::record_resettlement(database, place, links,
                             {place.id, request_.key, now, body, {}, reply});
  for (const Restated& member : *members)
    if (member.now.key.institution == ledger::kClaimDesk)
      follow_settlement(store, member.now, request_.by, now);
  return Answer{std::move(reply), false};
}

Result<Answer> resettle(ResettleRequest request, std::shared_ptr<const Rules> rules, Instant now,
                        store::Store& store, const RenderResettled& render) {
  Result<Answer> answer;
  ResettleWork work(std::move(request), std::move(rules), render,
                    [&](Result<Answer> got) { answer = std::move(got); });
  store::run_alone(work, store, now);
  return answer;
}

}  // namespace yitong::verbs
