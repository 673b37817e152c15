#include "sheet/settlement_sheet.h"

#include <algorithm>

#include <fmt/format.h>

#include "sheet/composer.h"

namespace yitong {
namespace {

constexpr std::size_t kMaxName = 120, kMaxSentence = 900;
constexpr Style kNote{72, Ink::soft};

class Sheet : Composer {
 public:
  Sheet(Paper& paper, const SettlementSheet& sheet, bool chinese)
      : Composer(paper, chinese), sheet_(sheet) {}

  void compose() {
    head();
    three_sums();
    facts();
    parts_and_payers();
    bars();
    lines();
    steps();
    warnings();
  }

 private:
  void head() {
    constexpr int kCode = 1000;
    const int top = paper_.y();
    check_code(sheet_.check_address, say("扫码核验金额是否被改动", "Scan to check the figures"),
               kCode);
    paper_.move_to(top);
    paper_.space(paper_.put(say("医疗费用结算单", "Settlement sheet"), {190, Ink::black, true},
                            kLeft, top, kInner - kCode - 200) +
                 30);
    const std::string about = say("结算编号 ", "Settlement ") + sheet_.settlement_id +
                              say("，记录于 ", ", recorded ") + sheet_.recorded.str();
    paper_.space(paper_.put(about, {80, Ink::soft}, kLeft, paper_.y(), kInner - kCode - 200) + 60);
    paper_.space(paper_.put(say(sheet_.headline), {112, Ink::black, true}, kLeft, paper_.y(),
                            kInner - kCode - 200));
    if (sheet_.reversed) reversed();
    paper_.move_to(std::max(paper_.y(), top + kCode - 10));
    paper_.space(40);
  }

  void reversed() {
    paper_.space(40);
    paper_.space(paper_.put(say("本次结算已经冲正，单据作废", "This settlement was reversed: void"),
                            {120, Ink::red, true}, kLeft, paper_.y(), kInner - 1200));
  }

  void three_sums() {
    constexpr int kHigh = 520, kGap = 120;
    const int width = (kInner - 2 * kGap) / 3, top = paper_.y() + 30;
    int x = kLeft;
    const auto sum = [&](const std::string& label, Money amount, Ink ink) {
      paper_.fill({x, top, width, kHigh}, Ink::ground);
      paper_.fill({x, top, 30, kHigh}, ink);
      paper_.put(label, {84, Ink::soft}, x + 120, top + 70, width - 200);
      paper_.put(amount.grouped(), {170, ink, true}, x + 120, top + 200, width - 200);
      x += width + kGap;
    };
    sum(say("总费用（元）", "Total (yuan)"), sheet_.report.total, Ink::black);
    sum(say("医保支付（元）", "Insurance pays (yuan)"), sheet_.report.funds, Ink::fund);
    sum(say("个人支付（元）", "You pay (yuan)"), sheet_.report.person, Ink::person);
    paper_.move_to(top + kHigh + 100);
  }

  /// Two columns of label and value, row by row.
  void facts() {
    constexpr int kLabel = 700, kGap = 160;
    const int column = (kInner - kGap) / 2, value = column - kLabel;
    for (std::size_t i = 0; i < sheet_.facts.size(); i += 2) {
      int height = 0;
      for (std::size_t k = i; k < std::min(i + 2, sheet_.facts.size()); ++k) {
        const int x = kLeft + static_cast<int>(k - i) * (column + kGap);
        const auto& [label, text] = sheet_.facts[k];
        const int left = paper_.put(say(label), {80, Ink::soft}, x, paper_.y(), kLabel);
        const int right = paper_.put(shortened(say(text), kMaxName), {84, Ink::black}, x + kLabel,
                                     paper_.y() - 3, value);
        height = std::max({height, left, right});
      }
      paper_.space(height + 30);
    }
  }

  struct Listed {
    std::string name;
    Money amount;
  };

