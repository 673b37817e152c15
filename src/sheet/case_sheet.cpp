#include "sheet/case_sheet.h"

#include <algorithm>

#include <fmt/format.h>

#include "sheet/composer.h"

namespace yitong {
namespace {

constexpr Style kFormNote{72, Ink::soft}, kFormLabel{80, Ink::soft}, kFormValue{84, Ink::black};
constexpr int kPad = 36, kLine = 210, kSigned = 620;  // boxes are high enough to write in
constexpr std::size_t kMaxFormValue = 2'000, kMaxFormCell = 200, kMaxFormRows = 1'000,
                      kBlankRows = 2;

class Form : Composer {
 public:
  Form(Paper& paper, const CaseSheet& sheet, bool chinese)
      : Composer(paper, chinese), sheet_(sheet) {}

  void compose() {
    head();
    for (const PrintedSection& each : sheet_.sections) section(each);
    foot();
  }

 private:
  static constexpr int kLabelWidth = 800;

  void head() {
    constexpr int kCode = 900;
    const int top = paper_.y();
    const bool coded = !sheet_.check_address.empty();
    const int width = coded ? kInner - kCode - 200 : kInner;
    if (coded)
      check_code(sheet_.check_address, say("扫码核验是否被改动", "Scan to check this paper"),
                 kCode);
    paper_.move_to(top);
    line(say(sheet_.title), {180, Ink::black, true}, width, 40);
    line(say("业务编号 ", "Case ") + sheet_.number, {96, Ink::black}, width, 20);
    line(say(sheet_.about), {84, Ink::soft}, width, 20);
    line(say("截至 ", "As of ") + printed_time(sheet_.as_of), {84, Ink::soft}, width, 30);
    line(say(sheet_.standing), {110, sheet_.tone, true}, width, 20);
    if (coded) paper_.move_to(std::max(paper_.y(), top + kCode + 10));
  }

  void line(const std::string& text, const Style& style, int width, int gap) {
    if (!text.empty()) paper_.space(paper_.put(text, style, kLeft, paper_.y(), width) + gap);
  }

  void section(const PrintedSection& each) {
    // The heading stays with the first thing under it; boxes to sign are the highest.
    paper_.heading(say(each.title), each.signatures.empty() ? 500 : kSigned);
    boxes(each.fields);
    const bool titled = each.fields.size() + each.tables.size() > 1;
    for (const FormTable& table : each.tables) this->table(table, titled);
    for (const Words& note : each.notes) {
      paper_.space(40);
      paper_.paragraph(say(note), kFormValue);
    }
    signatures(each.signatures);
  }

  /// Two boxes to a line, or one wide one.
  void boxes(const std::vector<FormField>& fields) {
    for (std::size_t i = 0; i < fields.size();) {
      const bool pair = !fields[i].wide && i + 1 < fields.size() && !fields[i + 1].wide;
      const int width = pair ? kInner / 2 : kInner;
      int height = height_of(fields[i], width);
      if (pair) height = std::max(height, height_of(fields[i + 1], width));
      paper_.need(height);
      box(fields[i], kLeft, width, height);
      if (pair) box(fields[i + 1], kLeft + width, kInner - width, height);
      paper_.space(height);
      i += pair ? 2 : 1;
    }
  }

  /// Many short lines would make a box that no page holds.
  std::string value_of(const FormField& field) const {
    constexpr int kMaxLines = 20;
    std::string out = shortened(say(field.value), kMaxFormValue);
    if (std::ranges::count(out, '\n') > kMaxLines) std::ranges::replace(out, '\n', ' ');
    return out;
  }

  int height_of(const FormField& field, int width) {
    const int label = paper_.height_of(say(field.label), kFormLabel, kLabelWidth - 2 * kPad);
    const int value = paper_.height_of(value_of(field), kFormValue, width - kLabelWidth - 2 * kPad);
    return std::max({kLine, label + 2 * kPad, value + 2 * kPad});
  }

