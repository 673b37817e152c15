#include "api/access.h"
#include "api/case_bodies.h"
#include "api/case_json.h"
#include "api/commit_of.h"
#include "api/deps.h"
#include "api/handlers.h"
#include "api/query.h"
#include "api/rules.h"
#include "verbs/name_words.h"

namespace yitong::api {
namespace {

constexpr std::string_view kKeyHeader = "Idempotency-Key";

bool is_case_number(std::string_view text) { return ledger::parse_case_number(text).has_value(); }

Result<ledger::EntryId> case_of(const Call& call) {
  if (const auto id = ledger::parse_case_number(call.param[0])) return *id;
  return verbs::no_case(excerpt(call.param[0]));
}

std::string key_of(const Call& call, FaultList& faults) {
  const std::string_view key = call.request.header(kKeyHeader);
  if (!key.empty() && !is_token(key))
    faults.add(
        {ErrorCode::bad_value, std::string(kKeyHeader), excerpt(key), std::string(kTokenRule), {}});
  return std::string(key);
}

Response rendered(const verbs::CaseAnswer& answer, const verbs::Rules& rules, bool made,
                  Instant now) {
  if (!answer.refused.empty()) return problem(answer.refused);
  return replied(render_case(answer.view, rules.editions.on(now.date()).get(), now.date()),
                 !made || answer.replayed);
}

template <class Decide>
Answer committed(Decide decide) {
  return std::make_unique<CommitCall<Decide>>(std::move(decide));
}

}  // namespace

Answer post_case(Call& call) {
  FaultList faults;
  verbs::OpenCase request = read_open_case(call.bench.parser, call.request.body, faults);
  request.key = key_of(call, faults);
  if (is_person_id(request.person)) call.bench.asked.person = request.person;
  if (!faults.empty()) return problem(faults);
  const identity::Record record = verbs::case_record(
      request.person, verbs::institution_in(request.kind, request.body.form), request.area);
  if (auto refused = refusal(call, record)) return std::move(*refused);
  auto words = verbs::words_of_person(*call.bench.reader, request.person);
  if (!words) return problem(words.error());
  request.words = std::move(*words);
  return committed([request = std::move(request), rules = call.deps.rules, actor = call.actor](
                       store::Store& store, Instant now) -> Result<Response> {
    auto answer = verbs::open_case_now(store, *rules, request, actor, now);
    if (!answer) return fail(std::move(answer.error()));
    return rendered(*answer, *rules, true, now);
  });
}

Answer get_case(Call& call) {
  const auto id = case_of(call);
  if (!id) return problem(id.error());
  const auto view =
      verbs::view_case(*call.bench.reader, *call.deps.rules, *id, call.actor.role, call.now);
  if (!view) return problem(view.error());
  Response response;
  response.body =
      render_case(*view, call.deps.rules->editions.on(call.now.date()).get(), call.now.date());
  return response;
}

Answer put_case_draft(Call& call) {
  const auto id = case_of(call);
  if (!id) return problem(id.error());
  FaultList faults;
  verbs::SaveDraft request = read_case_draft(call.bench.parser, call.request.body, faults);
  if (!faults.empty()) return problem(faults);
  request.id = *id;
  return committed([request = std::move(request), rules = call.deps.rules, actor = call.actor](
                       store::Store& store, Instant now) -> Result<Response> {
    auto answer = verbs::save_case_draft_now(store, *rules, request, actor, now);
    if (!answer) return fail(std::move(answer.error()));
    return rendered(*answer, *rules, false, now);
  });
}

Answer post_case_action(Call& call) {
  const auto id = case_of(call);
  if (!id) return problem(id.error());
  FaultList faults;
  verbs::ActOnCase request = read_case_action(call.bench.parser, call.request.body, faults);
  request.key = key_of(call, faults);
  if (!faults.empty()) return problem(faults);
  request.id = *id;
  return committed([request = std::move(request), rules = call.deps.rules, actor = call.actor](
                       store::Store& store, Instant now) -> Result<Response> {
    auto answer = verbs::act_on_case_now(store, rules, all_renders(), request, actor, now);
    if (!answer) return fail(std::move(answer.error()));
    return rendered(*answer, *rules, false, now);
  });
}

Answer list_cases(Call& call) {
  constexpr std::string_view kKnown[] = {"limit", "before"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  const auto limit = static_cast<std::size_t>(query.whole("limit", 1, 100, 20));
  const std::string before = query.token("before", is_case_number, "`next` of a page");
  if (!faults.empty()) return problem(faults);
  const std::string& person = call.param[0];
  if (!is_person_id(person))
    return problem(Error{ErrorCode::unknown_person, {}, excerpt(person), {}, {}});
  const auto page = verbs::cases_of_person(*call.bench.reader, person, before, limit);
  if (!page) return problem(page.error());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("person").string(person).key("cases").begin_array();
  for (const ledger::CaseFile& each : page->cases)
    write_case_row(json, each, call.now.date(), nullptr);
  json.end_array().key("next");
  if (page->more)
    json.string(ledger::case_number(page->cases.back().id));
  else
    json.null();
  json.end_object();
  return response;
}

}  // namespace yitong::api
