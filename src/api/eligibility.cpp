#include "eligibility/eligibility.h"

#include <algorithm>

#include "api/commit_of.h"
#include "api/entitlement_bodies.h"
#include "api/handlers.h"
#include "api/query.h"
#include "api/report_json.h"
#include "api/rules.h"
#include "base/id.h"
#include "policy/show.h"
#include "verbs/contribution.h"
#include "verbs/entitle.h"

namespace yitong::api {
namespace {

void write_day(JsonWriter& json, std::string_view key, std::optional<Date> day) {
  json.key(key);
  if (day && day->is_set())
    json.string(day->str());
  else
    json.null();
}

void write_contribution(JsonWriter& json, const ledger::Contribution& row) {
  json.begin_object().key("no").integer(row.no).key("area").string(row.area);
  json.key("insurance").string(row.insurance).key("from").string(row.in_force.from.str());
  json.key("to").string(row.in_force.to.str()).key("paid_on").string(row.paid_on.str());
  json.key("basis").string(row.basis).key("amount").money(row.amount).key("base").money(row.base);
  json.key("situations").begin_array();
  std::string_view list = row.situations;
  while (!list.empty()) {
    const std::string_view part = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), part.size() + 1));
    json.string(part);
  }
  json.end_array().key("replaces").integer(row.replaces).end_object();
}

class EntitlementWriter {
 public:
  EntitlementWriter(JsonWriter& json, const verbs::Entitlement& view) : json_(json), view_(view) {}

  void write(const std::string& person) {
    const Eligibility& answer = view_.answer;
    json_.begin_object().key("person").string(person).key("on").string(view_.on.str());
    text_or_null("area", view_.area);
    text_or_null("insurance", view_.insurance);
    json_.key("basis").string(view_.by_records ? "records" : "coverage");
    json_.key("status").string(code_of(answer.status));
    write_day(json_, "since", answer.since);
    beginning(answer.begins);
    write_day(json_, "ends", answer.ends);
    json_.key("text");
    write_words(json_, answer.text);
    depends("depends", answer.begins ? answer.begins->depends : std::vector<Dim>());
    wait();
    gap();
    json_.key("if_paid_today");
    if (answer.if_paid_on) {
      json_.begin_object();
      beginning(answer.if_paid_on);
      json_.end_object();
    } else {
      json_.null();
    }
    rows();
    amounts("due", view_.due);
    amounts("supports", view_.supports);
    periods();
    channels();
    amounts("inflows", view_.inflows);
    json_.end_object();
  }

