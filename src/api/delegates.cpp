#include "api/commit_of.h"
#include "api/handlers.h"
#include "api/identity_bodies.h"

#include <charconv>

#include "base/id.h"
#include "store/person_rows.h"

namespace yitong::api {
namespace {

/// "王＊＊": who named the delegate knows who it is; who only guessed a number learns no name.
std::string masked(std::string_view name) {
  if (name.empty()) return {};
  std::size_t first = 1;
  while (first < name.size() && (static_cast<unsigned char>(name[first]) & 0xC0) == 0x80) ++first;
  return std::string(name.substr(0, first)) + "＊＊";
}

void write_delegate(JsonWriter& json, const ledger::Delegation& row, std::string_view name,
                    bool in_force) {
  json.begin_object().key("no").integer(row.no).key("delegate").string(row.delegate);
  json.key("name").string(masked(name)).key("actions").begin_array();
  for (const std::string& each : ledger::words_of(row.actions)) json.string(each);
  json.end_array().key("from").string(row.in_force.from.str());
  json.key("to").string(row.in_force.to.str()).key("in_force").boolean(in_force);
  json.key("granted_by").string(row.by).end_object();
}

std::int64_t whole_number(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() ? out : 0;
}

}  // namespace

Answer list_delegates(Call& call) {
  store::Database& database = call.bench.reader->database();
  database.begin_read();
  const auto found = verbs::delegates_of(*call.bench.reader, call.param[0], call.now);
  if (auto fine = database.commit(); !fine) return problem(fine.error());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("delegates").begin_array();
  for (const verbs::DelegateView& each : found)
    write_delegate(json, each.row, each.name, each.in_force);
  json.end_array().end_object();
  return response;
}

Answer post_delegate(Call& call) {
  FaultList faults;
  verbs::DelegateRequest request =
      read_delegate(call.bench.parser, call.request.body, call.now.date(), faults);
  if (!faults.empty()) return problem(faults);
  request.person = call.param[0];
  const auto decide = [request = std::move(request), by = call.actor](
                          store::Store& store, Instant now) -> Result<Response> {
    const auto made = verbs::let_act_now(store, request, by, now);
    if (!made) return fail(made.error());
    const auto data = store::open_person(store, made->delegate);
    std::string out;
    JsonWriter json(out);
    write_delegate(json, *made, data ? std::string_view(data->name) : std::string_view(),
                   made->in_force.contains(now.date()));
    return replied(std::move(out), false);
  };
  return std::make_unique<CommitCall<decltype(decide)>>(decide);
}

Answer delete_delegate(Call& call) {
  const auto decide = [person = call.param[0], no = whole_number(call.param[1]), by = call.actor](
                          store::Store& store, Instant now) -> Result<Response> {
    if (auto ended = verbs::withdraw_now(store, person, no, by, now); !ended)
      return fail(std::move(ended.error()));
    Response response;
    response.status = 204;
    return response;
  };
  return std::make_unique<CommitCall<decltype(decide)>>(decide);
}

}  // namespace yitong::api
