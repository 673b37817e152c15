#include "api/access.h"

#include <algorithm>

#include "api/deps.h"
#include "api/problem.h"
#include "api/query.h"
#include "base/id.h"
#include "verbs/case_view.h"
#include "verbs/relation.h"
#include "verbs/sign_in_code.h"

namespace yitong::api {
namespace {

using identity::Action;
using identity::Record;
using identity::Relation;
using identity::Relations;
using identity::Role;

constexpr std::string_view kMe = "me";
constexpr std::string_view kPersonParam = "{person}";
constexpr std::string_view kBearer = "Bearer ";

/// "insured: self, delegate; window_clerk: own_area"
std::string who_may(Action action) {
  std::string out;
  for (const identity::RoleText& role : identity::all_roles()) {
    const Relations cell = identity::granted(action, role.role);
    if (cell.empty()) continue;
    if (!out.empty()) out += "; ";
    out += role.name;
    std::string_view separator = ": ";
    for (const Relation each : identity::kRelations)
      if (cell.has(each)) {
        out += separator;
        out += name_of(each);
        separator = ", ";
      }
  }
  return out;
}

Response not_permitted(const Call& call) {
  return problem(Error{ErrorCode::not_permitted,
                       std::string(text_of(call.action).name),
                       std::string(text_of(call.actor.role).name),
                       who_may(call.action),
                       {}});
}

/// Which parameter stands for {person}; -1: none.
int person_param(std::string_view pattern) {
  const std::size_t at = pattern.find(kPersonParam);
  if (at == std::string_view::npos) return -1;
  return static_cast<int>(std::ranges::count(pattern.substr(0, at), '{'));
}

/// Openings and drafts of cases, files to and from the bank: whatever they are refused for is kept.
/// Refused actions on cases are events of the case.
bool is_attempt(const Route& route) {
  return route.method != Method::get &&
         (route.action == Action::open_case || route.action == Action::pay_claims);
}

/// The value of one name, whatever else the query holds; its reader lists what is wrong with it.
std::string value_in(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name)
      return percent_decoded(pair.substr(equals + 1), true).value_or(std::string());
  }
  return {};
}

bool changes_state(Method method) { return method != Method::get && method != Method::head; }

/// A page of another site is behind the request, as the browser says.
bool is_cross_site(const Request& request) {
  const std::string_view site = request.header("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") return true;
  const std::string_view origin = request.header("Origin");
  if (origin.empty()) return false;
  const std::size_t scheme = origin.find("://");
  return scheme == std::string_view::npos || origin.substr(scheme + 3) != request.header("Host");
}

/// Errors: of find_session().
std::optional<Response> find_actor(const Route& route, Call& call) {
  const std::string_view token = token_of(call.request);
  if (token.empty() || call.bench.reader == nullptr) return std::nullopt;
  auto session = verbs::find_session(*call.bench.reader, token, call.now);
  if (!session) return problem(session.error());
  const bool by_cookie = !call.request.header("Authorization").starts_with(kBearer);
  if (by_cookie && changes_state(route.method) && !made_by_us(call.request))
    return problem(Error{ErrorCode::cross_site, {}, {}, "X-Yitong: 1", {}});
  call.actor = session->actor;
  const std::int64_t unseen = call.now.micros - session->seen.micros;
  if (call.deps.door.used && unseen >= identity::kSeenEverySeconds * 1'000'000)
    call.deps.door.used(session->key);
  call.session = std::move(*session);
  return std::nullopt;
}

/// Nothing: the record is not there, and the handler says so.
std::optional<Record> record_of(const Route& route, const Call& call, int person) {
  switch (route.about) {
    case About::path: return person < 0 ? Record{} : Record{.person = call.param[person]};
    case About::settlement: return verbs::record_of_settlement(*call.bench.reader, call.param[0]);
    case About::one_case: return verbs::record_of_case(*call.bench.reader, call.param[0]);
    case About::account:
      return verbs::record_of_account(*call.bench.reader, *call.deps.rules, call.actor,
                                      call.param[0], call.now);
    case About::query:
      return Record{.person = value_in(call.request.query, "person"),
                    .institution = value_in(call.request.query, "institution"),
                    .area = value_in(call.request.query, "area")};
    case About::body: break;
  }
  return Record{};
}

