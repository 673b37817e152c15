#include "api/filled_form.h"

#include <algorithm>

#include "api/case_words.h"
#include "api/sheet_words.h"
#include "policy/show.h"
#include "verbs/payment.h"

namespace yitong::api {
namespace {

using cases::Section;
using verbs::CaseHappened;

Words both(std::string_view text) { return {std::string(text), std::string(text)}; }
Words words_of(std::string_view zh, std::string_view en) {
  return {std::string(zh), std::string(en)};
}
Words yuan(Money amount) { return {amount.grouped() + " 元", amount.grouped() + " yuan"}; }

/// The newest event that happened and did one of the actions.
const CaseHappened* last_done(const verbs::LoadedCase& loaded, cases::Set<cases::Action> actions) {
  const CaseHappened* out = nullptr;
  for (const CaseHappened& each : loaded.timeline) {
    const auto action = cases::parse_action(each.event.action);
    if (action && actions.has(*action) && each.event.outcome.empty()) out = &each;
  }
  return out;
}

class FilledForm {
 public:
  FilledForm(const verbs::CaseView& view, const cases::PrintedForm& form, const Beside& beside,
             const Catalogue* catalogue, const verbs::Explained* settled)
      : view_(view),
        loaded_(view.loaded),
        form_(form),
        beside_(beside),
        catalogue_(catalogue),
        settled_(settled),
        policy_(view.setting ? view.setting->guide.policy.get() : nullptr) {}

  CaseSheet fill() const {
    const cases::StateText& state = cases::text_of(loaded_.one.state);
    CaseSheet out;
    out.number = ledger::case_number(loaded_.file.id);
    out.title = words_of(form_.zh, form_.en);
    const Words area = area_words(catalogue_, loaded_.file.area),
                insurance = insurance_kind_words(loaded_.file.insurance);
    out.about = {area.zh + " · " + insurance.zh, area.en + " · " + insurance.en};
    out.standing = words_of(state.zh, state.en);
    using enum cases::State;
    out.tone = cases::Set<cases::State>{refused, upheld, payment_failed}.has(state.state) ? Ink::red
               : cases::Set<cases::State>{approved, paid, closed}.has(state.state) ? Ink::fund
                                                                                   : Ink::black;
    out.as_of = loaded_.file.updated;
    for (const cases::FormSection& each : form_.sections)
      if (PrintedSection made = section(each); !is_empty(made))
        out.sections.push_back(std::move(made));
    return out;
  }

 private:
  static bool is_empty(const PrintedSection& made) {
    return made.fields.empty() && made.tables.empty() && made.notes.empty() &&
           made.signatures.empty();
  }

  PrintedSection section(const cases::FormSection& each) const {
    PrintedSection out;
    out.title = words_of(each.zh, each.en);
    switch (each.section) {
      case Section::person: person(out); break;
      case Section::fields: fields(out, each.written_by.value_or(cases::Action::submit)); break;
      case Section::papers: papers(out); break;
      case Section::declaration: declaration(out); break;
      case Section::outcome: outcome(out); break;
      case Section::course: course(out); break;
      case Section::signatures: signatures(out); break;
    }
    return out;
  }

  void person(PrintedSection& out) const {
    const store::PersonalData data = beside_.person.value_or(store::PersonalData{});
    const Words area = area_words(catalogue_, loaded_.file.area);
    out.fields = {
        {{"姓名", "Name"}, both(data.name)},
        {{"身份证号", "Resident id"}, both(masked_id(data.resident_id))},
        {{"性别", "Sex"}, sex_words(data.resident_id)},
        {{"出生日期", "Born"}, both(data.birth().is_set() ? data.birth().str() : std::string())},
        {{"联系电话", "Telephone"}, both(masked_phone(data.telephone))},
        {{"人员编号", "Person"}, both(loaded_.file.person)},
        {{"参保地", "Insured in"}, area},
        {{"险种", "Insurance"}, insurance_kind_words(loaded_.file.insurance)}};
  }

  bool is_shown(const cases::Field& field, cases::Action by) const {
    return field.kind == form_.kind && field.key != "declaration" && cases::shown_with(field) == by;
  }

  void fields(PrintedSection& out, cases::Action by) const {
    using enum cases::FieldKind;
    for (const cases::Field& field : cases::all_fields()) {
      if (!is_shown(field, by) || field.key.find('.') != field.key.npos) continue;
      if (field.type == list)
        out.tables.push_back(list_of(field));
      else
        out.fields.push_back({words_of(field.zh, field.en), shown(field, field.key),
                              field.type == words || field.type == institution});
    }
  }

