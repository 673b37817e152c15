#include <algorithm>
#include <bit>
#include <map>
#include <set>

#include <fmt/format.h>

#include "policy/cells.h"
#include "policy/layer_order.h"
#include "policy/plan.h"
#include "policy/site_builder.h"

namespace yitong {
namespace {

class Compiler {
 public:
  Compiler(Plan& plan, Faults& faults)
      : plan_(plan),
        policy_(*plan.policy),
        faults_(faults),
        sites_(plan, faults),
        cells_(plan, faults, sites_) {}

  void run() {
    declare();
    collect_thresholds();
    const std::vector<std::size_t> order = order_of_layers(policy_, faults_);
    accumulators_for_admissions();
    for (std::size_t i = 0; i < policy_.benefits.size(); ++i) benefit(policy_.benefits[i]);
    check_double_use(order);
    for (const std::size_t index : order) layer(index, order);
    out_of_area();
    refusals();
    line_rules();
    account(order);
    routes();
    line_keys();
    if (plan_.accumulators.size() > kMaxAccumulators)
      fault(ErrorCode::too_large, {}, fmt::format("{} accumulators", plan_.accumulators.size()),
            fmt::format("at most {}", kMaxAccumulators));
  }

 private:
  void fault(ErrorCode code, Place place, std::string found, std::string rule) {
    if (place.line == 0) place.file = static_cast<std::uint32_t>(policy_.texts.size() - 1);
    faults_.push_back({Severity::error, code, place, std::move(found), std::move(rule), {}, {}});
  }

  void declare() {
    for (const Choice& choice : policy_.choices)
      if (static_cast<std::size_t>(choice.dim) < kDims)
        plan_.declared[static_cast<std::size_t>(choice.dim)].push_back(&choice);
  }

  void collect_thresholds() {
    const auto of_figure = [&](const Figure& figure) {
      for (const Row& row : figure.rows) sites_.thresholds(row.when);
      for (const Adjustment& each : figure.then) sites_.thresholds(each.when);
    };
    for (const Benefit& benefit : policy_.benefits) {
      if (benefit.deductible) of_figure(*benefit.deductible);
      if (benefit.ceiling) of_figure(benefit.ceiling->figure);
      if (benefit.merges) sites_.thresholds(benefit.merges->when);
    }
    for (const Layer& layer : policy_.layers) {
      sites_.thresholds(layer.applies);
      of_figure(layer.rates);
      if (layer.start) of_figure(*layer.start);
      for (const Cap& cap : layer.caps) {
        of_figure(cap.figure);
        if (cap.further) of_figure(*cap.further);
        if (cap.at_most) of_figure(*cap.at_most);
      }
      for (const Modifier& modifier : layer.then) sites_.thresholds(modifier.when);
    }
    if (policy_.out_of_area) of_figure(policy_.out_of_area->figure);
    for (const Refusal& refusal : policy_.refusals) sites_.thresholds(refusal.when);
    for (const ReductionLimit& limit : policy_.reduction_limits) sites_.thresholds(limit.when);
    if (policy_.first_self_payment) of_figure(policy_.first_self_payment->figure);
    for (const LineLimit& limit : policy_.line_limits) of_figure(limit.figure);
    for (const Bar& bar : policy_.bars) {
      sites_.thresholds(bar.when);
      for (const Selector& when : bar.unless) sites_.thresholds(when);
    }
  }

  std::uint32_t benefit_mask(const std::vector<std::string>& names) const {
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < policy_.benefits.size(); ++i)
      if (names.empty() || std::ranges::find(names, policy_.benefits[i].id) != names.end())
        mask |= 1u << i;
    return mask;
  }

  void check_double_use(const std::vector<std::size_t>& order) {
    for (std::size_t a = 0; a < order.size(); ++a)
      for (std::size_t b = a + 1; b < order.size(); ++b) {
        const Layer &first = policy_.layers[order[a]], &second = policy_.layers[order[b]];
        if ((benefit_mask(first.of) & benefit_mask(second.of)) == 0) continue;
        if (!first.applies.empty() || !second.applies.empty()) continue;
        for (const std::string& part : second.takes)
          if (part != "in_scope_burden" &&
              std::ranges::find(first.takes, part) != first.takes.end())
            fault(ErrorCode::part_not_available, second.place,
                  fmt::format("{} takes \"{}\", which {} has taken", second.id, part, first.id),
                  "a part is taken once; what a layer leaves has that layer's names");
      }
  }

