// What was refused: to the person whose record it was about, and to the auditor.
#include <algorithm>

#include "api/handlers.h"
#include "api/problem.h"
#include "base/id.h"
#include "store/refused_rows.h"

namespace yitong::api {
namespace {

using ledger::RefusedAccess;

constexpr std::size_t kMostRefusals = 200;

void write_title(JsonWriter& json, std::string_view code) {
  for (const ErrorText& row : all_errors())
    if (row.code == code) {
      json.text(row.title_zh, row.title_en);
      return;
    }
  json.text("其他", "Others");  // beyond what a minute has room for
}

/// What was attempted, where it was more than a look.
void write_tried(JsonWriter& json, std::string_view what) {
  json.key("tried");
  if (const auto action = identity::parse_action(what))
    json.text(text_of(*action).zh, text_of(*action).en);
  else
    json.null();
}

/// `all`: for the auditor. The person learns the account of staff, and of others that it was
/// somebody insured.
void write_refused(JsonWriter& json, const RefusedAccess& refused, bool all) {
  const auto role = identity::parse_role(refused.role);
  const bool named = refused.what != "address";
  json.begin_object().key("code").string(refused.code).key("title");
  write_title(json, refused.code);
  write_tried(json, refused.what);
  json.key("times").integer(refused.times).key("from").string(refused.from.str());
  json.key("to").string(refused.to.str()).key("role");
  if (role)
    json.text(text_of(*role).zh, text_of(*role).en);
  else
    json.null();
  json.key("who");
  if (all || (named && role && is_staff(*role)))
    json.string(refused.subject);
  else
    json.null();
  json.end_object();
}

Response render_refusals(const std::vector<RefusedAccess>& found, bool all) {
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("refusals").begin_array();
  for (const RefusedAccess& each : found) write_refused(json, each, all);
  json.end_array().end_object();
  return response;
}

}  // namespace

Answer list_person_refusals(Call& call) {
  const std::string& person = call.param[0];
  store::Database& database = call.bench.reader->database();
  database.begin_read();
  const auto found = store::find_refused(database, bucket_of(person), person, kMostRefusals);
  if (auto fine = database.commit(); !fine) return problem(fine.error());
  return render_refusals(found, call.actor.person.empty());
}

Answer list_refusals(Call& call) {
  std::vector<RefusedAccess> found;
  store::Database& database = call.bench.reader->database();
  database.begin_read();
  for (std::int32_t bucket = 0; bucket < kBuckets; ++bucket)
    std::ranges::move(store::find_refused(database, bucket, {}, kMostRefusals),
                      std::back_inserter(found));
  if (auto fine = database.commit(); !fine) return problem(fine.error());
  std::ranges::sort(found, std::ranges::greater(), &RefusedAccess::to);
  if (found.size() > kMostRefusals) found.resize(kMostRefusals);
  return render_refusals(found, true);
}

}  // namespace yitong::api
