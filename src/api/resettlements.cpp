#include "api/access.h"
#include "api/bodies.h"
#include "api/commit_of.h"
#include "api/handlers.h"
#include "api/query.h"
#include "api/rules.h"
#include "base/id.h"
#include "base/text.h"
#include "verbs/publication.h"

namespace yitong::api {
namespace {

using Differences = std::vector<std::pair<std::string, Money>>;

void write_differences(JsonWriter& json, const Differences& differences) {
  json.key("differences").begin_array();
  for (const auto& [payer, amount] : differences)
    json.begin_object().key("payer").string(payer).key("amount").money(amount).end_object();
  json.end_array();
}

std::string render_resettled(const verbs::Resettlement& made) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("resettlement_id").string(made.resettlement_id);
  write_key(json, made.key);
  json.key("settlements").begin_array();
  for (const auto& member : made.members) {
    json.begin_object().key("old").string(member.old_id).key("reversal").string(member.reversal_id);
    json.key("new").string(member.new_id).key("on").string(member.on.str());
    write_differences(json, member.differences);
    json.end_object();
  }
  json.end_array();
  write_differences(json, made.differences);
  json.end_object();
  return out;
}

void write_touched(JsonWriter& json, const verbs::Touched& each) {
  json.begin_object().key("settlement_id").string(each.settlement_id);
  json.key("person").string(each.person).key("area").string(each.area);
  json.key("insurance").string(each.insurance).key("on").string(each.on.str());
  json.key("old_plan").string(to_hex(bytes_of(each.old_plan))).key("plan");
  if (each.refusal.empty())
    json.string(to_hex(bytes_of(each.plan)));
  else
    json.null();
  json.key("follows").boolean(each.follows);
  write_differences(json, each.differences);
  json.key("refusal");
  if (each.refusal.empty())
    json.null();
  else
    json.raw(problem(each.refusal).body);
  json.end_object();
}

}  // namespace

verbs::RenderResettled all_renders() { return {render_settled, render_reversed, render_resettled}; }

Answer post_resettlement(Call& call) {
  FaultList faults;
  verbs::ResettleRequest request = read_resettlement(call.bench.parser, call.request.body, faults);
  if (!faults.empty()) return problem(faults);
  if (auto refused = refusal(call, {.person = request.key.person})) return std::move(*refused);
  request.by = call.actor.account;
  return std::make_unique<CommitOf<verbs::ResettleWork>>([&](verbs::ResettleWork::Done done) {
    return verbs::ResettleWork(std::move(request), call.deps.rules, all_renders(), std::move(done),
                               call.deps.desk != nullptr);
  });
}

Answer list_touched(Call& call) {
  constexpr std::string_view kKnown[] = {"area", "insurance", "limit"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  verbs::TouchedFilter filter;
  filter.area = query.token("area", is_area_code, "^[0-9]{6}$");
  filter.insurance = query.token("insurance", is_insurance, kInsuranceRule);
  filter.limit = static_cast<std::size_t>(query.whole("limit", 1, 1'000, 100));
  if (!faults.empty()) return problem(faults);
  const auto report = verbs::touched(*call.bench.reader, *call.deps.rules, filter, call.now);
  if (!report) return problem(report.error());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("complete").boolean(report->complete).key("settlements").begin_array();
  for (const verbs::Touched& each : report->settlements) write_touched(json, each);
  json.end_array().key("sums").begin_array();
  for (const auto& [key, amount] : report->sums) {
    json.begin_object().key("area").string(key.first.substr(0, 6));
    json.key("insurance").string(key.first.substr(7)).key("payer").string(key.second);
    json.key("amount").money(amount).end_object();
  }
  json.end_array().end_object();
  return response;
}

}  // namespace yitong::api
