#include "policy/show.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "policy/service.h"
#include "policy/term.h"

namespace yitong {
namespace {

const Words kPerWords[] = {{"次", "bill"},
                           {"次住院", "stay"},
                           {"天", "day"},
                           {"月", "month"},
                           {"季度", "quarter"},
                           {"年", "year"},
                           {"年每院", "year and institution"}};

Words value_of(const Policy& policy, Dim dim, const std::string& code) {
  if (code == "none") return {"无", "none"};
  for (const Choice& choice : policy.choices)
    if (choice.dim == dim && choice.code == code) return choice.name;
  for (const Benefit& benefit : policy.benefits)
    if (dim == Dim::benefit && benefit.id == code) return benefit.name;
  for (const auto& row : policy.services)
    if (row->id == code && ((dim == Dim::filing_kind && row->table == ServiceTable::filing) ||
                            (dim == Dim::ground && row->table == ServiceTable::ground)))
      return row_words(*row);
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

void show_cap(const Policy& policy, const Layer& layer, ShownPolicy& out) {
  const Cap& cap = *layer.cap;
  show_figure(policy, cap.figure, Unit::money,
              {layer.name.zh + "每" + per_words(cap.per).zh + "最高支付限额",
               layer.name.en + ": cap a " + per_words(cap.per).en},
              out);
  const auto say = [&](const char* zh, const char* en) {
    out.sentences.push_back(
        {{layer.name.zh + "限额：" + zh, layer.name.en + ", cap: " + en}, cap.figure.source});
  };
  if (cap.stack == Stack::sum) say("多病种限额相加", "the limits of several diseases add up");
  if (cap.stack == Stack::highest)
    say("多病种取最高限额", "of several diseases the highest limit holds");
  if (cap.stack == Stack::highest_plus)
    say("多病种取最高限额，再按其余病种增加", "the highest limit, and more for each other disease");
  if (cap.carried_over) say("未用完的可在年内结转", "what is left serves later in the year");
  if (cap.prorated) say("当年认定的按月折算", "prorated by month in the year of recognition");
  if (cap.further)
    show_figure(policy, *cap.further, Unit::money,
                {layer.name.zh + "：每增加一个病种增加的限额",
                 layer.name.en + ": what each further disease adds"},
                out);
  if (cap.at_most)
    show_figure(policy, *cap.at_most, Unit::money,
                {layer.name.zh + "：多病种限额上限", layer.name.en + ": ceiling of stacked limits"},
                out);
  for (const Growth& growth : cap.growth) {
    const DimInfo& key = info(growth.of);
    const Words by = amount_words(growth.by, Unit::money);
    out.sentences.push_back({{fmt::format("{}限额：{}超过 {} 后，每多一个单位增加 {}",
                                          layer.name.zh, key.zh, growth.beyond, by.zh),
                              fmt::format("{}, cap: grows by {} for each of {} beyond {}",
                                          layer.name.en, by.en, key.en, growth.beyond)},
                             cap.figure.source});
  }
}

Words first_self_payment_words(const FirstSelfPayment& rule) {
  using Combine = FirstSelfPayment::Combine;
  Words out{"参保地规定的先行自付", "First self-payment by the insured area"};
  switch (rule.combine) {
    case Combine::replace:
      return {out.zh + "（代替就医地的）", out.en + " (in place of the treatment area's)"};
    case Combine::add:
      return {out.zh + "（与就医地的相加）", out.en + " (on top of the treatment area's)"};
    case Combine::higher: break;
  }
  return {out.zh + "（与就医地的相比取高）", out.en + " (or the treatment area's, if higher)"};
}

void show_line_rules(const Policy& policy, ShownPolicy& out) {
  if (policy.first_self_payment)
    show_figure(policy, policy.first_self_payment->figure, Unit::ratio,
                first_self_payment_words(*policy.first_self_payment), out);
  for (const LineLimit& limit : policy.line_limits)
    show_figure(policy, limit.figure, Unit::money,
                {limit.name.zh + "（每" + per_words(limit.per).zh + "）",
                 limit.name.en + " (a " + per_words(limit.per).en + ")"},
                out);
  for (const Bar& bar : policy.bars) {
    const Words when = selector_words(policy, bar.when);
    Words unless;
    for (const Selector& lift : bar.unless)
      join(unless, selector_words(policy, lift), "，或", ", or ");
    if (!unless.zh.empty()) unless = {"；例外：" + unless.zh, "; except: " + unless.en};
    out.sentences.push_back({{when.zh + "：不予支付，" + bar.text.zh + unless.zh,
                              when.en + ": not payable, " + bar.text.en + unless.en},
                             bar.source});
  }
  for (const Statistic& statistic : policy.statistics)
    for (const auto& [year, value] : statistic.values)
      out.sentences.push_back(
          {{fmt::format("{} {} 年：{} 元", statistic.name.zh, year, Money::fen(value).grouped()),
            fmt::format("{} in {}: {} yuan", statistic.name.en, year, Money::fen(value).grouped())},
           statistic.source});
}

/// How the bands of a layer are measured; nothing where it has none.
Words bands_from_words(const Layer& layer) {
  if (layer.tops_up) return {"（各项基金合计补足到）", " (lifts all funds together to)"};
  if (std::ranges::all_of(layer.rates.rows, [](const Row& row) { return row.limits.empty(); }))
    return {};
  switch (layer.bands_from) {
    case BandsFrom::zero:
      return {"（分段从零起算，含起付线）", " (bands from zero, deductible included)"};
    case BandsFrom::year:
      return {"（分段按年度累计，起付标准以上）",
              " (bands on the year's accumulation above the start line)"};
    case BandsFrom::start: break;
  }
  return {"（分段按进入本层的费用，起付线以上）",
          " (bands on the cost that reaches this layer, above its start line)"};
}

/// "，仅住院、门诊": for which benefits, where it is not all.
void show_of(const Policy& policy, const Layer& layer, ShownPolicy& out) {
  if (layer.of.empty()) return;
  Words names;
  for (const std::string& id : layer.of)
    join(names, value_of(policy, Dim::benefit, id), "、", ", ");
  out.sentences.push_back(
      {{layer.name.zh + "适用于：" + names.zh, layer.name.en + " is for: " + names.en},
       layer.rates.source});
}

void show_layer(const Policy& policy, const Layer& layer, ShownPolicy& out) {
  ShownTable table;
  const Words bands = bands_from_words(layer);
  table.title = {layer.name.zh + "：支付比例" + bands.zh,
                 layer.name.en + ": share paid" + bands.en};
  table.columns = {{"条件", "When"}, {"支付", "Pays"}};
  for (const Row& row : layer.rates.rows) {
    Selector when = layer.applies;
    when.insert(when.end(), row.when.begin(), row.when.end());
    table.rows.push_back({selector_words(policy, when), bands_words(row)});
    table.sources.push_back(row.source >= 0 ? row.source : layer.rates.source);
  }
  out.tables.push_back(std::move(table));
  show_of(policy, layer, out);
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
  if (layer.cap) show_cap(policy, layer, out);
}

/// Everything in it, on one line each.
void show_services(const Policy& policy, ShownPolicy& out) {
  for (const ServiceTableInfo& about : service_tables()) {
    ShownTable table;
    table.title = {std::string(about.zh), std::string(about.en)};
    table.columns = {{"条件", "When"}, {"内容", "What"}};
    for (const auto& each : policy.services) {
      const ServiceRow& row = *each;
      if (row.table != about.table) continue;
      Words when = row.when.empty() ? Words{} : selector_words(policy, row.when);
      if (row.from.is_set())
        join(when, {row.from.str() + " 起", "from " + row.from.str()}, "，", ", ");
      if (row.to.is_set()) join(when, {"至 " + row.to.str(), "to " + row.to.str()}, "，", ", ");
      if (row.on_record) join(when, {"仅存照，不采用", "on record, not in force"}, "，", ", ");
      Words what;
      for (std::size_t c = 0; c < about.columns.size(); ++c) {
        const ServiceColumn& column = about.columns[c];
        const Words text = cell_words(policy, column, row.values[c]);
        if (text.zh.empty()) continue;
        join(what,
             {std::string(column.zh) + "：" + text.zh, std::string(column.en) + ": " + text.en},
             "；", "; ");
      }
      table.rows.push_back({when.zh.empty() ? Words{"所有情形", "always"} : when, what});
      table.sources.push_back(row.source);
    }
    if (!table.rows.empty()) out.tables.push_back(std::move(table));
  }
}

}  // namespace

static Words term_words(const Amount& amount) {
  if (amount.state == Amount::State::known) return Term::unpack(amount.value).words();
  if (!amount.low) return {"未查到", "unknown"};
  const Words low = Term::unpack(*amount.low).words(), high = Term::unpack(*amount.high).words();
  return {fmt::format("未查到（{} 至 {}）", low.zh, high.zh),
          fmt::format("unknown ({} to {})", low.en, high.en)};
}

Words amount_words(const Amount& amount, Unit unit) {
  if (unit == Unit::term) return term_words(amount);
  const auto text = [unit](std::int64_t v) {
    return unit == Unit::money ? Money::fen(v).grouped() : Ratio::ppm(v).str();
  };
  const char* zh = unit == Unit::money ? " 元" : "";
  const char* en = unit == Unit::money ? " yuan" : "";
  if (amount.state == Amount::State::known)
    return {text(amount.value) + zh, text(amount.value) + en};
  if (!amount.low) return {"未查到", "unknown"};
  if (*amount.high >= kMaxFromOutside.fen())
    return {fmt::format("未查到（不低于 {}）", text(*amount.low)),
            fmt::format("unknown (at least {})", text(*amount.low))};
  return {fmt::format("未查到（{} 至 {}）", text(*amount.low), text(*amount.high)),
          fmt::format("unknown ({} to {})", text(*amount.low), text(*amount.high))};
}

Words cell_words(const Policy& policy, const ServiceColumn& column, const ServiceValue& cell) {
  Words out = value_words(column, cell);
  if (!out.zh.empty() || !cell.figure) return out;
  for (const Row& row : cell.figure->rows) {
    const Words when = selector_words(policy, row.when);
    const Words is = amount_words(row.values[0], unit_of(column.kind));
    join(out, {when.zh + " " + is.zh, when.en + " " + is.en}, "、", ", ");
  }
  return out;
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

Words selector_words(const Policy& policy, const Selector& when) {
  Words out;
  for (const Condition& condition : when) join(out, condition_words(policy, condition), "，", ", ");
  return out.zh.empty() ? Words{"所有情形", "always"} : out;
}

Words per_words(Per per) { return kPerWords[static_cast<std::size_t>(per)]; }

ShownPolicy show(const Policy& policy) {
  ShownPolicy out;
  for (const Benefit& benefit : policy.benefits) {
    if (!benefit.deductible) {
      out.sentences.push_back(
          {{benefit.name.zh + "：不设起付线", benefit.name.en + ": no deductible"}, -1});
      continue;
    }
    const Words per = per_words(benefit.deductible_per);
    show_figure(policy, *benefit.deductible, Unit::money,
                {benefit.name.zh + "起付线（每" + per.zh + "）",
                 benefit.name.en + ": deductible a " + per.en},
                out);
    if (benefit.period_days > 0)
      out.sentences.push_back(
          {{fmt::format("{}每 {} 天为一个结算期，每期另计起付线和分段", benefit.name.zh,
                        benefit.period_days),
            fmt::format("{}: each {} days are a settlement period with a deductible and bands of "
                        "its own",
                        benefit.name.en, benefit.period_days)},
           benefit.deductible->source});
  }
  if (policy.out_of_area)
    show_figure(policy, policy.out_of_area->figure, Unit::ratio,
                {"异地就医先行自付", "First self-payment out of area"}, out);
  show_line_rules(policy, out);
  for (const Layer& layer : policy.layers) show_layer(policy, layer, out);
  for (const Refusal& refusal : policy.refusals) {
    const Words when = selector_words(policy, refusal.when);
    out.sentences.push_back(
        {{when.zh + "：" + refusal.text.zh, when.en + ": " + refusal.text.en}, refusal.source});
  }
  show_services(policy, out);
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