  Words shown(const cases::Field& field, std::string_view path) const {
    const std::string_view text = cases::value(loaded_.one.form, path);
    Words out = value_words(field, text, policy_, catalogue_);
    if (field.type == cases::FieldKind::institution && !text.empty() && out.zh != text)
      out = {out.zh + " " + std::string(text), out.en + " " + std::string(text)};
    if (field.type == cases::FieldKind::money)
      if (const auto amount = Money::parse(text)) out = both(amount->grouped());
    return out;
  }

  static FormColumn column_of(const cases::Field& field) {
    using enum cases::FieldKind;
    FormColumn out{words_of(field.zh, field.en), 0, Align::left};
    switch (field.type) {
      case date: out.width = 640; break;
      case money: out.width = 760, out.align = Align::right; break;
      case decimal: out.width = 620, out.align = Align::right; break;
      case number: out.width = 360, out.align = Align::right; break;
      default: break;
    }
    return out;
  }

  FormTable list_of(const cases::Field& list) const {
    FormTable out{words_of(list.zh, list.en), {{{"序", "No"}, 260, Align::right}}, {}};
    std::vector<const cases::Field*> columns;
    const std::string prefix = std::string(list.key) + ".*.";
    for (const cases::Field& field : cases::all_fields())
      if (field.kind == form_.kind && field.key.starts_with(prefix)) {
        columns.push_back(&field);
        out.columns.push_back(column_of(field));
      }
    const auto named = std::ranges::find(columns, cases::FieldKind::row, &cases::Field::type);
    if (named != columns.end()) out.columns.push_back({{"依据", "Clause"}, 1400});
    for (std::size_t i = 0; i < cases::rows_of(loaded_.one.form, list.key); ++i) {
      std::vector<Words> row = {both(std::to_string(i + 1))};
      std::string path;
      for (const cases::Field* const field : columns) {
        path = std::string(list.key) + "." + std::to_string(i) + "." +
               std::string(field->key.substr(prefix.size()));
        row.push_back(shown(*field, path));
      }
      if (named != columns.end()) row.push_back(clause_of(**named, list, i));
      out.rows.push_back(std::move(row));
    }
    return out;
  }

  Words clause_of(const cases::Field& field, const cases::Field& list, std::size_t row) const {
    const std::string path = std::string(list.key) + "." + std::to_string(row) + "." +
                             std::string(field.key.substr(field.key.rfind('.') + 1));
    const ServiceRow* const named = row_of(field, cases::value(loaded_.one.form, path), policy_);
    return named == nullptr ? Words{} : source_words(*policy_, named->source);
  }

  /// What was handed in, and what is needed for certain and open.
  void papers(PrintedSection& out) const {
    FormTable table{{},
                    {{{"序", "No"}, 260, Align::right},
                     {{"材料", "Paper"}, 0},
                     {{"要求", "Wanted"}, 0},
                     {{"已交（份）", "Handed in"}, 560, Align::right},
                     {{"原件已核", "Original seen"}, 620, Align::centre}},
                    {}};
    std::vector<std::string_view> listed;
    const auto add = [&](const Words& name, const Words& wanted, std::string_view id) {
      const auto handed = std::ranges::find(loaded_.one.materials, id, &cases::Handed::row);
      const bool is = handed != loaded_.one.materials.end();
      listed.push_back(id);
      table.rows.push_back({both(std::to_string(table.rows.size() + 1)), name, wanted,
                            is && !handed->documents.empty()
                                ? both(std::to_string(handed->documents.size()))
                                : Words{},
                            is && handed->original_seen ? Words{"已核", "seen"} : Words{}});
    };
    if (view_.setting)
      for (const GuideMaterial& material : view_.setting->guide.materials) {
        const bool open =
            cases::is_certain(material) && !cases::is_answered(material, loaded_.one.materials);
        for (const auto& choice : material.choices)
          for (const GuideRow& row : choice)
            if (!cases::is_made_here(*row.row) && (open || is_handed(row.row->id)))
              add(row_words(*row.row), wanted_of(row, open && material.choices.size() > 1),
                  row.row->id);
      }
    for (const cases::Handed& each : loaded_.one.materials)
      if (std::ranges::find(listed, each.row) == listed.end())
        add(row_name(each.row), {}, each.row);
    if (!table.rows.empty()) out.tables.push_back(std::move(table));
  }

