#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "base/check.h"
#include "cases/engine.h"
#include "cases/guards.h"
#include "cases/printed.h"

namespace yitong::cases {
namespace {

using identity::Role;
using A = Action;

Date day(const char* text) { return Date::parse(text).value(); }
Instant noon(const char* text) { return {(day(text).days() * 24LL + 4) * 3'600'000'000LL}; }

const PlanBook& shipped() {
  static const Loaded loaded = PlanBook::load({YITONG_SOURCE_DIR "/policies"});
  return loaded.book;
}
const Calendar& holidays() {
  std::ostringstream text;
  text << std::ifstream(YITONG_SOURCE_DIR "/catalogues/calendar.csv").rdbuf();
  static const Calendar calendar = Calendar::parse(text.str()).value();
  return calendar;
}

// ---- the tables ----

std::set<State> reachable(Kind kind) {
  std::set<State> out{State::draft};
  for (bool grown = true; grown;) {
    grown = false;
    for (const Transition& row : transitions())
      if (row.kind == kind && out.contains(row.from)) grown |= out.insert(row.to).second;
  }
  return out;
}

TEST(CaseTables, EveryRowCanBeReachedAndLeadsSomewhere) {
  for (const KindText& kind : all_kinds()) {
    const auto states = reachable(kind.kind);
    for (const Transition& row : transitions())
      if (row.kind == kind.kind)
        EXPECT_TRUE(states.contains(row.from)) << kind.name << " " << text_of(row.from).name;
    for (const State state : states) {
      const bool leaves = std::ranges::any_of(transitions(), [&](const Transition& row) {
        return row.kind == kind.kind && row.from == state;
      });
      const bool rests = text_of(state).turn == Role::anonymous && !text_of(state).personal;
      EXPECT_TRUE(leaves || rests) << kind.name << " is stuck in " << text_of(state).name;
      if (text_of(state).final) EXPECT_FALSE(leaves) << kind.name << " " << text_of(state).name;
    }
  }
}

TEST(CaseTables, WhoseTurnItIsCanDoSomething) {
  for (const KindText& kind : all_kinds())
    for (const State state : reachable(kind.kind)) {
      const Role turn = text_of(state).turn;
      Case one;
      one.kind = kind.kind, one.state = state;
      const bool acts = std::ranges::any_of(transitions(), [&](const Transition& row) {
        return row.kind == kind.kind && row.from == state && row.who.has(turn);
      });
      if (turn != Role::anonymous) EXPECT_TRUE(acts) << kind.name << " " << text_of(state).name;
      if (text_of(state).personal)
        EXPECT_FALSE(possible(one, Role::insured).empty())
            << kind.name << " " << text_of(state).name;
    }
}

TEST(CaseTables, RowsOfOneActionDifferByConditionsAndTheLastHasNone) {
  const auto same = [](const Transition& a, const Transition& b) {
    return a.kind == b.kind && a.from == b.from && a.action == b.action;
  };
  const auto rows = transitions();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool last = i + 1 == rows.size() || !same(rows[i], rows[i + 1]);
    EXPECT_EQ(rows[i].when.empty(), last)
        << text_of(rows[i].kind).name << " " << text_of(rows[i].from).name << " "
        << text_of(rows[i].action).name;
    for (std::size_t j = i + 2; j < rows.size(); ++j)
      if (same(rows[i], rows[j])) EXPECT_TRUE(same(rows[i], rows[j - 1])) << "rows stand together";
  }
}

TEST(CaseTables, EveryWordIsUsedAndSaidInBothLanguages) {
  Set<Action> actions;
  std::set<Guard> guards;
  std::set<Effect> effects;
  std::set<When> conditions;
  std::set<Action> used;
  for (const Transition& row : transitions()) {
    used.insert(row.action);
    for (const GuardText& each : all_guards())
      if (row.guards.has(each.guard)) guards.insert(each.guard);
    for (const EffectText& each : all_effects())
      if (row.effects.has(each.effect)) effects.insert(each.effect);
    for (const WhenText& each : all_conditions())
      if (row.when.has(each.when)) conditions.insert(each.when);
  }
  EXPECT_EQ(used.size(), all_actions().size());
  EXPECT_EQ(guards.size(), all_guards().size());
  EXPECT_EQ(effects.size(), all_effects().size());
  EXPECT_EQ(conditions.size(), all_conditions().size());
  for (const Reason& reason : reasons()) EXPECT_FALSE(reason.zh.empty() || reason.en.empty());
  for (const Field& field : all_fields())
    EXPECT_FALSE(field.zh.empty() || field.en.empty()) << field.key;
}

TEST(CaseTables, EveryKindPrintsAFormWithAllOfItsFields) {
  for (const KindText& kind : all_kinds()) {
    ASSERT_NE(find_form(kind.kind, ""), nullptr) << kind.name;
    for (const Field& field : all_fields()) {
      if (field.kind != kind.kind) continue;
      const bool shown = std::ranges::any_of(printed_forms(), [&](const PrintedForm& form) {
        return form.kind == kind.kind &&
               std::ranges::any_of(form.sections, [&](const FormSection& each) {
                 return each.section == Section::fields && each.written_by == shown_with(field);
               });
      });
      // A parcel's number is the post's business.
      EXPECT_NE(shown, shown_with(field) == Action::tell_tracking) << kind.name << field.key;
    }
  }
  for (const PrintedForm& form : printed_forms()) {
    EXPECT_EQ(find_form(form.kind, form.name), &form);
    for (const std::string_view key : form.essentials)
      EXPECT_NE(find_field(form.kind, key), nullptr) << form.name << key;
  }
}

TEST(CaseTables, AnActionThatWantsAReasonHasSome) {
  for (const Transition& row : transitions())
    if (row.guards.has(Guard::reason))
      EXPECT_TRUE(std::ranges::any_of(reasons(), [&](const Reason& reason) {
        return reason.actions.has(row.action);
      })) << text_of(row.action).name;
}

TEST(CaseTables, AFieldIsWrittenBySomethingThatItsKindCanDo) {
  for (const Field& field : all_fields())
    EXPECT_TRUE(std::ranges::any_of(transitions(), [&](const Transition& row) {
      return row.kind == field.kind && field.written_by.has(row.action);
    })) << field.key;
}

// ---- forms ----

RC_GTEST_PROP(CaseForm, ComesBackAsItWas, (const std::map<std::string, std::string>& raw)) {
  Form form;
  for (const auto& [key, text] : raw)
    if (key.size() <= 64 && text.size() <= 6'000) form[key] = text;
  const auto back = decode_form(encode(form));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == form);
}

TEST(CaseForm, NamesEveryWrongField) {
  const Form form{{"target", "36"},         {"from", "2026-02-30"}, {"colour", "red"},
                  {"filing_kind", "A b"},   {"injury", "fate"},     {"lines.0.amount", "1.00"},
                  {"commitment", "perhaps"}};
  std::set<std::string> paths;
  for (const Error& error : faults_of_values(Kind::filing, form, A::submit, "/form"))
    paths.insert(error.path);
  EXPECT_EQ(paths, (std::set<std::string>{"/form/target", "/form/from", "/form/colour",
                                          "/form/filing_kind", "/form/injury",
                                          "/form/lines/0/amount", "/form/commitment"}));
  const auto gaps = faults_of_gaps(Kind::filing, {}, A::submit, "/form");
  EXPECT_EQ(gaps.size(), 3u);
}

TEST(CaseForm, AStepWritesOnlyItsOwnFields) {
  const Form form{{"opinion", "meets"}};
  EXPECT_TRUE(faults_of_values(Kind::recognition, form, A::give_opinion, "/fields").empty());
  const auto faults = faults_of_values(Kind::recognition, form, A::submit, "/form");
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].code, ErrorCode::not_permitted);
}

TEST(CaseForm, AListHasALimit) {
  Form form;
  for (int i = 0; i < 6; ++i) form["institutions." + std::to_string(i) + ".code"] = "H98010000001";
  const auto faults = faults_of_values(Kind::recognition, form, A::submit, "/form");
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].code, ErrorCode::too_large);
}

