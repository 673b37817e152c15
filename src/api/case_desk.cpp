#include "verbs/case_desk.h"

#include <algorithm>

#include "api/access.h"
#include "api/case_bodies.h"
#include "api/case_json.h"
#include "api/commit_of.h"
#include "api/deps.h"
#include "api/handlers.h"
#include "api/query.h"
#include "api/rules.h"

namespace yitong::api {
namespace {

constexpr int kMostDays = 366;

bool is_queue(std::string_view text) { return cases::parse_state(text).has_value(); }
bool is_kind_of_case(std::string_view text) { return cases::parse_kind(text).has_value(); }
bool is_sought(std::string_view text) { return !text.empty() && text.size() <= 100; }
bool is_place(std::string_view text) { return text.size() <= 100; }
bool is_assignee(std::string_view text) { return !text.empty() && text.size() <= 64; }
bool is_yes(std::string_view text) { return text == "true" || text == "false"; }

/// The territory asked for lies in the actor's, or the actor's in it.
bool has_area(const identity::Actor& actor, std::string_view area) {
  if (area.empty() || identity::text_of(actor.role).of_institution) return true;
  return actor.answers_for(area) || std::ranges::any_of(actor.areas, [&](const std::string& each) {
           return identity::covers(area, each);
         });
}

Response of_others(const Call& call, const std::string& area) {
  return problem(Error{ErrorCode::not_permitted,
                       "?area",
                       area,
                       std::string(text_of(call.action).name) + " of one's own areas",
                       {}});
}

verbs::DeskFilter read_filter(const Call& call, FaultList& faults) {
  constexpr std::string_view kKnown[] = {"queue",    "kind",    "area",  "search",
                                         "assignee", "overdue", "after", "limit"};
  Query query(call.request.query, kKnown, faults);
  verbs::DeskFilter out;
  out.queue = cases::parse_state(query.token("queue", is_queue, "a state"));
  out.kind = cases::parse_kind(query.token("kind", is_kind_of_case, "a kind of case"));
  out.area = query.token("area", is_area_code, kAreaRule);
  out.search = query.token("search", is_sought, "1 to 100 bytes");
  const std::string assignee = query.token("assignee", is_assignee, "me | none | an account");
  if (assignee == "me")
    out.assignee = call.actor.account;
  else if (assignee == "none")
    out.assignee = "";
  else if (!assignee.empty())
    out.assignee = assignee;
  out.overdue = query.token("overdue", is_yes, kFlagRule) == "true";
  out.after = query.token("after", is_place, "`next` of a page");
  out.limit = static_cast<std::size_t>(query.whole("limit", 1, 100, 50));
  return out;
}

/// One answer of many.
void write_outcome(JsonWriter& json, ledger::EntryId id, const Result<verbs::CaseAnswer>& answer) {
  json.begin_object().key("case").string(ledger::case_number(id));
  const Errors none;
  const Errors& faults = !answer ? answer.error() : answer->refused;
  json.key("done").boolean(faults.empty());
  if (faults.empty()) {
    json.key("version").integer(answer->view.loaded.file.version);
    json.key("state").string(answer->view.loaded.file.now.state);
  }
  json.key("errors").begin_array();
  for (const Error& fault : faults) write_fault(json, fault);
  json.end_array().end_object();
}

}  // namespace

Answer get_desk(Call& call) {
  const auto queues = verbs::desk_queues(*call.bench.reader, call.actor, call.now);
  if (!queues) return problem(queues.error());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("role").string(identity::text_of(call.actor.role).name);
  json.key("account").string(call.actor.account).key("areas").begin_array();
  for (const std::string& each : call.actor.areas) json.string(each);
  json.end_array().key("institution").string(call.actor.institution).key("queues").begin_array();
  for (const verbs::DeskQueue& queue : *queues) {
    const cases::StateText& state = cases::text_of(queue.state);
    const cases::KindText& kind = cases::text_of(queue.kind);
    json.begin_object().key("state");
    write_code(json, state.name, state.zh, state.en);
    json.key("kind");
    write_code(json, kind.name, kind.zh, kind.en);
    json.key("cases").integer(queue.cases).key("overdue").integer(queue.overdue);
    json.key("mine").integer(queue.mine);
    json.key("most_counted").integer(verbs::kMaxOverdueCounted).end_object();
  }
  json.end_array().end_object();
  return response;
}

Answer list_desk_cases(Call& call) {
  FaultList faults;
  const verbs::DeskFilter filter = read_filter(call, faults);
  if (!faults.empty()) return problem(faults);
  if (!has_area(call.actor, filter.area)) return of_others(call, filter.area);
  const auto page = verbs::desk_page(*call.bench.reader, call.actor, filter, call.now);
  if (!page) return problem(page.error());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("cases").begin_array();
  for (const verbs::DeskRow& row : page->rows)
    write_case_row(json, row.file, call.now.date(), &row.name);
  json.end_array().key("next");
  if (page->next.empty())
    json.null();
  else
    json.string(page->next);
  json.end_object();
  return response;
}

Answer post_desk_actions(Call& call) {
  FaultList faults;
  auto requests = read_desk_actions(call.bench.parser, call.request.body, faults);
  if (!faults.empty()) return problem(faults);
  for (const verbs::ActOnCase& each : requests) {
    const auto record = verbs::record_of_case(*call.bench.reader, ledger::case_number(each.id));
    if (!record) continue;  // said where the others are answered
    if (auto refused = refusal(call, *record)) return std::move(*refused);
  }
  const auto decide = [requests = std::move(requests), rules = call.deps.rules, actor = call.actor](
                          store::Store& store, Instant now) -> Result<Response> {
    Response response;
    JsonWriter json(response.body);
    json.begin_object().key("answers").begin_array();
    for (const verbs::ActOnCase& each : requests)
      write_outcome(json, each.id,
                    verbs::act_on_case_now(store, rules, all_renders(), each, actor, now));
    json.end_array().end_object();
    return response;
  };
  return std::make_unique<CommitCall<std::remove_const_t<decltype(decide)>>>(decide);
}

Answer get_desk_statistics(Call& call) {
  constexpr std::string_view kKnown[] = {"from", "to", "area"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  const Date today = call.now.date();
  const Date to = query.date("to", today), from = query.date("from", to.plus_days(-29));
  const std::string area = query.token("area", is_area_code, kAreaRule);
  if (faults.empty() && (to < from || from.plus_days(kMostDays) < to))
    faults.add(
        {ErrorCode::bad_value, "?from", from.str(), "not after ?to, at most 366 days before", {}});
  if (!faults.empty()) return problem(faults);
  if (!has_area(call.actor, area)) return of_others(call, area);
  const auto found = verbs::desk_statistics(*call.bench.reader, call.actor, area, from, to);
  if (!found) return problem(found.error());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("from").string(from.str()).key("to").string(to.str());
  json.key("standing").begin_array();
  for (const store::CaseCount& each : found->standing) {
    json.begin_object().key("kind").string(each.kind).key("state").string(each.state);
    json.key("cases").integer(each.cases).end_object();
  }
  json.end_array().key("days").begin_array();
  for (const store::CaseDay& each : found->days) {
    json.begin_object().key("day").string(store::date_of(each.day).str());
    json.key("kind").string(each.kind).key("action").string(each.action);
    json.key("cases").integer(each.cases).key("waited_seconds").integer(each.waited_seconds);
    json.key("amount").money(each.amount).end_object();
  }
  json.end_array().end_object();
  return response;
}

}  // namespace yitong::api
