#include "sheet/guide_sheet.h"

#include <algorithm>

#include "policy/show.h"
#include "sheet/composer.h"

namespace yitong {
namespace {

constexpr Style kQuiet{74, Ink::soft};
constexpr std::size_t kMaxCell = 600;

class Leaflet : Composer {
 public:
  Leaflet(Paper& paper, const Guide& guide, const GuideSheet& about, bool chinese)
      : Composer(paper, chinese), guide_(guide), about_(about) {}

  void compose() {
    head();
    terms();
    rows(say("要走的步骤", "The steps"), guide_.steps, true);
    materials();
    rows(say("规定", "Rules"), guide_.rules, false);
    rows(say("备案种类", "Kinds of filing"), guide_.filings, false);
    rows(say("可申请的情形", "Grounds"), guide_.grounds, false);
    rows(say("参保时间", "When to enrol"), guide_.enrolments, false);
    rows(say("缴费标准", "Contributions"), guide_.contributions, false);
    rows(say("缴费资助", "Support with contributions"), guide_.supports, false);
    rows(say("待遇等待期", "Waiting periods"), guide_.waits, false);
    rows(say("到哪里办", "Where to go"), guide_.channels, false);
    foot();
  }

 private:
  static constexpr int kIndent = 300;

  void head() {
    constexpr int kCode = 900;
    const int top = paper_.y(), x = kLeft + kInner - kCode;
    const bool coded = !about_.address.empty() && paper_.qr(about_.address, x, top - 90, kCode);
    const int width = coded ? kInner - kCode - 150 : kInner;
    paper_.space(paper_.put(say("办事指南", "Guide") + say("：", ": ") + say(about_.matter),
                            {180, Ink::black, true}, kLeft, top, width) +
                 50);
    paper_.space(paper_.put(say(about_.where), {100, Ink::black}, kLeft, paper_.y(), width) + 20);
    std::string when = say("按 ", "As of ") + about_.today.str();
    if (about_.on.is_set()) when += say("，办理日 ", ", errand on ") + about_.on.str();
    paper_.space(paper_.put(when, kQuiet, kLeft, paper_.y(), width) + 20);
    paper_.space(paper_.put(standing(), kQuiet, kLeft, paper_.y(), width) + 20);
    if (const std::string need = filing_need(); !need.empty())
      paper_.space(paper_.put(need, {100, Ink::black, true}, kLeft, paper_.y(), width) + 20);
    if (coded) {
      paper_.link({x, top - 90, kCode, kCode}, about_.address);
      paper_.move_to(std::max(paper_.y(), top + kCode - 80));
    }
  }

  std::string standing() const {
    const std::string name = say(guide_.policy->name);
    switch (guide_.known) {
      case Known::own_policy: return say("依据：", "By the policy of ") + name + say("的政策", "");
      case Known::area_facts:
        return say("依据：本地已知的部分规定，", "By what is known of the area: ") + name;
      case Known::province: return say("依据：全省规定，", "By the province's rules: ") + name;
      case Known::nation: break;
    }
    return say("依据：国家规定；本地规定未收录",
               "By national rules; the area's own are not recorded");
  }

  std::string filing_need() const {
    switch (guide_.filing) {
      case FilingNeed::at_home: return say("参保地就医，无需备案", "Treated at home: no filing");
      case FilingNeed::exempt: return say("免备案地区，无需备案", "Exempt from filing");
      case FilingNeed::deemed: return say("视同已备案", "Deemed filed");
      case FilingNeed::needed: return say("需要先备案", "File first");
      case FilingNeed::not_told: break;
    }
    return {};
  }

  void terms() {
    if (guide_.terms.empty()) return;
    paper_.heading(say("期限", "Dates and deadlines"), 300);
    for (const GuideTerm& term : guide_.terms) {
      std::string text = std::string(chinese_ ? term.column->zh : term.column->en) +
                         say("：", ": ") + say(term.text);
      if (term.ends) text += say("，即 ", ", that is ") + term.ends->str();
      paper_.paragraph(text, {92, term.known ? Ink::black : Ink::amber});
      source(*term.of.row, 0);
      paper_.space(40);
    }
  }

  void rows(const std::string& title, const std::vector<GuideRow>& list, bool numbered) {
    if (list.empty()) return;
    paper_.heading(title, 500);
    int number = 0;
    for (const GuideRow& row : list) {
      paper_.need(row_height(row));
      if (numbered)
        paper_.put(std::to_string(++number), {100, Ink::fund, true}, kLeft, paper_.y(), kIndent);
      this->row(row, numbered ? kIndent : 0);
    }
  }