// ---- the calendar ----

TEST(CaseCalendar, CountsWorkingDaysAcrossHolidays) {
  EXPECT_EQ(holidays().after(day("2026-09-30"), 1), day("2026-10-08"));
  EXPECT_EQ(holidays().after(day("2026-10-08"), 2),
            day("2026-10-10"));  // a Saturday that is worked
  EXPECT_EQ(holidays().after(day("2026-05-01"), 0), day("2026-05-01"));
  EXPECT_FALSE(holidays().after(day("2026-12-20"), 30)) << "next year's holidays are not known yet";
  EXPECT_FALSE(holidays().is_working_day(day("2031-01-01")));
  EXPECT_EQ(holidays().grade(day("2026-01-01"), day("2026-02-01")), 'B');
}

TEST(CaseCalendar, RefusesWrongLines) {
  const auto got = Calendar::parse(
      "day,kind,name_zh,name_en,grade\n2026-10-01,off,,,B\n2026-10-01,off,,,B\n2026-10-09,work,,,"
      "B\n"
      "tomorrow,off,,,B\n2026-10-12,off,,,\n");
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().size(), 4u);
}

// ---- steps ----

struct Desk {
  Case one;
  const char* today = "2026-06-01";
  ServiceFacts person;
  std::optional<PaymentsSeen> payments;

