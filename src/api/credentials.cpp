#include "api/access.h"
#include "api/commit_of.h"
#include "api/entitlement_bodies.h"
#include "api/handlers.h"
#include "base/id.h"
#include "verbs/card.h"

namespace yitong::api {
namespace {

std::string render_cards(const std::string& person, const verbs::CardsView& view) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("person").string(person).key("cards").begin_array();
  for (const store::Card& card : view.cards) {
    json.begin_object().key("no").integer(card.no).key("tail").string(card.tail);
    json.key("state").string(name_of(card.state)).end_object();
  }
  json.end_array().key("events").begin_array();
  for (const ledger::CardEvent& event : view.events) {
    json.begin_object().key("no").integer(event.no).key("card").integer(event.card);
    json.key("action").string(name_of(event.action)).key("at").string(event.at.str());
    json.key("by").string(event.by).key("how").string(event.how).end_object();
  }
  json.end_array().end_object();
  return out;
}

std::string render_checked(const verbs::CheckedCredential& checked, Instant now) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("check").string(checked.check).key("person").string(checked.person);
  json.key("name").string(checked.masked_name).key("credential").string(checked.credential);
  json.key("at").string(now.str()).end_object();
  return out;
}

std::optional<Response> no_person(const Call& call) {
  if (is_person_id(call.param[0])) return std::nullopt;
  return problem(Error{ErrorCode::unknown_person, {}, excerpt(call.param[0]), {}, {}});
}

/// One change of a person's cards; answers with what is then.
template <class Change>
Answer change_cards(const Call& call, Change change) {
  const auto decide = [person = call.param[0], change](store::Store& store,
                                                       Instant now) -> Result<Response> {
    const auto view = change(store, person, now);
    if (!view) return fail(view.error());
    return replied(render_cards(person, *view), false);
  };
  return std::make_unique<CommitCall<std::remove_const_t<decltype(decide)>>>(decide);
}

/// Whoever is signed in, whatever the body says; in the open demonstration, who the body says.
/// A fault where it says nobody.
std::string doer_of(const Call& call, const std::string& said, std::string_view member,
                    FaultList& faults) {
  if (!call.actor.account.empty()) return call.actor.account;
  if (said.empty()) faults.add({ErrorCode::missing_field, std::string(member), {}, {}, {}});
  return said;
}

/// Nothing where the credential may be checked: at an institution there is, or at the window of an
/// agency, by whoever is signed in there.
std::optional<Response> refused_counter(Call& call, verbs::ShownCredential& shown) {
  if (shown.institution.empty()) {
    const bool at_window = call.session && !text_of(call.actor.role).of_institution;
    if (!at_window)
      return problem(Error{ErrorCode::missing_field, "/institution", {}, "where it is shown", {}});
    shown.clerk = call.actor.account;
  }
  if (auto refused = refusal(call, {.institution = shown.institution})) return refused;
  if (!shown.clerk.empty()) return std::nullopt;
  const auto catalogue = call.deps.rules->editions.on(call.now.date());
  if (catalogue == nullptr || catalogue->institution(shown.institution) == nullptr)
    return problem(
        Error{ErrorCode::unknown_institution, "/institution", shown.institution, {}, {}});
  return std::nullopt;
}

}  // namespace

Answer get_cards(Call& call) {
  if (auto nobody = no_person(call)) return std::move(*nobody);
  const auto view = verbs::view_cards(*call.bench.reader, call.param[0]);
  if (!view) return problem(view.error());
  Response response;
  response.body = render_cards(call.param[0], *view);
  return response;
}

Answer post_card(Call& call) {
  if (auto nobody = no_person(call)) return std::move(*nobody);
  FaultList faults;
  CardIssue body = read_card_issue(call.bench.parser, call.request.body, faults);
  body.by = doer_of(call, body.by, "/by", faults);
  if (!faults.empty()) return problem(faults);
  return change_cards(call, [body](store::Store& store, const std::string& person, Instant now) {
    return verbs::issue_card_now(store, person, body.number, body.by, now);
  });
}

Answer post_card_report(Call& call) {
  if (auto nobody = no_person(call)) return std::move(*nobody);
  FaultList faults;
  CardReport body = read_card_report(call.bench.parser, call.request.body, faults);
  if (!call.actor.account.empty()) body.by = call.actor.account;
  if (!faults.empty()) return problem(faults);
  return change_cards(call, [body](store::Store& store, const std::string& person, Instant now) {
    return verbs::report_card_now(store, person, body.by, now);
  });
}

Answer post_card_release(Call& call) {
  if (auto nobody = no_person(call)) return std::move(*nobody);
  FaultList faults;
  CardRelease body = read_card_release(call.bench.parser, call.request.body, faults);
  body.clerk = doer_of(call, body.clerk, "/clerk", faults);
  if (!faults.empty()) return problem(faults);
  return change_cards(call, [body](store::Store& store, const std::string& person, Instant now) {
    return verbs::release_card_now(store, person, body.clerk, body.verified_by, body.note, now);
  });
}

Answer post_e_credential(Call& call) {
  if (auto nobody = no_person(call)) return std::move(*nobody);
  FaultList faults;
  read_nothing(call.bench.parser, call.request.body, faults);
  if (!faults.empty()) return problem(faults);
  if (call.deps.credentials == nullptr)
    return problem(Error{ErrorCode::unsupported, {}, {}, "a server with a credential key", {}});
  const auto issued =
      verbs::issue_credential(*call.bench.reader, *call.deps.credentials, call.param[0], call.now);
  if (!issued) return problem(issued.error());
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("person").string(call.param[0]).key("token").string(issued->token);
  json.key("issued_at").string(issued->issued.str());
  json.key("expires_at").string(issued->expires.str());
  json.key("seconds").integer(call.deps.credentials->life_seconds).end_object();
  Response response = replied(std::move(out), false);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Answer post_credential_check(Call& call) {
  FaultList faults;
  verbs::ShownCredential shown =
      read_shown_credential(call.bench.parser, call.request.body, faults);
  if (!faults.empty()) return problem(faults);
  if (auto refused = refused_counter(call, shown)) return std::move(*refused);
  if (call.deps.credentials == nullptr)
    return problem(Error{ErrorCode::unsupported, {}, {}, "a server with a credential key", {}});
  const auto decide = [shown, desk = call.deps.credentials](store::Store& store,
                                                            Instant now) -> Result<Response> {
    const auto checked = verbs::check_credential_now(store, *desk, shown, now);
    if (!checked) return fail(checked.error());
    if (checked->refusal) return problem(*checked->refusal);  // journaled, so it is committed
    return replied(render_checked(*checked, now), false);
  };
  return std::make_unique<CommitCall<std::remove_const_t<decltype(decide)>>>(decide);
}

}  // namespace yitong::api