  /// Of a row that is not longer than a page; longer ones break between their cells.
  int row_height(const GuideRow& row) {
    int height = 300;
    for (const std::string& text : cells(row))
      height += paper_.height_of(text, {86}, kInner - kIndent);
    return std::min(height, 3000);
  }

  void row(const GuideRow& row, int indent) {
    paper_.paragraph(say(row_words(*row.row)), {94, Ink::black, true}, indent);
    if (row.truth == Truth::maybe) paper_.paragraph(depends(row), {78, Ink::amber}, indent);
    for (const std::string& text : cells(row)) paper_.paragraph(text, {86, Ink::black}, indent);
    source(*row.row, indent);
    paper_.space(70);
  }

  std::string depends(const GuideRow& row) const {
    std::string keys;
    for (const Dim dim : row.depends) {
      const DimInfo& key = service_dims()[static_cast<std::size_t>(dim)];
      keys += (keys.empty() ? "" : say("、", ", ")) + std::string(chinese_ ? key.zh : key.en);
    }
    std::string out = say("可能适用，取决于：", "May apply, depending on: ") + keys;
    const Words when = selector_words(*guide_.policy, row.row->when);
    return when.zh.empty() ? out : out + say("（", " (") + say(when) + say("）", ")");
  }

  /// "办理时限：30 个工作日", without what stands elsewhere on the paper.
  std::vector<std::string> cells(const GuideRow& row) const {
    constexpr std::string_view kElsewhere[] = {"for", "name", "any_of", "together", "after"};
    std::vector<std::string> out;
    const auto columns = info(row.row->table).columns;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const ServiceColumn& column = columns[c];
      if (std::ranges::find(kElsewhere, column.key) != std::end(kElsewhere)) continue;
      const Words text = cell_words(*guide_.policy, column, row.row->values[c]);
      if (text.zh.empty()) continue;
      out.push_back(shortened(
          std::string(chinese_ ? column.zh : column.en) + say("：", ": ") + say(text), kMaxCell));
    }
    return out;
  }

  void source(const ServiceRow& row, int indent) {
    if (row.source < 0) return;
    const Source& source = guide_.policy->sources[static_cast<std::size_t>(row.source)];
    std::string text = chinese_ ? "《" + source.document + "》" : "\"" + source.document + "\"";
    if (!source.clause.empty()) text += say("", " ") + source.clause;
    text += say("，依据 ", ", evidence ") + source.grade + say(" 级", "");
    paper_.paragraph(shortened(text, 300), {70, source.grade > 'A' ? Ink::amber : Ink::soft},
                     indent);
  }

  void materials() {
    if (guide_.materials.empty()) return;
    paper_.heading(say("要带的材料", "What to bring"), 400);
    for (const GuideMaterial& material : guide_.materials) {
      if (material.choices.size() > 1) {
        paper_.need(500);
        paper_.paragraph(say("以下任选一项：", "Any one of these:"), {86, Ink::soft, true});
      }
      for (const auto& together : material.choices) choice(together, material.choices.size() > 1);
    }
  }

  void choice(const std::vector<GuideRow>& together, bool one_of_several) {
    const int left = one_of_several ? 200 : 0;
    for (const GuideRow& row : together) {
      paper_.need(row_height(row));
      const int y = paper_.y();
      paper_.frame({kLeft + left, y + 22, 90, 90}, Ink::black);
      this->row(row, left + 180);
    }
    if (together.size() > 1)
      paper_.paragraph(say("（以上各项一起）", "(all of these together)"), kQuiet, left + 180);
  }

  void foot() {
    paper_.space(100);
    paper_.paragraph(
        say("依据等级：A 直接读自法规，B 官方发布，C 他人整理，D 未核实。低于 A "
            "级的请先向参保地经办机构核实。",
            "Evidence: A read in the regulation, B officially published, C compiled "
            "by others, D not verified. Below A, ask the insured area's agency first."),
        kQuiet);
    if (!about_.address.empty()) paper_.paragraph(about_.address, kQuiet);
  }

  const Guide& guide_;
  const GuideSheet& about_;
};

}  // namespace

std::string guide_pdf(const Guide& guide, const GuideSheet& about, bool chinese) {
  const std::string& matter = chinese ? about.matter.zh : about.matter.en;
  const std::string title = (chinese ? "办事指南：" : "Guide: ") + matter;
  const std::string& where = chinese ? about.where.zh : about.where.en;
  // The day of the guide begins in China at 16:00 UTC of the day before.
  const Instant created{(about.today.days() * std::int64_t{24} - 8) * 3'600'000'000};
  return print({title, where, created, chinese},
               [&](Paper& paper) { Leaflet(paper, guide, about, chinese).compose(); });
}

}  // namespace yitong