  Setting setting() const {
    Setting out = setting_of(one, person, shipped(), &holidays(), day(today)).value();
    out.payments = payments;
    return out;
  }
  Result<Step> attempt(Action action, Role role, const char* account = "a1",
                       const char* reason = "", const char* remark = "", Form fields = {}) const {
    return step(one, {action, {role, account}, reason, remark, std::move(fields)}, setting());
  }
  /// Does it, or fails the test with what was told.
  void act(Action action, Role role, const char* account = "a1", const char* reason = "",
           const char* remark = "", Form fields = {}) {
    const auto got = attempt(action, role, account, reason, remark, std::move(fields));
    ASSERT_TRUE(got) << text_of(action).name << ": " << got.error()[0].str(false);
    one.events.push_back({static_cast<std::int64_t>(one.events.size()) + 1,
                          action,
                          one.state,
                          got->to,
                          {role, account},
                          reason,
                          noon(today)});
    if (one.state != got->to) one.state_since = noon(today);
    one.state = got->to, one.form = got->form;
    if (action == A::take)
      one.assignee = account;
    else if (one.events.back().from != one.state || action == A::give_back)
      one.assignee.clear();
  }
  /// Hands in whatever is asked for certain.
  void hand_in_all(bool originals = false) {
    one.materials.clear();
    for (const GuideMaterial& wanted : setting().guide.materials)
      for (const auto& choice : wanted.choices)
        for (const GuideRow& paper : choice)
          one.materials.push_back({paper.row->id, {"d0001-1"}, originals});
  }
};

std::set<ErrorCode> codes_of(const Result<Step>& got) {
  std::set<ErrorCode> out;
  if (!got)
    for (const Error& error : got.error()) out.insert(error.code);
  return out;
}

Desk filing() {
  Desk desk;
  desk.one.kind = Kind::filing, desk.one.area = "360100", desk.one.insurance = "310";
  desk.one.form = {{"filing_kind", "long_term_resident"},
                   {"target", "330100"},
                   {"from", "2026-06-01"},
                   {"declaration", "yes"}};
  return desk;
}

TEST(Filing, OfALongTermResidentTakesEffectAtOnceWhenComplete) {
  Desk desk = filing();
  const auto bare = desk.attempt(A::submit, Role::insured);
  EXPECT_EQ(codes_of(bare), (std::set{ErrorCode::material_missing}));
  desk.hand_in_all();
  desk.act(A::submit, Role::insured);
  EXPECT_EQ(desk.one.state, State::approved);
}

TEST(Filing, SaysWhatTheStateAllows) {
  Desk desk = filing();
  const auto got = desk.attempt(A::approve, Role::reviewer);
  ASSERT_EQ(codes_of(got), (std::set{ErrorCode::wrong_case_state}));
  EXPECT_EQ(got.error()[0].rule, "nothing");
  EXPECT_EQ(codes_of(desk.attempt(A::submit, Role::reviewer)),
            (std::set{ErrorCode::not_permitted}));
}

TEST(Filing, IsNotNeededAtHomeNorInAnEmergency) {
  Desk desk = filing();
  desk.hand_in_all();
  desk.one.form["target"] = "360100";
  EXPECT_TRUE(
      codes_of(desk.attempt(A::submit, Role::insured)).contains(ErrorCode::filing_not_needed));
  desk.one.form["target"] = "330100", desk.one.form["filing_kind"] = "emergency";
  EXPECT_TRUE(
      codes_of(desk.attempt(A::submit, Role::insured)).contains(ErrorCode::filing_not_needed));
}

TEST(Filing, NamesACityOrAnAreaThatIsFiledAsAWhole) {
  for (const auto& [target, fits] : {std::pair("330100", true),
                                     {"330000", false},
                                     {"110000", true},
                                     {"460000", true},
                                     {"330102", false}}) {
    Desk desk = filing();
    desk.hand_in_all();
    desk.one.form["target"] = target;
    EXPECT_EQ(desk.attempt(A::submit, Role::insured).has_value(), fits) << target;
  }
}

