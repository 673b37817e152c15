#include "demo/cases.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/random.h"
#include "verbs/cases.h"
#include "verbs/in_transaction.h"
#include "verbs/name_words.h"
#include "verbs/sign_in.h"

namespace yitong::demo {
namespace {

using cases::Form;
using cases::Kind;
using identity::Role;

constexpr std::size_t kMost = 48;
constexpr std::int64_t kDayMicros = 86'400'000'000;
constexpr std::string_view kNames[] = {"示例药甲", "示例药乙", "示例检查", "示例护理"};

/// What is done to a case after it was submitted, by whom.
struct Move {
  Role role;
  cases::Action action;
  std::string_view reason = {}, remark = {};
};

struct Wish {
  Kind kind{};
  Form form;
  std::vector<Move> moves;
};

class Maker {
 public:
  Maker(store::Store& store, const std::shared_ptr<const verbs::Rules>& rules,
        const verbs::RenderSettled& render, const std::vector<Account>& accounts, Instant now)
      : store_(store),
        rules_(rules),
        render_{render, [](const verbs::Reversed&) { return std::string("demo"); },
                [](const verbs::Resettlement&) { return std::string("demo"); }},
        accounts_(accounts),
        now_(now) {
    if (const ledger::Login* const doctor = login_of(Role::doctor)) hospital_ = doctor->institution;
    const auto catalogue = rules_->editions.on(now_.date());
    const auto* const place = catalogue ? catalogue->institution(hospital_) : nullptr;
    if (place != nullptr) away_ = place->area;
  }

  bool is_ready() const { return login_of(Role::window_clerk) != nullptr && !away_.empty(); }
  bool is_of_the_area(const Person& person) const {
    return login_of(Role::window_clerk)->areas.starts_with(person.area);
  }

  /// False: it could not be submitted, which the demonstration does without.
  Result<bool> make(const Person& person, std::size_t index) {
    Random random(index + 77);
    const Instant then{now_.micros - static_cast<std::int64_t>(random.below(18) + 1) * kDayMicros};
    const Wish wish = wish_of(person, index, then.date(), random);
    const auto words = verbs::words_of_person(store_, person.number);
    if (!words) return fail(words.error());
    verbs::OpenCase open;
    open.person = person.number, open.kind = wish.kind, open.key = fmt::format("demo-{}", index);
    open.area = person.area, open.insurance = person.insurance, open.body.form = wish.form;
    open.words = *words;
    open.body.materials = papers_of(person, wish, then);
    const identity::Actor clerk = actor_of(Role::window_clerk);
    auto at = verbs::in_transaction(
        store_, [&] { return verbs::open_case_now(store_, *rules_, open, clerk, then); });
    if (!at) return fail(std::move(at.error()));
    std::vector<Move> moves{{Role::window_clerk, cases::Action::submit}};
    std::ranges::copy(wish.moves, std::back_inserter(moves));
    Instant when = then;
    for (const Move& move : moves) {
      when = std::min(now_, Instant{when.micros + kDayMicros / 3});
      auto next = act(at->view, move, when);
      if (!next) return fail(std::move(next.error()));
      if (!next->refused.empty()) return move.action != cases::Action::submit;
      at = std::move(next);
    }
    return true;
  }

 private:
  const ledger::Login* login_of(Role role) const {
    const auto found = std::ranges::find(accounts_, text_of(role).name,
                                         [](const Account& each) { return each.login.role; });
    return found == accounts_.end() ? nullptr : &found->login;
  }
  identity::Actor actor_of(Role role) const { return verbs::actor_of(*login_of(role)); }

  Result<verbs::CaseAnswer> act(const verbs::CaseView& view, const Move& move, Instant when) {
    verbs::ActOnCase step;
    step.id = view.loaded.file.id, step.version = view.loaded.file.version;
    step.action = move.action, step.reason = move.reason, step.remark = move.remark;
    const identity::Actor actor = actor_of(move.role);
    return verbs::in_transaction(
        store_, [&] { return verbs::act_on_case_now(store_, rules_, render_, step, actor, when); });
  }

  /// The clerk has seen the original of each paper that policy asks for.
  std::vector<cases::Handed> papers_of(const Person& person, const Wish& wish, Instant then) {
    cases::Case one;
    one.kind = wish.kind, one.area = person.area, one.insurance = person.insurance;
    one.form = wish.form;
    std::vector<cases::Handed> out;
    store_.database().begin_read();
    const auto setting = verbs::setting_for(store_, *rules_, person.number, one, then);
    if (!store_.database().commit() || !setting) return out;
    for (const GuideMaterial& wanted : setting->guide.materials)
      for (const GuideRow& paper : wanted.choices.front())
        if (paper.truth == Truth::yes) out.push_back({paper.row->id, {}, true});
    return out;
  }

