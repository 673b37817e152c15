#include <fmt/format.h>

#include "adjudication/report.h"

namespace yitong {
namespace {

using Why = Refused::Why;
using Which = Refused::Figure;

std::optional<SourceNote> source_note(const Plan& plan, int source) {
  if (source < 0) return std::nullopt;
  const Source& s = plan.policy->sources[static_cast<std::size_t>(source)];
  return SourceNote{s.document, s.clause, s.grade};
}

/// "统筹基金的支付比例": whose figure, of which table.
Words figure_words(Which which, std::uint8_t layer, std::uint8_t benefit, const Plan& plan) {
  const Words owner = layer != 0xFF     ? plan.layer(layer).name
                      : benefit != 0xFF ? plan.benefit(benefit).name
                                        : Words{"本政策", "this policy"};
  switch (which) {
    case Which::deductible: return {owner.zh + "的起付线", "the deductible of " + owner.en};
    case Which::out_of_area:
      return {"转外先行自付比例", "the first self-payment for out-of-area treatment"};
    case Which::start: return {owner.zh + "的起付标准", "the start line of " + owner.en};
    case Which::rates: return {owner.zh + "的支付比例", "what " + owner.en + " pays"};
    case Which::first_self_payment:
      return {"参保地先行自付比例", "the insured area's first self-payment"};
    case Which::bar: return {"限定支付", "payment restrictions"};
    case Which::line_limit: return {"单项限额", "the limit on a kind of charges"};
    case Which::ceiling:
      return {owner.zh + "的起付线合计上限", "the ceiling of deductibles of " + owner.en};
    case Which::merges:
      return {owner.zh + "的转院合并规则", "whether transfers merge for " + owner.en};
    case Which::cap: return {owner.zh + "的封顶线", "the cap of " + owner.en};
    default: return owner;
  }
}

int rates_source(const Refused& refused, const Plan& plan) {
  const Layer& layer = plan.layer(refused.layer);
  if (refused.cell >= plan.rates.size()) return layer.rates.source;
  const RateCell& rate = plan.rates[refused.cell];
  for (std::size_t i = 0; i < layer.then.size(); ++i)
    if ((rate.modifiers >> i & 1) != 0 && layer.then[i].ratio.state == Amount::State::unknown)
      return layer.then[i].source;
  return layer.rates.source;
}

std::string pointer_of(Dim dim) {
  switch (dim) {
    case Dim::level:
    case Dim::kind: return "/institution/" + std::string(info(dim).key);
    case Dim::filing:
    case Dim::disease: return "/" + std::string(info(dim).key);
    case Dim::relation: return "/treatment_area";
    default: return "/person/" + std::string(info(dim).key);
  }
}

}  // namespace

RefusalNote refusal_note(const Refused& refused, const Plan& plan) {
  const Words figure = figure_words(refused.figure, refused.layer, refused.benefit, plan);
  switch (refused.why) {
    case Why::no_benefit:
      return {ErrorCode::no_rule,
              {"该参保地政策没有规定这一医疗类别的待遇",
               "The policy of the insured area has no benefit for this kind of visit"},
              "/visit",
              {}};
    case Why::no_rule:
      return {ErrorCode::no_rule,
              {"政策没有规定这种情形下" + figure.zh,
               "The policy does not say " + figure.en + " in this case"},
              "",
              {}};
    case Why::unknown_figure: {
      const int source = refused.layer != 0xFF && refused.figure == Which::rates
                             ? rates_source(refused, plan)
                         : refused.cell < plan.figures.size() ? plan.figures[refused.cell].source
                                                              : -1;
      return {ErrorCode::unknown_figure,
              {figure.zh + "尚未查到可靠数字", "There is no reliable figure for " + figure.en},
              "",
              source_note(plan, source)};
    }
    case Why::missing_fact: {
      const DimInfo& about = info(refused.dim);
      return {ErrorCode::missing_field,
              {fmt::format("需要知道“{}”才能计算{}", about.zh, figure.zh),
               fmt::format("\"{}\" is needed to work out {}", about.en, figure.en)},
              pointer_of(refused.dim),
              {}};
    }
    case Why::not_payable: {
      const Refusal& refusal = plan.policy->refusals[refused.cell];
      return {ErrorCode::not_payable, refusal.text, "", source_note(plan, refusal.source)};
    }
    case Why::bar_refuses: {
      const Bar& bar = plan.policy->bars[refused.cell];
      return {ErrorCode::not_payable, bar.text, "/bill/lines", source_note(plan, bar.source)};
    }
    case Why::too_many_benefits:
      return {ErrorCode::too_large,
              {"一张账单涉及的待遇过多", "One bill touches too many benefits"},
              "/bill/lines",
              {}};
    default:
      return {
          ErrorCode::identity_violated, {"金额恒等式不成立", "A money identity failed"}, "", {}};
  }
}

Errors to_errors(const Refused& refused, const Plan& plan) {
  const RefusalNote note = refusal_note(refused, plan);
  const std::string clause =
      note.source ? note.source->document + " " + note.source->clause : std::string();
  return {Error{note.code, note.path, note.text.zh + " / " + note.text.en, clause, {}}};
}

namespace {

/// The sentence of one unknown amount, or nothing for a known one.
void add_unknown(const Amount& amount, Unit unit, const std::string& figure, const Words& what,
                 const Source* source, std::vector<UnknownFigure>& out) {
  if (amount.state == Amount::State::known) return;
  const auto text = [&](std::int64_t v) {
    return unit == Unit::money ? Money::fen(v).grouped() : Ratio::ppm(v).str();
  };
  std::string zh = what.zh + "未查到", en = "unknown: " + what.en;
  if (amount.low && *amount.high >= kMaxFromOutside.fen()) {
    zh += fmt::format("，不低于 {}", text(*amount.low));
    en += fmt::format(", at least {}", text(*amount.low));
  } else if (amount.low) {
    zh += fmt::format("，介于 {} 与 {} 之间", text(*amount.low), text(*amount.high));
    en += fmt::format(", between {} and {}", text(*amount.low), text(*amount.high));
  }
  if (source != nullptr) zh += "（" + source->document + "）";
  const UnknownFigure found{figure, {std::move(zh), std::move(en)}};
  for (const UnknownFigure& each : out)
    if (each.figure == found.figure && each.text == found.text) return;
  out.push_back(found);
}

const Source* source_at(const Plan& plan, int index) {
  return index < 0 ? nullptr : &plan.policy->sources[static_cast<std::size_t>(index)];
}

Words rates_words(const Layer& layer) {
  return {layer.name.zh + "的支付比例", "what " + layer.name.en + " pays"};
}

Words modifier_words(const Layer& layer) {
  return {layer.name.zh + "的比例调整", "the adjustment of what " + layer.name.en + " pays"};
}

Words deductible_words(const Benefit& benefit) {
  return {benefit.name.zh + "的起付线", "the deductible of " + benefit.name.en};
}

Words ceiling_words(const Benefit& benefit) {
  return {benefit.name.zh + "的起付线合计上限", "the ceiling of deductibles of " + benefit.name.en};
}

const Words kOwnFirstWords{"参保地先行自付比例", "the insured area's first self-payment"};
const Words kOutOfAreaWords{"转外先行自付比例", "the first self-payment out of area"};

void add_rate(const RateCell& rate, const Layer& layer, const Plan& plan,
              std::vector<UnknownFigure>& out) {
  const Row& row = layer.rates.rows[rate.row];
  const int source = row.source >= 0 ? row.source : layer.rates.source;
  for (const Amount& value : row.values)
    add_unknown(value, Unit::ratio, layer.id, rates_words(layer), source_at(plan, source), out);
  for (std::size_t i = 0; i < layer.then.size(); ++i)
    if ((rate.modifiers >> i & 1) != 0)
      add_unknown(layer.then[i].ratio, Unit::ratio, layer.id, modifier_words(layer),
                  source_at(plan, layer.then[i].source), out);
}

}  // namespace

std::vector<UnknownFigure> unknown_used(const std::vector<Step>& steps,
                                        const Settlement& settlement, const Plan& plan) {
  std::vector<UnknownFigure> out;
  const auto add_figure = [&](const Figure& figure, Unit unit, const Step& step,
                              const std::string& name, const Words& what) {
    const FigureCell& cell = plan.figures[step.cell];
    add_unknown(figure.rows[cell.row].values[0], unit, name, what, source_at(plan, cell.source),
                out);
    for (std::size_t i = 0; i < figure.then.size(); ++i)
      if ((cell.adjustments >> i & 1) != 0)
        add_unknown(figure.then[i].amount, unit_of(figure.then[i]), name, what,
                    source_at(plan, figure.then[i].source), out);
  };
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::barred || step.kind == Step::Kind::merged) continue;
    if (step.kind == Step::Kind::own_first) {
      add_figure(plan.policy->first_self_payment->figure, Unit::ratio, step, "first_self_payment",
                 kOwnFirstWords);
    } else if (step.kind == Step::Kind::line_limit) {
      const LineLimit& limit = plan.policy->line_limits[step.layer];
      add_figure(limit.figure, Unit::money, step, "line_limit:" + limit.id, limit.name);
    } else if (step.kind == Step::Kind::out_of_area) {
      add_figure(plan.policy->out_of_area->figure, Unit::ratio, step, "out_of_area",
                 kOutOfAreaWords);
    } else if (step.kind == Step::Kind::deductible) {
      const Benefit& benefit = plan.benefit(settlement.benefit[step.slot]);
      add_figure(*benefit.deductible, Unit::money, step, "deductible:" + benefit.id,
                 deductible_words(benefit));
    } else if (step.kind == Step::Kind::ceiling) {
      const Benefit& benefit = plan.benefit(settlement.benefit[step.slot]);
      add_figure(benefit.ceiling->figure, Unit::money, step, "deductible_ceiling:" + benefit.id,
                 ceiling_words(benefit));
    } else if (step.kind != Step::Kind::account) {
      const Layer& layer = plan.layer(step.layer);
      if (step.kind == Step::Kind::start)
        add_figure(*layer.start, Unit::money, step, layer.id + ":start",
                   {layer.name.zh + "的起付标准", "the start line of " + layer.name.en});
      else if (step.kind == Step::Kind::cap)
        add_figure(layer.caps[step.band].figure, Unit::money, step, layer.id + ":cap",
                   {layer.name.zh + "的封顶线", "the cap of " + layer.name.en});
      else
        add_rate(plan.rates[step.cell], layer, plan, out);
    }
  }
  return out;
}

