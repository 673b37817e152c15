// A special drug from the doctor's assessment to the bill that is paid under its approval.
#include <algorithm>

#include "store/card_rows.h"
#include "store/period_rows.h"
#include "verbs/cases_test_support.h"
#include "verbs/quote.h"

namespace yitong::verbs {
namespace {

using namespace testing;
using Do = cases::Action;
using identity::Role;

constexpr const char* kDrugRules = R"toml(
[[choice.disease]]
code = "lung_cancer"
name = { zh = "肺癌", en = "Lung cancer" }
[[choice.drug_group]]
code = "targeted"
name = { zh = "靶向药", en = "Targeted drugs" }
[benefit.special]
name        = { zh = "特药", en = "Special drugs" }
visits      = ["14", "41"]
drug_groups = ["targeted"]
deductible  = "none"
[benefit.pharmacy]
name       = { zh = "药店", en = "Pharmacy" }
visits     = ["14", "41"]
deductible = "none"
[[layer]]
id     = "special_pool"
name   = { zh = "特药统筹", en = "Special-drug pool" }
fund   = "hifp"
takes  = "in_scope"
of     = "special"
source = "s"
rows   = [{ pays = "70%" }]
[[bar]]
id      = "unapproved"
when    = { drug_group = "targeted" }
unless  = [{ granted = true }]
refuses = true
text    = { zh = "特药须先经审批", en = "Special drugs need an approval first" }
source  = "s"
[rule.demanded]
for      = "recognition"
demanded = true
source   = "s"
[rule.drug]
for    = "special_drug"
fixes  = ["patient", "institution", "doctor", "pharmacy", "disease"]
valid  = { is = "6 months", source = "s" }
source = "s"
[criterion.gene]
for    = "special_drug"
when   = { drug_group = "targeted" }
name   = { zh = "基因检测阳性", en = "Gene test positive" }
kind   = "record"
source = "s"
[criterion.platelets]
for    = "special_drug"
when   = { drug_group = "targeted" }
name   = { zh = "血小板", en = "Platelets" }
kind   = "test"
above  = 50
within = { is = "30 days", source = "s" }
source = "s"
)toml";

constexpr const char *kHospital = "H99010000001", *kPharmacy = "P99010000001";

const identity::Actor kDoctorOne = staff(Role::doctor, "D1"),
                      kDoctorTwo = staff(Role::doctor, "D2"),
                      kOfficeOne = staff(Role::institution_office, "office-1");

class DrugWorld : public CaseWorld {
 public:
  DrugWorld() : CaseWorld(kDrugRules) {}

