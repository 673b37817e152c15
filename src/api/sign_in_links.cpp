// Which identities of other providers may sign in as an account: of a person, or of staff.
#include <charconv>

#include "api/commit_of.h"
#include "api/handlers.h"
#include "api/sign_in_bodies.h"

namespace yitong::api {
namespace {

void write_link(JsonWriter& json, const ledger::LoginLink& link, const ProviderDesk* providers) {
  const identity::Provider* provider =
      providers == nullptr ? nullptr : providers->find(link.provider);
  json.begin_object().key("no").integer(link.no).key("provider").string(link.provider);
  json.key("label").text(provider ? provider->label_zh : link.provider,
                         provider ? provider->label_en : link.provider);
  json.key("since").string(link.at.str()).key("by").string(link.by).end_object();
}

std::int64_t link_number(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() ? out : 0;
}

}  // namespace

Answer list_links(Call& call) {
  store::Database& database = call.bench.reader->database();
  database.begin_read();
  const auto found = verbs::links_that_hold(*call.bench.reader, call.param[0]);
  if (auto fine = database.commit(); !fine) return problem(fine.error());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("links").begin_array();
  for (const ledger::LoginLink& each : found) write_link(json, each, call.deps.providers.get());
  json.end_array().end_object();
  return response;
}

Answer post_link(Call& call) {
  FaultList faults;
  verbs::LinkRequest request = read_link(call.bench.parser, call.request.body, faults);
  if (!faults.empty()) return problem(faults);
  const std::shared_ptr<const ProviderDesk> desk = call.deps.providers;
  const identity::Provider* provider = desk ? desk->find(request.provider) : nullptr;
  if (provider == nullptr)
    return problem(Error{ErrorCode::unknown_provider, "/provider", request.provider, {}, {}});
  request.account = call.param[0], request.issuer = provider->issuer;
  const auto decide = [request = std::move(request), by = call.actor, desk](
                          store::Store& store, Instant now) -> Result<Response> {
    const auto link = verbs::link_now(store, request, by, now);
    if (!link) return fail(link.error());
    std::string out;
    JsonWriter json(out);
    write_link(json, *link, desk.get());
    return replied(std::move(out), false);
  };
  return std::make_unique<CommitCall<std::remove_const_t<decltype(decide)>>>(decide);
}

Answer delete_link(Call& call) {
  const auto decide = [account = call.param[0], no = link_number(call.param[1]), by = call.actor](
                          store::Store& store, Instant now) -> Result<Response> {
    if (auto ended = verbs::unlink_now(store, account, no, by, now); !ended)
      return fail(std::move(ended.error()));
    Response response;
    response.status = 204;
    return response;
  };
  return std::make_unique<CommitCall<std::remove_const_t<decltype(decide)>>>(decide);
}

}  // namespace yitong::api
