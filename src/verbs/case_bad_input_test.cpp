// What is refused: with its reason and a remedy in both languages, an event in the journal, and
// nothing else.
#include <gtest/gtest.h>

#include <algorithm>

#include "store/document_rows.h"
#include "store/ledger_rows.h"
#include "store/payment_rows.h"
#include "store/period_rows.h"
#include "verbs/case_view.h"
#include "verbs/cases_test_support.h"

namespace yitong::verbs {
namespace {

using namespace testing;
using Do = cases::Action;
using identity::Role;

/// All that cases write about a person, apart from what a refused attempt leaves.
std::string all_of(CaseWorld& world, const std::string& person) {
  store::Database& database = world.store->database();
  std::string out;
  for (const ledger::CaseFile& each : store::cases_of(database, person, 0, 100)) {
    out += ledger::case_number(each.id) + " " + each.now.state + " " + each.now.assignee + " " +
           std::to_string(each.version) + " " + each.now.amount.str() + " " + each.updated.str();
    const auto loaded = load_case(*world.store, each.id);
    for (const auto& [path, text] : loaded->one.form) out += " " + path + "=" + text;
    for (const cases::Handed& paper : loaded->one.materials)
      out += " " + paper.row + (paper.original_seen ? "!" : "");
  }
  for (const ledger::Filing& each : store::find_filings(database, person))
    out += " filing " + std::to_string(each.no) + each.in_force.str();
  for (const ledger::Grant& each : store::find_grants(database, person))
    out += " grant " + std::to_string(each.no) + each.in_force.str();
  for (const store::KeptPayment& each : store::payments_of(database, person))
    out += " payment " + std::string(name_of(each.state)) + each.payment.amount.str();
  for (const auto& each : store::settlements_of(database, person, 0))
    out += " settled " + each.key.message_id + std::string(name_of(each.state));
  for (const store::KeptDocument& each : store::documents_of(database, person))
    out += " document " + std::to_string(each.used_by.size());
  return out;
}

class Refusing : public CaseWorld {
 public:
  /// Tries, and holds what is refused against all that the issue asks of a refusal.
  void refuses(const char* what, const CaseView& seen, ActOnCase attempt, const identity::Actor& by,
               ErrorCode code, Instant now = kNow) {
    const std::string& person = seen.loaded.file.person;
    const std::string before = all_of(*this, person);
    const auto version = store::find_case(store->database(), attempt.id)->version;
    attempt.version = code == ErrorCode::case_moved ? version - 1 : version;
    const auto answer = act(attempt, by, now);
    ASSERT_FALSE(answer) << what;
    EXPECT_EQ(answer.error()[0].code, code) << what << ": " << answer.error()[0].str(false);
    for (const Error& each : answer.error()) {
      const ErrorText& text = text_of(each.code);
      EXPECT_FALSE(text.title_zh.empty() || text.title_en.empty()) << what;
      EXPECT_FALSE(text.remedy_zh.empty() || text.remedy_en.empty()) << what << " " << text.code;
    }
    EXPECT_EQ(all_of(*this, person), before) << what;
    const auto events = store::case_events_of(store->database(), attempt.id);
    EXPECT_EQ(events.back().outcome, text_of(answer.error()[0].code).code) << what;
    EXPECT_EQ(events.back().by.account, by.account) << what;
  }