  /// Index of an accumulator, new or shared; those who share one count over the same time.
  std::int16_t accumulator(std::string name, const Words& zh_en, const Words& of,
                           std::uint32_t benefits, Per per, bool by_disease, Place place) {
    const int known = plan_.accumulator(name);
    if (known >= 0) {
      Accumulator& shared = plan_.accumulators[static_cast<std::size_t>(known)];
      shared.benefits |= benefits;
      if (shared.per != per || shared.by_disease != by_disease)
        fault(ErrorCode::bad_value, place, name, "those who share one count it over the same time");
      return static_cast<std::int16_t>(known);
    }
    const auto p = static_cast<std::size_t>(per);
    constexpr const char* zh[] = {"本次",   "本次住院", "今天",       "本月",
                                  "本季度", "今年",     "今年在本院", "合并计算的住院"};
    constexpr const char* en[] = {"this bill",
                                  "this stay",
                                  "today",
                                  "this month",
                                  "this quarter",
                                  "this year",
                                  "this year in this institution",
                                  "of the stays counted as one"};
    Words label{zh[p] + zh_en.zh + "（" + of.zh + "）", zh_en.en + " " + en[p] + ": " + of.en};
    plan_.accumulators.push_back(
        {std::move(name), std::move(label), false, benefits, per, by_disease});
    return static_cast<std::int16_t>(plan_.accumulators.size() - 1);
  }

  void accumulators_for_admissions() {
    std::uint32_t counted = 0;
    for (std::size_t i = 0; i < policy_.benefits.size(); ++i)
      if (policy_.benefits[i].counts_admission) counted |= 1u << i;
    if (counted != 0)
      plan_.accumulators.push_back({"admissions",
                                    {"今年已住院次数", "Admissions so far this year"},
                                    true,
                                    counted,
                                    Per::year,
                                    false});
  }

  void benefit(const Benefit& source) {
    PlanBenefit out;
    const auto mask = static_cast<std::uint32_t>(1u << plan_.benefits.size());
    if (source.counts_admission)
      out.admission_accumulator = static_cast<std::int16_t>(plan_.accumulator("admissions"));
    if (source.deductible) {
      out.deductible = cells_.figure_site(*source.deductible);
      if (source.deductible_per != Per::bill)
        out.deductible_accumulator =
            accumulator("deductible:" + source.deductible_name, {"已付起付线", "Deductible paid"},
                        source.name, mask, source.deductible_per, false, source.place);
    }
    out.period_days = source.period_days;
    if (source.ceiling) {
      out.ceiling = cells_.figure_site(source.ceiling->figure);
      out.ceiling_accumulator =
          accumulator("deductibles:" + source.ceiling->name, {"起付线合计", "Deductibles together"},
                      source.name, mask, source.ceiling->per, false, source.ceiling->place);
    }
    if (source.merges) merge(source, mask, out);
    plan_.benefits.push_back(out);
  }

  /// Benefits that share a deductible share the chain of their stays.
  void merge(const Benefit& source, std::uint32_t mask, PlanBenefit& benefit) {
    const Merges& merges = *source.merges;
    PlanMerge out;
    const auto keep = [&](const char* what, Per per) {
      const std::int16_t index = accumulator(what + source.deductible_name, {"合并住院", "Merging"},
                                             source.name, mask, per, false, merges.place);
      plan_.accumulators[static_cast<std::size_t>(index)].inner = true;
      return index;
    };
    out.end = keep("stay_end:", Per::merged);
    out.number = keep("stay_number:", Per::merged);
    if (merges.mid_stay) out.bills = keep("stay_bills:", Per::stay);
    if (source.deductible_per == Per::merged) {
      out.deductible = benefit.deductible_accumulator;
      if (out.deductible >= 0)
        plan_.accumulators[static_cast<std::size_t>(out.deductible)].inner = true;
    }
    out.transfer = merges.transfer;
    out.within_days = merges.within_days;
    if (merges.transfer)
      out.when = sites_.build({&merges.when}, merges.place, [&](const Buckets& at) {
        return sites_.matches(merges.when, at) ? kNoRule : kSkip;
      });
    benefit.merge = static_cast<std::int16_t>(plan_.merges.size());
    plan_.merges.push_back(out);
  }

