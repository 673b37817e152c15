#include "adjudication/sentences.h"

#include <bit>

#include <fmt/format.h>

#include "policy/show.h"

namespace yitong {
namespace {

constexpr const char* kPartKeys[kFixedParts] = {
    "full_self_pay",        "over_limit", "self_pay_first", "over_line_limit",
    "out_of_area_self_pay", "in_scope",   "deductible"};
constexpr const char* kPartZh[kFixedParts] = {"目录外全自费",   "超限价自费",   "乙类先行自付",
                                              "超单项限额自费", "转外先行自付", "政策范围内费用",
                                              "起付线"};
constexpr const char* kPartEn[kFixedParts] = {"Outside the catalogue",
                                              "Above the price ceiling",
                                              "First self-payment (class B)",
                                              "Above a limit on a kind of charges",
                                              "First self-payment (out of area)",
                                              "In policy scope",
                                              "Deductible"};
constexpr const char* kLayerKeys[3] = {"under_start", "band_self", "over_cap"};
constexpr const char* kLayerZh[3] = {"起付标准以下", "按比例自付", "超过封顶线"};
constexpr const char* kLayerEn[3] = {"under the start line", "your share by ratio", "over the cap"};

std::string yuan(std::int64_t fen) { return Money::fen(fen).grouped(); }
std::string plain(std::int64_t fen) { return Money::fen(fen).str(); }
std::string percent(std::int64_t ppm) { return Ratio::ppm(ppm).str(); }

std::optional<SourceNote> note(const Plan& plan, int source) {
  if (source < 0) return std::nullopt;
  const Source& s = plan.policy->sources[static_cast<std::size_t>(source)];
  return SourceNote{s.document, s.clause, s.grade};
}

Operand money(const char* zh, const char* en, std::int64_t fen) { return {{zh, en}, plain(fen)}; }

/// "（在 85% 基础上：个人负担部分按 60% 计）" for the modifiers that made a ratio.
Words modifiers_of(const Layer& layer, const RateCell& rate, std::size_t band, Assume assume) {
  if (rate.modifiers == 0) return {};
  const Row& row = layer.rates.rows[rate.row];
  const auto ppm = [assume](const Amount& amount) {
    if (amount.state == Amount::State::known) return amount.value;
    return (assume == Assume::high ? amount.high : amount.low).value_or(0);
  };
  const std::string base = percent(ppm(row.values[band]));
  Words out{"（原比例 " + base, " (from " + base};
  for (std::uint32_t rest = rate.modifiers; rest != 0; rest &= rest - 1) {
    const Modifier& modifier = layer.then[static_cast<std::size_t>(std::countr_zero(rest))];
    const std::string by = percent(ppm(modifier.ratio));
    constexpr const char* zh[] = {"个人负担部分按 {} 计",
                                  "加 {} 个百分点",
                                  "减 {} 个百分点",
                                  "乘以 {}",
                                  "不低于 {}",
                                  "不高于 {}",
                                  "改为 {}"};
    constexpr const char* en[] = {"the person's share times {}",
                                  "plus {} points",
                                  "minus {} points",
                                  "times {}",
                                  "at least {}",
                                  "at most {}",
                                  "set to {}"};
    const auto op = static_cast<std::size_t>(modifier.operation);
    const std::string points = op == 1 || op == 2 ? by.substr(0, by.size() - 1) : by;
    out.zh += "，" + fmt::format(fmt::runtime(zh[op]), points);
    out.en += ", " + fmt::format(fmt::runtime(en[op]), points);
  }
  out.zh += "）";
  out.en += ")";
  return out;
}

void barred_step(const Step& step, const Plan& plan, ReportStep& out) {
  const Bar& bar = plan.policy->bars[step.cell];
  out.key = "barred:" + bar.id;
  out.sentence = {fmt::format("{} 元费用不予支付：{}", yuan(step.result), bar.text.zh),
                  fmt::format("{} yuan are not payable: {}", yuan(step.result), bar.text.en)};
  out.operands = {money("费用", "Cost", step.a)};
  out.source = note(plan, bar.source);
}

void own_first_step(const Step& step, const Plan& plan, ReportStep& out) {
  using Combine = FirstSelfPayment::Combine;
  out.key = "own_first_self_payment";
  const std::string other = yuan(step.c);
  Words with;
  switch (plan.policy->first_self_payment->combine) {
    case Combine::replace:
      with = {"，代替就医地的 " + other + " 元", ", in place of the treatment area's " + other};
      break;
    case Combine::add:
      with = {"，另加就医地的 " + other + " 元", ", on top of the treatment area's " + other};
      break;
    case Combine::higher:
      with = {"，与就医地的 " + other + " 元相比取高",
              ", or the treatment area's " + other + " if that is more"};
      break;
  }
  out.sentence = {fmt::format("参保地规定先行自付 {}{}：{} 元费用中先行自付 {} 元", percent(step.b),
                              with.zh, yuan(step.a), yuan(step.result)),
                  fmt::format("The insured area's first self-payment of {}{}: of {} yuan you first "
                              "pay {}",
                              percent(step.b), with.en, yuan(step.a), yuan(step.result))};
  out.operands = {money("费用", "Cost", step.a),
                  {{"先行自付比例", "First self-payment"}, percent(step.b)}};
  out.source = note(plan, plan.figures[step.cell].source);
}

void line_limit_step(const Step& step, const Plan& plan, ReportStep& out) {
  const LineLimit& limit = plan.policy->line_limits[step.layer];
  out.key = "line_limit:" + limit.id;
  out.sentence = {
      fmt::format("{}限额 {} 元（已用 {} 元）：{} 元中 {} 元超出，由个人承担", limit.name.zh,
                  yuan(step.a), yuan(step.b), yuan(step.c), yuan(step.result)),
      fmt::format("{}: limit {} yuan ({} used): of {} yuan {} lie above it and are yours",
                  limit.name.en, yuan(step.a), yuan(step.b), yuan(step.c), yuan(step.result))};
  out.operands = {money("限额", "Limit", step.a), money("已用", "Used", step.b),
                  money("费用", "Cost", step.c)};
  out.source = note(plan, plan.figures[step.cell].source);
}

/// "（原 800.00 元，乘以 50%）" for the adjustments that made a figure.
Words adjustments_of(const Figure& figure, const FigureCell& cell, const Plan& plan) {
  if (cell.adjustments == 0) return {};
  const Amount& base = figure.rows[cell.row].values[0];
  Words out;
  const auto add = [&out](const Words& more, const char* zh, const char* en) {
    out.zh += zh + more.zh;
    out.en += en + more.en;
  };
  add(amount_words(base, Unit::money), "（原 ", " (from ");
  for (std::uint32_t rest = cell.adjustments; rest != 0; rest &= rest - 1)
    add(adjustment_words(figure.then[static_cast<std::size_t>(std::countr_zero(rest))]), "，",
        ", ");
  out.zh += "）";
  out.en += ")";
  return plan.assume == Assume::nothing ? out : Words{};
}

void ceiling_step(const Step& step, const Settlement& settlement, const Plan& plan,
                  ReportStep& out) {
  const Benefit& benefit = plan.benefit(settlement.benefit[step.slot]);
  const Words per = per_words(benefit.ceiling->per);
  out.key = "deductible_ceiling:" + benefit.id;
  out.sentence = {
      fmt::format("{}起付线每{}合计不超过 {} 元，此前已付 {} 元：本次起付线由 {} 元减为 {} 元",
                  benefit.name.zh, per.zh, yuan(step.a), yuan(step.b), yuan(step.c),
                  yuan(step.result)),
      fmt::format("{}: deductibles come to at most {} yuan a {}, {} paid before; this one falls "
                  "from {} to {} yuan",
                  benefit.name.en, yuan(step.a), per.en, yuan(step.b), yuan(step.c),
                  yuan(step.result))};
  out.operands = {money("合计上限", "Ceiling", step.a), money("此前已付", "Paid before", step.b),
                  money("本次原起付线", "Without the ceiling", step.c)};
  out.source = note(plan, plan.figures[step.cell].source);
}

void merged_step(const Step& step, const Settlement& settlement, const Plan& plan,
                 ReportStep& out) {
  const Benefit& benefit = plan.benefit(settlement.benefit[step.slot]);
  const std::string day = Date::from_days(static_cast<std::int32_t>(step.a)).str();
  out.key = "merged:" + benefit.id;
  out.sentence = {fmt::format("{}：{}，按同一次住院（本年度第 {} 次）计算起付线", benefit.name.zh,
                              step.c != 0 ? "与此前同一住院号的结算合并"
                                          : "与 " + day + " 出院的上一次住院合并",
                              step.b),
                  fmt::format("{}: {}; one admission, number {} of the year, for the deductible",
                              benefit.name.en,
                              step.c != 0 ? "goes on with the bills of the same stay"
                                          : "goes on with the stay that ended on " + day,
                              step.b)};
}

void top_up_step(const Step& step, const Layer& layer, const Plan& plan, ReportStep& out) {
  const Row& row = layer.rates.rows[plan.rates[step.cell].row];
  const Words of = topped_up_words(layer.tops_up);
  out.key = layer.id + ":top_up";
  out.sentence = {
      fmt::format("{}把各项基金合计补到{} {} 元的 {}（已支付 {} 元），即支付 {} 元", layer.name.zh,
                  of.zh, yuan(step.a), percent(step.b), yuan(step.c), yuan(step.result)),
      fmt::format("{} lifts what all funds pay to {} of {} yuan {} ({} paid already): it "
                  "pays {}",
                  layer.name.en, percent(step.b), yuan(step.a), of.en, yuan(step.c),
                  yuan(step.result))};
  out.operands = {{of, plain(step.a)},
                  {{"补足到", "Lifted to"}, percent(step.b)},
                  money("已支付", "Paid already", step.c)};
  out.source = note(plan, row.source >= 0 ? row.source : layer.rates.source);
}

void out_of_area_step(const Step& step, const Facts& facts, const Plan& plan, ReportStep& out) {
  const Words filing = value_words(plan, Dim::filing, facts[Dim::filing]);
  out.key = "out_of_area";
  out.sentence = {
      fmt::format("在参保地以外就医（{}）：政策范围内费用 {} 元先由个人自付 {}，即 {} 元",
                  filing.zh, yuan(step.a), percent(step.b), yuan(step.result)),
      fmt::format("Treated outside the insured area ({}): of {} yuan in scope you first pay {}, "
                  "that is {} yuan",
                  filing.en, yuan(step.a), percent(step.b), yuan(step.result))};
  out.operands = {money("政策范围内费用", "In scope", step.a),
                  {{"先行自付比例", "First self-payment"}, percent(step.b)}};
  out.source = note(plan, plan.figures[step.cell].source);
}

void deductible_step(const Step& step, const Settlement& settlement, const Plan& plan,
                     ReportStep& out) {
  const Benefit& benefit = plan.benefit(settlement.benefit[step.slot]);
  out.key = "deductible:" + benefit.id;
  const bool yearly = benefit.deductible_per != Per::bill;
  const Words over = per_words(benefit.deductible_per);
  const Words from = adjustments_of(*benefit.deductible, plan.figures[step.cell], plan);
  out.sentence = {
      fmt::format("{}起付线 {} 元{}{}，本次由个人承担 {} 元", benefit.name.zh, yuan(step.a),
                  from.zh,
                  yearly ? fmt::format("（按{}计算，此前已付 {} 元）", over.zh, yuan(step.b)) : "",
                  yuan(step.result)),
      fmt::format("{}: deductible {} yuan{}{}; this time you bear {} yuan", benefit.name.en,
                  yuan(step.a), from.en,
                  yearly ? fmt::format(" a {}, {} paid so far", over.en, yuan(step.b)) : "",
                  yuan(step.result))};
  out.operands = {money("起付线", "Deductible", step.a), money("此前已付", "Paid before", step.b),
                  money("政策范围内费用", "In scope", step.c)};
  out.source = note(plan, plan.figures[step.cell].source);
}

void start_step(const Step& step, const Layer& layer, const Plan& plan, ReportStep& out) {
  out.key = layer.id + ":start";
  out.sentence = {
      fmt::format("{}起付标准 {} 元，此前已累计 {} 元：本次 {} 元中 {} 元在起付标准以下",
                  layer.name.zh, yuan(step.a), yuan(step.b), yuan(step.c), yuan(step.result)),
      fmt::format("{}: start line {} yuan, {} accumulated before; of {} yuan now, {} lie under it",
                  layer.name.en, yuan(step.a), yuan(step.b), yuan(step.c), yuan(step.result))};
  out.operands = {money("起付标准", "Start line", step.a),
                  money("此前累计", "Accumulated before", step.b),
                  money("本次", "This time", step.c)};
  out.source = note(plan, plan.figures[step.cell].source);
}

void band_step(const Step& step, const Layer& layer, const Plan& plan, ReportStep& out) {
  const RateCell& rate = plan.rates[step.cell];
  const Words modifiers = modifiers_of(layer, rate, step.band, plan.assume);
  out.key = fmt::format("{}:band:{}", layer.id, step.band + 1);
  out.sentence = {fmt::format("{}：{} 元至 {} 元部分（{} 元）支付 {}{}，即 {} 元", layer.name.zh,
                              yuan(step.a), yuan(step.b), yuan(step.b - step.a), percent(step.c),
                              modifiers.zh, yuan(step.result)),
                  fmt::format("{}: of {} to {} yuan ({} yuan) it pays {}{}, that is {} yuan",
                              layer.name.en, yuan(step.a), yuan(step.b), yuan(step.b - step.a),
                              percent(step.c), modifiers.en, yuan(step.result))};
  out.operands = {money("从", "From", step.a),
                  money("到", "To", step.b),
                  {{"支付比例", "Share paid"}, percent(step.c)}};
  const Row& row = layer.rates.rows[rate.row];
  out.source = note(plan, row.source >= 0 ? row.source : layer.rates.source);
}

void cap_step(const Step& step, const Layer& layer, const Plan& plan, ReportStep& out) {
  const Cap& cap = layer.caps[step.band];
  const Words per = per_words(cap.per);
  out.key = layer.id + ":cap";
  // Of several caps the time says which it was.
  const bool several = layer.caps.size() > 1;
  out.sentence = {
      fmt::format("{}{}最高支付{} {} 元，此前已用 {} 元：{} 元费用超过封顶线", layer.name.zh,
                  several ? "每" + per.zh : "", cap.of_fund_money ? "" : "范围内费用", yuan(step.a),
                  yuan(step.b), yuan(step.result)),
      fmt::format("{} pays {} {} yuan{}, {} used before: {} yuan of cost lie over the cap",
                  layer.name.en, cap.of_fund_money ? "at most" : "of at most", yuan(step.a),
                  several ? " a " + per.en : "", yuan(step.b), yuan(step.result))};
  out.operands = {money("封顶线", "Cap", step.a), money("此前已用", "Used before", step.b),
                  money("不设封顶时应付", "Would pay without the cap", step.c)};
  out.source = note(plan, plan.figures[step.cell].source);
}

void layer_step(const Step& step, const Layer& layer, const Plan& plan, ReportStep& out) {
  out.key = layer.id;
  out.sentence = {fmt::format("{}合计支付 {} 元", layer.name.zh, yuan(step.result)),
                  fmt::format("{} pays {} yuan in all", layer.name.en, yuan(step.result))};
  out.operands = {money("进入本层的费用", "Cost that reaches this layer", step.a),
                  money("起付标准以下", "Under the start line", step.b),
                  money("超过封顶线", "Over the cap", step.c)};
  out.source = note(plan, layer.rates.source);
}

}  // namespace

std::string fixed_part_key(int part) { return kPartKeys[part]; }
Words fixed_part_name(int part) { return {kPartZh[part], kPartEn[part]}; }
std::string layer_part_key(const Layer& layer, int which) {
  return std::string(kLayerKeys[which]) + ":" + layer.id;
}
Words layer_part_name(const Layer& layer, int which) {
  return {layer.name.zh + "：" + kLayerZh[which], layer.name.en + ": " + kLayerEn[which]};
}

Words grade_words(char grade) {
  switch (grade) {
    case 'A': return {"法规原文", "the regulation's text"};
    case 'B':
      return {"官方发布或真实结算验证", "official publication, or proven by real settlements"};
    case 'C':
      return {"第三方整理，未核对原文", "third-party compilation, not checked against the text"};
    default: return {"据记忆或推定，未核实", "recalled or presumed, not verified"};
  }
}

void split_steps(const Settlement& settlement, const Plan& plan, std::vector<ReportStep>& out) {
  const auto add = [&](int part, const char* zh, const char* en) {
    const std::int64_t amount = settlement.part(part);
    if (amount == 0) return;
    out.push_back(
        {fixed_part_key(part),
         {fmt::format(fmt::runtime(zh), yuan(amount)), fmt::format(fmt::runtime(en), yuan(amount))},
         {money("总费用", "Total", settlement.total)},
         Money::fen(amount),
         std::nullopt});
  };
  add(kFullSelfPay, "就医地目录外的费用 {} 元全部自费",
      "{} yuan lie outside the treatment area's catalogue: you pay all of it");
  add(kOverLimit, "超过限价的 {} 元自费", "{} yuan lie above a price ceiling: you pay them");
  if (plan.first_self_payment >= 0) return;  // each line's is told on its own
  add(kSelfPayFirst, "乙类项目先由个人自付一部分，共 {} 元",
      "First self-payment on class B items: {} yuan");
}

ReportStep sentence(const Step& step, const Settlement& settlement, const Facts& facts,
                    const Plan& plan) {
  ReportStep out;
  out.result = Money::fen(step.result);
  const bool of_layer = step.kind != Step::Kind::line_limit;
  const Layer* layer = plan.layers.empty() || !of_layer ? nullptr : &plan.layer(step.layer);
  switch (step.kind) {
    case Step::Kind::barred: barred_step(step, plan, out); break;
    case Step::Kind::own_first: own_first_step(step, plan, out); break;
    case Step::Kind::line_limit: line_limit_step(step, plan, out); break;
    case Step::Kind::top_up: top_up_step(step, *layer, plan, out); break;
    case Step::Kind::out_of_area: out_of_area_step(step, facts, plan, out); break;
    case Step::Kind::deductible: deductible_step(step, settlement, plan, out); break;
    case Step::Kind::start: start_step(step, *layer, plan, out); break;
    case Step::Kind::band: band_step(step, *layer, plan, out); break;
    case Step::Kind::cap: cap_step(step, *layer, plan, out); break;
    case Step::Kind::layer: layer_step(step, *layer, plan, out); break;
    case Step::Kind::ceiling: ceiling_step(step, settlement, plan, out); break;
    case Step::Kind::merged: merged_step(step, settlement, plan, out); break;
    case Step::Kind::account:
      out.key = "account";
      out.sentence = {fmt::format("个人账户支付 {} 元", yuan(step.result)),
                      fmt::format("The personal account pays {} yuan", yuan(step.result))};
      out.operands = {money("账户可用", "Available", step.a),
                      money("可由账户支付", "Payable by the account", step.b)};
      out.source = plan.policy->account ? note(plan, plan.policy->account->source) : std::nullopt;
      break;
  }
  return out;
}

}  // namespace yitong
