#include "api/access.h"
#include "api/bodies.h"
#include "api/commit_of.h"
#include "api/handlers.h"
#include "base/id.h"

namespace yitong::api {
namespace {

void write_balance(JsonWriter& json, const ledger::Account& account) {
  json.key("balance").money(account.balance).key("held").money(account.held);
}

void write_consent(JsonWriter& json, const ledger::Consent& consent) {
  json.begin_object().key("no").integer(consent.no).key("relative").string(consent.relative);
  json.key("from").string(consent.in_force.from.str()).key("to");
  if (consent.in_force.to == ledger::kNoEnd)
    json.null();
  else
    json.string(consent.in_force.to.str());
  json.key("yearly_limit");
  if (consent.yearly_limit)
    json.money(*consent.yearly_limit);
  else
    json.null();
  json.end_object();
}

}  // namespace

Answer get_account(Call& call) {
  const std::string& person = call.param[0];
  if (!is_person_id(person)) return problem(Error{ErrorCode::unknown_person, {}, person, {}, {}});
  const auto view = verbs::view_account(*call.bench.reader, person);
  if (!view) return problem(view.error());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("person").string(person);
  write_balance(json, view->account);
  json.key("inflows").begin_array();
  for (const ledger::Inflow& inflow : view->inflows)
    json.begin_object()
        .key("source")
        .string(inflow.source)
        .key("amount")
        .money(inflow.amount)
        .key("at")
        .string(inflow.at.str())
        .end_object();
  json.end_array().key("consents").begin_array();
  for (const ledger::Consent& consent : view->consents) write_consent(json, consent);
  json.end_array().end_object();
  return response;
}

Answer post_inflow(Call& call) {
  FaultList faults;
  verbs::InflowRequest request = read_inflow(call.bench.parser, call.request.body, faults);
  if (!faults.empty()) return problem(faults);
  if (auto refused = refusal(call, {.person = request.person})) return std::move(*refused);
  const auto decide = [request = std::move(request)](store::Store& store,
                                                     Instant now) -> Result<Response> {
    const auto credited = verbs::credit_now(store, request, now);
    if (!credited) return fail(credited.error());
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("person").string(request.person).key("source").string(request.source);
    json.key("amount").money(request.amount);
    write_balance(json, credited->account);
    json.end_object();
    return replied(std::move(out), credited->replayed);
  };
  return std::make_unique<CommitCall<decltype(decide)>>(decide);
}

Answer post_consent(Call& call) {
  FaultList faults;
  verbs::ConsentRequest request = read_consent(call.bench.parser, call.request.body, faults);
  if (!faults.empty()) return problem(faults);
  if (auto refused = refusal(call, {.person = request.person})) return std::move(*refused);
  const auto decide = [request = std::move(request)](store::Store& store,
                                                     Instant now) -> Result<Response> {
    const auto no = verbs::let_use_now(store, request, now);
    if (!no) return fail(no.error());
    ledger::Consent consent = request.consent;
    consent.no = *no;
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("person").string(request.person).key("consent");
    write_consent(json, consent);
    json.end_object();
    return replied(std::move(out), false);
  };
  return std::make_unique<CommitCall<decltype(decide)>>(decide);
}

}  // namespace yitong::api