TEST(Filing, BeginsInThePastOnlyForAStayThatIsNotSettled) {
  Desk desk = filing();
  desk.hand_in_all();
  desk.one.form["from"] = "2026-05-20";
  EXPECT_FALSE(desk.attempt(A::submit, Role::insured));
  desk.one.form["admitted"] = "2026-05-20";
  EXPECT_TRUE(desk.attempt(A::submit, Role::institution_office));
}

Desk recognition() {
  Desk desk;
  desk.one.kind = Kind::recognition, desk.one.area = "440900", desk.one.insurance = "390";
  const auto policy = shipped().services("440900", "390", day("2026-06-01"));
  const auto disease = std::ranges::find(policy->choices, Dim::disease, &Choice::dim);
  YT_CHECK(disease != policy->choices.end());
  desk.one.form = {{"disease", disease->code}, {"declaration", "yes"}};
  desk.hand_in_all();
  return desk;
}

Form met(const Desk& desk, const char* list, const char* answer) {
  Form out;
  int row = 0;
  for (const GuideRow& each : desk.setting().guide.criteria) {
    const std::string at = std::string(list) + "." + std::to_string(row++);
    out[at + ".row"] = each.row->id, out[at + ".met"] = answer;
    if (std::string_view(list) != "tests") continue;
    out[at + ".value"] = "24.5", out[at + ".on"] = "2026-05-20";
  }
  return out;
}

TEST(Recognition, GoesThroughExpertReviewerAndApprover) {
  Desk desk = recognition();
  desk.act(A::submit, Role::insured, "p1");
  desk.act(A::take, Role::reviewer, "r1");
  EXPECT_EQ(codes_of(desk.attempt(A::send_to_expert, Role::reviewer, "r2")),
            (std::set{ErrorCode::case_taken}));
  desk.act(A::send_to_expert, Role::reviewer, "r1");
  Form opinion = met(desk, "criteria", "yes");
  EXPECT_EQ(codes_of(desk.attempt(A::give_opinion, Role::assessor, "e1", "", "", opinion)),
            (std::set{ErrorCode::missing_field}));
  opinion["opinion"] = "meets";
  desk.act(A::give_opinion, Role::assessor, "e1", "", "", opinion);
  desk.act(A::pass, Role::reviewer, "r1");
  EXPECT_EQ(codes_of(desk.attempt(A::approve, Role::approver, "r1")),
            (std::set{ErrorCode::four_eyes}));
  desk.act(A::approve, Role::approver, "v1");
  EXPECT_EQ(desk.one.state, State::approved);
}

TEST(Recognition, AnOpinionDoesNotSayMetOverACriterionThatIsNot) {
  Desk desk = recognition();
  desk.act(A::submit, Role::insured);
  desk.act(A::send_to_expert, Role::reviewer, "r1");
  Form opinion = met(desk, "criteria", "no");
  ASSERT_FALSE(opinion.empty());
  opinion["opinion"] = "meets";
  EXPECT_EQ(codes_of(desk.attempt(A::give_opinion, Role::assessor, "e1", "", "", opinion)),
            (std::set{ErrorCode::criteria_not_met}));
  opinion["opinion"] = "does_not_meet";
  desk.act(A::give_opinion, Role::assessor, "e1", "", "", opinion);
  EXPECT_EQ(codes_of(desk.attempt(A::pass, Role::reviewer, "r1")),
            (std::set{ErrorCode::criteria_not_met}));
  desk.act(A::propose_refusal, Role::reviewer, "r1", "criteria_not_met", "第二项检查不符");
  desk.act(A::refuse, Role::approver, "v1", "criteria_not_met", "同意");
  EXPECT_EQ(codes_of(desk.attempt(A::appeal, Role::insured)), (std::set{ErrorCode::missing_field}));
  desk.act(A::appeal, Role::insured, "p1", "", "有新的检查报告");
  EXPECT_EQ(codes_of(desk.attempt(A::uphold, Role::approver, "v1", "criteria_not_met", "同意")),
            (std::set{ErrorCode::four_eyes}));
  desk.act(A::approve, Role::approver, "v2");
}

