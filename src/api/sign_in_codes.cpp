// One-time sign-in codes, and the passwords that are set with them.
#include "api/access.h"
#include "api/commit_of.h"
#include "api/handlers.h"
#include "api/session_reply.h"
#include "api/sign_in_bodies.h"

namespace yitong::api {
namespace {

using GiveCode = Result<verbs::IssuedCode> (*)(store::Store&, const std::string&,
                                               const identity::Actor&,
                                               const identity::SignInCodeBytes&, Instant);

Answer give_code(Call& call, GiveCode give) {
  FaultList faults;
  read_identity_checked(call.bench.parser, call.request.body, faults);
  if (!faults.empty()) return problem(faults);
  identity::SignInCodeBytes bytes{};
  call.deps.door.random(bytes);
  const auto decide = [give, whose = call.param[0], by = call.actor, bytes](
                          store::Store& store, Instant now) -> Result<Response> {
    const auto given = give(store, whose, by, bytes, now);
    if (!given) return fail(given.error());
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("account").string(given->account).key("code").string(given->code);
    json.key("expires_at").string(given->expires.str()).end_object();
    Response response = replied(std::move(out), false);
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
  };
  return std::make_unique<CommitCall<std::remove_const_t<decltype(decide)>>>(decide);
}

}  // namespace

Answer post_person_code(Call& call) { return give_code(call, verbs::give_person_code_now); }
Answer post_staff_code(Call& call) { return give_code(call, verbs::give_staff_code_now); }

Answer post_password(Call& call) {
  FaultList faults;
  verbs::NewPassword wanted = read_new_password(call.bench.parser, call.request.body, faults);
  if (!faults.empty()) return problem(faults);
  if (!made_by_us(call.request))
    return problem(Error{ErrorCode::cross_site, {}, {}, "X-Yitong: 1", {}});
  wanted.address = call.request.address;
  const HashingPlace place(call.deps.door.hashing.get());
  if (!place.taken()) return too_many_at_once();
  identity::Salt salt{};
  call.deps.door.random(salt);
  auto checked = verbs::check_new_password(*call.bench.reader, wanted, salt, call.now);
  if (!checked) return problem(checked.error());
  const auto decide = [checked = std::move(*checked)](store::Store& store,
                                                      Instant now) -> Result<Response> {
    const auto account = verbs::set_password_now(store, checked, now);
    if (!account) return fail(account.error());
    std::string out;
    JsonWriter(out).begin_object().key("account").string(*account).end_object();
    return replied(std::move(out), false);
  };
  return std::make_unique<CommitCall<std::remove_const_t<decltype(decide)>>>(decide);
}

}  // namespace yitong::api
