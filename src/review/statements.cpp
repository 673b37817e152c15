#include "review/statements.h"

#include <algorithm>

#include <fmt/format.h>

#include "policy/show.h"
#include "review/figures.h"

namespace yitong {
namespace {

/// Conditions as a text that does not depend on their order.
std::string canonical(const Selector& when) {
  std::vector<std::string> parts;
  for (const Condition& condition : when) {
    std::vector<std::string> names = condition.names;
    std::ranges::sort(names);
    parts.push_back(fmt::format("{}:{:x}:{}:{}-{}", info(condition.dim).key, condition.mask,
                                fmt::join(names, ","), condition.from, condition.to));
  }
  std::ranges::sort(parts);
  return fmt::format("{}", fmt::join(parts, ";"));
}

Words with_conditions(const Policy& policy, const Words& what, const Selector& when) {
  if (when.empty()) return what;
  const Words words = selector_words(policy, when);
  return {what.zh + "（" + words.zh + "）", what.en + " (" + words.en + ")"};
}

class Stating {
 public:
  explicit Stating(const Plan& plan) : plan_(plan), policy_(*plan.policy) {}

  std::vector<Statement> run() {
    for (std::size_t i = 0; i < policy_.benefits.size(); ++i) benefit(policy_.benefits[i], 1u << i);
    for (const NamedFigure& figure : figures_of(plan_)) rows(figure);
    for (std::size_t i = 0; i < plan_.layers.size(); ++i) layer(plan_.layer(i), plan_.layers[i].of);
    for (const Bar& bar : policy_.bars)
      refused("bar:" + bar.id,
              bar.refuses ? Words{"不予结算", "not settled"} : Words{"不予支付", "not payable"},
              bar.when, bar.text);
    for (const Refusal& refusal : policy_.refusals)
      refused("refuse", {"不予结算", "not settled"}, refusal.when, refusal.text);
    whole();
    for (const auto& row : policy_.services) service(*row);
    return std::move(out_);
  }

 private:
  void add(std::string key, std::string owner, Words label, Words value, Selector when = {},
           std::uint32_t of = 0) {
    out_.push_back({std::move(key), std::move(owner), std::move(label), std::move(value),
                    std::move(when), of});
  }

  void plain(const std::string& key, const std::string& owner, const Words& label,
             const std::string& value, std::uint32_t of = 0) {
    add(key, owner, label, {value, value}, {}, of);
  }

  void yes_no(const std::string& key, const std::string& owner, const Words& label, bool value) {
    add(key, owner, label, value ? Words{"是", "yes"} : Words{"否", "no"});
  }

  void service(const ServiceRow& row) {
    const ServiceTableInfo& about = info(row.table);
    const std::string owner = fmt::format("service:{}.{}", about.key, row.id);
    const Words name = row_words(row);
    const Words title{fmt::format("{}“{}”", about.zh, name.zh),
                      fmt::format("{}, {}", about.en, name.en)};
    add(owner, "", title, name);
    const auto detail = [&](std::string_view key, const Words& label, Words text) {
      if (!text.zh.empty())
        add(fmt::format("{}:{}", owner, key), owner,
            {title.zh + "的" + label.zh, title.en + ": " + label.en}, std::move(text));
    };
    if (!row.when.empty()) detail("when", {"条件", "when"}, selector_words(policy_, row.when));
    const auto day = [](Date date) {
      return date.is_set() ? Words{date.str(), date.str()} : Words{};
    };
    detail("from", {"开始日", "from"}, day(row.from));
    detail("to", {"截止日", "to"}, day(row.to));
    if (row.on_record) detail("record", {"效力", "force"}, {"仅存照", "on record only"});
    for (std::size_t c = 0; c < about.columns.size(); ++c)
      detail(about.columns[c].key,
             {std::string(about.columns[c].zh), std::string(about.columns[c].en)},
             cell_words(policy_, about.columns[c], row.values[c]));
  }