Desk drug(const char* name) {
  Desk desk;
  desk.one.kind = Kind::special_drug, desk.one.area = "659000", desk.one.insurance = "390";
  desk.one.form = {
      {"drug", name},        {"diagnosis", "肝硬化腹水"}, {"institution", "H98010000001"},
      {"doctor", "doctor1"}, {"from", "2026-06-01"},      {"declaration", "yes"}};
  desk.hand_in_all();
  return desk;
}

TEST(SpecialDrug, WantsTheTestsThatTheDrugsRuleAsksFor) {
  Desk desk = drug("human_albumin");
  desk.act(A::submit, Role::insured);
  EXPECT_EQ(desk.one.state, State::with_doctor);
  Form form{{"use", "first"},
            {"dose", "每日 10 g"},
            {"course_days", "5"},
            {"assessment", "白蛋白 24.5 g/L，大量腹水"},
            {"conclusion", "fits"}};
  EXPECT_EQ(codes_of(desk.attempt(A::assess_drug, Role::doctor, "doctor1", "", "", form)),
            (std::set{ErrorCode::missing_field}));
  const Form tests = met(desk, "tests", "yes");
  ASSERT_GE(rows_of(tests, "tests"), 3u);
  form.insert(tests.begin(), tests.end());
  Form high = form;
  for (auto& [path, text] : high)
    if (path.ends_with(".value")) text = "30";
  EXPECT_EQ(codes_of(desk.attempt(A::assess_drug, Role::doctor, "doctor1", "", "", high)),
            (std::set{ErrorCode::criteria_not_met}));
  desk.act(A::assess_drug, Role::doctor, "doctor1", "", "", form);
  desk.act(A::confirm_drug, Role::institution_office, "o1");
  desk.act(A::pass, Role::reviewer, "r1");
  desk.act(A::approve, Role::approver, "v1");
}

Desk claim() {
  Desk desk;
  desk.one.kind = Kind::claim, desk.one.area = "360100", desk.one.insurance = "310";
  desk.one.form = {{"ground", "system_failure"},
                   {"visit", "21"},
                   {"on", "2026-05-20"},
                   {"admitted", "2026-05-10"},
                   {"place", "110000"},
                   {"institution", "H98010000001"},
                   {"total", "300.00"},
                   {"lines.0.name", "甲药"},
                   {"lines.0.quantity", "3"},
                   {"lines.0.price", "50.00"},
                   {"lines.0.amount", "150.00"},
                   {"lines.1.name", "检查"},
                   {"lines.1.amount", "150.00"},
                   {"invoices.0.number", "0001"},
                   {"invoices.0.amount", "300.00"},
                   {"payee", "self"},
                   {"payee_name", "示例"},
                   {"payee_bank", "示例银行"},
                   {"payee_account", "6222000000000001"},
                   {"declaration", "yes"}};
  desk.hand_in_all();
  return desk;
}

TEST(Claim, AddsUpOrIsNotTaken) {
  Desk desk = claim();
  desk.one.form["lines.0.amount"] = "151.00";
  const auto got = desk.attempt(A::submit, Role::insured);
  ASSERT_EQ(codes_of(got), (std::set{ErrorCode::sums_differ}));
  EXPECT_EQ(got.error().size(), 2u) << "the sum of the lines, and three times fifty";
  desk = claim();
  desk.one.form["invoices.1.number"] = "0001", desk.one.form["invoices.1.amount"] = "0.00";
  EXPECT_EQ(codes_of(desk.attempt(A::submit, Role::insured)), (std::set{ErrorCode::duplicate_key}));
}

TEST(Claim, OnAGroundThatIsNotAdmissibleIsNotTaken) {
  Desk desk = claim();
  desk.one.form["ground"] = "non_designated";
  EXPECT_EQ(codes_of(desk.attempt(A::submit, Role::insured)),
            (std::set{ErrorCode::not_admissible}));
  desk.one.form["emergency"] = "yes";
  EXPECT_FALSE(
      codes_of(desk.attempt(A::submit, Role::insured)).contains(ErrorCode::not_admissible));
}

TEST(Claim, ADeadlineThatPolicyDoesNotKnowIsNotSaidToHold) {
  const Desk desk = claim();
  for (const Check& check : checks_of(desk.one, desk.setting()))
    EXPECT_EQ(check.known, check.guard != Guard::in_time);
}

TEST(Claim, AWordThatPolicyDoesNotKnowLeavesTheOthersKnown) {
  Desk desk = claim();
  desk.one.form["ground"] = "no_such_ground", desk.one.form["situations"] = "renting";
  const Setting setting = desk.setting();
  EXPECT_FALSE(setting.guide.grounds.empty());
  EXPECT_TRUE(std::ranges::none_of(setting.guide.questions, [](const OpenQuestion& each) {
    return each.key == Dim::situation;
  })) << "the situation is still told";
}

