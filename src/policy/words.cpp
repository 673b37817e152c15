// Conditions, figures and parts in words.
#include <map>

#include <fmt/format.h>

#include "policy/service.h"
#include "policy/show.h"
#include "policy/term.h"

namespace yitong {
namespace {

const Words kPerWords[] = {{"次", "bill"},
                           {"次住院", "stay"},
                           {"天", "day"},
                           {"月", "month"},
                           {"季度", "quarter"},
                           {"年", "year"},
                           {"年每院", "year and institution"},
                           {"次住院（合并计算）", "stay, merged ones counted as one"}};

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
          append_words(out, {std::string(value.zh), std::string(value.en)}, "、", " or ");
      }
      return out;
    case DimKind::declared:
      for (const std::string& name : condition.names)
        append_words(out, choice_words(policy, condition.dim, name), "、", " or ");
      return out;
  }
  return out;
}

Words term_words(const Amount& amount) {
  if (amount.state == Amount::State::known) return Term::unpack(amount.value).words();
  if (!amount.low) return {"未查到", "unknown"};
  const Words low = Term::unpack(*amount.low).words(), high = Term::unpack(*amount.high).words();
  return {fmt::format("未查到（{} 至 {}）", low.zh, high.zh),
          fmt::format("unknown ({} to {})", low.en, high.en)};
}

}  // namespace

void append_words(Words& out, const Words& more, const char* zh, const char* en) {
  if (!out.zh.empty()) {
    out.zh += zh;
    out.en += en;
  }
  out.zh += more.zh;
  out.en += more.en;
}

Words choice_words(const Policy& policy, Dim dim, const std::string& code) {
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

Words part_words(const Policy& policy, std::string_view part) {
  static const std::map<std::string_view, Words> kFixed = {
      {"full_self_pay", {"目录外费用", "cost outside the catalogue"}},
      {"over_limit", {"超限价部分", "what lies above price ceilings"}},
      {"self_pay_first", {"先行自付部分", "first self-payments"}},
      {"over_line_limit", {"超单项限额部分", "what lies above limits on kinds of charges"}},
      {"out_of_area_self_pay", {"转外先行自付部分", "first self-payments out of area"}},
      {"in_scope", {"政策范围内没有基金支付的部分", "in-scope cost that no fund pays"}},
      {"in_scope_burden", {"政策范围内个人负担", "all in-scope cost left to the person"}},
      {"deductible", {"起付线", "the deductible"}}};
  if (const auto found = kFixed.find(part); found != kFixed.end()) return found->second;
  const auto colon = part.find(':');
  for (const Layer& layer : policy.layers) {
    if (colon == part.npos || part.substr(colon + 1) != layer.id) continue;
    const std::string_view which = part.substr(0, colon);
    if (which == "under_start")
      return {layer.name.zh + "起付标准以下部分",
              "what lies under the start line of " + layer.name.en};
    if (which == "band_self")
      return {layer.name.zh + "按比例自付部分", "the person's share beside " + layer.name.en};
    return {layer.name.zh + "超封顶部分", "what lies over the cap of " + layer.name.en};
  }
  return {std::string(part), std::string(part)};
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
    append_words(out, {when.zh + " " + is.zh, when.en + " " + is.en}, "、", ", ");
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
    append_words(out,
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

Words adjustment_words(const Adjustment& adjustment) {
  const Words by = amount_words(adjustment.amount, unit_of(adjustment));
  constexpr const char* zh[] = {"乘以 {}", "加 {}", "减 {}", "不低于 {}", "不高于 {}", "改为 {}"};
  constexpr const char* en[] = {"times {}",    "plus {}",    "minus {}",
                                "at least {}", "at most {}", "set to {}"};
  const auto op = static_cast<std::size_t>(adjustment.operation);
  return {fmt::format(fmt::runtime(zh[op]), by.zh), fmt::format(fmt::runtime(en[op]), by.en)};
}

Words topped_up_words(TopsUp of) {
  if (of == TopsUp::total) return {"医疗总费用", "in all"};
  if (of == TopsUp::total_above_deductible)
    return {"扣除起付线后的总费用", "in all above the deductible"};
  return {"政策范围内费用", "in scope"};
}

Words merges_words(const Policy& policy, const Merges& merges) {
  Words text;
  if (merges.mid_stay)
    append_words(text, {"同一次住院的中途结算", "mid-stay settlements of one stay"}, "、", " and ");
  if (merges.transfer) {
    const Words when = selector_words(policy, merges.when);
    const bool any = merges.when.empty();
    append_words(text,
                 {fmt::format("出院后 {} 天内再入院{}", merges.within_days,
                              any ? "" : "（" + when.zh + "）"),
                  fmt::format("a stay that begins within {} days of the discharge before{}",
                              merges.within_days, any ? "" : " (" + when.en + ")")},
                 "、", " and ");
  }
  return text;
}

Words stay_year_words(StayYear year) {
  constexpr const char* zh[] = {"按入院日所在年度", "按出院日所在年度",
                                "在年度末拆分，各项费用按发生日期归入各自年度",
                                "在年度末拆分，费用按日均归入各自年度"};
  constexpr const char* en[] = {"the year of admission", "the year of discharge",
                                "split at the year's end, each line by its date",
                                "split at the year's end by the average cost of a night"};
  const auto at = static_cast<std::size_t>(year);
  return {zh[at], en[at]};
}

Words selector_words(const Policy& policy, const Selector& when) {
  Words out;
  for (const Condition& condition : when)
    append_words(out, condition_words(policy, condition), "，", ", ");
  return out.zh.empty() ? Words{"所有情形", "always"} : out;
}

Words per_words(Per per) { return kPerWords[static_cast<std::size_t>(per)]; }

}  // namespace yitong