  void benefit(const Benefit& benefit, std::uint32_t of) {
    const std::string owner = "benefit:" + benefit.id;
    add(owner, "", {"待遇", "benefit"}, benefit.name, {}, of);
    plain(owner + ":visits", owner, {benefit.name.zh + "的医疗类别", benefit.name.en + ": visits"},
          fmt::format("{}", fmt::join(benefit.visits, ", ")));
    plain(owner + ":groups", owner,
          {benefit.name.zh + "的药品类别", benefit.name.en + ": drug groups"},
          fmt::format("{}", fmt::join(benefit.drug_groups, ", ")));
    add(owner + ":per", owner,
        {benefit.name.zh + "起付线的计算期", benefit.name.en + ": deductible per"},
        benefit.deductible ? per_words(benefit.deductible_per) : Words{"不设", "none"}, {}, of);
    plain(owner + ":shared", owner,
          {benefit.name.zh + "的起付线与谁共用", benefit.name.en + ": deductible shared as"},
          benefit.deductible_name);
    if (benefit.ceiling)
      add(owner + ":ceiling_per", owner,
          {benefit.name.zh + "起付线合计上限的计算期",
           benefit.name.en + ": deductibles together per"},
          per_words(benefit.ceiling->per), {}, of);
    add(owner + ":merges", owner,
        {benefit.name.zh + "按一次住院合并的", benefit.name.en + ": counted as one admission"},
        benefit.merges ? merges_words(policy_, *benefit.merges) : Words{"无", "none"}, {}, of);
    plain(owner + ":period", owner,
          {benefit.name.zh + "结算期（天）", benefit.name.en + ": days of a settlement period"},
          std::to_string(benefit.period_days));
    yes_no(owner + ":counts", owner,
           {benefit.name.zh + "计入住院次数", benefit.name.en + ": counts as an admission"},
           benefit.counts_admission);
  }

  void rows(const NamedFigure& figure) {
    std::string owner;
    if (figure.kind == NamedFigure::Kind::deductible ||
        figure.kind == NamedFigure::Kind::deductible_ceiling)
      owner = "benefit:" + figure.key.substr(figure.key.find(':') + 1);
    if (figure.layer >= 0)
      owner = "layer:" + plan_.layer(static_cast<std::size_t>(figure.layer)).id;
    for (const Row& row : figure.figure->rows) {
      const Words value = figure.kind == NamedFigure::Kind::rates ? bands_words(row)
                          : row.values.empty()                    ? Words{}
                                               : amount_words(row.values[0], figure.unit());
      add(figure.key + "|" + canonical(row.when), owner,
          with_conditions(policy_, figure.name, row.when), value, row.when, figure.of);
    }
    for (const Adjustment& each : figure.figure->then)
      add(fmt::format("{}:then:{}:{}", figure.key, static_cast<int>(each.operation),
                      canonical(each.when)),
          owner,
          with_conditions(policy_, {figure.name.zh + "的调整", figure.name.en + ", adjustment"},
                          each.when),
          adjustment_words(each), each.when, figure.of);
  }

  void layer(const Layer& layer, std::uint32_t of) {
    const std::string owner = "layer:" + layer.id;
    const auto label = [&](const char* zh, const char* en) {
      return Words{layer.name.zh + zh, layer.name.en + ": " + en};
    };
    add(owner, "", {"支付层", "layer"}, layer.name, {}, of);
    plain(owner + ":takes", owner, label("取用的部分", "parts taken"),
          fmt::format("{}", fmt::join(layer.takes, ", ")), of);
    plain(owner + ":of", owner, label("适用的待遇", "benefits"),
          fmt::format("{}", fmt::join(layer.of, ", ")));
    add(owner + ":applies", owner, label("适用条件", "applies"),
        selector_words(policy_, layer.applies), layer.applies, of);
    constexpr const char* zh[] = {"起付线以上", "自零起", "年度累计"};
    constexpr const char* en[] = {"from the start line", "from zero", "over the year"};
    const auto from = static_cast<std::size_t>(layer.bands_from);
    add(owner + ":bands", owner, label("分段起算", "bands"), {zh[from], en[from]}, {}, of);
    if (layer.start)
      add(owner + ":start_per", owner, label("起付标准的计算期", "start line per"),
          per_words(layer.start_per), {}, of);
    yes_no(owner + ":joint", owner, label("各项待遇合并计算", "benefits added up"), layer.joint);
    add(owner + ":tops_up", owner, label("补足到总比例", "tops up"),
        layer.tops_up == TopsUp::nothing ? Words{"否", "no"} : topped_up_words(layer.tops_up), {},
        of);
    plain(owner + ":rounding", owner, label("舍入", "rounding"),
          std::string(name_of(layer.rounding)));
    for (const Modifier& modifier : layer.then)
      add(fmt::format("{}:then:{}:{}", owner, static_cast<int>(modifier.operation),
                      canonical(modifier.when)),
          owner, with_conditions(policy_, label("比例调整", "adjustment"), modifier.when),
          operation_words(modifier), modifier.when, of);
    for (const Cap& each : layer.caps)
      cap(layer, each,
          layer.caps.size() == 1 ? owner
                                 : owner + (each.of_fund_money ? ":fund:" : ":scope:") + each.name,
          owner, of);
  }

