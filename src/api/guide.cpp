#include "guide/guide.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/handlers.h"
#include "api/paper_reply.h"
#include "api/places.h"
#include "api/problem.h"
#include "api/query.h"
#include "api/report_json.h"
#include "api/rules.h"
#include "base/id.h"
#include "policy/show.h"
#include "sheet/guide_sheet.h"

namespace yitong::api {
namespace {

bool any_text(std::string_view text) { return text.size() <= 60; }

const DimInfo& about(Dim dim) { return service_dims()[static_cast<std::size_t>(dim)]; }

/// The keys that a page may tell; the others follow from the question.
constexpr Dim kTold[] = {Dim::filing_kind, Dim::situation, Dim::ground,        Dim::disease,
                         Dim::retired,     Dim::student,   Dim::aid,           Dim::tier,
                         Dim::age,         Dim::visit,     Dim::level,         Dim::kind,
                         Dim::sex,         Dim::signed_up, Dim::civil_servant, Dim::drug_group,
                         Dim::filing,      Dim::channel};

class GuideWriter {
 public:
  GuideWriter(JsonWriter& json, const Guide& guide) : json_(json), guide_(guide) {}

  void rows(std::string_view key, const std::vector<GuideRow>& rows) {
    json_.key(key).begin_array();
    for (const GuideRow& row : rows) this->row(row);
    json_.end_array();
  }

  void materials() {
    json_.key("materials").begin_array();
    for (const GuideMaterial& material : guide_.materials) {
      json_.begin_object().key("choices").begin_array();
      for (const auto& together : material.choices) {
        json_.begin_array();
        for (const GuideRow& row : together) this->row(row);
        json_.end_array();
      }
      json_.end_array().end_object();
    }
    json_.end_array();
  }

  void terms() {
    json_.key("terms").begin_array();
    for (const GuideTerm& term : guide_.terms) {
      json_.begin_object().key("key").string(term.column->key).key("label");
      json_.text(term.column->zh, term.column->en).key("text");
      write_words(json_, term.text);
      json_.key("known").boolean(term.known).key("ends");
      if (term.ends)
        json_.string(term.ends->str());
      else
        json_.null();
      json_.key("after");
      after(*term.of.row);
      json_.key("source");
      source(*term.of.row);
      json_.end_object();
    }
    json_.end_array();
  }

  void questions(std::string_view name, const std::vector<OpenQuestion>& questions) {
    json_.key(name).begin_array();
    for (const OpenQuestion& open : questions) {
      const DimInfo& key = about(open.key);
      json_.begin_object().key("key").string(key.key).key("name").text(key.zh, key.en);
      json_.key("several").boolean(open.key == Dim::situation).key("kind");
      json_.string(key.kind == DimKind::number ? "number" : "choice").key("values").begin_array();
      for (const auto& [code, words] : open.values) {
        json_.begin_object().key("value").string(code).key("name");
        write_words(json_, words);
        json_.end_object();
      }
      json_.end_array().end_object();
    }
    json_.end_array();
  }

 private:
  void row(const GuideRow& row) {
    json_.begin_object().key("id").string(row.row->id).key("name");
    write_words(json_, row_words(*row.row));
    json_.key("certain").boolean(row.truth == Truth::yes).key("depends").begin_array();
    for (const Dim dim : row.depends) json_.string(about(dim).key);
    json_.end_array().key("when");
    if (row.row->when.empty())
      json_.null();
    else
      write_words(json_, selector_words(*guide_.policy, row.row->when));
    json_.key("cells").begin_array();
    const auto columns = info(row.row->table).columns;
    for (std::size_t c = 0; c < columns.size(); ++c) cell(columns[c], row.row->values[c]);
    json_.end_array().key("source");
    source(*row.row);
    json_.end_object();
  }

  void cell(const ServiceColumn& column, const ServiceValue& value) {
    constexpr std::string_view kInStructure[] = {"for", "name", "any_of", "together", "after"};
    const Words text = cell_words(*guide_.policy, column, value);
    if (text.zh.empty() || std::ranges::find(kInStructure, column.key) != std::end(kInStructure))
      return;
    json_.begin_object().key("key").string(column.key).key("label").text(column.zh, column.en);
    json_.key("text");
    write_words(json_, text);
    json_.key("codes").begin_array();
    for (const std::string& code : value.texts) json_.string(code);
    json_.end_array().key("known").boolean(is_known(value)).end_object();
  }

  /// No figure of the cell is unknown.
  static bool is_known(const ServiceValue& value) {
    return !value.figure || std::ranges::all_of(value.figure->rows, [](const Row& row) {
      return std::ranges::all_of(
          row.values, [](const Amount& amount) { return amount.state != Amount::State::unknown; });
    });
  }

  /// From when a deadline counts, in words.
  void after(const ServiceRow& row) {
    const auto columns = info(row.table).columns;
    const auto at = std::ranges::find(columns, "deadline_after", &ServiceColumn::key);
    if (at == columns.end() || !value(row, "deadline_after").set)
      json_.null();
    else
      write_words(json_, value_words(*at, value(row, "deadline_after")));
  }

  void source(const ServiceRow& row) {
    if (row.source < 0) {
      json_.null();
      return;
    }
    const Source& source = guide_.policy->sources[static_cast<std::size_t>(row.source)];
    write_source(json_, source.document, source.clause, source.grade);
  }