/// What a caller must not learn to exist is as absent as what does not.
Response withheld(const Call& call, const Record& record, const Route* route) {
  const About about = route == nullptr ? About::body : route->about;
  const Role role = call.actor.role;
  const bool hidden = role == Role::insured || text_of(role).of_institution;
  if (hidden && (about == About::settlement || about == About::one_case))
    return problem(
        Error{about == About::settlement ? ErrorCode::unknown_settlement : ErrorCode::unknown_case,
              {},
              call.param[0],
              {},
              {}});
  if (role == Role::insured && !record.person.empty())
    return problem(Error{ErrorCode::unknown_person, {}, record.person, {}, {}});
  return not_permitted(call);
}

std::optional<Response> weigh(Call& call, Record record, const Route* route) {
  const Relations granted = identity::granted(call.action, call.actor.role);
  if (granted.has(Relation::any)) return std::nullopt;
  store::Store& reader = *call.bench.reader;
  record = verbs::complete_record(reader, *call.deps.rules, call.actor, call.action,
                                  std::move(record), call.now);
  if (auto fine = reader.database().take_fault(); !fine) return problem(fine.error());
  if (granted.meets(relations_of(call.actor, record))) return std::nullopt;
  return withheld(call, record, route);
}

}  // namespace

std::string_view token_of(const Request& request) {
  const std::string_view authorization = request.header("Authorization");
  if (authorization.starts_with(kBearer)) return authorization.substr(kBearer.size());
  return identity::cookie_value(request.header("Cookie"), identity::kSessionCookie);
}

bool made_by_us(const Request& request) {
  if (request.header("X-Yitong") == "1") return true;
  return !is_cross_site(request) && request.header("Content-Type").starts_with("application/json");
}

std::optional<Response> stop_at_door(const Route& route, Call& call) {
  const int person = person_param(route.path);
  const bool says_me = person >= 0 && call.param[person] == kMe;
  if (!says_me && identity::granted(route.action, Role::anonymous).has(Relation::any))
    return std::nullopt;
  if (auto refused = find_actor(route, call)) return refused;
  if (!call.session) {
    const bool open = call.deps.door.open && identity::text_of(route.action).open && !says_me;
    if (open) return std::nullopt;
    return problem(Error{ErrorCode::no_session, {}, {}, who_may(route.action), {}});
  }
  if (!identity::may_at_all(route.action, call.actor.role)) return not_permitted(call);
  if (says_me) {
    if (call.actor.person.empty())
      return problem(Error{ErrorCode::unknown_person, {}, std::string(kMe), "insured", {}});
    call.param[person] = call.actor.person;
  }
  if (route.about == About::body) return std::nullopt;
  auto record = record_of(route, call, person);
  if (!record) return std::nullopt;
  return weigh(call, std::move(*record), &route);
}

Asked asked_of(const Route& route, const Call& call) {
  if (call.actor.account.empty()) return {};
  const int at = person_param(route.path);
  const bool named = at >= 0 && is_person_id(call.param[at]);
  Asked out{call.actor.account, std::string(text_of(call.actor.role).name),
            named ? call.param[at] : std::string()};
  if (!is_attempt(route)) return out;
  out.tried = identity::text_of(route.action).name;
  if (route.about == About::one_case)
    if (auto record = verbs::record_of_case(*call.bench.reader, call.param[0]))
      out.person = std::move(record->person);
  return out;
}

std::optional<Response> refusal(Call& call, const Record& record) {
  if (!call.session) return std::nullopt;  // stop_at_door() let it in
  return weigh(call, record, nullptr);
}

}  // namespace yitong::api