TEST(Claim, WantsItsOriginalsBeforeItPasses) {
  Desk desk = claim();
  desk.act(A::submit, Role::insured, "p1");
  EXPECT_EQ(codes_of(desk.attempt(A::pass, Role::reviewer, "r1")),
            (std::set{ErrorCode::original_missing}));
  desk.act(A::ask_for_originals, Role::reviewer, "r1");
  EXPECT_EQ(codes_of(desk.attempt(A::tell_tracking, Role::insured, "p1")),
            (std::set{ErrorCode::missing_field}));
  desk.act(A::tell_tracking, Role::insured, "p1", "", "", {{"tracking", "SF0001"}});
  desk.act(A::receive_originals, Role::window_clerk, "w1");
  desk.hand_in_all(true);
  const Form refused{{"refused.0.line", "2"}, {"refused.0.reason", "off_list"}};
  desk.act(A::pass, Role::reviewer, "r1", "", "", refused);
  EXPECT_EQ(desk.one.state, State::in_approval);
  desk.act(A::approve, Role::approver, "v1");
  EXPECT_EQ(desk.one.state, State::to_be_paid);
  desk.payments = PaymentsSeen{false, false, true};
  EXPECT_EQ(codes_of(desk.attempt(A::record_failed, Role::finance, "f1", "wrong_account")),
            (std::set{ErrorCode::wrong_payment_state}));
  desk.payments = PaymentsSeen{false, true, false};
  desk.act(A::record_failed, Role::finance, "f1", "wrong_account");
  desk.act(A::correct_payee, Role::insured, "p1", "", "", {{"payee_account", "6222000000000002"}});
  EXPECT_EQ(value(desk.one.form, "payee_account"), "6222000000000002");
  desk.payments = PaymentsSeen{true, false, false};
  desk.act(A::record_paid, Role::finance, "f1");
  desk.act(A::appeal, Role::insured, "p1", "", "检查是必要的");
  desk.act(A::approve, Role::approver, "v2", "", "",
           {{"refused.0.line", ""}, {"refused.0.reason", ""}});
  EXPECT_EQ(rows_of(desk.one.form, "refused"), 0u);
  EXPECT_EQ(desk.one.state, State::to_be_paid);
}

TEST(Claim, WithNothingDueIsSettledWithoutAPayment) {
  Desk desk = claim();
  desk.one.state = State::in_approval;
  Setting setting = desk.setting();
  setting.due = Money();
  const auto got = step(desk.one, {A::approve, {Role::approver, "v1"}, {}, {}, {}}, setting);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->to, State::paid);
}

TEST(CaseClock, ShowsTheProcessingTimeInWorkingDays) {
  Desk desk = claim();
  desk.act(A::submit, Role::insured);
  desk.one.opened = noon("2026-06-01");
  const auto clock = clock_of(desk.one, desk.setting());
  ASSERT_TRUE(clock);
  EXPECT_TRUE(clock->known);
  EXPECT_EQ(clock->day, holidays().after(day("2026-06-01"), 30));
  EXPECT_EQ(clock->grade, 'D');
  desk.one.state = State::paid;
  EXPECT_FALSE(clock_of(desk.one, desk.setting()));
}

/// Whatever anybody tries in whatever order, the engine answers and the table is obeyed.
RC_GTEST_PROP(CaseSteps, NeverLeaveTheTable, ()) {
  Desk desk = *rc::gen::element(filing(), recognition(), drug("human_albumin"), claim());
  for (int i = 0; i < 40; ++i) {
    const Action action = *rc::gen::map(rc::gen::inRange<std::size_t>(0, all_actions().size()),
                                        [](std::size_t at) { return all_actions()[at].action; });
    const Role role = *rc::gen::map(rc::gen::inRange<std::size_t>(0, identity::kRoles),
                                    [](std::size_t at) { return identity::all_roles()[at].role; });
    const auto allowed = possible(desk.one, role);
    const bool listed = std::ranges::find(allowed, action) != allowed.end();
    const auto got = desk.attempt(action, role, "a1", "other_reason", "because");
    RC_ASSERT((!got || listed));
    if (!got) continue;
    desk.one.state = got->to, desk.one.form = got->form;
  }
}

}  // namespace
}  // namespace yitong::cases
