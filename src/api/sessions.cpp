#include "api/access.h"
#include "api/commit_of.h"
#include "api/handlers.h"
#include "api/identity_bodies.h"
#include "api/session_reply.h"

namespace yitong::api {
namespace {

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
  const auto decide = [checked = std::move(*checked), bytes, by = welcome_of(call.deps)](
                          store::Store& store, Instant now) -> Result<Response> {
    const auto signed_in = verbs::sign_in_now(store, checked, bytes, now);
    if (!signed_in) return fail(signed_in.error());
    return welcomed(by, store, *signed_in, now);
  };
  return std::make_unique<CommitCall<decltype(decide)>>(decide);
}

Answer delete_session(Call& call) {
  const std::string token(token_of(call.request));
  const std::string cookie =
      cookie_of(identity::kSessionCookie, {}, 0, call.deps.door.secure_cookies);
  const auto decide = [token, cookie](store::Store& store, Instant) -> Result<Response> {
    verbs::sign_out_now(store, token);
    return gone(cookie);
  };
  return std::make_unique<CommitCall<decltype(decide)>>(decide);
}

Answer list_sessions(Call& call) {
  store::Database& database = call.bench.reader->database();
  database.begin_read();
  const auto found = verbs::sessions_of(*call.bench.reader, *call.session, call.now);
  if (auto fine = database.commit(); !fine) return problem(fine.error());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("sessions").begin_array();
  for (const verbs::SessionView& each : found) {
    json.begin_object().key("begun_at").string(each.made.str());
    json.key("seen_at").string(each.seen.str()).key("expires_at").string(each.expires.str());
    json.key("provider");
    if (each.provider.empty())
      json.null();
    else
      json.string(each.provider);
    json.key("current").boolean(each.current).end_object();
  }
  json.end_array().end_object();
  return response;
}

Answer delete_sessions(Call& call) {
  const std::string cookie =
      cookie_of(identity::kSessionCookie, {}, 0, call.deps.door.secure_cookies);
  const auto decide = [account = call.actor.account, cookie](store::Store& store,
                                                             Instant) -> Result<Response> {
    verbs::sign_out_everywhere_now(store, account);
    return gone(cookie);
  };
  return std::make_unique<CommitCall<std::remove_const_t<decltype(decide)>>>(decide);
}

Answer get_me(Call& call) {
  store::Database& database = call.bench.reader->database();
  database.begin_read();
  Response response;
  response.body = render_me(*call.bench.reader, *call.session, call.deps.providers.get(), call.now);
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