  JsonWriter& json_;
  const Guide& guide_;
};

constexpr std::string_view kNeeds[] = {"not_told", "at_home", "exempt", "deemed", "needed"};
constexpr std::string_view kKnown[] = {"own_policy", "area_facts", "province", "nation"};

void write_guide(JsonWriter& json, const Guide& guide) {
  json.key("known").string(kKnown[static_cast<std::size_t>(guide.known)]);
  json.key("known_as");
  write_words(json, guide.policy->name);
  json.key("filing").string(kNeeds[static_cast<std::size_t>(guide.filing)]).key("relation");
  if (guide.relation) {
    const DimValue& value = info(Dim::relation).values[static_cast<std::size_t>(*guide.relation)];
    json.begin_object().key("code").string(value.code).key("name").text(value.zh, value.en);
    json.end_object();
  } else {
    json.null();
  }
  GuideWriter writer(json, guide);
  writer.questions("questions", guide.questions);
  writer.questions("told", guide.told);
  writer.rows("rules", guide.rules);
  writer.rows("steps", guide.steps);
  writer.materials();
  writer.terms();
  writer.rows("channels", guide.channels);
  writer.rows("filings", guide.filings);
  writer.rows("grounds", guide.grounds);
  writer.rows("enrolments", guide.enrolments);
  writer.rows("past_enrolments", guide.past_enrolments);
  writer.rows("waits", guide.waits);
  writer.rows("contributions", guide.contributions);
  writer.rows("supports", guide.supports);
}

struct AskedGuide {
  GuideQuestion question;
  Guide guide;
  bool chinese = true;
};

/// The guide that was asked for, or the problem with the question.
std::variant<AskedGuide, Response> ask(Call& call, bool on_paper) {
  std::vector<std::string_view> known = {"matter", "insured", "insurance", "treatment", "on"};
  if (on_paper) known.emplace_back("language");
  for (const Dim dim : kTold) known.push_back(about(dim).key);
  FaultList faults;
  Query query(call.request.query, known, faults);
  AskedGuide out;
  GuideQuestion& question = out.question;
  question.matter = query.required("matter", any_text, "filing, claim, …");
  question.area = query.required("insured", is_area_code, "six digits");
  question.insurance = query.token("insurance", is_insurance, kInsuranceRule);
  question.treatment_area = query.token("treatment", is_area_code, "six digits");
  question.on = query.date("on", Date());
  question.today = call.now.date();
  for (const Dim dim : kTold)
    if (const auto told = query.list(about(dim).key))
      question.told[dim] = std::set<std::string>(told->begin(), told->end());
  if (on_paper) out.chinese = paper_language(query);
  if (!faults.empty()) return problem(faults);
  auto found = guide(question, call.deps.rules->plans);
  if (!found) return problem(found.error());
  out.guide = std::move(*found);
  return out;
}

/// "参保地 江西省南昌市，职工医保；就医地 北京市".
Words where_words(const GuideQuestion& question, const Catalogue* catalogue) {
  const Words insured = area_words(catalogue, question.area);
  Words out{"参保地 " + insured.zh, "Insured in " + insured.en};
  if (!question.insurance.empty()) {
    const Words insurance = insurance_kind_words(question.insurance);
    out.zh += "，" + insurance.zh, out.en += ", " + insurance.en;
  }
  if (!question.treatment_area.empty()) {
    const Words treated = area_words(catalogue, question.treatment_area);
    out.zh += "；就医地 " + treated.zh, out.en += "; treated in " + treated.en;
  }
  return out;
}

bool is_plain_value(std::string_view text) { return is_token(text, 32); }

/// The page that gives the same answer; what was told stands in its fragment
/// (web/src/guide/answers.ts).
std::string guide_address(const Call& call, const GuideQuestion& question) {
  std::string out = public_address(call) + "/guide#v=1&do=" + question.matter;
  const auto add = [&out](std::string_view name, const std::string& value) {
    if (!value.empty()) out.append("&").append(name).append("=").append(value);
  };
  add("from", question.area);
  add("to", question.treatment_area);
  add("ins", question.insurance);
  if (question.on.is_set()) add("on", question.on.str());
  for (const auto& [dim, values] : question.told) {
    if (!std::ranges::all_of(values, is_plain_value)) continue;
    out += fmt::format("&t.{}={}", about(dim).key, fmt::join(values, ","));
  }
  return out + "&at=answer";
}

}  // namespace

Answer get_guide(Call& call) {
  auto asked = ask(call, false);
  if (auto* refused = std::get_if<Response>(&asked)) return std::move(*refused);
  Response response;
  JsonWriter json(response.body);
  json.begin_object();
  write_guide(json, std::get<AskedGuide>(asked).guide);
  json.end_object();
  return response;
}

Answer get_guide_pdf(Call& call) {
  auto asked = ask(call, true);
  if (auto* refused = std::get_if<Response>(&asked)) return std::move(*refused);
  auto& [question, guide, chinese] = std::get<AskedGuide>(asked);
  const auto catalogue = call.deps.rules->editions.on(question.today);
  GuideSheet sheet;
  for (const ServiceCode& matter : matters())
    if (matter.code == question.matter)
      sheet.matter = {std::string(matter.zh), std::string(matter.en)};
  sheet.where = where_words(question, catalogue.get());
  sheet.on = question.on;
  sheet.today = question.today;
  sheet.address = guide_address(call, question);
  const std::string name = "guide-" + question.matter + "-" + question.area;
  return paper_reply([guide = std::move(guide), sheet = std::move(sheet),
                      in_chinese = chinese] { return guide_pdf(guide, sheet, in_chinese); },
                     name);
}

}  // namespace yitong::api
