#include "api/access.h"
#include "api/commit_of.h"
#include "api/handlers.h"
#include "api/identity_bodies.h"
#include "store/person_rows.h"

namespace yitong::api {
namespace {

using identity::Action;
using identity::Relation;

/// One password at a time and place: each costs a worker some 20 ms and 19 MiB.
class HashingPlace {
 public:
  explicit HashingPlace(std::atomic<int>* places) : places_(places) {
    taken_ = places_ == nullptr || places_->fetch_sub(1) > 0;
  }
  ~HashingPlace() {
    if (places_ != nullptr) places_->fetch_add(1);
  }
  HashingPlace(const HashingPlace&) = delete;
  HashingPlace& operator=(const HashingPlace&) = delete;
  bool taken() const { return taken_; }

 private:
  std::atomic<int>* const places_;
  bool taken_ = false;
};

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

/// Inside the caller's transaction.
std::string render_me(store::Store& store, const verbs::Session& session, Instant now) {
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
  json.key("expires_at").string(session.expires.str()).end_object();
  return out;
}

std::string cookie_of(std::string_view token, std::int64_t seconds, bool secure) {
  return std::string(identity::kSessionCookie) + "=" + std::string(token) +
         "; Path=/; Max-Age=" + std::to_string(seconds) + "; HttpOnly; SameSite=Strict" +
         (secure ? "; Secure" : "");
}

Response too_many_at_once() {
  return problem(Error{ErrorCode::too_many_attempts, {}, "1", "sign-ins at the same time", {}});
}

/// The reply of a sign-in, once it is on disk. Systems that keep no cookies get the token itself.
Response welcome(store::Store& store, const verbs::SignedIn& signed_in, Instant now, bool secure) {
  std::string me = render_me(store, signed_in.session, now);
  if (signed_in.session.actor.role == identity::Role::institution_system) {
    me.back() = ',';
    me += "\"token\":\"" + signed_in.token + "\"}";
  }
  Response response = replied(std::move(me), false);
  const std::int64_t seconds = (signed_in.session.expires.micros - now.micros) / 1'000'000;
  response.headers.emplace_back("Set-Cookie", cookie_of(signed_in.token, seconds, secure));
  return response;
}

Response gone(std::string_view cookie) {
  Response response;
  response.status = 204;
  if (!cookie.empty()) response.headers.emplace_back("Set-Cookie", cookie);
  return response;
}

}  // namespace

Answer post_session(Call& call) {
  FaultList faults;
  verbs::SignIn wanted = read_sign_in(call.bench.parser, call.request.body, faults);
  if (!faults.empty()) return problem(faults);
  if (!made_by_us(call.request))
    return problem(Error{ErrorCode::cross_site, {}, {}, "X-Yitong: 1", {}});
  wanted.address = call.request.address;
  const HashingPlace place(call.deps.door.hashing.get());
  if (!place.taken()) return too_many_at_once();
  auto checked = verbs::check_sign_in(*call.bench.reader, wanted, call.now);
  if (!checked) return problem(checked.error());
  identity::TokenBytes bytes{};
  call.deps.door.random(bytes);
  const auto decide = [checked = std::move(*checked), bytes,
                       secure = call.deps.door.secure_cookies](store::Store& store,
                                                               Instant now) -> Result<Response> {
    const auto signed_in = verbs::sign_in_now(store, checked, bytes, now);
    if (!signed_in) return fail(signed_in.error());
    return welcome(store, *signed_in, now, secure);
  };
  return std::make_unique<CommitCall<decltype(decide)>>(decide);
}

Answer delete_session(Call& call) {
  const std::string token(token_of(call.request));
  const std::string cookie = cookie_of({}, 0, call.deps.door.secure_cookies);
  const auto decide = [token, cookie](store::Store& store, Instant) -> Result<Response> {
    verbs::sign_out_now(store, token);
    return gone(cookie);
  };
  return std::make_unique<CommitCall<decltype(decide)>>(decide);
}

Answer get_me(Call& call) {
  store::Database& database = call.bench.reader->database();
  database.begin_read();
  Response response;
  response.body = render_me(*call.bench.reader, *call.session, call.now);
  if (auto fine = database.commit(); !fine) return problem(fine.error());
  return response;
}

Answer list_demo_accounts(Call& call) {
  if (call.deps.demo_accounts.empty()) return problem({ErrorCode::not_found, "", "", "--demo", {}});
  Response response;
  response.body = call.deps.demo_accounts;
  return response;
}

}  // namespace yitong::api