  /// Left what the bill consists of, right who pays it; both end in the same total.
  void parts_and_payers() {
    std::vector<Listed> parts, payers;
    for (const Named& part : sheet_.report.parts) parts.push_back({say(part.name), part.amount});
    for (const LayerPaid& layer : sheet_.report.layers)
      payers.push_back({say(layer.name), layer.paid});
    if (sheet_.own_account != Money())
      payers.push_back({say("个人账户", "Personal account"), sheet_.own_account});
    if (sheet_.family_account != Money())
      payers.push_back({say("家庭共济账户", "Relative's account"), sheet_.family_account});
    payers.push_back({say("现金", "Cash"), sheet_.report.cash});
    constexpr int kRow = 150, kGap = 300;
    const int width = (kInner - kGap) / 2;
    const auto rows = static_cast<int>(std::max(parts.size(), payers.size()));
    paper_.space(60);
    paper_.need((rows + 2) * kRow + 100);
    const int top = paper_.y();
    const auto list = [&](const std::string& title, const std::vector<Listed>& items, int x) {
      int y = top;
      paper_.put(title, {100, Ink::black, true}, x, y, width);
      y += kRow + 20;
      const auto row = [&](const Listed& item, bool bold) {
        paper_.put(item.name, {84, Ink::black, bold}, x, y, width - 700);
        paper_.put(item.amount.grouped(), {84, Ink::black, bold, Align::right}, x, y, width);
        y += kRow;
      };
      for (const Listed& item : items) row(item, false);
      paper_.rule(x, y - 15, width, Ink::soft);
      row({say("合计", "Total"), sheet_.report.total}, true);
    };
    list(say("费用构成", "What the bill is made of"), parts, kLeft);
    list(say("由谁支付", "Who pays"), payers, kLeft + width + kGap);
    paper_.move_to(top + (rows + 2) * kRow + 40);
  }

  void bars() {
    const auto& waterfall = sheet_.report.waterfall;
    if (waterfall.empty() || sheet_.report.total == Money()) return;
    constexpr int kRow = 150, kName = 1900, kAmount = 800;
    paper_.heading(say("逐项承担", "Who bears each part"),
                   static_cast<int>(waterfall.size()) * kRow);
    const int room = kInner - kName - kAmount - 100;
    std::int64_t before = 0;
    for (const WaterfallBar& bar : waterfall) {
      paper_.need(kRow);
      const int y = paper_.y(), x = kLeft + kName;
      paper_.put(say(bar.name), {80, Ink::black}, kLeft, y, kName - 60);
      const auto at = [&](std::int64_t fen) {
        return static_cast<int>(static_cast<__int128>(fen) * room / sheet_.report.total.fen());
      };
      const int from = at(before);
      before += bar.amount.fen();
      paper_.fill({x, y + 20, room, 84}, Ink::ground);
      paper_.fill({x + from, y + 20, std::max(12, at(before) - from), 84},
                  bar.by_fund ? Ink::fund : Ink::person);
      paper_.put(bar.amount.grouped(), {80, Ink::black, false, Align::right}, x + room, y,
                 kAmount + 100);
      paper_.space(kRow);
    }
    paper_.paragraph(
        say("蓝色由基金支付，橙色由个人支付", "Blue: paid by funds. Orange: paid by you"), kNote);
  }

  std::vector<TableColumn> line_columns() const {
    const auto right = Align::right;
    std::vector<TableColumn> out = {{say("序", "No"), 210, right},
                                    {say("项目", "Item"), 0},
                                    {say("类", "Cl."), 190, Align::centre},
                                    {say("数量", "Qty"), 300, right},
                                    {say("单价", "Price"), 460, right},
                                    {say("金额", "Amount"), 540, right},
                                    {say("全自费", "Not covered"), 490, right},
                                    {say("超限价", "Above ceiling"), 490, right},
                                    {say("先行自付", "First self-pay"), 490, right},
                                    {say("范围内", "In scope"), 540, right},
                                    {say("基金支付", "Funds"), 540, right}};
    int used = 0;
    for (const TableColumn& column : out) used += column.width;
    out[1].width = kInner - used;
    return out;
  }

