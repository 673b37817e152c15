#include "policy/show.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

namespace yitong {
namespace {

Words amount_words(const Amount& amount, Unit unit) {
  const auto text = [unit](std::int64_t v) {
    return unit == Unit::money ? Money::fen(v).grouped() : Ratio::ppm(v).str();
  };
  const char* zh = unit == Unit::money ? " 元" : "";
  const char* en = unit == Unit::money ? " yuan" : "";
  if (amount.state == Amount::State::known)
    return {text(amount.value) + zh, text(amount.value) + en};
  if (!amount.low) return {"未查到", "unknown"};
  return {fmt::format("未查到（{} 至 {}）", text(*amount.low), text(*amount.high)),
          fmt::format("unknown ({} to {})", text(*amount.low), text(*amount.high))};
}

Words value_of(const Policy& policy, Dim dim, const std::string& code) {
  if (code == "none") return {"无", "none"};
  for (const Choice& choice : policy.choices)
    if (choice.dim == dim && choice.code == code) return choice.name;
  for (const Benefit& benefit : policy.benefits)
    if (dim == Dim::benefit && benefit.id == code) return benefit.name;
  return {code, code};
}

void join(Words& out, const Words& more, const char* zh, const char* en) {
  if (!out.zh.empty()) {
    out.zh += zh;
    out.en += en;
  }
  out.zh += more.zh;
  out.en += more.en;
}

Words condition_words(const Policy& policy, const Condition& condition) {
  const DimInfo& about = info(condition.dim);
  Words out;
  switch (about.kind) {
    case DimKind::flag: {
      const DimValue& value = about.values[condition.mask == 2 ? 1 : 0];
      return {std::string(value.zh), std::string(value.en)};
    }
    case DimKind::number: {
      const std::string range = condition.to == INT32_MAX ? fmt::format("≥ {}", condition.from)
                                : condition.from == condition.to
                                    ? fmt::format("{}", condition.from)
                                    : fmt::format("{}–{}", condition.from, condition.to);
      return {fmt::format("{} {}", about.zh, range), fmt::format("{} {}", about.en, range)};
    }
    case DimKind::closed:
      for (std::size_t i = 0; i < about.values.size(); ++i) {
        const DimValue& value = about.values[i];
        const bool set = (condition.mask >> i & 1) != 0;
        const bool by_parent = set && !value.parent.empty() &&
                               (condition.mask & closed_mask(condition.dim, value.parent)) ==
                                   closed_mask(condition.dim, value.parent);
        if (set && !by_parent)
          join(out, {std::string(value.zh), std::string(value.en)}, "、", " or ");
      }
      return out;
    case DimKind::declared:
      for (const std::string& name : condition.names)
        join(out, value_of(policy, condition.dim, name), "、", " or ");
      return out;
  }
  return out;
}

void figure_table(const Policy& policy, const Figure& figure, Unit unit, Words title,
                  ShownPolicy& out) {
  ShownTable table;
  table.title = std::move(title);
  table.columns = {{"条件", "When"}, {"数字", "Figure"}};
  for (const Row& row : figure.rows) {
    table.rows.push_back({selector_words(policy, row.when),
                          row.values.empty() ? Words{} : amount_words(row.values[0], unit)});
    table.sources.push_back(row.source >= 0 ? row.source : figure.source);
  }
  out.tables.push_back(std::move(table));
}

/// One figure as a sentence when it has no conditions, else a table.
void show_figure(const Policy& policy, const Figure& figure, Unit unit, const Words& what,
                 ShownPolicy& out) {
  if (figure.rows.size() == 1 && figure.rows[0].when.empty() && !figure.rows[0].values.empty()) {
    const Words amount = amount_words(figure.rows[0].values[0], unit);
    const int source = figure.rows[0].source >= 0 ? figure.rows[0].source : figure.source;
    out.sentences.push_back({{what.zh + "：" + amount.zh, what.en + ": " + amount.en}, source});
    return;
  }
  figure_table(policy, figure, unit, what, out);
}

Words bands_words(const Row& row) {
  Words out;
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    const Words pays = amount_words(row.values[i], Unit::ratio);
    if (row.limits.empty()) return pays;
    const std::string from = Money::fen(i == 0 ? 0 : row.limits[i - 1].value).grouped();
    const std::string to = i < row.limits.size() ? Money::fen(row.limits[i].value).grouped() : "…";
    join(out,
         {fmt::format("{}–{} 元 {}", from, to, pays.zh),
          fmt::format("{}–{} yuan {}", from, to, pays.en)},
         "；", "; ");
  }
  return out;
}

Words operation_words(const Modifier& modifier) {
  const Words by = amount_words(modifier.ratio, Unit::ratio);
  constexpr const char* zh[] = {"个人负担部分按其 {} 计",  "支付比例加 {}（百分点）",
                                "支付比例减 {}（百分点）", "支付比例乘以 {}",
                                "支付比例不低于 {}",       "支付比例不高于 {}",
                                "支付比例改为 {}"};
  constexpr const char* en[] = {"the person's share is {} of itself",
                                "the share gains {} (points)",
                                "the share loses {} (points)",
                                "the share times {}",
                                "the share is at least {}",
                                "the share is at most {}",
                                "the share is {}"};
  const auto op = static_cast<std::size_t>(modifier.operation);
  return {fmt::format(fmt::runtime(zh[op]), by.zh), fmt::format(fmt::runtime(en[op]), by.en)};
}

void show_layer(const Policy& policy, const Layer& layer, ShownPolicy& out) {
  ShownTable table;
  constexpr const char* from_zh[] = {"起付线以上", "从零起算，含起付线", "按年度累计"};
  constexpr const char* from_en[] = {"above the deductible", "from zero, deductible included",
                                     "on the year's accumulation"};
  const auto from = static_cast<std::size_t>(layer.bands_from);
  table.title = {fmt::format("{}：支付比例（分段{}）", layer.name.zh, from_zh[from]),
                 fmt::format("{}: share paid (bands {})", layer.name.en, from_en[from])};
  table.columns = {{"条件", "When"}, {"支付", "Pays"}};
  for (const Row& row : layer.rates.rows) {
    Selector when = layer.applies;
    when.insert(when.end(), row.when.begin(), row.when.end());
    table.rows.push_back({selector_words(policy, when), bands_words(row)});
    table.sources.push_back(row.source >= 0 ? row.source : layer.rates.source);
  }
  out.tables.push_back(std::move(table));
  for (const Modifier& modifier : layer.then) {
    const Words when = selector_words(policy, modifier.when), does = operation_words(modifier);
    out.sentences.push_back({{layer.name.zh + "，" + when.zh + "：" + does.zh,
                              layer.name.en + ", " + when.en + ": " + does.en},
                             modifier.source});
  }
  if (layer.start)
    show_figure(
        policy, *layer.start, Unit::money,
        {layer.name.zh + "起付标准" + (layer.start_per == Per::year ? "（年度累计）" : ""),
         layer.name.en + ": start line" + (layer.start_per == Per::year ? " (a year)" : "")},
        out);
  if (layer.cap)
    show_figure(
        policy, layer.cap->figure, Unit::money,
        {layer.name.zh + (layer.cap->per == Per::year ? "年度最高支付限额" : "单次最高支付限额"),
         layer.name.en + (layer.cap->per == Per::year ? ": cap a year" : ": cap a bill")},
        out);
}

}  // namespace