std::vector<UnknownFigure> unknown_figures(const Plan& plan) {
  std::vector<UnknownFigure> out;
  const auto add_rows = [&](const Figure& figure, Unit unit, const std::string& name,
                            const Words& what) {
    for (const Row& row : figure.rows)
      for (const Amount& value : row.values)
        add_unknown(value, unit, name, what,
                    source_at(plan, row.source >= 0 ? row.source : figure.source), out);
    for (const Adjustment& each : figure.then)
      add_unknown(each.amount, unit_of(each), name, what, source_at(plan, each.source), out);
  };
  for (const Benefit& benefit : plan.policy->benefits)
    if (benefit.deductible)
      add_rows(*benefit.deductible, Unit::money, "deductible:" + benefit.id,
               deductible_words(benefit));
  for (const Benefit& benefit : plan.policy->benefits)
    if (benefit.ceiling)
      add_rows(benefit.ceiling->figure, Unit::money, "deductible_ceiling:" + benefit.id,
               ceiling_words(benefit));
  for (const Layer& layer : plan.policy->layers) {
    add_rows(layer.rates, Unit::ratio, layer.id, rates_words(layer));
    for (const Modifier& modifier : layer.then)
      add_unknown(modifier.ratio, Unit::ratio, layer.id, modifier_words(layer),
                  source_at(plan, modifier.source), out);
    if (layer.start)
      add_rows(*layer.start, Unit::money, layer.id + ":start",
               {layer.name.zh + "的起付标准", "the start line of " + layer.name.en});
    for (const Cap& cap : layer.caps)
      add_rows(cap.figure, Unit::money, layer.id + ":cap",
               {layer.name.zh + "的封顶线", "the cap of " + layer.name.en});
  }
  if (plan.policy->out_of_area)
    add_rows(plan.policy->out_of_area->figure, Unit::ratio, "out_of_area", kOutOfAreaWords);
  if (plan.policy->first_self_payment)
    add_rows(plan.policy->first_self_payment->figure, Unit::ratio, "first_self_payment",
             kOwnFirstWords);
  for (const LineLimit& limit : plan.policy->line_limits)
    add_rows(limit.figure, Unit::money, "line_limit:" + limit.id, limit.name);
  return out;
}

}  // namespace yitong