  bool is_handed(std::string_view id) const {
    return std::ranges::find(loaded_.one.materials, id, &cases::Handed::row) !=
           loaded_.one.materials.end();
  }

  Words row_name(std::string_view id) const {
    if (policy_ != nullptr)
      for (const auto& row : policy_->services)
        if (row->id == id) return row_words(*row);
    return both(id);
  }

  /// "复印件 · 1 份 · 医院"
  Words wanted_of(const GuideRow& row, bool one_of_several) const {
    constexpr std::string_view kShown[] = {"form", "count", "issuer"};
    Words out;
    const auto columns = info(row.row->table).columns;
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (std::ranges::find(kShown, columns[c].key) != std::end(kShown))
        if (Words text = cell_words(*policy_, columns[c], row.row->values[c]); !text.zh.empty()) {
          if (columns[c].key == "count") text.zh += " 份", text.en += " copies";
          append_words(out, text, " · ", " · ");
        }
    if (one_of_several) append_words(out, {"任选其一", "any one"}, " · ", " · ");
    if (row.truth == Truth::maybe) append_words(out, {"视情况", "may be needed"}, " · ", " · ");
    return out;
  }

  void declaration(PrintedSection& out) const {
    out.notes.push_back({"本人声明：以上内容和所附材料真实、完整、有效。如有虚假，愿承担相应责任。",
                         "I declare that all of this and the papers are true, complete and valid, "
                         "and answer for it if they are not."});
    const CaseHappened* const sent = last_done(loaded_, {cases::Action::submit});
    if (sent == nullptr) return;
    const std::string time = printed_time(sent->event.at);
    out.notes.push_back(sent->event.for_another
                            ? Words{"已于 " + time + " 由他人代为声明并提交。",
                                    "Declared and handed in for the person on " + time + "."}
                            : Words{"已于 " + time + " 在线声明并提交。",
                                    "Declared and handed in online on " + time + "."});
  }

  void outcome(PrintedSection& out) const {
    const cases::StateText& state = cases::text_of(loaded_.one.state);
    const auto add = [&](const char* zh, const char* en, Words value, bool wide = false) {
      out.fields.push_back({{zh, en}, std::move(value), wide});
    };
    add("当前状态", "State", words_of(state.zh, state.en));
    using enum cases::Action;
    const CaseHappened* const decided =
        last_done(loaded_, {approve, refuse, uphold, end, close, withdraw, return_to_person});
    add("决定时间", "Decided on", decided ? both(printed_time(decided->event.at)) : Words{});
    add("决定", "Decision", decided ? action_words(decided->event) : Words{});
    add("决定人", "Decided by", decided ? doer_words(decided->event) : Words{});
    if (decided && !decided->event.reason.empty())
      add("理由", "Reason", reason_words(decided->event), true);
    if (decided && !decided->remark.empty()) add("说明", "Remark", both(decided->remark), true);
    if (decided &&
        cases::Set<cases::Action>{refuse, uphold}.has(*cases::parse_action(decided->event.action)))
      add("依据条款", "Clause", unmet_words(), true);
    entitled(out);
    paid_out(out);
    if (view_.clock) add("期限", "Term", clock_words(), true);
  }

  void entitled(PrintedSection& out) const {
    const ledger::Period* period = nullptr;
    if (beside_.grant) {
      period = &beside_.grant->in_force;
      out.fields.push_back(
          {{"待遇资格", "Grant"}, both("grant/" + std::to_string(beside_.grant->no))});
    } else if (beside_.filing) {
      period = &beside_.filing->in_force;
      out.fields.push_back(
          {{"备案记录", "Filing"}, both("filing/" + std::to_string(beside_.filing->no))});
    }
    if (period != nullptr) out.fields.push_back({{"有效期", "In force"}, period_words(*period)});
  }

  void paid_out(PrintedSection& out) const {
    if (settled_ != nullptr) {
      out.fields.push_back({{"结算编号", "Settlement"}, both(settled_->settlement_id)});
      out.fields.push_back({{"费用总额", "Total"}, yuan(settled_->report.total)});
      const Money funds = settled_->report.funds,
                  commercial = settled_->entry.payers.commercial_paid();
      out.fields.push_back({{"医保支付", "Medical insurance pays"}, yuan(funds - commercial)});
      if (commercial != Money())
        out.fields.push_back({{"商业补充保险支付", "Commercial cover pays"}, yuan(commercial)});
      out.fields.push_back({{"个人负担", "The person bears"}, yuan(settled_->report.person)});
    }
    if (beside_.payment)
      out.fields.push_back({{"拨付", "Payment"}, verbs::words_of(beside_.payment->state)});
  }