  CaseView opened(const OpenCase& request) {
    auto out = open(request, insured(request.person));
    EXPECT_TRUE(out) << (out ? "" : out.error()[0].str(false));
    return out->view;
  }
  CaseView done(const CaseView& at, Do action, const identity::Actor& by,
                const std::string& reason = {}, const std::string& remark = {},
                const cases::Form& fields = {}) {
    ActOnCase step = step_of(at, action, reason, remark);
    step.fields = fields;
    auto out = act(step, by);
    EXPECT_TRUE(out) << cases::text_of(action).name << ": "
                     << (out ? "" : out.error()[0].str(false));
    return out->view;
  }
};

TEST(CaseBadInput, OfAFilingIsRefusedAndJournaledAndChangesNothing) {
  Refusing world;
  const std::string person = world.person(1);
  const auto by = insured(person);
  const auto draft = world.opened(world.filing(person));
  world.refuses("a draft is not decided", draft, CaseWorld::step_of(draft, Do::approve),
                kReviewerOne, ErrorCode::wrong_case_state);
  const auto filed = world.done(draft, Do::submit, by);
  world.refuses("handed in twice", filed, CaseWorld::step_of(filed, Do::submit), by,
                ErrorCode::case_moved);
  const auto second = world.opened(world.filing(person));
  world.refuses("overlapping", second, CaseWorld::step_of(second, Do::submit), by,
                ErrorCode::overlapping_periods);
  const auto papers = world.opened(world.filing(person, "referral", "980200"));
  world.refuses("a paper is missing", papers, CaseWorld::step_of(papers, Do::submit), by,
                ErrorCode::material_missing);
  OpenCase wrong = world.filing(person, "resident", "980300");
  wrong.body.form["from"] = "soon", wrong.body.form.erase("declaration");
  const auto faulty = world.opened(wrong);
  world.refuses("a form with faults", faulty, CaseWorld::step_of(faulty, Do::submit), by,
                ErrorCode::bad_value);
  const auto ended = world.done(filed, Do::end, by, "moved_back");
  world.refuses("ended twice", ended, CaseWorld::step_of(ended, Do::end, "moved_back"), by,
                ErrorCode::wrong_case_state);
  expect_clean(world);
}

TEST(CaseBadInput, OfTwoAtOnceTheSecondIsTold) {
  Refusing world;
  const std::string person = world.person(1);
  const auto waiting = world.submitted(person);
  world.refuses("no reason", waiting, CaseWorld::step_of(waiting, Do::refuse), kReviewerOne,
                ErrorCode::bad_value);
  const auto taken = world.done(waiting, Do::take, kReviewerOne);
  world.refuses("the version of before", taken, CaseWorld::step_of(taken, Do::approve),
                kReviewerTwo, ErrorCode::case_moved);
  world.refuses("taken by another", taken, CaseWorld::step_of(taken, Do::approve), kReviewerTwo,
                ErrorCode::case_taken);
  expect_clean(world);
}

TEST(CaseBadInput, StepsThatLeadNowhereHaveAnEnd) {
  Refusing world;
  auto at = world.submitted(world.person(1));
  while (at.loaded.file.version < ledger::kMaxCaseEvents)
    at = world.done(at, at.loaded.file.now.assignee.empty() ? Do::take : Do::give_back,
                    kReviewerOne);
  world.refuses("one more", at, CaseWorld::step_of(at, Do::take), kReviewerOne,
                ErrorCode::too_large);
  world.done(at, Do::approve, kReviewerOne);
  expect_clean(world);
}

TEST(CaseBadInput, WhoReviewedOrRefusedDoesNotDecide) {
  Refusing world;
  const std::string person = world.person(1);
  OpenCase request = world.filing(person);
  request.kind = cases::Kind::recognition;
  request.body.form = {{"disease", "gout"}, {"declaration", "yes"}};
  auto at = world.done(world.opened(request), Do::submit, insured(person));
  at = world.done(at, Do::propose_refusal, kReviewerOne, "other_reason", "说明");
  auto both = kReviewerOne;
  both.role = Role::approver;
  world.refuses("the reviewer approves", at, CaseWorld::step_of(at, Do::approve), both,
                ErrorCode::four_eyes);
  at = world.done(at, Do::refuse, kApprover, "other_reason", "说明");
  at = world.done(at, Do::appeal, insured(person), {}, "请复查");
  world.refuses("who refused hears the appeal", at, CaseWorld::step_of(at, Do::approve), kApprover,
                ErrorCode::four_eyes);
  world.refuses("who reviewed hears the appeal", at, CaseWorld::step_of(at, Do::approve), both,
                ErrorCode::four_eyes);
  expect_clean(world);
}

TEST(CaseBadInput, OfAClaimIsRefusedAndJournaledAndChangesNothing) {
  Refusing world;
  const std::string person = world.person(1);
  const auto by = insured(person);
  const auto submit_of = [&](const char* what, auto change, ErrorCode code, Instant now = kNow) {
    OpenCase request = world.claim(person);
    change(request.body.form);
    const auto draft = world.opened(request);
    world.refuses(what, draft, CaseWorld::step_of(draft, Do::submit), by, code, now);
  };
  submit_of(
      "past the deadline", [](cases::Form&) {}, ErrorCode::past_deadline, noon(2025, 9, 21));
  submit_of(
      "lines and total", [](cases::Form& form) { form["total"] = "5000.01"; },
      ErrorCode::sums_differ);
  submit_of(
      "invoices and total", [](cases::Form& form) { form["invoices.0.amount"] = "4999.99"; },
      ErrorCode::sums_differ);
  submit_of(
      "no such ground", [](cases::Form& form) { form["ground"] = "holiday"; },
      ErrorCode::bad_value);
  const auto first = world.done(world.opened(world.claim(person)), Do::submit, by);
  const auto passed = world.done(first, Do::pass, kReviewerOne);
  const auto paid = world.done(passed, Do::approve, kApprover);
  const auto again = world.opened(world.claim(person));
  world.refuses("the invoice is used", again, CaseWorld::step_of(again, Do::submit), by,
                ErrorCode::invoice_used);
  world.refuses("paid twice", paid, CaseWorld::step_of(paid, Do::approve), kApprover,
                ErrorCode::wrong_case_state);
  expect_clean(world);
}

}  // namespace
}  // namespace yitong::verbs
