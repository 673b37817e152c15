#include "adjudication/sentences.h"

#include <bit>

#include <fmt/format.h>

namespace yitong {
namespace {

constexpr const char* kPartKeys[kFixedParts] = {"full_self_pay",  "over_limit",
                                                "self_pay_first", "out_of_area_self_pay",
                                                "in_scope",       "deductible"};
constexpr const char* kPartZh[kFixedParts] = {"目录外全自费", "超限价自费",     "乙类先行自付",
                                              "转外先行自付", "政策范围内费用", "起付线"};
constexpr const char* kPartEn[kFixedParts] = {"Outside the catalogue",
                                              "Above the price ceiling",
                                              "First self-payment (class B)",
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
  const bool yearly = benefit.deductible_per == Per::year;
  out.sentence = {
      fmt::format("{}起付线 {} 元{}，本次由个人承担 {} 元", benefit.name.zh, yuan(step.a),
                  yearly ? fmt::format("（按年计算，今年已付 {} 元）", yuan(step.b)) : "",
                  yuan(step.result)),
      fmt::format("{}: deductible {} yuan{}; this time you bear {} yuan", benefit.name.en,
                  yuan(step.a), yearly ? fmt::format(" a year, {} paid so far", yuan(step.b)) : "",
                  yuan(step.result))};
  out.operands = {money("起付线", "Deductible", step.a),
                  money("今年已付", "Paid this year", step.b),
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
  out.key = layer.id + ":cap";
  out.sentence = {
      fmt::format("{}最高支付 {} 元，此前已用 {} 元：{} 元费用超过封顶线", layer.name.zh,
                  yuan(step.a), yuan(step.b), yuan(step.result)),
      fmt::format("{} pays at most {} yuan, {} used before: {} yuan of cost lie over the cap",
                  layer.name.en, yuan(step.a), yuan(step.b), yuan(step.result))};
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

void split_steps(const Settlement& settlement, std::vector<ReportStep>& out) {
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
  add(kSelfPayFirst, "乙类项目先由个人自付一部分，共 {} 元",
      "First self-payment on class B items: {} yuan");
}

ReportStep sentence(const Step& step, const Settlement& settlement, const Facts& facts,
                    const Plan& plan) {
  ReportStep out;
  out.result = Money::fen(step.result);
  const Layer* layer = plan.layers.empty() ? nullptr : &plan.layer(step.layer);
  switch (step.kind) {
    case Step::Kind::out_of_area: out_of_area_step(step, facts, plan, out); break;
    case Step::Kind::deductible: deductible_step(step, settlement, plan, out); break;
    case Step::Kind::start: start_step(step, *layer, plan, out); break;
    case Step::Kind::band: band_step(step, *layer, plan, out); break;
    case Step::Kind::cap: cap_step(step, *layer, plan, out); break;
    case Step::Kind::layer: layer_step(step, *layer, plan, out); break;
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
