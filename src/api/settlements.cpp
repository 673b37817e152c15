#include "api/access.h"
#include "api/bodies.h"
#include "api/commit_of.h"
#include "api/handlers.h"
#include "api/problem.h"
#include "api/query.h"
#include "api/report_json.h"
#include "api/rules.h"
#include "base/id.h"
#include "verbs/lookup.h"

namespace yitong::api {

void write_key(JsonWriter& json, const ledger::MessageKey& key) {
  json.key("message_id").string(key.message_id);
  json.key("person").string(key.person).key("institution").string(key.institution);
}

std::string render_reversed(const verbs::Reversed& reversed) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  if (!reversed.tombstone)
    json.key("reversal_id")
        .string(reversed.reversal_id)
        .key("settlement_id")
        .string(reversed.settlement_id);
  json.key("state").string(reversed.tombstone ? "tombstone" : "reversed");
  write_key(json, reversed.key);
  json.key("original_message_id").string(reversed.original_message_id);
  if (!reversed.tombstone) {
    const ledger::Payers& payers = reversed.negated;
    const Money account = payers.account + payers.family_account;
    json.key("totals").begin_object();
    json.key("total").money(payers.total).key("funds").money(payers.funds_paid());
    json.key("person")
        .money(account + payers.cash)
        .key("account")
        .money(account)
        .key("cash")
        .money(payers.cash);
    json.end_object();
    json.key("settle_again").begin_array();
    for (const std::string& later : reversed.built_on) json.string(later);
    json.end_array();
  }
  json.end_object();
  return out;
}

std::string render_unknown(const ledger::MessageKey& key) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("state").string("unknown");
  write_key(json, key);
  json.end_object();
  return out;
}

namespace {

Response found(const Result<verbs::LookedUp>& looked_up) {
  if (!looked_up) return problem(looked_up.error());
  const auto or_null = [](JsonWriter& json, const std::string& text) {
    if (text.empty())
      json.null();
    else
      json.string(text);
  };
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("settlement_id");
  or_null(json, looked_up->settlement_id);
  json.key("state").string(looked_up->state);
  write_key(json, looked_up->key);
  json.key("reversal_id");
  or_null(json, looked_up->reversal_id);
  const bool refused = looked_up->state == "refused";
  const bool settled = looked_up->state == "settled" || looked_up->state == "reversed";
  json.key("settled_again_as");
  or_null(json, looked_up->settled_again_as);
  json.key("settlement").raw(settled ? looked_up->reply : "null");
  json.key("refusal").raw(refused ? looked_up->reply : "null").end_object();
  return response;
}

identity::Record record_of_key(const ledger::MessageKey& key) {
  return {.person = key.person, .institution = key.institution};
}

const verbs::ByMessage* by_message(const Deps& deps) {
  return deps.desk == nullptr ? nullptr : &deps.desk->by_message;
}

}  // namespace

std::string render_settled(const verbs::Settled& settled) {
  std::string out;
  out.reserve(6 << 10);
  JsonWriter json(out);
  json.begin_object();
  json.key("settlement_id").string(settled.settlement_id).key("state").string("settled");
  write_key(json, settled.key);
  json.key("on").string(settled.on.str()).key("plan");
  write_plan(json, *settled.plan, settled.report.grade);
  json.key("catalogue");
  write_catalogue(json, settled.catalogue.get());
  write_totals(json, settled.report);
  write_parts(json, settled.report);
  write_layers(json, settled.report);
  write_steps(json, settled.report);
  write_warnings(json, settled.report);
  if (settled.report.account != Money())
    json.key("accounts")
        .begin_object()
        .key("own")
        .money(settled.report.account - settled.family_account)
        .key("family")
        .money(settled.family_account)
        .end_object();
  if (!settled.invoice.empty())
    json.key("invoice")
        .begin_object()
        .key("code")
        .string(settled.invoice.code)
        .key("number")
        .string(settled.invoice.number)
        .end_object();
  json.end_object();
  return out;
}

Answer post_settlement(Call& call) {
  FaultList faults;
  verbs::SettleRequest request =
      read_settlement(call.bench.parser, call.request.body, {call.now.date()}, faults);
  if (!faults.empty()) return problem(faults);
  if (auto refused = refusal(call, record_of_key(request.key))) return std::move(*refused);
  auto prepared = verbs::prepare_settlement(std::move(request), *call.deps.rules, call.now);
  if (!prepared) return problem(prepared.error());
  return std::make_unique<CommitOf<verbs::SettleWork>>([&](verbs::SettleWork::Done done) {
    return verbs::SettleWork(std::move(*prepared), call.deps.rules, render_settled, std::move(done),
                             by_message(call.deps));
  });
}

Answer post_reversal(Call& call) {
  FaultList faults;
  verbs::ReverseRequest request = read_reversal(call.bench.parser, call.request.body, faults);
  if (!faults.empty()) return problem(faults);
  if (auto refused = refusal(call, record_of_key(request.key))) return std::move(*refused);
  return std::make_unique<CommitOf<verbs::ReverseWork>>([&](verbs::ReverseWork::Done done) {
    return verbs::ReverseWork(std::move(request), render_reversed, std::move(done),
                              call.deps.desk != nullptr);
  });
}

Answer get_settlement(Call& call) {
  return found(verbs::look_up(*call.bench.reader, std::string_view(call.param[0])));
}

Answer find_settlement(Call& call) {
  constexpr std::string_view kKnown[] = {"person", "institution", "message_id"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  ledger::MessageKey key;
  key.person = query.required("person", is_person_id, "^p[0-9a-f]{16}$");
  key.institution = query.required("institution", is_institution_code, "^[HP][0-9]{11}$");
  key.message_id = query.required("message_id", is_message_id, "^[A-Za-z0-9._-]{1,64}$");
  if (!faults.empty()) return problem(faults);
  return found(verbs::look_up(*call.bench.reader, key));
}

}  // namespace yitong::api