  OpenCase drug(const std::string& person, const std::string& code = "XSL00000000000000000001") {
    OpenCase out = filing(person);
    out.kind = cases::Kind::special_drug;
    out.body.form = {{"drug", code},          {"disease", "lung_cancer"},
                     {"diagnosis", "肺腺癌"}, {"institution", kHospital},
                     {"doctor", "D1"},        {"pharmacy", kPharmacy},
                     {"from", "2025-06-01"},  {"declaration", "yes"}};
    return out;
  }
  static cases::Form assessment(const std::string& use = "first") {
    return {{"use", use},
            {"dose", "80 mg 每日一次"},
            {"course_days", "90"},
            {"assessment", "符合用药条件"},
            {"conclusion", "fits"},
            {"tests.0.row", "gene"},
            {"tests.0.value", "EGFR 19del"},
            {"tests.0.on", "2025-05-20"},
            {"tests.0.met", "yes"},
            {"tests.1.row", "platelets"},
            {"tests.1.value", "180"},
            {"tests.1.on", "2025-05-20"},
            {"tests.1.met", "yes"}};
  }
  /// To the approver, or the first refusal.
  Result<CaseAnswer> passed(const OpenCase& request, const cases::Form& assessed,
                            Instant now = kNow) {
    auto at = open(request, insured(request.person), now);
    if (at) at = act(step_of(at->view, Do::submit), insured(request.person), now);
    if (!at) return at;
    ActOnCase assess = step_of(at->view, Do::assess_drug);
    assess.fields = assessed;
    at = act(assess, staff(Role::doctor, request.body.form.at("doctor")), now);
    if (at) at = act(step_of(at->view, Do::confirm_drug), kOfficeOne, now);
    if (at) at = act(step_of(at->view, Do::pass), kReviewerOne, now);
    return at;
  }
  Result<CaseAnswer> approved(const OpenCase& request, const cases::Form& assessed,
                              Instant now = kNow) {
    auto at = passed(request, assessed, now);
    return at ? act(step_of(at->view, Do::approve), kApprover, now) : std::move(at);
  }
  std::vector<ledger::Grant> grants(const std::string& person, Instant now = kNow) {
    return grants_at(store::find_grants(store->database(), person), now);
  }
};

SettleRequest purchase(const std::string& person, const std::string& message,
                       const std::string& at = kPharmacy, Date on = kNow.date()) {
  SettleRequest out;
  out.key = {person, at, message};
  out.bill.visit = at.starts_with("P") ? "41" : "14";
  out.bill.on = on, out.bill.total = Money::yuan(3000);
  BillLine line;
  line.code = "XSL00000000000000000001", line.name = "靶向药甲", line.amount = Money::yuan(3000);
  line.quantity_e4 = 10'000, line.price_e6 = 3'000'000'000;
  out.bill.lines = {line};
  out.disease = "lung_cancer", out.doctor = "D1";
  return out;
}

Money funds_of(DrugWorld& world, const SettleRequest& request, Instant now = kNow) {
  const auto answer = settle(world, request, now);
  EXPECT_TRUE(answer) << (answer ? "" : answer.error()[0].str(false));
  const auto message =
      store::find_message(world.store->database(), bucket_of(request.key.person), request.key);
  const auto entry =
      message ? store::find_settlement(world.store->database(), message->entry) : std::nullopt;
  return entry ? entry->payers.funds_paid() : Money();
}

TEST(SpecialDrugs, FromTheAssessmentToTheBillThatIsPaid) {
  DrugWorld world;
  const std::string person = world.person(1);
  // Nobody approved it: the disease is not recognised, and without it the drug is not payable.
  SettleRequest before = purchase(person, "before");
  EXPECT_EQ(code_of(settle(world, before)), ErrorCode::not_recognised);
  before.disease.clear();
  const auto barred = settle(world, before);
  ASSERT_EQ(code_of(barred), ErrorCode::not_payable);

  auto at = world.passed(world.drug(person), DrugWorld::assessment());
  ASSERT_TRUE(at) << at.error()[0].str(false);
  EXPECT_EQ(code_of(settle(world, before)), ErrorCode::not_payable);  // passed is not approved
  auto reviewer = kReviewerOne;
  reviewer.role = Role::approver;
  EXPECT_EQ(code_of(world.act(CaseWorld::step_of(at->view, Do::approve), reviewer)),
            ErrorCode::four_eyes);
  at = world.act(CaseWorld::step_of(at->view, Do::approve), kApprover);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  const auto grants = world.grants(person);
  ASSERT_EQ(grants.size(), 1u);
  EXPECT_EQ(grants[0].code, "XSL00000000000000000001");
  EXPECT_EQ(grants[0].disease, "lung_cancer");
  EXPECT_EQ(grants[0].institutions, std::vector<std::string>{kHospital});
  EXPECT_EQ(grants[0].doctor, "D1");
  EXPECT_EQ(grants[0].pharmacy, kPharmacy);
  EXPECT_EQ(grants[0].in_force.from.str(), "2025-06-01");
  EXPECT_EQ(grants[0].in_force.to.str(), "2025-12-01");

  EXPECT_EQ(funds_of(world, purchase(person, "bought")), Money::yuan(2100));  // 3000 x 70%
  EXPECT_EQ(funds_of(world, purchase(person, "ward", kHospital)), Money::yuan(2100));

  const auto fault = [&](SettleRequest bill, Instant now = kNow) {
    const auto answer = settle(world, std::move(bill), now);
    EXPECT_FALSE(answer);
    return answer ? Error{} : answer.error()[0];
  };
  const Error elsewhere = fault(purchase(person, "m1", "P99010000002"));
  EXPECT_EQ(elsewhere.code, ErrorCode::not_fixed);
  EXPECT_EQ(elsewhere.path, "/institution");
  EXPECT_NE(elsewhere.rule.find("P99010000001; made up"), std::string::npos) << elsewhere.rule;
  SettleRequest other = purchase(person, "m2");
  other.doctor = "D2";
  EXPECT_EQ(fault(other).path, "/doctor");
  other = purchase(person, "m3");
  other.disease.clear();
  EXPECT_EQ(fault(other).path, "/disease");
  EXPECT_EQ(fault(purchase(person, "m4", "H98010000001")).code, ErrorCode::not_fixed);
  const Instant later = noon(2025, 12, 2);
  EXPECT_EQ(fault(purchase(person, "m5", kPharmacy, later.date()), later).code,
            ErrorCode::not_recognised);
  other = purchase(person, "m6", kPharmacy, later.date()), other.disease.clear();
  EXPECT_EQ(fault(other, later).code, ErrorCode::not_payable);
  // Beside another drug the disease has to be recognised.
  other = purchase(person, "m7");
  other.bill.lines.push_back(other.bill.lines[0]);
  other.bill.lines[1].code = "XSL00000000000000000003", other.bill.total = Money::yuan(6000);
  EXPECT_EQ(fault(other).code, ErrorCode::not_recognised);
  expect_clean(world);
}

TEST(SpecialDrugs, ADoctorOpensTheCaseOfThePatientWhoIsThere) {
  DrugWorld world;
  const std::string person = world.person(1);
  identity::Actor doctor = kDoctorOne;
  doctor.areas.clear(), doctor.institution = kHospital;
  const auto show = [&](const std::string& at, const std::string& how, Instant when) {
    const auto done = in_transaction(*world.store, [&]() -> Result<ledger::EntryId> {
      return store::record(world.store->database(), {{}, person, at, how, {}, "accepted", when});
    });
    ASSERT_TRUE(done);
  };
  EXPECT_EQ(code_of(world.open(world.drug(person), doctor)), ErrorCode::credential_needed);
  show("H98010000001", "card", kNow);
  show(kHospital, "resident_id", kNow);
  show(kHospital, "card", noon(2025, 5, 31));
  EXPECT_EQ(code_of(world.open(world.drug(person), doctor)), ErrorCode::credential_needed);
  show(kHospital, "card", kNow);
  EXPECT_EQ(code_of(world.open(world.filing(person), doctor)), ErrorCode::not_permitted);
  const auto opened = world.open(world.drug(person), doctor);
  ASSERT_TRUE(opened) << opened.error()[0].str(false);
  const ledger::CaseEvent& opening = opened->view.loaded.timeline.at(0).event;
  EXPECT_TRUE(opening.wrote.starts_with("check/q")) << opening.wrote;
  EXPECT_TRUE(opening.for_another);
  auto at = world.act(CaseWorld::step_of(opened->view, Do::submit), doctor);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  ActOnCase assess = CaseWorld::step_of(at->view, Do::assess_drug);
  assess.fields = DrugWorld::assessment();
  EXPECT_TRUE(world.act(assess, doctor));
  expect_clean(world);
}

TEST(SpecialDrugs, TheTestsOfTheGroupAreAskedForAlsoWhereTheDrugIsNamed) {
  DrugWorld world;
  const std::string person = world.person(1);
  cases::Form assessed = DrugWorld::assessment();
  assessed.erase("tests.1.row"), assessed.erase("tests.1.value");
  assessed.erase("tests.1.on"), assessed.erase("tests.1.met");
  const auto missing = world.passed(world.drug(person), assessed);
  ASSERT_EQ(code_of(missing), ErrorCode::missing_field);
  EXPECT_EQ(missing.error()[0].found, "platelets");
  assessed = DrugWorld::assessment();
  assessed["tests.1.value"] = "50";
  EXPECT_EQ(code_of(world.passed(world.drug(person), assessed)), ErrorCode::criteria_not_met);
  assessed["tests.1.value"] = "50.1", assessed["tests.1.on"] = "2025-04-20";
  EXPECT_EQ(code_of(world.passed(world.drug(person), assessed)), ErrorCode::bad_value);
  assessed["tests.1.on"] = "2025-05-20";
  EXPECT_TRUE(world.passed(world.drug(person), assessed));
  expect_clean(world);
}

TEST(SpecialDrugs, OnlyTheDoctorOnTheFormAssesses) {
  DrugWorld world;
  const std::string person = world.person(1);
  const auto by = insured(person);
  auto at = world.open(world.drug(person), by);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  at = world.act(CaseWorld::step_of(at->view, Do::submit), by);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  ActOnCase assess = CaseWorld::step_of(at->view, Do::assess_drug);
  assess.fields = DrugWorld::assessment();
  const auto other = world.act(assess, kDoctorTwo);
  ASSERT_EQ(code_of(other), ErrorCode::other_doctor);
  EXPECT_EQ(other.error()[0].path, "/form/doctor");
  EXPECT_EQ(other.error()[0].found, "D2");
  EXPECT_EQ(other.error()[0].rule, "D1");
  at = world.act(assess, kDoctorOne);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  EXPECT_EQ(at->view.loaded.file.now.state, "with_office");
  at = world.act(CaseWorld::step_of(at->view, Do::confirm_drug), kOfficeOne);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  const auto returned = world.act(
      CaseWorld::step_of(at->view, Do::return_to_person, "form_wrong", "医师不对"), kReviewerOne);
  ASSERT_TRUE(returned) << returned.error()[0].str(false);
  // Another doctor's name is not another doctor's assessment.
  SaveDraft draft{returned->view.loaded.file.id, returned->view.loaded.file.version,
                  returned->view.loaded.handed_in};
  draft.body.form["doctor"] = "D2";
  at = world.save(draft, by);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  at = world.act(CaseWorld::step_of(at->view, Do::submit), by);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  EXPECT_EQ(at->view.loaded.file.now.state, "with_doctor");
  assess = CaseWorld::step_of(at->view, Do::assess_drug);
  assess.fields = DrugWorld::assessment();
  EXPECT_EQ(code_of(world.act(assess, kDoctorOne)), ErrorCode::other_doctor);
  at = world.act(assess, kDoctorTwo);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  EXPECT_EQ(at->view.loaded.file.now.state, "with_office");
  expect_clean(world);
}

TEST(SpecialDrugs, ADrugThatNoRuleNamesIsRefusedWithTheNearest) {
  DrugWorld world;
  const std::string person = world.person(1);
  const auto submitted = [&](CaseWorld& in, const OpenCase& request) {
    const auto opened = in.open(request, insured(request.person));
    return opened ? in.act(CaseWorld::step_of(opened->view, Do::submit), insured(request.person))
                  : opened;
  };
  // A name is no code, and is told where the code of the drug stands all the same.
  const auto typed = submitted(world, world.drug(person, "靶向药乙片"));
  ASSERT_FALSE(typed);
  const auto listed = std::ranges::find(typed.error(), ErrorCode::drug_not_listed, &Error::code);
  ASSERT_NE(listed, typed.error().end());
  EXPECT_EQ(listed->path, "/form/drug");
  EXPECT_TRUE(listed->rule.starts_with("XSL00000000000000000002 靶向药乙 | ")) << listed->rule;
  const auto other = submitted(world, world.drug(person, "targetted"));
  ASSERT_EQ(code_of(other), ErrorCode::drug_not_listed);
  EXPECT_TRUE(other.error()[0].rule.starts_with("targeted ")) << other.error()[0].rule;
  EXPECT_EQ(code_of(submitted(world, world.drug(person, "XSL00000000000000000003"))),
            ErrorCode::drug_not_listed);  // in the catalogue, and wants no approval
  EXPECT_TRUE(submitted(world, world.drug(person, "targeted")));
  // An area without a list cannot tell.
  CaseWorld silent(
      "[[choice.disease]]\ncode = \"lung_cancer\"\nname = { zh = \"肺癌\", en = "
      "\"Lung cancer\" }\n");
  OpenCase any = world.drug(silent.person(1), "any_drug");
  const auto at = submitted(silent, any);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  const auto& checks = at->view.checks;
  const auto check = std::ranges::find(checks, cases::Guard::listed_drug, &cases::Check::guard);
  ASSERT_NE(check, checks.end());
  EXPECT_FALSE(check->known);
  EXPECT_TRUE(check->faults.empty());
  expect_clean(world);
}

TEST(SpecialDrugs, NobodyTypesACode) {
  DrugWorld world;
  const std::string person = world.person(1);
  const auto first = world.approved(world.drug(person), DrugWorld::assessment());
  ASSERT_TRUE(first) << first.error()[0].str(false);
  const auto again = world.open(world.drug(person), insured(person));
  ASSERT_TRUE(again);
  const CaseChoices& choices = again->view.choices;
  const auto codes = [&](std::string_view key) {
    std::vector<std::string> out;
    if (const auto found = choices.find(key); found != choices.end())
      for (const CaseChoice& each : found->second) out.push_back(each.code);
    return out;
  };
  EXPECT_EQ(codes("drug"),
            (std::vector<std::string>{"XSL00000000000000000001", "XSL00000000000000000002"}));
  EXPECT_EQ(codes("disease"), (std::vector<std::string>{"gout", "lung_cancer"}));
  EXPECT_EQ(codes("tests.*.row"), (std::vector<std::string>{"gene", "platelets"}));
  EXPECT_EQ(codes("replaces"),
            std::vector<std::string>{ledger::case_number(first->view.loaded.file.id)});
  EXPECT_NE(choices.at("replaces")[0].name.zh.find("靶向药甲"), std::string::npos);
  EXPECT_NE(choices.at("tests.*.row")[1].hint.zh.find("50"), std::string::npos);
}

TEST(SpecialDrugs, AQuoteSaysWhatItRestsOnAndWhatIsMissing) {
  DrugWorld world;
  const std::string person = world.person(1);
  QuoteRequest ask;
  ask.insured_area = ask.treatment_area = "990100", ask.insurance = "310", ask.kind = "pharmacy";
  ask.bill = purchase(person, "q").bill;
  const auto told = [&] { return quote_for(ask, world.grants(person), *world.rules, kNow); };
  const auto without = told();
  ASSERT_TRUE(without) << without.error()[0].str(false);
  EXPECT_EQ(without->estimate.outcome, Estimate::Outcome::refused);
  ASSERT_EQ(without->missing.size(), 1u);
  EXPECT_EQ(without->missing[0].code, "XSL00000000000000000001");
  EXPECT_TRUE(without->used.empty());
  ask.disease = "lung_cancer";
  const auto unknown = told();
  ASSERT_TRUE(unknown) << unknown.error()[0].str(false);
  ASSERT_EQ(unknown->missing.size(), 2u);
  EXPECT_EQ(unknown->missing[0].kind, ledger::kRecognition);
  EXPECT_EQ(unknown->missing[0].name.zh, "肺癌");
  const auto done = world.approved(world.drug(person), DrugWorld::assessment());
  ASSERT_TRUE(done) << done.error()[0].str(false);
  const auto with = told();
  ASSERT_TRUE(with) << with.error()[0].str(false);
  EXPECT_TRUE(with->missing.empty());
  ASSERT_EQ(with->used.size(), 1u);
  EXPECT_EQ(with->used[0].case_number, ledger::case_number(done->view.loaded.file.id));
  ASSERT_TRUE(with->estimate.report);
  EXPECT_EQ(with->estimate.report->funds, Money::yuan(2100));  // as the settlement pays
  ask.doctor = "D2";
  EXPECT_EQ(code_of(told()), ErrorCode::not_fixed);
  ask.doctor.clear(), ask.institution_code = "P99010000002";
  EXPECT_EQ(code_of(told()), ErrorCode::not_fixed);
}

TEST(SpecialDrugs, AChangeOfDrugEndsTheApprovalBeforeIt) {
  DrugWorld world;
  const std::string person = world.person(1);
  const auto first = world.approved(world.drug(person), DrugWorld::assessment());
  ASSERT_TRUE(first) << first.error()[0].str(false);
  const std::string number = ledger::case_number(first->view.loaded.file.id);
  const Instant later = noon(2025, 8, 1);
  OpenCase other = world.drug(person, "XSL00000000000000000002");
  cases::Form assessed = DrugWorld::assessment("change");
  assessed["tests.0.on"] = assessed["tests.1.on"] = "2025-07-20";
  EXPECT_EQ(code_of(world.passed(other, assessed, later)), ErrorCode::missing_field);
  assessed["replaces"] = "c0001-1";
  EXPECT_EQ(code_of(world.passed(other, assessed, later)), ErrorCode::bad_value);
  assessed["replaces"] = number;
  other.body.form["drug"] = "XSL00000000000000000001";
  const auto same = world.passed(other, assessed, later);
  ASSERT_EQ(code_of(same), ErrorCode::bad_value);
  EXPECT_EQ(same.error()[0].path, "/form/drug");
  other.body.form["drug"] = "XSL00000000000000000002";
  const auto done = world.approved(other, assessed, later);
  ASSERT_TRUE(done) << done.error()[0].str(false);
  EXPECT_EQ(done->view.loaded.timeline.back().event.wrote, "grant/2 grant/3");
  const auto grants = world.grants(person, later);
  ASSERT_EQ(grants.size(), 2u);
  EXPECT_EQ(grants[0].code, "XSL00000000000000000001");
  EXPECT_EQ(grants[0].in_force.to.str(), "2025-07-31");
  EXPECT_EQ(grants[1].code, "XSL00000000000000000002");
  EXPECT_EQ(grants[1].in_force.from.str(), "2025-08-01");
  SettleRequest old = purchase(person, "old", kPharmacy, later.date());
  EXPECT_EQ(code_of(settle(world, old, later)), ErrorCode::not_recognised);
  old.bill.lines[0].code = "XSL00000000000000000002", old.key.message_id = "new";
  EXPECT_EQ(funds_of(world, old, later), Money::yuan(2100));
  // The old case can still be ended; there is nothing left to end.
  const auto ended =
      world.act(CaseWorld::step_of(first->view, Do::end, "treatment_over"), insured(person), later);
  ASSERT_TRUE(ended) << ended.error()[0].str(false);
  EXPECT_EQ(world.grants(person, later), grants);
  expect_clean(world);
}

TEST(SpecialDrugs, ARenewalBeginsWhereTheApprovalEnds) {
  DrugWorld world;
  const std::string person = world.person(1);
  ASSERT_TRUE(world.approved(world.drug(person), DrugWorld::assessment()));
  cases::Form assessed = DrugWorld::assessment("go_on");
  assessed["tests.0.on"] = assessed["tests.1.on"] = "2025-11-10";
  OpenCase again = world.drug(person);
  again.body.form["doctor"] = "D2";
  const Instant later = noon(2025, 11, 20);
  const auto renewed = world.approved(again, assessed, later);
  ASSERT_TRUE(renewed) << renewed.error()[0].str(false);
  const auto grants = world.grants(person, later);
  ASSERT_EQ(grants.size(), 2u);
  EXPECT_EQ(grants[0].in_force.to.str(), "2025-12-01");
  EXPECT_EQ(grants[1].in_force.from.str(), "2025-12-02");
  const Instant then = noon(2025, 12, 2);
  SettleRequest bill = purchase(person, "m1", kPharmacy, then.date());
  EXPECT_EQ(code_of(settle(world, bill, then)), ErrorCode::not_fixed);  // the doctor changed
  bill.doctor = "D2";
  EXPECT_EQ(funds_of(world, bill, then), Money::yuan(2100));
  expect_clean(world);
}

}  // namespace
}  // namespace yitong::verbs