  /// Bits of the parts named; parts of layers later in the order, or unknown, are faults.
  std::uint64_t part_mask(const std::vector<std::string>& names,
                          const std::vector<std::size_t>& order, std::size_t before, Place place) {
    std::map<std::string, std::uint64_t, std::less<>> known = {
        {"full_self_pay", 1u << kFullSelfPay},      {"over_limit", 1u << kOverLimit},
        {"self_pay_first", 1u << kSelfPayFirst},    {"over_line_limit", 1u << kOverLineLimit},
        {"out_of_area_self_pay", 1u << kOutOfArea}, {"in_scope", 1u << kInScope},
        {"deductible", 1u << kDeductible}};
    std::uint64_t burden = 1u << kInScope | 1u << kDeductible;
    for (std::size_t i = 0; i < before; ++i) {
      const std::string& id = policy_.layers[order[i]].id;
      const std::uint64_t first = 1ull << (kFixedParts + 3 * i);
      known["under_start:" + id] = first;
      known["band_self:" + id] = first << 1;
      known["over_cap:" + id] = first << 2;
      burden |= first * 7;
    }
    known["in_scope_burden"] = burden;
    std::uint64_t mask = 0;
    for (const std::string& name : names) {
      const auto found = known.find(name);
      if (found != known.end()) {
        mask |= found->second;
        continue;
      }
      std::vector<std::string_view> available;
      for (const auto& [part, bits] : known) available.push_back(part);
      fault(ErrorCode::part_not_available, place, "\"" + name + "\"",
            fmt::format("available here: {}", fmt::join(available, ", ")));
    }
    return mask;
  }

  void layer(std::size_t index, const std::vector<std::size_t>& order) {
    const Layer& source = policy_.layers[index];
    PlanLayer out;
    const std::size_t position = plan_.layers.size();
    out.policy_layer = static_cast<std::uint8_t>(index);
    out.takes = part_mask(source.takes, order, position, source.place);
    out.of = benefit_mask(source.of);
    out.parts = static_cast<std::uint8_t>(kFixedParts + 3 * position);
    out.start_per = source.start_per;
    out.bands_from =
        source.start && source.start_per == Per::year && source.bands_from == BandsFrom::start
            ? BandsFrom::year
            : source.bands_from;
    out.rounding = source.rounding;
    out.joint = source.joint;
    if (source.start) out.start = cells_.figure_site(*source.start);
    out.rates = cells_.rate_site(source);
    if (out.bands_from == BandsFrom::year || (source.start && source.start_per == Per::year))
      out.burden_accumulator =
          accumulator("burden:" + source.id, {"已累计费用", "Cost accumulated"}, source.name,
                      out.of, Per::year, false, source.place);
    out.tops_up = source.tops_up;
    for (const Cap& each : source.caps) cap(source, each, out);
    as_run(out);
    if (source.joint) joint_keys(source);
    plan_.layers.push_back(out);
  }

  void cap(const Layer& source, const Cap& cap, PlanLayer& layer) {
    PlanCap out;
    out.figure = cells_.figure_site(cap.figure);
    if (cap.further) out.further = cells_.figure_site(*cap.further);
    if (cap.at_most) out.at_most = cells_.figure_site(*cap.at_most);
    if (cap.stack != Stack::separate || cap.at_most || cap.prorated || cap.carried_over ||
        !cap.growth.empty())
      out.rules = &cap;
    for (const Growth& growth : cap.growth)
      plan_.used_dims |= 1u << static_cast<unsigned>(growth.of);
    out.of_fund_money = cap.of_fund_money;
    // What a month leaves is carried over the year: then the use is counted over the year, too.
    const Per per = cap.carried_over ? Per::year : cap.per;
    const std::string other = (cap.of_fund_money ? "scope:" : "fund:") + cap.name;
    const bool own = std::ranges::any_of(source.caps, [&](const Cap& each) {
      return each.name == cap.name && each.of_fund_money != cap.of_fund_money;
    });
    if (!own && plan_.accumulator(other) >= 0)
      fault(ErrorCode::bad_value, cap.place, fmt::format("shared = \"{}\"", cap.name),
            "those who share a cap all count fund money, or all in-scope cost");
    if (per != Per::bill)
      out.accumulator =
          accumulator((cap.of_fund_money ? "fund:" : "scope:") + cap.name,
                      cap.of_fund_money ? Words{"已支付", "Paid"} : Words{"已用限额", "Limit used"},
                      source.name, layer.of, per, cap.by_disease, cap.place);
    if (cap.stack != Stack::separate) need_disease_key(cap);
    layer.caps[layer.cap_count++] = out;
  }