  void lines() {
    if (sheet_.lines.empty()) return;
    paper_.heading(
        fmt::format("{} ({})", say("费用明细", "Lines of the bill"), sheet_.lines.size()));
    std::vector<TableRow> rows;
    Money amount, full, over, first, in_scope, funds;
    for (const SheetLine& line : sheet_.lines) {
      rows.push_back({{{std::to_string(rows.size() + 1), {}},
                       {shortened(line.name, kMaxName), line.code},
                       {line.item_class, {}},
                       {line.quantity, {}},
                       {line.price, {}},
                       {line.amount.grouped(), {}},
                       {or_dash(line.full_self_pay), {}},
                       {or_dash(line.over_limit), {}},
                       {or_dash(line.self_pay_first), {}},
                       {or_dash(line.in_scope), {}},
                       {or_dash(line.funds), {}}},
                      false});
      amount += line.amount, full += line.full_self_pay, over += line.over_limit;
      first += line.self_pay_first, in_scope += line.in_scope, funds += line.funds;
    }
    rows.push_back({{{},
                     {say("合计", "Total"), {}},
                     {},
                     {},
                     {},
                     {amount.grouped(), {}},
                     {full.grouped(), {}},
                     {over.grouped(), {}},
                     {first.grouped(), {}},
                     {in_scope.grouped(), {}},
                     {funds.grouped(), {}}},
                    true});
    paper_.table(line_columns(), rows, 70);
    paper_.space(40);
    paper_.paragraph(say("各项划分按就医地目录；参保地另有规定的，见计算步骤。基金支付按范围内费用"
                         "比例分摊到各项。",
                         "Lines are split by the treatment area's catalogue; where the insured "
                         "area rules otherwise, the steps say so. What funds pay is spread over "
                         "the lines by their cost in scope."),
                     kNote);
  }

  static std::string or_dash(Money amount) { return amount == Money() ? "–" : amount.grouped(); }

  void steps() {
    paper_.heading(say("怎么算的", "How it was worked out"));
    constexpr int kNumber = 250, kAmount = 700, kGap = 100;
    const int width = kInner - kNumber - kAmount - kGap, x = kLeft + kNumber;
    int number = 0;
    for (const ReportStep& step : sheet_.report.steps) {
      const std::string sentence = shortened(say(step.sentence), kMaxSentence);
      const std::string source = step.source ? source_of(*step.source) : std::string();
      const bool weak = step.source && step.source->grade > 'A';
      const int mark = weak ? 170 : 0;
      const int first = paper_.height_of(sentence, {84}, width);
      const int second = paper_.height_of(source, kNote, width - mark);
      paper_.need(first + second + 20);
      const int y = paper_.y();
      paper_.put(std::to_string(++number), {84, Ink::soft}, kLeft, y, kNumber);
      paper_.put(sentence, {84}, x, y, width);
      paper_.put(step.result.grouped(), {84, Ink::black, true, Align::right}, x + width + kGap, y,
                 kAmount);
      if (weak) grade_mark(step.source->grade, x, y + first + 6);
      paper_.put(source, kNote, x + mark, y + first, width - mark);
      paper_.space(first + second + 60);
    }
  }

  void grade_mark(char grade, int x, int y) {
    paper_.fill({x, y, 140, 100}, Ink::amber_ground);
    paper_.frame({x, y, 140, 100}, Ink::amber);
    paper_.put({&grade, 1}, {68, Ink::amber, true, Align::centre}, x, y + 4, 140);
  }

  std::string source_of(const SourceNote& source) const {
    std::string out = chinese_ ? "《" + source.document + "》" : "\"" + source.document + "\"";
    if (!source.clause.empty()) out += (chinese_ ? "" : ", ") + source.clause;
    return shortened(out + say("，依据 ", ", evidence ") + source.grade + say(" 级", ""), 300);
  }

  void warnings() {
    if (!sheet_.report.warnings.empty()) {
      paper_.heading(say("请留意", "Please note"), 200);
      for (const Warning& warning : sheet_.report.warnings) {
        paper_.paragraph("· " + say(warning.text), {82, Ink::amber});
        paper_.space(20);
      }
    }
    paper_.space(120);
    paper_.need(400);
    paper_.paragraph(say("依据等级：A 直接读自法规，B 官方发布，C 他人整理，D 未核实。",
                         "Evidence: A read in the regulation, B officially published, C compiled "
                         "by others, D not verified."),
                     kNote);
    typed_code(sheet_.check_code, sheet_.check_address);
  }

  const SettlementSheet& sheet_;
};

}  // namespace

std::string settlement_pdf(const SettlementSheet& sheet, bool chinese) {
  const std::string title =
      (chinese ? "医疗费用结算单 " : "Settlement sheet ") + sheet.settlement_id;
  return print({title, title, sheet.recorded, chinese},
               [&](Paper& paper) { Sheet(paper, sheet, chinese).compose(); });
}

}  // namespace yitong
