#include "api/session_reply.h"

#include "api/commit_of.h"
#include "api/json_writer.h"
#include "store/person_rows.h"
#include "verbs/delegates.h"

namespace yitong::api {
namespace {

using identity::Relation;

void write_or_null(JsonWriter& json, std::string_view key, std::string_view text) {
  json.key(key);
  if (text.empty())
    json.null();
  else
    json.string(text);
}

void write_actions(JsonWriter& json, std::string_view actions) {
  json.key("actions").begin_array();
  for (const std::string& each : ledger::words_of(actions)) json.string(each);
  json.end_array();
}

void write_rights(JsonWriter& json, identity::Role role) {
  json.key("may").begin_array();
  for (const identity::ActionText& each : identity::all_actions()) {
    const identity::Relations cell = identity::granted(each.action, role);
    if (cell.empty()) continue;
    json.begin_object().key("action").string(each.name).key("relations").begin_array();
    for (const Relation relation : identity::kRelations)
      if (cell.has(relation)) json.string(name_of(relation));
    json.end_array().end_object();
  }
  json.end_array().key("delegable").begin_array();
  for (const identity::ActionText& each : identity::all_actions()) {
    if (role != identity::Role::insured || !identity::is_delegable(each.action)) continue;
    json.begin_object().key("action").string(each.name).key("name").text(each.zh, each.en);
    json.end_object();
  }
  json.end_array();
}

/// By whom one was let in; null: by us.
void write_provider(JsonWriter& json, const ProviderDesk* providers, std::string_view name) {
  const identity::Provider* provider = providers == nullptr ? nullptr : providers->find(name);
  if (provider == nullptr) {
    json.null();
    return;
  }
  json.begin_object().key("name").string(provider->name);
  json.key("label").text(provider->label_zh, provider->label_en);
  write_or_null(json, "sign_out_url", providers->sign_out_address(*provider));
  json.end_object();
}

}  // namespace

std::string render_me(store::Store& store, const verbs::Session& session,
                      const ProviderDesk* providers, Instant now) {
  const identity::Actor& actor = session.actor;
  std::vector<verbs::DelegateView> principals;
  std::string name;
  if (!actor.person.empty()) {
    principals = verbs::principals_of(store, actor.person, now);
    if (const auto data = store::open_person(store, actor.person)) name = data->name;
  }
  const identity::RoleText& role = text_of(actor.role);
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("account").string(actor.account).key("role").string(role.name);
  json.key("role_name").text(role.zh, role.en);
  json.key("title").text(session.title_zh, session.title_en);
  write_or_null(json, "person", actor.person);
  write_or_null(json, "name", name);
  write_or_null(json, "agency", actor.agency);
  json.key("areas").begin_array();
  for (const std::string& each : actor.areas) json.string(each);
  json.end_array();
  write_or_null(json, "institution", actor.institution);
  json.key("acts_for").begin_array();
  for (const verbs::DelegateView& each : principals) {
    json.begin_object().key("person").string(each.person);
    write_or_null(json, "name", each.name);
    write_actions(json, each.row.actions);
    json.key("from").string(each.row.in_force.from.str());
    json.key("to").string(each.row.in_force.to.str()).end_object();
  }
  json.end_array();
  write_rights(json, actor.role);
  json.key("expires_at").string(session.expires.str()).key("provider");
  write_provider(json, providers, session.provider);
  json.end_object();
  return out;
}

std::string cookie_of(std::string_view name, std::string_view value, std::int64_t seconds,
                      bool secure) {
  return std::string(name) + "=" + std::string(value) +
         "; Path=/; Max-Age=" + std::to_string(seconds) + "; HttpOnly; SameSite=Strict" +
         (secure ? "; Secure" : "");
}

Response too_many_at_once() {
  return problem(Error{ErrorCode::too_many_attempts, {}, "1", "sign-ins at the same time", {}});
}

Response welcomed(const Welcome& by, store::Store& store, const verbs::SignedIn& signed_in,
                  Instant now) {
  std::string me = render_me(store, signed_in.session, by.providers.get(), now);
  if (signed_in.session.actor.role == identity::Role::institution_system) {
    me.back() = ',';
    me += "\"token\":\"" + signed_in.token + "\"}";
  }
  Response response = replied(std::move(me), false);
  const std::int64_t seconds = (signed_in.session.expires.micros - now.micros) / 1'000'000;
  response.headers.emplace_back("Set-Cookie", cookie_of(identity::kSessionCookie, signed_in.token,
                                                        seconds, by.secure_cookies));
  return response;
}

}  // namespace yitong::api