  void need_disease_key(const Cap& cap) {
    for (const Row& row : cap.figure.rows)
      for (const Condition& condition : row.when)
        if (condition.dim == Dim::disease) return;
    fault(ErrorCode::bad_value, cap.place, "stack", "limits that stack have rows by disease");
  }

  /// The parts that a layer takes, when they lie side by side.
  static void as_run(PlanLayer& layer) {
    if (layer.takes == 0) return;
    const auto first = static_cast<unsigned>(std::countr_zero(layer.takes));
    const auto count = static_cast<unsigned>(std::popcount(layer.takes));
    const std::uint64_t run = (count < 64 ? (1ull << count) - 1 : ~0ull) << first;
    if (run != layer.takes) return;
    layer.first_part = static_cast<std::uint8_t>(first);
    layer.part_count = static_cast<std::uint8_t>(count);
  }

  void joint_keys(const Layer& source) {
    std::vector<const Figure*> figures = {&source.rates};
    if (source.start) figures.push_back(&*source.start);
    for (const Cap& each : source.caps) figures.push_back(&each.figure);
    const auto check = [this](const Selector& when) {
      for (const Condition& condition : when)
        if (condition.dim == Dim::benefit || condition.dim == Dim::drug_group)
          fault(ErrorCode::bad_value, condition.place, std::string(info(condition.dim).key),
                "a joint layer adds benefits and cannot depend on one");
    };
    for (const Figure* figure : figures) {
      for (const Row& row : figure->rows) check(row.when);
      for (const Adjustment& each : figure->then) check(each.when);
    }
  }

  void out_of_area() {
    if (!policy_.out_of_area) return;
    plan_.out_of_area = cells_.figure_site(policy_.out_of_area->figure);
    plan_.out_of_area_of = benefit_mask(policy_.out_of_area->of);
  }

  void refusals() {
    if (policy_.refusals.empty()) return;
    std::vector<const Selector*> selectors;
    for (const Refusal& refusal : policy_.refusals) selectors.push_back(&refusal.when);
    plan_.refusals =
        sites_.build(selectors, policy_.refusals[0].place, [&](const Buckets& at) -> std::uint16_t {
          for (std::size_t i = 0; i < policy_.refusals.size(); ++i)
            if (sites_.matches(policy_.refusals[i].when, at)) return static_cast<std::uint16_t>(i);
          return kNoRule;
        });
  }

  void line_rules() {
    if (policy_.first_self_payment)
      plan_.first_self_payment = cells_.figure_site(policy_.first_self_payment->figure);
    if (!policy_.bars.empty()) bars();
    for (const LineLimit& limit : policy_.line_limits) {
      PlanLineLimit out;
      out.of = benefit_mask(limit.of);
      out.categories = limit.categories;
      out.figure = cells_.figure_site(limit.figure);
      if (limit.per != Per::bill)
        out.accumulator = accumulator("lines:" + limit.id, {"已用限额", "Limit used"}, limit.name,
                                      out.of, limit.per, false, limit.place);
      plan_.line_limits.push_back(out);
    }
    plan_.plain_lines = plan_.first_self_payment < 0 && plan_.bars < 0 && plan_.line_limits.empty();
    for (const Benefit& benefit : policy_.benefits) plan_.plain_lines &= benefit.period_days == 0;
  }

  void bars() {
    std::vector<const Selector*> selectors;
    for (const Bar& bar : policy_.bars) {
      selectors.push_back(&bar.when);
      for (const Selector& when : bar.unless) selectors.push_back(&when);
    }
    plan_.bars =
        sites_.build(selectors, policy_.bars[0].place, [&](const Buckets& at) -> std::uint16_t {
          for (std::size_t i = 0; i < policy_.bars.size(); ++i) {
            const Bar& bar = policy_.bars[i];
            if (sites_.matches(bar.when, at) &&
                std::ranges::none_of(
                    bar.unless, [&](const Selector& when) { return sites_.matches(when, at); }))
              return static_cast<std::uint16_t>(i);
          }
          return kNoRule;
        });
  }

