#include "review/figures.h"

#include "policy/show.h"

namespace yitong {
namespace {

using Kind = NamedFigure::Kind;

/// Of several caps each is named by what it counts: the same in every version, whatever the order.
void tell_apart(const Cap& cap, NamedFigure& figure) {
  const Words per = per_words(cap.per);
  figure.key += std::string(":") + (cap.of_fund_money ? "fund:" : "scope:") + cap.name;
  figure.name.zh += "（每" + per.zh + (cap.of_fund_money ? "" : "，按费用") + "）";
  figure.name.en += " a " + per.en + (cap.of_fund_money ? "" : ", of in-scope cost");
}

void add_layer(const Plan& plan, std::size_t index, std::vector<NamedFigure>& out) {
  const PlanLayer& in_plan = plan.layers[index];
  const Layer& layer = plan.layer(index);
  const auto add = [&](Kind kind, const char* key, const char* zh, const char* en,
                       const Figure& figure, std::int32_t site) {
    out.push_back({kind,
                   layer.id + ":" + key,
                   {layer.name.zh + zh, layer.name.en + ": " + en},
                   &figure,
                   site,
                   in_plan.of,
                   static_cast<int>(index)});
  };
  if (layer.start) add(Kind::start, "start", "起付标准", "start line", *layer.start, in_plan.start);
  add(Kind::rates, "rates", "支付比例", "share paid", layer.rates, in_plan.rates);
  for (std::size_t c = 0; c < layer.caps.size(); ++c) {
    const Cap& cap = layer.caps[c];
    const PlanCap& sites = in_plan.caps[c];
    const std::size_t before = out.size();
    add(Kind::cap, "cap", "限额", "cap", cap.figure, sites.figure);
    if (cap.further)
      add(Kind::further, "further", "每增加一个病种增加的限额", "what each further disease adds",
          *cap.further, sites.further);
    if (cap.at_most)
      add(Kind::ceiling, "at_most", "多病种限额上限", "ceiling of stacked limits", *cap.at_most,
          sites.at_most);
    for (std::size_t i = before; i < out.size(); ++i) {
      out[i].cap = static_cast<int>(c);
      if (layer.caps.size() > 1) tell_apart(cap, out[i]);
    }
  }
}

}  // namespace

std::vector<NamedFigure> figures_of(const Plan& plan) {
  const Policy& policy = *plan.policy;
  std::vector<NamedFigure> out;
  for (std::size_t i = 0; i < policy.benefits.size(); ++i) {
    const Benefit& benefit = policy.benefits[i];
    if (benefit.deductible)
      out.push_back({Kind::deductible,
                     "deductible:" + benefit.id,
                     {benefit.name.zh + "起付线", benefit.name.en + ": deductible"},
                     &*benefit.deductible,
                     plan.benefits[i].deductible,
                     1u << i});
    if (benefit.ceiling)
      out.push_back(
          {Kind::deductible_ceiling,
           "deductible_ceiling:" + benefit.id,
           {benefit.name.zh + "起付线合计上限", benefit.name.en + ": deductibles together"},
           &benefit.ceiling->figure,
           plan.benefits[i].ceiling,
           1u << i});
  }
  if (policy.out_of_area)
    out.push_back({Kind::out_of_area,
                   "out_of_area",
                   {"异地就医先行自付", "first self-payment out of area"},
                   &policy.out_of_area->figure,
                   plan.out_of_area,
                   plan.out_of_area_of});
  const std::uint32_t all = (1u << policy.benefits.size()) - 1;
  if (policy.first_self_payment)
    out.push_back({Kind::first_self_payment,
                   "first_self_payment",
                   {"参保地规定的先行自付", "first self-payment by the insured area"},
                   &policy.first_self_payment->figure,
                   plan.first_self_payment,
                   all});
  for (std::size_t i = 0; i < policy.line_limits.size(); ++i)
    out.push_back({Kind::line_limit, "line_limit:" + policy.line_limits[i].id,
                   policy.line_limits[i].name, &policy.line_limits[i].figure,
                   plan.line_limits[i].figure, plan.line_limits[i].of});
  for (std::size_t i = 0; i < plan.layers.size(); ++i) add_layer(plan, i, out);
  return out;
}

void each_amount(const Plan& plan, const NamedFigure& figure,
                 const std::function<void(const Amount&, const Selector& when, int source)>& call) {
  for (const Row& row : figure.figure->rows)
    for (const Amount& value : row.values) call(value, row.when, source_of(*figure.figure, row));
  for (const Adjustment& each : figure.figure->then) call(each.amount, each.when, each.source);
  if (figure.kind != NamedFigure::Kind::rates) return;
  for (const Modifier& modifier : plan.layer(static_cast<std::size_t>(figure.layer)).then)
    call(modifier.ratio, modifier.when, modifier.source);
}

int source_of(const Figure& figure, const Row& row) {
  return row.source >= 0 ? row.source : figure.source;
}

}  // namespace yitong
