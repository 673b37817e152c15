#include "scenario/scenario.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>

#include <fmt/format.h>

#include "adjudication/accumulate.h"
#include "adjudication/estimate.h"
#include "adjudication/year_end.h"
#include "policy/reader.h"
#include "review/review.h"
#include "scenario/ask.h"
#include "scenario/entitled.h"
#include "scenario/granted.h"
#include "scenario/transcript.h"

namespace yitong {
namespace {

/// What a scenario file says, read with the same care as a policy.
class ScenarioRunner {
 public:
  ScenarioRunner(const PolicyText& text, const PlanBook& book) : text_(text), book_(book) {
    result_.file = text.name;
  }

  ScenarioResult run() {
    const toml::table root = read_toml(text_, reading_);
    if (!faults_.empty()) return broken("not TOML: " + render(faults_[0], {text_}));
    TableReader top(reading_, root, Place{0, 1, 1});
    result_.title = top.text("title");
    top.text("origin", true, 2000);
    for (const toml::table* each : top.tables("policy_text")) {
      TableReader inner(reading_, *each, reading_.at(*each));
      inline_.push_back({inner.text("name"), inner.text("text", true, 100'000)});
      inner.finish();
    }
    const toml::table* findings = top.table("expect_findings");
    if (const toml::table* faults = top.table("expect_faults")) {
      expect_faults(*faults);
    } else if (top.has("ask")) {
      ask_services(top);
    } else if (top.has("entitled")) {
      ask_entitled(top);
    } else if (findings != nullptr) {
      expect_findings(*findings, top.has("on") ? top.date("on", false) : Date());
    } else {
      settle_visits(top, root);
    }
    top.finish();
    for (const Fault& fault : faults_) result_.details += render(fault, {text_});
    result_.passed = result_.details.empty();
    if (!result_.passed && !steps_.empty()) result_.details += "  steps of this run:\n" + steps_;
    return result_;
  }

 private:
  ScenarioResult broken(std::string why) {
    result_.details = "  " + std::move(why) + "\n";
    return result_;
  }

  void differ(std::string_view what, std::string_view expected, std::string_view got) {
    result_.details += fmt::format("  {}: expected {}, got {}\n", what, expected, got);
  }

  /// code = line, or a list of lines: all that are expected and no others.
  void compare_findings(const toml::table& table, const std::multiset<std::string>& got) {
    std::multiset<std::string> expected;
    for (const auto& [code, node] : table) {
      const auto add = [&](const toml::node& line) {
        expected.insert(fmt::format("{} at line {}", code.str(), line.value_or(std::int64_t{-1})));
      };
      if (const auto* list = node.as_array())
        for (const toml::node& line : *list) add(line);
      else
        add(node);
    }
    if (got != expected)
      differ("faults", fmt::format("{}", fmt::join(expected, "; ")),
             fmt::format("{}", fmt::join(got, "; ")));
  }

  /// [expect_faults], for texts that must be refused; warnings do not count.
  void expect_faults(const toml::table& table) {
    const Loaded loaded = PlanBook::from_texts(inline_);
    std::multiset<std::string> got;
    for (const Loaded::Finding& finding : loaded.findings) {
      if (finding.severity != Severity::error) continue;
      const auto first = finding.error.path.find(':'), second = finding.error.path.rfind(':');
      const std::string line = first == std::string::npos
                                   ? "0"
                                   : finding.error.path.substr(first + 1, second - first - 1);
      got.insert(fmt::format("{} at line {}", text_of(finding.error.code).code, line));
      steps_ += finding.text_en;
    }
    compare_findings(table, got);
  }

  /// [expect_findings], for texts that load and look wrong; `on` judges review dates.
  void expect_findings(const toml::table& table, Date on) {
    const Loaded loaded = PlanBook::from_texts(inline_);
    for (const Loaded::Finding& finding : loaded.findings) result_.details += finding.text_en;
    std::multiset<std::string> got;
    for (const Finding& finding : review(loaded.book, on)) {
      got.insert(fmt::format("{} at line {}", text_of(finding.code).code, finding.place.line));
      steps_ += render(finding, false);
    }
    compare_findings(table, got);
  }

  /// policy = "440900/390", on = a day, [[ask]].
  void ask_services(TableReader& top) {
    const std::string policy = top.text("policy");
    const Date on = top.date("on", true);
    const auto slash = policy.find('/');
    Loaded own;
    if (!inline_.empty()) own = PlanBook::from_texts(inline_);
    for (const Loaded::Finding& finding : own.findings) result_.details += finding.text_en;
    const PlanBook& book = inline_.empty() ? book_ : own.book;
    const auto found = book.services(policy.substr(0, slash),
                                     slash == policy.npos ? "" : policy.substr(slash + 1), on);
    for (const toml::table* each : top.tables("ask")) {
      TableReader in(reading_, *each, reading_.at(*each));
      if (found == nullptr)
        differ("policy", policy, "none in force");
      else
        result_.details += ask(in, *found, on);
      if (found != nullptr) in.finish();
    }
  }

  /// policy = "130200/390", [[contribution]], [[entitled]].
  void ask_entitled(TableReader& top) {
    const std::string policy = top.text("policy");
    const auto slash = policy.find('/');
    Loaded own;
    if (!inline_.empty()) own = PlanBook::from_texts(inline_);
    for (const Loaded::Finding& finding : own.findings) result_.details += finding.text_en;
    result_.details += entitled(top, inline_.empty() ? book_ : own.book, policy.substr(0, slash),
                                slash == policy.npos ? "" : policy.substr(slash + 1));
  }

  void settle_visits(TableReader& top, const toml::table& root) {
    const std::string policy = top.text("policy");
    const Date on = top.date("on", true);
    const auto slash = policy.find('/');
    Loaded own;
    if (!inline_.empty()) own = PlanBook::from_texts(inline_);
    for (const Loaded::Finding& finding : own.findings) result_.details += finding.text_en;
    const PlanBook& book = inline_.empty() ? book_ : own.book;
    const std::string insurance = slash == policy.npos ? "" : policy.substr(slash + 1);
    find_plan_ = [&book, area = policy.substr(0, slash), insurance](Date day) {
      return book.find(area, insurance, day);
    };
    facts_table_ = top.table("facts");
    area_ = policy.substr(0, slash), insurance_ = insurance, used_book_ = &book;
    for (const toml::table* each : top.tables("grant")) {
      TableReader in(reading_, *each, reading_.at(*each));
      grants_.push_back(read_grant(in, area_));
      grants_.back().no = static_cast<std::int64_t>(grants_.size());
      in.finish();
    }
    if (!use_version(on)) {
      top.tables("visit");
      for (const char* key : {"facts", "year", "account", "bill", "expect"}) top.take(key);
      return;
    }
    if (const toml::table* year = top.table("year")) set_year(*year);
    account_ = money(top, "account").fen();
    const auto visits = top.tables("visit");
    if (!visits.empty()) {
      for (const toml::table* visit : visits) {
        TableReader one(reading_, *visit, reading_.at(*visit));
        settle_one(one);
        one.finish();
      }
    } else {
      TableReader one(reading_, root, Place{0, 1, 1});
      settle_one(one);
      for (const char* key : {"bill", "expect", "stay", "institution", "doctor"}) top.take(key);
    }
    for (const PlanBook::Entry& entry : own.book.entries())
      result_.transcript += fmt::format("fixed bills, {} from {}\n{}", entry.insurance,
                                        entry.from.str(), fixed_bills(*entry.plans.exact));
  }

  /// The version of the policy that holds on a day, and the facts in its terms.
  bool use_version(Date on) {
    on_ = deciding_ = on;
    const auto plans = find_plan_(on);
    if (!plans) {
      result_.details += "  " + plans.error()[0].str(false) + "\n";
      return false;
    }
    plan_ = plans->exact;
    facts_ = default_facts();
    facts_[Dim::relation] = *closed_value(Dim::relation, "same");
    facts_[Dim::filing] = *closed_value(Dim::filing, "local");
    if (facts_table_ != nullptr) set_facts(*facts_table_, facts_);
    return true;
  }

  static verbs::StatedFacts stated_in(const toml::table* table) {
    verbs::StatedFacts out;
    if (table == nullptr) return out;
    for (const auto& [key, node] : *table) {
      std::string text;
      if (const auto* value = node.as_string())
        text = value->get();
      else if (const auto* flag = node.as_boolean())
        text = flag->get() ? "true" : "false";
      else if (const auto* number = node.as_integer())
        text = std::to_string(number->get());
      out.emplace_back(key.str(), std::move(text));
    }
    return out;
  }

  void set_facts(const toml::table& table, Facts& facts) {
    for (const auto& [key, text] : stated_in(&table))
      if (const auto set = set_fact(*plan_, facts, key, text, "facts." + key); !set)
        result_.details += "  " + set.error()[0].str(false) + "\n";
  }

  /// Where an accumulator stands in the person's account, for the visit at hand.
  std::pair<std::string, std::string> key_of(std::size_t index, const Facts& facts) const {
    const Accumulator& accumulator = plan_->accumulators[index];
    return {accumulator_period(accumulator, *plan_->policy, {deciding_, stay_, institution_}),
            accumulator_name(accumulator, *plan_, facts)};
  }

  void set_year(const toml::table& table) {
    for (const auto& [key, node] : table) {
      const int index = plan_->accumulator(key.str());
      const auto* text = node.as_string();
      const auto money = text == nullptr ? std::nullopt : Money::parse(text->get());
      const auto* count = node.as_integer();
      if (index < 0 || (!money && count == nullptr))
        differ("year." + std::string(key.str()), "an accumulator and its value", describe(node));
      else
        so_far_[key_of(static_cast<std::size_t>(index), facts_)] =
            money ? money->fen() : count->get();
    }
  }

  Money money(TableReader& table, std::string_view key) {
    if (!table.has(key)) return {};
    const std::string text = table.text(key);
    const auto value = Money::parse(text);
    if (!value) differ(key, "an amount such as \"1300.00\"", text);
    return value.value_or(Money());
  }

  std::uint8_t category(TableReader& table) {
    const std::string text = table.text("category");
    const auto number = parse_decimal(text, 0, 2);
    if (!number || *number < 1 || *number > 14) differ("category", "\"01\" to \"14\"", text);
    return static_cast<std::uint8_t>(number.value_or(0));
  }

  Bill read_bill(const toml::table& table) {
    TableReader in(reading_, table, reading_.at(table));
    Bill bill;
    bill.visit = in.text("visit");
    if (in.has("admitted")) bill.admitted = in.date("admitted", false);
    const auto lines = in.tables("line");
    BillSums sums{money(in, "full_self_pay"), money(in, "over_limit"), money(in, "self_pay_first"),
                  money(in, "in_scope"), in.has("drug_group") ? in.text("drug_group") : ""};
    for (const toml::table* each : lines) {
      TableReader one(reading_, *each, reading_.at(*each));
      BillLine line;
      line.amount = money(one, "amount");
      line.given_class = static_cast<ItemClass>(1 + one.one_of("class", {"A", "B", "C"}, 0));
      if (one.has("self_pay_first"))
        line.given_self_pay_first = Ratio::parse(one.text("self_pay_first"));
      if (one.has("date")) line.date = one.date("date", false);
      if (one.has("drug_group")) line.given_group = one.text("drug_group");
      if (one.has("category")) line.given_category = category(one);
      if (one.has("quantity")) {
        line.quantity_e4 = parse_decimal(one.text("quantity"), 4).value_or(0);
        line.given_ceiling_micro = money(one, "price_limit").fen() * 10'000;
      }
      line.approved = one.flag("approved", false);
      line.granted = one.flag("granted", false);
      one.finish();
      bill.total += line.amount;
      bill.lines.push_back(std::move(line));
    }
    if (lines.empty()) {
      bill.total = sums.full_self_pay + sums.over_limit + sums.self_pay_first + sums.in_scope;
      bill.sums = sums;
    }
    in.finish();
    return bill;
  }

  void settle_one(TableReader& visit) {
    const toml::table* bill_table = visit.table("bill", true);
    const toml::table* expect = visit.table("expect", true);
    if (bill_table == nullptr || expect == nullptr) return;
    if (visit.has("on") && !use_version(visit.date("on", false))) return;
    stay_ = visit.has("stay") ? visit.text("stay") : "";
    institution_ = visit.has("institution") ? visit.text("institution") : "";
    const std::string doctor = visit.has("doctor") ? visit.text("doctor") : "";
    const toml::table* own = visit.table("facts");
    Bill bill = read_bill(*bill_table);
    bill.on = on_;
    auto scoped = classify_stated(bill);
    if (!scoped) {
      result_.details += "  " + scoped.error()[0].str(false) + "\n";
      return;
    }
    TableReader wanted(reading_, *expect, reading_.at(*expect));
    const std::string refusal = wanted.has("refused") ? wanted.text("refused") : "";
    const auto refused = [&](ErrorCode code, const std::string& why) {
      if (text_of(code).code != refusal)
        differ("refused", refusal.empty() ? "a settlement" : refusal,
               fmt::format("{} ({})", text_of(code).code, why));
    };
    recognised_.clear();
    if (!grants_.empty()) {
      GrantedVisit asked{area_, insurance_, institution_, doctor, stated_in(facts_table_)};
      std::ranges::move(stated_in(own), std::back_inserter(asked.facts));
      auto diseases = apply(grants_, asked, bill, plan_, *used_book_, *scoped);
      if (!diseases) return refused(diseases.error()[0].code, diseases.error()[0].str(false));
      recognised_ = std::move(*diseases);
    }
    const auto parts = split_at_year_end(*plan_->policy, bill, *scoped);
    if (!parts) return refused(parts.error()[0].code, parts.error()[0].str(false));
    Facts facts;
    Came came;
    for (const StayPart& part : *parts) {
      if (const auto note = settle_part(part, own, facts, came))
        return refused(note->code, note->text.en);
    }
    if (!refusal.empty()) differ("refused", refusal, "a settlement");
    compare(wanted, came);
    if (const toml::table* year = wanted.table("year")) compare_year(*year, facts);
    wanted.finish();
  }

  /// What a bill came to, by the names that [expect] may use; of a stay in parts, their sums.
  using Came = std::map<std::string, std::int64_t>;

  /// A bill, or what of a stay belongs to one benefit year, under the version of that year. The
  /// refusal, if it is one.
  std::optional<RefusalNote> settle_part(const StayPart& part, const toml::table* own, Facts& facts,
                                         Came& came) {
    const Date deciding = deciding_day(*plan_->policy, part.admitted, part.on);
    if (deciding != on_ && !use_version(deciding)) return std::nullopt;
    on_ = part.on;
    deciding_ = deciding;
    facts = facts_;
    if (own != nullptr) set_facts(*own, facts);
    if (!recognised_.empty())
      if (auto set = set_fact(*plan_, facts, "diseases", recognised_, "grant"); !set)
        result_.details += "  " + set.error()[0].str(false) + "\n";
    facts.month = static_cast<std::uint8_t>(benefit_month(*plan_->policy, deciding));
    if (facts[Dim::days] == Facts::kUnset) facts[Dim::days] = nights(part.admitted, part.on);
    std::vector<std::int64_t> before(plan_->accumulators.size());
    for (std::size_t i = 0; i < before.size(); ++i) before[i] = so_far_[key_of(i, facts)];
    Settlement settlement;
    StepList steps;
    const Date first = part.admitted.is_set() ? part.admitted : part.on;
    const SettleInput input{&part.bill, &facts,       before.data(),
                            account_,   first.days(), part.on.days()};
    const Refused refused = settle(input, *plan_, settlement, steps);
    if (!inline_.empty())
      result_.transcript += fmt::format("bill {}\n{}", ++bills_,
                                        transcript(*plan_, settlement, steps.steps, refused));
    if (refused) return refusal_note(refused, *plan_);
    collect(settlement, came);
    for (std::size_t i = 0; i < before.size(); ++i)
      so_far_[key_of(i, facts)] += settlement.accumulator_delta[i];
    account_ -= settlement.account;
    const Report read = report(settlement, steps.steps, facts, *plan_, plan_->policy->from);
    for (const ReportStep& step : read.steps)
      steps_ +=
          fmt::format("    {:<28} {:>14}  {}\n", step.key, step.result.str(), step.sentence.en);
    return std::nullopt;
  }

  void collect(const Settlement& settlement, Came& came) const {
    came["total"] += settlement.total;
    came["funds"] += settlement.funds;
    came["person"] += settlement.total - settlement.funds;
    came["account"] += settlement.account;
    came["cash"] += settlement.cash;
    const auto names = part_names(*plan_->policy);
    for (int part = 0; part < kFixedParts; ++part)
      came[names[static_cast<std::size_t>(part)]] += settlement.part(part);
    for (std::size_t l = 0; l < plan_->layers.size(); ++l) {
      const std::string& id = plan_->layer(l).id;
      const int first = plan_->layers[l].parts;
      came[id] += settlement.layer(static_cast<int>(l));
      came["under_start:" + id] += settlement.part(first);
      came["band_self:" + id] += settlement.part(first + 1);
      came["over_cap:" + id] += settlement.part(first + 2);
    }
  }

  void compare(TableReader& wanted, const Came& came) {
    for (const auto& [key, got] : came) {
      if (!wanted.has(key)) continue;
      const Money expected = money(wanted, key);
      if (expected.fen() != got) differ(key, expected.str(), Money::fen(got).str());
    }
  }

  void compare_year(const toml::table& year, const Facts& facts) {
    for (const auto& [key, node] : year) {
      const int index = plan_->accumulator(key.str());
      const auto* text = node.as_string();
      const auto* count = node.as_integer();
      const auto expected = text != nullptr    ? Money::parse(text->get())
                            : count != nullptr ? std::optional(Money::fen(count->get()))
                                               : std::nullopt;
      const std::string name = "year." + std::string(key.str());
      if (index < 0 || !expected)
        differ(name, "an accumulator and its value", describe(node));
      else if (const auto got = so_far_[key_of(static_cast<std::size_t>(index), facts)];
               got != expected->fen())
        differ(name, expected->str(), Money::fen(got).str());
    }
  }

  const PolicyText& text_;
  const PlanBook& book_;
  ScenarioResult result_;
  Faults faults_;
  Reading reading_{0, faults_};
  std::vector<PolicyText> inline_;
  std::function<Result<PlanSet>(Date)> find_plan_;
  const toml::table* facts_table_ = nullptr;
  std::shared_ptr<const Plan> plan_;
  Facts facts_;
  Date on_, deciding_;
  std::string stay_, institution_;
  std::string area_, insurance_;
  const PlanBook* used_book_ = nullptr;  ///< that the visits are settled by
  std::vector<ledger::Grant> grants_;
  std::string recognised_;  ///< by grants, for the visit at hand
  std::int64_t account_ = 0;
  std::map<std::pair<std::string, std::string>, std::int64_t> so_far_;  ///< by period and name
  std::string steps_;
  int bills_ = 0;
};

}  // namespace

std::size_t ScenarioRun::passed() const {
  return static_cast<std::size_t>(std::ranges::count(results, true, &ScenarioResult::passed));
}

ScenarioResult run_scenario(const PolicyText& text, const PlanBook& book) {
  return ScenarioRunner(text, book).run();
}

ScenarioRun run_scenarios(const std::vector<std::string>& paths, const std::string& policies) {
  std::set<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) {
      files.insert(path);
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path, error))
      if (entry.path().extension() == ".toml") files.insert(entry.path().string());
  }
  const Loaded loaded = PlanBook::load({policies});
  ScenarioRun out;
  for (const std::string& file : files) {
    std::ifstream in(file, std::ios::binary);
    const PolicyText text{file, std::string(std::istreambuf_iterator<char>(in), {})};
    out.results.push_back(run_scenario(text, loaded.book));
  }
  return out;
}

}  // namespace yitong
