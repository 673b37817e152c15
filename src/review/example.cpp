#include "review/example.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "adjudication/report.h"

namespace yitong {
namespace {

struct OpenKey {
  Dim dim;
  std::vector<std::string> values;
};

bool uses(const Plan& plan, Dim dim) {
  return (plan.used_dims >> static_cast<unsigned>(dim) & 1) != 0;
}

/// What may be chosen for the keys that are open, the usual case first.
std::vector<OpenKey> choices(const Plan& plan, const Example& example) {
  std::vector<OpenKey> out;
  const auto add = [&](Dim dim, std::vector<std::string> values) {
    if (uses(plan, dim) && !example.facts.contains(dim)) out.push_back({dim, std::move(values)});
  };
  add(Dim::level, {"3", "2", "1", "township", "community", "village"});
  add(Dim::retired, {"false", "true"});
  add(Dim::student, {"false", "true"});
  add(Dim::signed_up, {"false", "true"});
  add(Dim::kind, {"hospital", "community", "pharmacy"});
  for (const Dim dim :
       {Dim::disease, Dim::tier, Dim::aid, Dim::civil_servant, Dim::diagnosis, Dim::group}) {
    const auto& declared = plan.declared[static_cast<std::size_t>(dim)];
    std::vector<std::string> values = {"none"};
    if (!declared.empty()) values.push_back(declared[0]->code);
    add(dim, values);
  }
  add(Dim::age, {"45", "70", "10"});
  add(Dim::months_enrolled, {"24"});
  add(Dim::continuous_years, {"5"});
  add(Dim::zero_claim_years, {"0"});
  add(Dim::sex, {"male", "female"});
  add(Dim::channel, {"direct", "manual"});
  add(Dim::admission, {"1"});
  add(Dim::days, {"10"});
  return out;
}

/// Where treated and how filed go together.
void place(Example& example) {
  const auto relation = example.facts.find(Dim::relation), filing = example.facts.find(Dim::filing);
  if (relation == example.facts.end())
    example.facts[Dim::relation] =
        filing == example.facts.end() || filing->second == "local" ? "same" : "elsewhere";
  if (filing == example.facts.end())
    example.facts[Dim::filing] = example.facts[Dim::relation] == "elsewhere" ? "referral" : "local";
}

/// The first way into one of the benefits.
bool enter(const Plan& plan, Example& example, std::string& benefit_id) {
  const auto told = [&](Dim dim) -> const std::string* {
    const auto found = example.facts.find(dim);
    return found == example.facts.end() ? nullptr : &found->second;
  };
  const auto visits = info(Dim::visit).values;
  for (std::size_t b = 0; b < plan.benefits.size(); ++b) {
    const Benefit& benefit = plan.benefit(b);
    const std::string* wanted = told(Dim::benefit);
    if (wanted != nullptr ? *wanted != benefit.id : (example.of >> b & 1) == 0) continue;
    for (std::uint32_t visit = 0; visit < visits.size(); ++visit)
      for (std::uint32_t group = 0; group <= plan.groups; ++group) {
        if (plan.route(visit, group) != b) continue;
        const std::string name = bucket_text(plan, Dim::drug_group, static_cast<int>(group));
        if (told(Dim::visit) != nullptr && *told(Dim::visit) != visits[visit].code) continue;
        if (told(Dim::drug_group) != nullptr && *told(Dim::drug_group) != name) continue;
        example.facts[Dim::visit] = visits[visit].code;
        example.facts[Dim::drug_group] = name;
        benefit_id = benefit.id;
        return true;
      }
  }
  return false;
}

ScopedBill bill_of(const Example& example) {
  ScopedBill bill;
  bill.visit = static_cast<std::uint8_t>(*closed_value(Dim::visit, example.facts.at(Dim::visit)));
  ScopedLine line;
  line.amount = example.in_scope.fen();
  if (const std::string& group = example.facts.at(Dim::drug_group); group != "none") {
    bill.groups.push_back(group);
    line.group = 1;
  }
  const auto item = example.facts.find(Dim::item_class);
  line.item_class = static_cast<std::uint8_t>(
      item == example.facts.end() ? 1 : *closed_value(Dim::item_class, item->second));
  const auto approved = example.facts.find(Dim::approved);
  line.approved = approved != example.facts.end() && approved->second == "true";
  const auto granted = example.facts.find(Dim::granted);
  line.granted = granted != example.facts.end() && granted->second == "true";
  bill.lines.push_back(line);
  return bill;
}

/// False when the plan does not know one of the values.
bool settle_once(const Plan& plan, Worked& out) {
  Facts facts = default_facts();
  std::vector<std::int64_t> so_far(plan.accumulators.size(), 0);
  for (const auto& [dim, text] : out.example.facts) {
    if (dim == Dim::benefit) continue;
    if (!set_fact(plan, facts, info(dim).key, text, {})) return false;
    if (dim == Dim::admission)
      if (const int counter = plan.accumulator("admissions"); counter >= 0)
        so_far[static_cast<std::size_t>(counter)] = std::max(0, facts[dim] - 1);
  }
  if (facts[Dim::disease] > 0 && facts[Dim::disease] < int{Facts::kMaxDiseases})
    facts.recognised[facts[Dim::disease]] = 1;
  const ScopedBill bill = bill_of(out.example);
  StepList steps;
  out.refused = settle({&bill, &facts, so_far.data(), 0}, plan, out.settlement, steps);
  out.settled = !out.refused;
  out.steps = std::move(steps.steps);
  return true;
}

/// What goes without saying in a sentence.
bool usual(Dim dim, std::string_view text) {
  if (dim == Dim::filing) return text == "local";
  if (info(dim).kind == DimKind::number)
    return (dim == Dim::age && text == "45") || (dim == Dim::admission && text == "1");
  constexpr std::string_view values[] = {"none", "false", "same", "hospital", "direct", "male"};
  return std::ranges::find(values, text) != std::end(values);
}

}  // namespace

Example example_of(const Plan& plan, const Selector& when, std::uint32_t of) {
  Example out;
  out.of = of;
  for (const Condition& condition : when) {
    if (out.facts.contains(condition.dim)) continue;
    const DimInfo& about = info(condition.dim);
    std::string& text = out.facts[condition.dim];
    if (about.kind == DimKind::declared)
      text = condition.names.empty() ? "none" : condition.names.front();
    else if (about.kind == DimKind::number)
      text = std::to_string(condition.from == 0 && condition.to > 45 ? 45 : condition.from);
    else
      text = bucket_text(plan, condition.dim, std::countr_zero(condition.mask));
  }
  return out;
}

Example example_at(const Plan& plan, std::uint32_t dims, const Buckets& at, std::uint32_t of) {
  Example out;
  out.of = of;
  for (const DimInfo& about : all_dims())
    if ((dims >> static_cast<unsigned>(about.dim) & 1) != 0)
      out.facts[about.dim] = bucket_text(plan, about.dim, at[static_cast<std::size_t>(about.dim)]);
  return out;
}

Worked work(const Plan& plan, const Example& example,
            const std::function<bool(const Refused&)>& wanted) {
  Worked first;
  first.example = example;
  place(first.example);
  if (!enter(plan, first.example, first.benefit)) {
    first.refused.why = Refused::Why::no_benefit;
    return first;
  }
  const std::vector<OpenKey> open = choices(plan, first.example);
  std::vector<std::size_t> chosen(open.size(), 0);
  std::optional<Worked> kept;
  for (int tries = 0; tries < 2000; ++tries) {
    Worked now = first;
    for (std::size_t i = 0; i < open.size(); ++i)
      now.example.facts[open[i].dim] = open[i].values[chosen[i]];
    if (settle_once(plan, now)) {
      if (wanted(now.refused)) return now;
      if (!kept) kept = std::move(now);
    }
    std::size_t i = 0;
    while (i < open.size() && ++chosen[i] == open[i].values.size()) chosen[i++] = 0;
    if (i == open.size()) break;
  }
  return kept.value_or(first);
}

Words case_words(const Plan& plan, const Worked& worked) {
  Words out;
  for (const Benefit& benefit : plan.policy->benefits)
    if (benefit.id == worked.benefit) out = benefit.name;
  Facts facts = default_facts();
  for (const auto& [dim, text] : worked.example.facts) {
    if (dim == Dim::benefit || dim == Dim::visit || dim == Dim::drug_group) continue;
    if (!uses(plan, dim) || usual(dim, text)) continue;
    if (dim == Dim::filing && worked.example.facts.at(Dim::relation) == "same") continue;
    if (!set_fact(plan, facts, info(dim).key, text, {})) continue;
    Words value = value_words(plan, dim, facts[dim]);
    if (info(dim).kind == DimKind::number)
      value = {fmt::format("{} {}", info(dim).zh, text), fmt::format("{} {}", info(dim).en, text)};
    out.zh += "，" + value.zh;
    out.en += ", " + value.en;
  }
  const std::string sum = worked.example.in_scope.grouped();
  out.zh += "，政策范围内 " + sum + " 元";
  out.en += ", " + sum + " in scope";
  return out;
}

Words outcome_words(const Plan& plan, const Worked& worked) {
  Words out = case_words(plan, worked);
  if (!worked.settled) {
    const RefusalNote note = refusal_note(worked.refused, plan);
    return {out.zh + "：不能结算，" + note.text.zh, out.en + ": not settled, " + note.text.en};
  }
  const std::string funds = worked.funds().grouped(), person = worked.person().grouped();
  return {out.zh + "：基金支付 " + funds + " 元，个人负担 " + person + " 元",
          out.en + ": the funds pay " + funds + ", the person " + person};
}

}  // namespace yitong