  /// Keys of single lines serve bars and first self-payments; the drug group may also key what is
  /// paid, and then splits a benefit's lines.
  void line_keys() {
    constexpr std::uint32_t group = 1u << static_cast<unsigned>(Dim::drug_group);
    for (std::size_t i = 0; i < plan_.sites.size(); ++i) {
      const auto index = static_cast<std::int32_t>(i);
      if (index == plan_.first_self_payment || index == plan_.bars) continue;
      plan_.split_groups |= (plan_.sites[i].dims & group) != 0;
      for (const Dim dim : {Dim::item_class, Dim::approved, Dim::granted})
        if ((plan_.sites[i].dims >> static_cast<unsigned>(dim) & 1) != 0)
          fault(ErrorCode::bad_value, sites_.place_of(i), std::string(info(dim).key),
                "a key of single lines: only in [first_self_payment] and [[bar]]");
    }
  }

  void account(const std::vector<std::size_t>& order) {
    if (!policy_.account) return;
    plan_.account_pays =
        part_mask(policy_.account->pays, order, plan_.layers.size(), policy_.account->place);
    plan_.account_of = benefit_mask(policy_.account->of);
  }

  /// The first benefit in the file's order that has the visit and the group; one without groups
  /// takes what is left.
  void routes() {
    plan_.groups = static_cast<std::uint32_t>(
        plan_.declared[static_cast<std::size_t>(Dim::drug_group)].size());
    const auto visits = info(Dim::visit).values;
    for (const DimValue& visit : visits)
      for (std::uint32_t group = 0; group <= plan_.groups; ++group) {
        std::uint8_t found = 0xFF;
        for (std::size_t i = 0; i < policy_.benefits.size() && found == 0xFF; ++i) {
          const Benefit& benefit = policy_.benefits[i];
          if (std::ranges::find(benefit.visits, visit.code) == benefit.visits.end()) continue;
          const bool wanted =
              benefit.drug_groups.empty() ||
              (group > 0 &&
               std::ranges::find(
                   benefit.drug_groups,
                   plan_.declared[static_cast<std::size_t>(Dim::drug_group)][group - 1]->code) !=
                   benefit.drug_groups.end());
          if (wanted) found = static_cast<std::uint8_t>(i);
        }
        plan_.routes.push_back(found);
      }
    for (std::size_t i = 0; i < policy_.benefits.size(); ++i)
      if (std::ranges::find(plan_.routes, static_cast<std::uint8_t>(i)) == plan_.routes.end())
        fault(ErrorCode::unreachable_rule, policy_.benefits[i].place,
              "every line that this benefit could have goes to one above it",
              "the first benefit that has the visit and the drug group takes the line");
  }

  Plan& plan_;
  const Policy& policy_;
  Faults& faults_;
  SiteBuilder sites_;
  CellBuilder cells_;
};

}  // namespace

int Plan::accumulator(std::string_view name) const {
  for (std::size_t i = 0; i < accumulators.size(); ++i)
    if (accumulators[i].name == name) return static_cast<int>(i);
  return -1;
}

std::optional<std::int32_t> Plan::declared_value(Dim dim, std::string_view code) const {
  if (code == "none") return 0;
  const auto& values = declared[static_cast<std::size_t>(dim)];
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i]->code == code) return static_cast<std::int32_t>(i) + 1;
  return std::nullopt;
}

Plan compile(std::shared_ptr<const Policy> policy, std::string_view insurance, Assume assume,
             Faults& faults) {
  Plan plan;
  plan.policy = std::move(policy);
  plan.insurance = insurance;
  plan.assume = assume;
  plan.hash = sm3(bundle(*plan.policy));
  if (has_errors(faults)) return plan;
  Compiler(plan, faults).run();
  for (const DimInfo& dim : all_dims())
    if (dim.kind == DimKind::number) plan.number_dims |= 1u << static_cast<unsigned>(dim.dim);
  if (!has_errors(faults)) make_cases(plan);
  return plan;
}

}  // namespace yitong