  void box(const FormField& field, int x, int width, int height) {
    const int y = paper_.y();
    paper_.fill({x, y, kLabelWidth, height}, Ink::ground);
    paper_.frame({x, y, kLabelWidth, height}, Ink::line);
    paper_.frame({x, y, width, height}, Ink::line);
    paper_.put(say(field.label), kFormLabel, x + kPad, y + kPad, kLabelWidth - 2 * kPad);
    paper_.put(value_of(field), kFormValue, x + kLabelWidth + kPad, y + kPad,
               width - kLabelWidth - 2 * kPad);
  }

  std::vector<TableColumn> columns_of(const FormTable& table) const {
    std::vector<TableColumn> out;
    int used = 0, shares = 0;
    for (const FormColumn& column : table.columns) {
      out.push_back({say(column.title), column.width, column.align});
      used += column.width, shares += column.width == 0;
    }
    int left = kInner - used;
    for (TableColumn& column : out)
      if (column.width == 0) {
        column.width = left / shares;
        left -= column.width, --shares;
      }
    return out;
  }

  void table(const FormTable& table, bool titled) {
    if (titled && !table.title.zh.empty()) {
      paper_.space(80);
      paper_.need(700);
      paper_.paragraph(say(table.title), {84, Ink::black, true});
      paper_.space(30);
    }
    std::vector<TableRow> rows;
    for (const auto& cells : table.rows) {
      if (rows.size() == kMaxFormRows) break;
      TableRow row;
      for (const Words& cell : cells) row.cells.push_back({shortened(say(cell), kMaxFormCell), {}});
      rows.push_back(std::move(row));
    }
    const std::size_t blank = table.rows.empty() ? kBlankRows : 0;
    for (std::size_t i = 0; i < blank; ++i) {
      TableRow row;
      row.cells.assign(table.columns.size(), TableCell{" ", {}});
      rows.push_back(std::move(row));
    }
    paper_.table(columns_of(table), rows, 76);
    if (table.rows.size() > kMaxFormRows)
      paper_.paragraph(fmt::format(fmt::runtime(say("另有 {} 行，见业务详情",
                                                    "{} lines more, to be seen in the case")),
                                   table.rows.size() - kMaxFormRows),
                       kFormNote);
  }

  void signatures(const std::vector<SignedBox>& boxes) {
    if (boxes.empty()) return;
    const int width = kInner / static_cast<int>(boxes.size());
    paper_.need(kSigned);
    const int y = paper_.y();
    int x = kLeft;
    for (const SignedBox& each : boxes) {
      paper_.frame({x, y, width, kSigned}, Ink::line);
      paper_.put(say(each.who), kFormLabel, x + kPad, y + kPad, width - 2 * kPad);
      const int inner = width - 2 * kPad;
      paper_.put(shortened(each.name, 40), kFormValue, x + kPad, y + 240, inner);
      if (each.name.empty()) paper_.rule(x + kPad, y + 370, inner - 100, Ink::soft);
      const std::string empty = say("　　　年　　月　　日", "Date");
      paper_.put(each.day.empty() ? empty : each.day, kFormNote, x + kPad, y + kSigned - 150,
                 inner);
      x += width;
    }
    paper_.space(kSigned);
  }

  void foot() {
    paper_.space(120);
    paper_.need(400);
    if (sheet_.check_address.empty()) {
      paper_.paragraph(say("尚未提交，没有核验码。", "Not handed in: there is no code to check."),
                       kFormNote);
      return;
    }
    paper_.paragraph(
        say("本表由系统按业务记录打印，空白处待填。是否有效，以扫码核验为准。",
            "Printed from the record of the case; empty boxes are to be filled in. Whether it "
            "still holds is told by the code."),
        kFormNote);
    typed_code(sheet_.check_code, sheet_.check_address);
  }

  const CaseSheet& sheet_;
};

}  // namespace

std::string printed_time(Instant at) {
  std::string out = at.str().substr(0, std::string_view("2026-11-22T10:03").size());
  std::ranges::replace(out, 'T', ' ');
  return out;
}

std::string case_pdf(const CaseSheet& sheet, bool chinese) {
  const std::string title = (chinese ? sheet.title.zh : sheet.title.en) + " " + sheet.number;
  return print({title, title, sheet.as_of, chinese},
               [&](Paper& paper) { Form(paper, sheet, chinese).compose(); });
}

}  // namespace yitong
