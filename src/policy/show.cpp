#include "policy/show.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "policy/service.h"

namespace yitong {
namespace {

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

/// One figure as a sentence when it has no conditions, else a table; what adjusts it after it.
void show_figure(const Policy& policy, const Figure& figure, Unit unit, const Words& what,
                 ShownPolicy& out) {
  for (const Adjustment& each : figure.then) {
    const Words when = selector_words(policy, each.when), does = adjustment_words(each);
    out.sentences.push_back(
        {{what.zh + "，" + when.zh + "：" + does.zh, what.en + ", " + when.en + ": " + does.en},
         each.source});
  }
  if (figure.rows.size() == 1 && figure.rows[0].when.empty() && !figure.rows[0].values.empty()) {
    const Words amount = amount_words(figure.rows[0].values[0], unit);
    const int source = figure.rows[0].source >= 0 ? figure.rows[0].source : figure.source;
    out.sentences.push_back({{what.zh + "：" + amount.zh, what.en + ": " + amount.en}, source});
    return;
  }
  figure_table(policy, figure, unit, what, out);
}

void show_cap(const Policy& policy, const Layer& layer, const Cap& cap, ShownPolicy& out) {
  show_figure(policy, cap.figure, Unit::money,
              {layer.name.zh + "每" + per_words(cap.per).zh +
                   (cap.of_fund_money ? "最高支付限额" : "可纳入支付的费用限额"),
               layer.name.en + ": cap " + (cap.of_fund_money ? "" : "of in-scope cost ") + "a " +
                   per_words(cap.per).en},
              out);
  const bool own = cap.name == layer.id || cap.name.starts_with(layer.id + ":");
  if (!own)
    out.sentences.push_back(
        {{fmt::format("{}的这一限额计入“{}”", layer.name.zh, cap.name),
          fmt::format("{}: this cap is counted as \"{}\"", layer.name.en, cap.name)},
         cap.figure.source});
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
      append_words(unless, selector_words(policy, lift), "，或", ", or ");
    if (!unless.zh.empty()) unless = {"；例外：" + unless.zh, "; except: " + unless.en};
    const Words verdict = bar.refuses ? Words{"：整单不予结算，", ": the whole bill is refused, "}
                                      : Words{"：不予支付，", ": not payable, "};
    out.sentences.push_back({{when.zh + verdict.zh + bar.text.zh + unless.zh,
                              when.en + verdict.en + bar.text.en + unless.en},
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
  if (layer.tops_up != TopsUp::nothing) {
    const Words of = topped_up_words(layer.tops_up);
    return {"（各项基金合计补足到" + of.zh + "的）",
            " (lifts all funds together to, of the cost " + of.en + ")"};
  }
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
    append_words(names, choice_words(policy, Dim::benefit, id), "、", ", ");
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
  for (const Cap& cap : layer.caps) show_cap(policy, layer, cap, out);
}

/// What goes beyond the deductible's own figure.
void show_ceiling_and_merging(const Policy& policy, const Benefit& benefit, ShownPolicy& out) {
  if (benefit.ceiling) {
    const Words per = per_words(benefit.ceiling->per);
    show_figure(policy, benefit.ceiling->figure, Unit::money,
                {benefit.name.zh + "起付线每" + per.zh + "合计上限",
                 benefit.name.en + ": deductibles together a " + per.en + " at most"},
                out);
  }
  if (!benefit.merges) return;
  const Words text = merges_words(policy, *benefit.merges);
  out.sentences.push_back({{benefit.name.zh + "按一次住院计算：" + text.zh,
                            benefit.name.en + ", one admission: " + text.en},
                           benefit.deductible ? benefit.deductible->source : -1});
}

void show_benefit(const Policy& policy, const Benefit& benefit, ShownPolicy& out) {
  if (benefit.deductible) {
    const Words per = per_words(benefit.deductible_per);
    show_figure(policy, *benefit.deductible, Unit::money,
                {benefit.name.zh + "起付线（每" + per.zh + "）",
                 benefit.name.en + ": deductible a " + per.en},
                out);
  } else {
    out.sentences.push_back(
        {{benefit.name.zh + "：不设起付线", benefit.name.en + ": no deductible"}, -1});
  }
  if (benefit.deductible && benefit.period_days > 0)
    out.sentences.push_back(
        {{fmt::format("{}每 {} 天为一个结算期，每期另计起付线和分段", benefit.name.zh,
                      benefit.period_days),
          fmt::format("{}: each {} days are a settlement period with a deductible and bands of "
                      "its own",
                      benefit.name.en, benefit.period_days)},
         benefit.deductible->source});
  show_ceiling_and_merging(policy, benefit, out);
}

void show_account(const Policy& policy, ShownPolicy& out) {
  if (!policy.account) return;
  Words parts, of;
  for (const std::string& part : policy.account->pays)
    append_words(parts, part_words(policy, part), "、", ", ");
  for (const std::string& id : policy.account->of)
    append_words(of, choice_words(policy, Dim::benefit, id), "、", ", ");
  if (!of.zh.empty()) of = {"（限" + of.zh + "）", " (only for " + of.en + ")"};
  out.sentences.push_back({{"个人账户可支付" + of.zh + "：" + parts.zh,
                            "The personal account may pay" + of.en + ": " + parts.en},
                           policy.account->source});
}

/// Where a rule of the file as a whole differs from the usual.
void show_days(const Policy& policy, ShownPolicy& out) {
  const auto say = [&](std::string zh, std::string en) {
    out.sentences.push_back({{std::move(zh), std::move(en)}, -1});
  };
  if (policy.year_month != 1 || policy.year_day != 1)
    say(fmt::format("待遇年度自 {} 月 {} 日起", policy.year_month, policy.year_day),
        fmt::format("The benefit year begins on {:02}-{:02}", policy.year_month, policy.year_day));
  if (policy.age_on == DecidingDate::admission)
    say("年龄按入院日计算", "Age is that of the day of admission");
  if (policy.age_on == DecidingDate::year_start)
    say("年龄按待遇年度首日计算", "Age is that of the first day of the benefit year");
  if (policy.stay_year != StayYear::discharge) {
    const Words year = stay_year_words(policy.stay_year);
    say("跨年度住院：" + year.zh, "A stay across the year's end: " + year.en);
  }
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
        append_words(when, {row.from.str() + " 起", "from " + row.from.str()}, "，", ", ");
      if (row.to.is_set())
        append_words(when, {"至 " + row.to.str(), "to " + row.to.str()}, "，", ", ");
      if (row.on_record)
        append_words(when, {"仅存照，不采用", "on record, not in force"}, "，", ", ");
      Words what;
      for (std::size_t c = 0; c < about.columns.size(); ++c) {
        const ServiceColumn& column = about.columns[c];
        const Words text = cell_words(policy, column, row.values[c]);
        if (text.zh.empty()) continue;
        append_words(
            what,
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

ShownPolicy show(const Policy& policy) {
  ShownPolicy out;
  for (const Benefit& benefit : policy.benefits) show_benefit(policy, benefit, out);
  if (policy.out_of_area)
    show_figure(policy, policy.out_of_area->figure, Unit::ratio,
                {"异地就医先行自付", "First self-payment out of area"}, out);
  show_line_rules(policy, out);
  for (const Layer& layer : policy.layers) show_layer(policy, layer, out);
  show_account(policy, out);
  show_days(policy, out);
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