  /// `key` tells the caps of a layer apart.
  void cap(const Layer& layer, const Cap& cap, const std::string& key, const std::string& owner,
           std::uint32_t of) {
    const auto label = [&](const char* zh, const char* en) {
      return Words{layer.name.zh + zh, layer.name.en + ": " + en};
    };
    add(key + ":cap_per", owner, label("限额的计算期", "cap per"), per_words(cap.per), {}, of);
    add(key + ":cap_of", owner, label("限额的口径", "cap of"),
        cap.of_fund_money ? Words{"基金支付额", "fund money"}
                          : Words{"政策范围内费用", "in-scope cost"},
        {}, of);
    plain(key + ":cap_name", owner, label("限额与谁共用", "cap shared as"), cap.name);
    constexpr const char* zh[] = {"各自计算", "相加", "取最高", "取最高再加"};
    constexpr const char* en[] = {"separate", "sum", "highest", "highest and more"};
    const auto stack = static_cast<std::size_t>(cap.stack);
    add(key + ":stack", owner, label("多病种限额", "limits of several diseases"),
        {zh[stack], en[stack]});
    yes_no(key + ":carried", owner, label("限额结转", "cap carried over"), cap.carried_over);
    yes_no(key + ":prorated", owner, label("限额按月折算", "cap prorated"), cap.prorated);
    yes_no(key + ":frees", owner, label("无限额病种使其他病种不限", "uncapped frees all"),
           cap.uncapped_frees_all);
    for (const Growth& growth : cap.growth)
      add(fmt::format("{}:grows:{}", key, info(growth.of).key), owner,
          {fmt::format("{}限额随{}（{} 以上）增加", layer.name.zh, info(growth.of).zh,
                       growth.beyond),
           fmt::format("{}: cap grows with {} beyond {}", layer.name.en, info(growth.of).en,
                       growth.beyond)},
          amount_words(growth.by, Unit::money));
    if (cap.growth_at_most)
      add(key + ":grows_at_most", owner, label("限额最多增加", "cap grows at most by"),
          amount_words(*cap.growth_at_most, Unit::ratio));
  }

  void refused(const std::string& key, const Words& what, const Selector& when, const Words& text) {
    add(key + "|" + canonical(when), "", with_conditions(policy_, what, when), text, when,
        (1u << policy_.benefits.size()) - 1);
  }

  /// What belongs to no benefit and no layer.
  void whole() {
    for (const LineLimit& limit : policy_.line_limits) {
      const std::string key = "line_limit:" + limit.id;
      add(key + ":per", "", {limit.name.zh + "的计算期", limit.name.en + ": per"},
          per_words(limit.per));
      std::string categories;
      for (int i = 1; i <= 14; ++i)
        if ((limit.categories >> i & 1) != 0) categories += fmt::format(" {:02}", i);
      plain(key + ":categories", "", {limit.name.zh + "的收费类别", limit.name.en + ": categories"},
            categories);
      plain(key + ":of", "", {limit.name.zh + "的待遇", limit.name.en + ": of"},
            fmt::format("{}", fmt::join(limit.of, ", ")));
    }
    for (const Bar& bar : policy_.bars)
      for (const Selector& when : bar.unless)
        add(fmt::format("bar:{}:unless:{}", bar.id, canonical(when)), "",
            {"“" + bar.text.zh + "”的例外", "exception to \"" + bar.text.en + "\""},
            selector_words(policy_, when));
    if (policy_.first_self_payment) {
      constexpr const char* zh[] = {"代替", "相加", "取高"};
      constexpr const char* en[] = {"replaces it", "is added", "the higher holds"};
      const auto with = static_cast<std::size_t>(policy_.first_self_payment->combine);
      add("first_self_payment:with", "",
          {"参保地先行自付与就医地的关系", "first self-payment beside the treatment area's"},
          {zh[with], en[with]});
    }
    add("stay_year", "", {"跨年度住院", "a stay across the year's end"},
        stay_year_words(policy_.stay_year));
    constexpr const char* day_zh[] = {"入院日", "出院日", "待遇年度首日"};
    constexpr const char* day_en[] = {"admission", "discharge", "start of the benefit year"};
    const auto day = static_cast<std::size_t>(policy_.age_on);
    add("age_on", "", {"年龄按哪一天计算", "the day on which age decides"},
        {day_zh[day], day_en[day]});
    if (policy_.account)
      plain("account", "", {"个人账户可付的部分", "parts that the account pays"},
            fmt::format("{}", fmt::join(policy_.account->pays, ", ")));
    plain("exempt", "", {"免备案地区", "areas exempt from filing"},
          fmt::format("{}", fmt::join(policy_.exempt, ", ")));
    plain("year", "", {"待遇年度起始", "the benefit year begins"},
          fmt::format("{:02}-{:02}", policy_.year_month, policy_.year_day));
    for (const Words& note : policy_.notes) add("note:" + note.zh, "", {"说明", "note"}, note);
  }

  const Plan& plan_;
  const Policy& policy_;
  std::vector<Statement> out_;
};

}  // namespace

std::vector<Statement> statements_of(const Plan& plan) { return Stating(plan).run(); }

}  // namespace yitong
