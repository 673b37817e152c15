#include "verbs/bank_result.h"

#include "api/bodies.h"
#include "api/commit_of.h"
#include "api/handlers.h"
#include "api/query.h"
#include "api/report_json.h"
#include "api/rules.h"
#include "base/id.h"

namespace yitong::api {
namespace {

constexpr std::string_view kLimitRule = "1 … 10000";
constexpr std::string_view kResultsRule = "the bank's file, CSV, at most 900000 bytes";
constexpr std::size_t kMaxResults = 900'000;

struct BatchBody {
  std::int64_t limit = 1'000;
  std::string results;
};

bool is_results(std::string_view text) { return !text.empty() && text.size() <= kMaxResults; }

void read_batch_limit(JsonValue& value, void* target) {
  value.whole(static_cast<BatchBody*>(target)->limit, 1, verbs::kMaxBatch);
}
void read_results(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_results)) static_cast<BatchBody*>(target)->results = text;
}
constexpr Field kBatchFields[] = {{"limit", kOptional, kLimitRule, read_batch_limit}};
constexpr Field kResultsFields[] = {{"results", kRequired, kResultsRule, read_results}};

/// Every address here is about one area, whose rights the door has checked.
std::string area_of(Call& call, FaultList& faults) {
  constexpr std::string_view kKnown[] = {"area"};
  return Query(call.request.query, kKnown, faults).required("area", is_area_code, "^[0-9]{6}$");
}

void write_batch(JsonWriter& json, const ledger::PaymentBatch& batch) {
  json.begin_object().key("number");
  json.string(number_of(ledger::EntryKind::payment_batch, batch.id)).key("area");
  json.string(batch.area).key("made_on").string(batch.at.date().str()).key("made_by");
  json.string(batch.by).key("payments").integer(static_cast<std::int64_t>(batch.lines.size()));
  json.key("total").money(batch.total()).end_object();
}

}  // namespace

Answer list_payment_batches(Call& call) {
  constexpr std::string_view kKnown[] = {"area", "limit"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  const std::string area = query.required("area", is_area_code, "^[0-9]{6}$");
  const auto limit = static_cast<std::size_t>(query.whole("limit", 1, 100, 20));
  if (!faults.empty()) return problem(faults);
  const auto batches = verbs::list_batches(*call.bench.reader, area, limit);
  if (!batches) return problem(batches.error());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("batches").begin_array();
  for (const ledger::PaymentBatch& batch : *batches) write_batch(json, batch);
  json.end_array().end_object();
  return response;
}

Answer post_payment_batch(Call& call) {
  FaultList faults;
  BatchBody body;
  const std::string area = area_of(call, faults);
  call.bench.parser.read(call.request.body, kBatchFields, &body, faults);
  if (!faults.empty()) return problem(faults);
  const auto decide = [area, limit = static_cast<std::size_t>(body.limit), by = call.actor.account](
                          store::Store& store, Instant now) -> Result<Response> {
    const auto made = verbs::make_batch(store, area, limit, by, now);
    if (!made) return fail(made.error());
    std::string out;
    JsonWriter json(out);
    write_batch(json, *made);
    return replied(std::move(out), false);
  };
  return std::make_unique<CommitCall<std::remove_const_t<decltype(decide)>>>(decide);
}

Answer get_bank_file(Call& call) {
  FaultList faults;
  const std::string area = area_of(call, faults);
  if (!faults.empty()) return problem(faults);
  auto file = verbs::bank_file(*call.bench.reader, area, call.param[0]);
  if (!file) return problem(file.error());
  Response response;
  response.content_type = "text/csv; charset=utf-8";
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"payments.csv\"");
  response.body = std::move(*file);
  return response;
}

Answer post_bank_results(Call& call) {
  FaultList faults;
  BatchBody body;
  const std::string area = area_of(call, faults);
  call.bench.parser.read(call.request.body, kResultsFields, &body, faults);
  if (!faults.empty()) return problem(faults);
  const auto decide = [area, number = call.param[0], text = std::move(body.results),
                       actor = call.actor, rules = call.deps.rules](
                          store::Store& store, Instant now) -> Result<Response> {
    const auto render = all_renders();
    const auto read =
        verbs::read_bank_result(store, area, number, text, {rules, render, actor}, now);
    if (!read) return fail(read.error());
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("number").string(number).key("paid");
    json.integer(static_cast<std::int64_t>(read->paid)).key("failed");
    json.integer(static_cast<std::int64_t>(read->failed)).key("returned");
    json.integer(static_cast<std::int64_t>(read->returned)).key("paid_total");
    json.money(read->paid_total).end_object();
    return replied(std::move(out), false);
  };
  return std::make_unique<CommitCall<std::remove_const_t<decltype(decide)>>>(decide);
}

}  // namespace yitong::api