 private:
  void text_or_null(std::string_view key, const std::string& text) {
    json_.key(key);
    if (text.empty())
      json_.null();
    else
      json_.string(text);
  }
  void beginning(const std::optional<Beginning>& begins) {
    write_day(json_, "pays_from", begins ? std::optional(begins->earliest) : std::nullopt);
    write_day(json_, "pays_from_latest", begins ? begins->latest : std::nullopt);
  }
  void depends(std::string_view key, const std::vector<Dim>& dims) {
    json_.key(key).begin_array();
    for (const Dim dim : dims) json_.string(service_dims()[static_cast<std::size_t>(dim)].key);
    json_.end_array();
  }
  void source(const ServiceRow& row) {
    json_.key("source");
    if (row.source < 0) {
      json_.null();
      return;
    }
    const Source& source = view_.policy->sources[static_cast<std::size_t>(row.source)];
    write_source(json_, source.document, source.clause, source.grade);
  }
  void cell(std::string_view key, const ServiceRow& row, std::string_view column) {
    const auto columns = info(row.table).columns;
    const auto at = std::ranges::find(columns, column, &ServiceColumn::key);
    const auto& value = row.values[static_cast<std::size_t>(at - columns.begin())];
    json_.key(key);
    if (value.set)
      write_words(json_, cell_words(*view_.policy, *at, value));
    else
      json_.null();
  }
  void code(std::string_view key, const ServiceRow& row, std::string_view column) {
    const auto& texts = value(row, column).texts;
    text_or_null(key, texts.empty() ? std::string() : texts[0]);
  }
  void wait() {
    json_.key("wait");
    const auto& begins = view_.answer.begins;
    if (!begins || begins->wait.empty()) {
      json_.null();
      return;
    }
    json_.begin_object();
    write_day(json_, "counts_from", begins->counts_from);
    json_.key("parts").begin_array();
    for (const WaitPart& part : begins->wait) {
      json_.begin_object().key("key").string(part.key).key("text");
      write_words(json_, part.text);
      json_.key("known").boolean(part.known).end_object();
    }
    json_.end_array().end_object();
  }
  void gap() {
    json_.key("gap");
    const auto& gap = view_.answer.gap;
    if (!gap) {
      json_.null();
      return;
    }
    json_.begin_object();
    write_day(json_, "from", gap->from);
    write_day(json_, "to", gap->to);
    json_.key("missed_years").integer(gap->missed_years);
    json_.key("repaid_years").integer(gap->repaid_years);
    json_.key("can_repair").boolean(gap->can_repair);
    write_day(json_, "repair_until", gap->repair_until);
    json_.end_object();
  }
  void rows() {
    json_.key("rows").begin_array();
    const auto& begins = view_.answer.begins ? view_.answer.begins : view_.answer.if_paid_on;
    if (begins)
      for (const ServiceRow* row : begins->rows) {
        json_.begin_object().key("table").string(info(row->table).key).key("id").string(row->id);
        cell("text", *row, "text");
        source(*row);
        json_.end_object();
      }
    json_.end_array();
  }
  void amounts(std::string_view key, const std::vector<ServiceAmount>& list) {
    json_.key(key).begin_array();
    for (const ServiceAmount& each : list) {
      const ServiceRow& row = *each.row;
      json_.begin_object().key("row").string(row.id);
      if (row.table == ServiceTable::contribution) {
        json_.key("year");
        if (value(row, "year").set)
          json_.integer(value(row, "year").number);
        else
          json_.null();
        code("payer", row, "payer");
        code("per", row, "per");
      }
      if (row.table == ServiceTable::support) {
        cell("name", row, "name");
        code("covers", row, "covers");
      } else {
        json_.key("share");
        if (each.share_ppm)
          json_.string(Ratio::ppm(*each.share_ppm).str());
        else
          json_.null();
        money("expected", each.expected_fen);
        cell("share_text", row, "share");
      }
      money("amount", each.amount_fen);
      cell("amount_text", row, "amount");
      cell("text", row, "text");
      json_.key("certain").boolean(each.truth == Truth::yes);
      depends("depends", each.depends);
      source(row);
      json_.end_object();
    }
    json_.end_array();
  }
  void money(std::string_view key, std::optional<std::int64_t> fen) {
    json_.key(key);
    if (fen)
      json_.money(Money::fen(*fen));
    else
      json_.null();
  }
  void periods() {
    json_.key("periods").begin_array();
    for (const ServiceRow* row : view_.periods) {
      const ServiceValue& opens = value(*row, "opens");
      const Date closes = value(*row, "closes").date;
      json_.begin_object().key("row").string(row->id);
      json_.key("year").integer(value(*row, "year").number);
      code("phase", *row, "phase");
      write_day(json_, "opens", opens.set ? std::optional(opens.date) : std::nullopt);
      write_day(json_, "closes", closes);
      json_.key("open").boolean(opens.set && opens.date <= view_.on && view_.on <= closes);
      cell("text", *row, "text");
      source(*row);
      json_.end_object();
    }
    json_.end_array();
  }
  void channels() {
    json_.key("channels").begin_array();
    for (const ServiceRow* row : view_.channels) {
      json_.begin_object().key("row").string(row->id);
      cell("name", *row, "name");
      cell("path", *row, "path");
      json_.key("phones").begin_array();
      for (const std::string& phone : value(*row, "phone").texts) json_.string(phone);
      json_.end_array();
      source(*row);
      json_.end_object();
    }
    json_.end_array();
  }

  JsonWriter& json_;
  const verbs::Entitlement& view_;
};

std::optional<Response> nobody(const Call& call) {
  if (is_person_id(call.param[0])) return std::nullopt;
  return problem(Error{ErrorCode::unknown_person, {}, excerpt(call.param[0]), {}, {}});
}

}  // namespace

Answer get_eligibility(Call& call) {
  if (auto unknown = nobody(call)) return std::move(*unknown);
  constexpr std::string_view kKnown[] = {"on"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  const Date on = query.date("on", call.now.date());
  if (!faults.empty()) return problem(faults);
  const auto view =
      verbs::view_entitlement(*call.bench.reader, *call.deps.rules, call.param[0], on, call.now);
  if (!view) return problem(view.error());
  Response response;
  JsonWriter json(response.body);
  EntitlementWriter(json, *view).write(call.param[0]);
  return response;
}

Answer get_contributions(Call& call) {
  if (auto unknown = nobody(call)) return std::move(*unknown);
  const auto rows = verbs::view_contributions(*call.bench.reader, call.param[0], call.now);
  if (!rows) return problem(rows.error());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("person").string(call.param[0]).key("contributions").begin_array();
  for (const ledger::Contribution& row : *rows) write_contribution(json, row);
  json.end_array().end_object();
  return response;
}

Answer post_contribution(Call& call) {
  if (auto unknown = nobody(call)) return std::move(*unknown);
  FaultList faults;
  ledger::Contribution row = read_contribution(call.bench.parser, call.request.body, faults);
  if (!faults.empty()) return problem(faults);
  const auto decide = [row, person = call.param[0], rules = call.deps.rules](
                          store::Store& store, Instant now) -> Result<Response> {
    const auto no = verbs::add_contribution_now(store, person, row, now);
    if (!no) return fail(no.error());
    verbs::tell_entitlement(store, *rules, person, now);
    ledger::Contribution added = row;
    added.no = *no;
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("person").string(person).key("contribution");
    write_contribution(json, added);
    json.end_object();
    return replied(std::move(out), false);
  };
  return std::make_unique<CommitCall<std::remove_const_t<decltype(decide)>>>(decide);
}

}  // namespace yitong::api