  Wish wish_of(const Person& person, std::size_t index, Date day, Random& random) const {
    switch (index % 6) {
      case 0: return filing(day, random);
      case 1:
      case 2:
        if (auto disease = disease_of(person, day); !disease.empty())
          return recognition(std::move(disease), random);
        return claim(day, random);
      case 3: return drug(day);
      case 4: return report(day);
      default: return claim(day, random);
    }
  }

  Wish filing(Date day, Random& random) const {
    Wish out{Kind::filing,
             {{"filing_kind", random.percent(50) ? "referral" : "long_term_resident"},
              {"target", away_.substr(0, 4) + "00"},
              {"from", day.str()},
              {"declaration", "yes"}},
             {}};
    return out;
  }

  std::string disease_of(const Person& person, Date day) const {
    const auto policy = rules_->plans.services(person.area, person.insurance, day);
    if (policy == nullptr) return {};
    const auto choice = std::ranges::find(policy->choices, Dim::disease, &Choice::dim);
    return choice == policy->choices.end() ? std::string() : choice->code;
  }

  Wish recognition(std::string disease, Random& random) const {
    Wish out{Kind::recognition,
             {{"disease", std::move(disease)},
              {"institutions.0.code", hospital_},
              {"declaration", "yes"}},
             {}};
    if (random.percent(60)) out.moves.push_back({Role::reviewer, cases::Action::send_to_expert});
    return out;
  }

  Wish drug(Date day) const {
    return {Kind::special_drug,
            {{"drug", "example_drug"},
             {"diagnosis", "示例诊断"},
             {"institution", hospital_},
             {"doctor", login_of(Role::doctor)->account},
             {"from", day.str()},
             {"declaration", "yes"}},
            {}};
  }

  Wish report(Date day) const {
    return {Kind::report,
            {{"subject", "drug"},
             {"trace_code", "83560041234567890123"},
             {"place", away_},
             {"on", day.str()},
             {"what", "示例：扫码显示该盒药已在另一城市售出。"},
             {"declaration", "yes"}},
            {}};
  }

  Wish claim(Date day, Random& random) const {
    Wish out{Kind::claim,
             {{"ground", "system_failure"},
              {"visit", "21"},
              {"admitted", day.plus_days(-9).str()},
              {"on", day.plus_days(-2).str()},
              {"place", away_},
              {"institution", hospital_},
              {"payee", "self"},
              {"payee_name", "示例户名"},
              {"payee_bank", "示例银行"},
              {"payee_account", "9900000000000000"},
              {"declaration", "yes"}},
             {}};
    Money total;
    for (std::size_t line = 0; line < std::size(kNames); ++line) {
      const Money amount = Money::fen(static_cast<std::int64_t>(random.below(300'000)) + 1'000);
      out.form[fmt::format("lines.{}.name", line)] = kNames[line];
      out.form[fmt::format("lines.{}.amount", line)] = amount.str();
      total += amount;
    }
    out.form["total"] = out.form["invoices.0.amount"] = total.str();
    out.form["invoices.0.number"] = fmt::format("99{:06}", random.below(1'000'000));
    const std::size_t stage = random.below(3);
    if (stage == 1)
      out.moves.push_back({Role::reviewer, cases::Action::return_to_person, "paper_unreadable",
                           "示例：费用清单第二页看不清，请重新拍照。"});
    if (stage == 2) out.moves.push_back({Role::reviewer, cases::Action::pass});
    return out;
  }

  store::Store& store_;
  const std::shared_ptr<const verbs::Rules>& rules_;
  const verbs::RenderResettled render_;
  const std::vector<Account>& accounts_;
  const Instant now_;
  std::string hospital_, away_;
};

}  // namespace

Result<std::size_t> make_cases(store::Store& store,
                               const std::shared_ptr<const verbs::Rules>& rules,
                               const verbs::RenderSettled& render,
                               const std::vector<Person>& people,
                               const std::vector<Account>& accounts, Instant now) {
  Maker maker(store, rules, render, accounts, now);
  if (!maker.is_ready()) return 0;
  std::size_t made = 0, index = 0;
  for (const Person& person : people) {
    if (index == kMost) break;
    if (!maker.is_of_the_area(person)) continue;
    if (index == 0) {
      const auto known = verbs::cases_of_person(store, person.number, {}, 1);
      if (!known) return fail(known.error());
      if (!known->cases.empty()) return 0;
    }
    auto one = maker.make(person, index++);
    if (!one) return fail(std::move(one.error()));
    made += *one ? 1 : 0;
  }
  return made;
}

}  // namespace yitong::demo