Words selector_words(const Policy& policy, const Selector& when) {
  Words out;
  for (const Condition& condition : when) join(out, condition_words(policy, condition), "，", ", ");
  return out.zh.empty() ? Words{"所有情形", "always"} : out;
}

ShownPolicy show(const Policy& policy) {
  ShownPolicy out;
  for (const Benefit& benefit : policy.benefits) {
    if (!benefit.deductible) {
      out.sentences.push_back(
          {{benefit.name.zh + "：不设起付线", benefit.name.en + ": no deductible"}, -1});
      continue;
    }
    const bool yearly = benefit.deductible_per == Per::year;
    show_figure(policy, *benefit.deductible, Unit::money,
                {benefit.name.zh + (yearly ? "起付线（每年）" : "起付线（每次）"),
                 benefit.name.en + (yearly ? ": deductible a year" : ": deductible each time")},
                out);
  }
  if (policy.out_of_area)
    show_figure(policy, policy.out_of_area->figure, Unit::ratio,
                {"异地就医先行自付", "First self-payment out of area"}, out);
  for (const Layer& layer : policy.layers) show_layer(policy, layer, out);
  for (const Refusal& refusal : policy.refusals) {
    const Words when = selector_words(policy, refusal.when);
    out.sentences.push_back(
        {{when.zh + "：" + refusal.text.zh, when.en + ": " + refusal.text.en}, refusal.source});
  }
  for (const Words& note : policy.notes)
    out.sentences.push_back({{"说明：" + note.zh, "Note: " + note.en}, -1});
  return out;
}

std::string render(const ShownPolicy& shown, const Policy& policy, bool chinese) {
  const auto pick = [chinese](const Words& words) -> const std::string& {
    return chinese ? words.zh : words.en;
  };
  const auto source = [&](int index) {
    if (index < 0) return std::string();
    const Source& s = policy.sources[static_cast<std::size_t>(index)];
    return fmt::format("  [{}] {} {}", s.grade, s.document, s.clause);
  };
  std::string out = fmt::format("{} {} {}–{}\n", policy.area, pick(policy.name), policy.from.str(),
                                policy.to.is_set() ? policy.to.str() : "…");
  for (const ShownTable& table : shown.tables) {
    out += fmt::format("\n{}\n", pick(table.title));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      std::string line;
      for (const Words& cell : table.rows[i]) line += (line.empty() ? "  " : "  →  ") + pick(cell);
      out += line + source(table.sources[i]) + "\n";
    }
  }
  out += "\n";
  for (const ShownSentence& sentence : shown.sentences)
    out += "· " + pick(sentence.text) + source(sentence.source) + "\n";
  return out;
}

}  // namespace yitong