  /// Criteria and tests that are not met, with the clause of each.
  Words unmet_words() const {
    Words out;
    for (const cases::Field& field : cases::all_fields()) {
      if (field.kind != form_.kind || field.type != cases::FieldKind::row) continue;
      const std::size_t dot = field.key.find(".*.");
      if (dot == field.key.npos) continue;
      const std::string list(field.key.substr(0, dot));
      for (std::size_t i = 0; i < cases::rows_of(loaded_.one.form, list); ++i) {
        const std::string row = list + "." + std::to_string(i) + ".";
        if (cases::value(loaded_.one.form, row + "met") != "no") continue;
        const ServiceRow* const named =
            row_of(field, cases::value(loaded_.one.form, row + "row"), policy_);
        if (named == nullptr) continue;
        Words text = row_words(*named);
        append_words(text, source_words(*policy_, named->source), "：", ": ");
        append_words(out, text, "\n", "\n");
      }
    }
    return out;
  }

  Words clock_words() const {
    const cases::Clock& clock = *view_.clock;
    if (clock.day) return both(clock.day->str());
    return clock.known ? clock.text : Words{"未知，请询问经办机构", "unknown; ask the agency"};
  }

  static Words action_words(const ledger::CaseEvent& event) {
    const auto action = cases::parse_action(event.action);
    if (!action) return {"发起", "Opened"};
    return words_of(cases::text_of(*action).zh, cases::text_of(*action).en);
  }
  static Words reason_words(const ledger::CaseEvent& event) {
    const cases::Reason* const reason = cases::find_reason(event.reason);
    return reason == nullptr ? both(event.reason) : words_of(reason->zh, reason->en);
  }
  static Words doer_words(const ledger::CaseEvent& event) {
    const auto role = identity::parse_role(event.by.role);
    Words out = role ? words_of(identity::text_of(*role).zh, identity::text_of(*role).en) : Words{};
    if (role && !identity::is_staff(*role)) return out;
    return {out.zh + " " + event.by.account, out.en + " " + event.by.account};
  }

  void course(PrintedSection& out) const {
    FormTable table{{},
                    {{{"时间", "When"}, 960},
                     {{"环节", "What"}, 0},
                     {{"状态", "State after"}, 0},
                     {{"经办", "By"}, 0},
                     {{"理由与说明", "Why"}, 1400}},
                    {}};
    for (const CaseHappened& each : loaded_.timeline) {
      if (!each.event.outcome.empty()) continue;
      const auto state = cases::parse_state(each.event.after.state);
      Words why = each.event.reason.empty() ? Words{} : reason_words(each.event);
      if (!each.remark.empty()) append_words(why, both(each.remark), "；", "; ");
      table.rows.push_back(
          {both(printed_time(each.event.at)), action_words(each.event),
           state ? words_of(cases::text_of(*state).zh, cases::text_of(*state).en) : Words{},
           doer_words(each.event), std::move(why)});
    }
    out.tables.push_back(std::move(table));
  }

  void signatures(PrintedSection& out) const {
    for (const cases::SignatureBox& box : form_.signatures) {
      SignedBox made{words_of(box.zh, box.en), {}, {}};
      // Who applies signs by hand; what staff did stands in the record.
      const CaseHappened* const done = last_done(loaded_, box.actions);
      const auto role = done ? identity::parse_role(done->event.by.role) : std::nullopt;
      if (role && identity::is_staff(*role) && !box.actions.has(cases::Action::submit))
        made.name = done->event.by.account, made.day = printed_time(done->event.at);
      out.signatures.push_back(std::move(made));
    }
  }

  const verbs::CaseView& view_;
  const verbs::LoadedCase& loaded_;
  const cases::PrintedForm& form_;
  const Beside& beside_;
  const Catalogue* const catalogue_;
  const verbs::Explained* const settled_;
  const Policy* const policy_;
};

}  // namespace

CaseSheet filled_form(const verbs::CaseView& view, const cases::PrintedForm& form,
                      const Beside& beside, const Catalogue* catalogue,
                      const verbs::Explained* settled) {
  return FilledForm(view, form, beside, catalogue, settled).fill();
}

}  // namespace yitong::api
