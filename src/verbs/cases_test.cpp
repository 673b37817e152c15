#include "verbs/cases.h"

#include <algorithm>

#include "store/case_index.h"
#include "store/document_rows.h"
#include "store/payment_rows.h"
#include "store/period_rows.h"
#include "verbs/case_desk.h"
#include "verbs/cases_test_support.h"
#include "verbs/sheet_check.h"

namespace yitong::verbs {
namespace {

using namespace testing;
using Do = cases::Action;
using identity::Role;

std::string state_of(const CaseView& view) { return view.loaded.file.now.state; }

TEST(Cases, AFilingThatTakesEffectAtOnceCountsForTheNextBill) {
  CaseWorld world;
  const std::string person = world.person(1);
  const auto without =
      settle(world, request(person, "before", 1'000'000, "H98010000001"), noon(2025, 3, 21));
  ASSERT_TRUE(without);
  EXPECT_NE(without->reply.find(" none "), std::string::npos) << without->reply;
  const auto opened = world.open(world.filing(person), insured(person));
  ASSERT_TRUE(opened) << opened.error()[0].str(false);
  EXPECT_EQ(state_of(opened->view), "draft");
  EXPECT_EQ(opened->view.loaded.file.version, 1);
  const auto done = world.act(CaseWorld::step_of(opened->view, Do::submit), insured(person));
  ASSERT_TRUE(done) << done.error()[0].str(false);
  EXPECT_EQ(state_of(done->view), "approved");
  EXPECT_EQ(done->view.loaded.timeline.back().event.wrote, "filing/1");
  SettleRequest bill = request(person, "after", 1'000'000, "H98010000001");
  bill.bill.admitted = kNow.date(), bill.bill.on = kNow.date().plus_days(5);
  const auto with = settle(world, bill, noon(2025, 6, 10));
  ASSERT_TRUE(with) << with.error()[0].str(false);
  EXPECT_NE(with->reply.find(" long_term "), std::string::npos) << with->reply;
  expect_clean(world);
}

TEST(Cases, AStayIsFiledUntilItIsSettled) {
  CaseWorld world;
  const std::string person = world.person(1), other = world.person(2);
  ASSERT_TRUE(settle(world, request(person, "m", 1'000'000, "H98010000001"), noon(2025, 3, 21)));
  for (const std::string& each : {person, other}) {
    OpenCase late = world.filing(each);
    late.body.form["from"] = late.body.form["admitted"] = "2025-03-01";
    const auto opened = world.open(late, insured(each));
    ASSERT_TRUE(opened);
    const auto done = world.act(CaseWorld::step_of(opened->view, Do::submit), insured(each));
    if (each == other) {
      ASSERT_TRUE(done) << done.error()[0].str(false);
      EXPECT_EQ(store::find_filings(world.store->database(), each).at(0).in_force.from.str(),
                "2025-03-01");
    } else {
      EXPECT_EQ(code_of(done), ErrorCode::past_deadline);
      EXPECT_TRUE(store::find_filings(world.store->database(), each).empty());
    }
  }
  expect_clean(world);
}

TEST(Cases, APrintedFormIsKnownAsItWasAndAnAlteredOneIsNot) {
  CaseWorld world;
  const std::string person = world.person(1);
  const CaseView waiting = world.submitted(person);
  const cases::PrintedForm* const form = cases::find_form(cases::Kind::filing, "");
  ASSERT_NE(form, nullptr);
  const ledger::CaseEvent& printed = waiting.loaded.timeline.back().event;
  const std::string code = form_code(world.store->key(), *form, printed);
  ASSERT_TRUE(is_form_code(code)) << code;
  EXPECT_FALSE(is_sheet_code(code));
  const auto check = [&](const std::string& asked) {
    auto out = check_form(*world.store, *world.rules, asked, kNow);
    EXPECT_TRUE(out);
    return std::move(out.value());
  };
  ASSERT_TRUE(check(code));
  EXPECT_EQ(check(code)->now.version, printed.no);
  for (std::size_t i = 0; i < code.size(); ++i) {
    std::string altered = code;
    altered[i] = altered[i] == '1' ? '2' : '1';
    EXPECT_FALSE(check(altered)) << altered;
  }
  const auto moved = world.act(CaseWorld::step_of(waiting, Do::approve), kReviewerOne);
  ASSERT_TRUE(moved);
  const auto later = check(code);
  ASSERT_TRUE(later);
  EXPECT_EQ(later->printed.after.state, "in_review");
  EXPECT_EQ(later->now.now.state, "approved");
  ASSERT_TRUE(later->content);
  EXPECT_EQ(cases::value(later->content->one.form, "filing_kind"), "referral");
  EXPECT_NE(form_code(world.store->key(), *form, moved->view.loaded.timeline.back().event), code);
}

TEST(Cases, APrintedFormIsKnownWhenItsPersonIsErased) {
  CaseWorld world;
  const std::string person = world.person(1);
  const CaseView waiting = world.submitted(person);
  const std::string code = form_code(world.store->key(), *cases::find_form(cases::Kind::filing, ""),
                                     waiting.loaded.timeline.back().event);
  ASSERT_TRUE(
      in_transaction(*world.store, [&] { return store::erase_person(*world.store, person); }));
  const auto checked = check_form(*world.store, *world.rules, code, kNow);
  ASSERT_TRUE(checked && *checked);
  EXPECT_FALSE((*checked)->content);
  EXPECT_EQ((*checked)->name, "");
}

TEST(Cases, TheSecondOfTwoIsTold) {
  CaseWorld world;
  const std::string person = world.person(1);
  const CaseView waiting = world.submitted(person);
  EXPECT_EQ(state_of(waiting), "in_review");
  EXPECT_EQ(waiting.loaded.file.now.due_day, kNow.date().plus_days(10).days());
  const auto taken = world.act(CaseWorld::step_of(waiting, Do::take), kReviewerOne);
  ASSERT_TRUE(taken) << taken.error()[0].str(false);
  EXPECT_EQ(taken->view.loaded.file.now.assignee, "reviewer-1");
  const auto late = world.act(CaseWorld::step_of(waiting, Do::approve), kReviewerTwo);
  ASSERT_EQ(code_of(late), ErrorCode::case_moved);
  EXPECT_NE(late.error()[0].rule.find("reviewer-1"), std::string::npos) << late.error()[0].rule;
  EXPECT_EQ(code_of(world.act(CaseWorld::step_of(taken->view, Do::approve), kReviewerTwo)),
            ErrorCode::case_taken);
  const auto done = world.act(CaseWorld::step_of(taken->view, Do::approve), kReviewerOne);
  ASSERT_TRUE(done) << done.error()[0].str(false);
  EXPECT_EQ(state_of(done->view), "approved");
  EXPECT_EQ(done->view.loaded.file.now.assignee, "");
  EXPECT_EQ(code_of(world.act(CaseWorld::step_of(done->view, Do::approve), kReviewerOne)),
            ErrorCode::wrong_case_state);
  EXPECT_EQ(store::find_filings(world.store->database(), person).size(), 1u);
  const auto view =
      view_case(*world.store, *world.rules, waiting.loaded.file.id, Role::reviewer, kNow);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->loaded.file.version, 4);
  EXPECT_EQ(view->loaded.file.refused, 3);
  EXPECT_EQ(view->loaded.timeline.size(), 7u);
  expect_clean(world);
}

TEST(Cases, RefusedAttemptsChangeNothingAndAreCounted) {
  CaseWorld world;
  const std::string person = world.person(1);
  const CaseView waiting = world.submitted(person);
  for (int i = 0; i < ledger::kMaxRefusedKept + 5; ++i)
    EXPECT_FALSE(world.act(CaseWorld::step_of(waiting, Do::refuse), kReviewerOne));
  const auto view =
      view_case(*world.store, *world.rules, waiting.loaded.file.id, Role::reviewer, kNow);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->loaded.file.refused, ledger::kMaxRefusedKept + 5);
  EXPECT_EQ(view->loaded.file.version, 2);
  EXPECT_EQ(view->loaded.timeline.size(), 2u + ledger::kMaxRefusedKept);
  EXPECT_EQ(state_of(*view), "in_review");
  expect_clean(world);
}

TEST(Cases, ARequestOfTheSameNameIsAnsweredOnce) {
  CaseWorld world;
  const std::string person = world.person(1);
  OpenCase once = world.filing(person);
  once.key = "once";
  const auto first = world.open(once, insured(person)), again = world.open(once, insured(person));
  ASSERT_TRUE(first && again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(first->view.loaded.file.id, again->view.loaded.file.id);
  once.body.form["to"] = "2026-01-01";
  EXPECT_EQ(code_of(world.open(once, insured(person))), ErrorCode::same_key_other_body);
  ActOnCase submit = CaseWorld::step_of(first->view, Do::submit);
  submit.key = "submit";
  ASSERT_TRUE(world.act(submit, insured(person)));
  const auto replay = world.act(submit, insured(person));
  ASSERT_TRUE(replay);
  EXPECT_TRUE(replay->replayed);
  EXPECT_EQ(store::find_filings(world.store->database(), person).size(), 1u);
  expect_clean(world);
}

TEST(Cases, WhatIsSavedIsKeptWithItsFaultsAndHandedInLater) {
  CaseWorld world;
  const std::string person = world.person(1);
  const auto by = insured(person);
  OpenCase empty = world.filing(person);
  empty.body.form.clear();
  const auto opened = world.open(empty, by);
  ASSERT_TRUE(opened);
  SaveDraft draft;
  draft.id = opened->view.loaded.file.id, draft.version = 1;
  draft.body.form = {{"filing_kind", "resident"}, {"from", "soon"}};
  const auto saved = world.save(draft, by);
  ASSERT_TRUE(saved) << saved.error()[0].str(false);
  EXPECT_EQ(saved->view.loaded.file.version, 1);
  EXPECT_EQ(saved->view.loaded.one.form.at("from"), "soon");
  EXPECT_FALSE(world.act(CaseWorld::step_of(saved->view, Do::submit), by));
  draft.body = world.filing(person).body;
  ASSERT_TRUE(world.save(draft, by));
  EXPECT_EQ(code_of(world.save(draft, kReviewerOne)), ErrorCode::wrong_case_state);
  const auto seen = view_case(*world.store, *world.rules, draft.id, Role::reviewer, kNow);
  EXPECT_TRUE(seen->loaded.one.form.empty());
  const auto done = world.act(CaseWorld::step_of(saved->view, Do::submit), by);
  ASSERT_TRUE(done) << done.error()[0].str(false);
  EXPECT_FALSE(done->view.loaded.draft);
  EXPECT_EQ(done->view.loaded.one.form.at("target"), "980100");
  draft.version = 2;
  EXPECT_EQ(code_of(world.save(draft, by)), ErrorCode::wrong_case_state);
  expect_clean(world);
}

TEST(Cases, OnesOwnWordIsNoOriginal) {
  CaseWorld world;
  const std::string person = world.person(1);
  OpenCase request = world.filing(person, "referral");
  request.body.materials = {{"referral_form", {}, true}};
  const auto opened = world.open(request, insured(person));
  ASSERT_TRUE(opened);
  const auto refused = world.act(CaseWorld::step_of(opened->view, Do::submit), insured(person));
  EXPECT_EQ(code_of(refused), ErrorCode::material_missing);
  request.body.materials = {{"referral_form", {"d0001-77"}, false}};
  EXPECT_EQ(code_of(world.open(request, insured(person))), ErrorCode::unknown_document);
}

TEST(Cases, OverlappingFilingsOfOneKindAndTargetAreRefused) {
  CaseWorld world;
  const std::string person = world.person(1);
  const auto file = [&](const std::string& target) {
    const auto opened = world.open(world.filing(person, "resident", target), insured(person));
    EXPECT_TRUE(opened);
    return world.act(CaseWorld::step_of(opened->view, Do::submit), insured(person));
  };
  ASSERT_TRUE(file("980100"));
  const auto again = file("980100");
  EXPECT_EQ(code_of(again), ErrorCode::overlapping_periods);
  EXPECT_EQ(again.error()[0].path, "/form/from");
  EXPECT_TRUE(file("980200"));
  // Who has moved there may also be referred there, and to other places.
  const auto referred =
      world.act(CaseWorld::step_of(world.submitted(person), Do::approve), kReviewerOne);
  EXPECT_TRUE(referred) << referred.error()[0].str(false);
  EXPECT_EQ(store::find_filings(world.store->database(), person).size(), 3u);
  expect_clean(world);
}

std::string filing_that_counts(CaseWorld& world, const std::string& person, const char* message,
                               const char* admitted, const char* on) {
  SettleRequest bill = request(person, message, 1'000'000, "H98010000001");
  bill.bill.admitted = Date::parse(admitted).value(), bill.bill.on = Date::parse(on).value();
  const auto settled = settle(world, bill, noon(2025, 12, 30));
  if (!settled) return settled.error()[0].str(false);
  for (const char* const kind : {"long_term", "referral", "emergency", "other_temporary", "none"})
    if (settled->reply.find(std::string(" ") + kind + " ") != std::string::npos) return kind;
  return settled->reply;
}

TEST(Cases, AFilingThatEndsDuringTheStayCountsAndOneThatHasEndedDoesNot) {
  CaseWorld world;
  const std::string person = world.person(1);
  OpenCase request = world.filing(person);
  request.body.form["to"] = "2025-06-05";
  const auto opened = world.open(request, insured(person));
  ASSERT_TRUE(world.act(CaseWorld::step_of(opened->view, Do::submit), insured(person)));
  EXPECT_EQ(filing_that_counts(world, person, "a", "2025-06-05", "2025-06-20"), "long_term");
  EXPECT_EQ(filing_that_counts(world, person, "b", "2025-06-06", "2025-06-20"), "none");
  expect_clean(world);
}

TEST(Cases, AFilingCountsThoughTheClockWasSetBackSince) {
  CaseWorld world;
  const std::string person = world.person(1);
  const Instant fast{kNow.micros + 3'600'000'000LL};
  const auto opened = world.open(world.filing(person), insured(person), fast);
  ASSERT_TRUE(world.act(CaseWorld::step_of(opened->view, Do::submit), insured(person), fast));
  SettleRequest bill = request(person, "m", 1'000'000, "H98010000001");
  bill.bill.admitted = bill.bill.on = kNow.date();
  const auto settled = settle(world, bill, kNow);
  ASSERT_TRUE(settled) << settled.error()[0].str(false);
  EXPECT_NE(settled->reply.find(" long_term "), std::string::npos) << settled->reply;
  expect_clean(world);
}

TEST(Cases, AFilingForAWholeProvinceCountsInItsCities) {
  CaseWorld world;
  const std::string person = world.person(1);
  const auto file = [&](const std::string& target) {
    const auto opened = world.open(world.filing(person, "resident", target), insured(person));
    EXPECT_TRUE(opened);
    return world.act(CaseWorld::step_of(opened->view, Do::submit), insured(person));
  };
  const auto refused = file("970000");  // none that is filed as a whole
  ASSERT_EQ(code_of(refused), ErrorCode::bad_value);
  EXPECT_EQ(refused.error()[0].path, "/form/target");
  ASSERT_TRUE(file("980000"));
  EXPECT_EQ(filing_that_counts(world, person, "a", "2025-06-05", "2025-06-20"), "long_term");
}

TEST(Cases, AnInjuryIsDeclaredInWords) {
  CaseWorld world;
  const std::string person = world.person(1);
  OpenCase request = world.filing(person);
  request.body.form["injury"] = "own";
  const auto opened = world.open(request, insured(person));
  const auto refused = world.act(CaseWorld::step_of(opened->view, Do::submit), insured(person));
  ASSERT_EQ(code_of(refused), ErrorCode::missing_field);
  EXPECT_EQ(refused.error()[0].path, "/form/injury_text");
  request.body.form["injury_text"] = "在家中摔倒";
  const auto told = world.open(request, insured(person));
  EXPECT_TRUE(world.act(CaseWorld::step_of(told->view, Do::submit), insured(person)));
}

TEST(Cases, AHospitalsOfficeFilesForWhomItTreats) {
  CaseWorld world;
  const std::string person = world.person(1);
  auto office = staff(Role::institution_office, "office");
  office.areas.clear(), office.institution = "H98010000001";
  OpenCase late = world.filing(person);
  late.body.form["from"] = late.body.form["admitted"] = "2025-05-20";
  late.body.form["institution"] = "H98010000001";
  const auto opened = world.open(late, office);
  ASSERT_TRUE(opened) << opened.error()[0].str(false);
  EXPECT_EQ(opened->view.loaded.file.now.institution, "H98010000001");
  const auto done = world.act(CaseWorld::step_of(opened->view, Do::submit), office);
  ASSERT_TRUE(done) << done.error()[0].str(false);
  EXPECT_TRUE(done->view.loaded.timeline.back().event.for_another);
  EXPECT_EQ(filing_that_counts(world, person, "a", "2025-05-20", "2025-06-20"), "long_term");
}

TEST(Cases, WhatEndsIsNoLongerInForce) {
  CaseWorld world;
  const std::string person = world.person(1);
  const auto opened = world.open(world.filing(person), insured(person));
  const auto filed = world.act(CaseWorld::step_of(opened->view, Do::submit), insured(person));
  ASSERT_TRUE(filed);
  const Instant later = noon(2025, 7, 1);
  const auto ended =
      world.act(CaseWorld::step_of(filed->view, Do::end, "moved_back"), insured(person), later);
  ASSERT_TRUE(ended) << ended.error()[0].str(false);
  const auto rows = store::find_filings(world.store->database(), person);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_FALSE(ledger::filing_on(rows, "980100", later.date(), later));
  EXPECT_TRUE(ledger::filing_on(rows, "980100", kNow.date().plus_days(3), later));
  expect_clean(world);
}

TEST(Cases, ARecognitionIsGrantedByTwoPeople) {
  CaseWorld world;
  const std::string person = world.person(1);
  OpenCase request = world.filing(person);
  request.kind = cases::Kind::recognition;
  request.body.form = {
      {"disease", "gout"}, {"institutions.0.code", "H99010000001"}, {"declaration", "yes"}};
  auto at = world.open(request, insured(person));
  ASSERT_TRUE(at) << at.error()[0].str(false);
  at = world.act(CaseWorld::step_of(at->view, Do::submit), insured(person));
  ASSERT_TRUE(at) << at.error()[0].str(false);
  ActOnCase pass = CaseWorld::step_of(at->view, Do::pass);
  EXPECT_EQ(code_of(world.act(pass, kReviewerOne)), ErrorCode::missing_field);
  pass.fields = {{"opinion", "meets"}};
  at = world.act(pass, kReviewerOne);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  auto both = kReviewerOne;
  both.role = identity::Role::approver;
  EXPECT_EQ(code_of(world.act(CaseWorld::step_of(at->view, Do::approve), both)),
            ErrorCode::four_eyes);
  at = world.act(CaseWorld::step_of(at->view, Do::approve), kApprover);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  const auto grants = store::find_grants(world.store->database(), person);
  ASSERT_EQ(grants.size(), 1u);
  EXPECT_EQ(grants[0].code, "gout");
  EXPECT_EQ(grants[0].institutions, std::vector<std::string>{"H99010000001"});
  EXPECT_EQ(grants[0].in_force.to.str(), "2027-06-01");
  EXPECT_EQ(grants[0].case_number, ledger::case_number(at->view.loaded.file.id));
  const Instant set_back{kNow.micros - 20'000'000};  // the clock, since the approval
  at = world.act(CaseWorld::step_of(at->view, Do::end, "entered_by_mistake"), insured(person),
                 set_back);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  EXPECT_TRUE(grants_at(store::find_grants(world.store->database(), person), kNow).empty());
  expect_clean(world);
}

TEST(Cases, AClaimIsSettledOnceAndWaitsToBePaid) {
  CaseWorld world;
  const std::string person = world.person(1);
  const auto run = [&](const OpenCase& request) {
    auto at = world.open(request, insured(person));
    EXPECT_TRUE(at) << (at ? "" : at.error()[0].str(false));
    at = world.act(CaseWorld::step_of(at->view, Do::submit), insured(person));
    EXPECT_TRUE(at) << (at ? "" : at.error()[0].str(false));
    at = world.act(CaseWorld::step_of(at->view, Do::pass), kReviewerOne);
    EXPECT_TRUE(at) << (at ? "" : at.error()[0].str(false));
    return world.act(CaseWorld::step_of(at->view, Do::approve), kApprover);
  };
  const auto done = run(world.claim(person));
  ASSERT_TRUE(done) << done.error()[0].str(false);
  EXPECT_EQ(state_of(done->view), "to_be_paid");
  EXPECT_EQ(done->view.loaded.file.now.amount, Money::yuan(2800));  // (5000 - 1000) x (90% - 20%)
  const auto payments = store::payments_of(world.store->database(), person);
  ASSERT_EQ(payments.size(), 1u);
  EXPECT_EQ(payments[0].payment.amount, Money::yuan(2800));
  const auto again = world.open(world.claim(person), insured(person));
  ASSERT_TRUE(again);
  EXPECT_EQ(code_of(world.act(CaseWorld::step_of(again->view, Do::submit), insured(person))),
            ErrorCode::invoice_used);
  EXPECT_EQ(store::payments_of(world.store->database(), person).size(), 1u);
  expect_clean(world);
}

TEST(Desk, ShowsTheMostUrgentFirstAndFindsByName) {
  CaseWorld world;
  std::vector<CaseView> waiting;
  for (int i = 1; i <= 5; ++i) waiting.push_back(world.submitted(world.person(i)));
  const auto queues = desk_queues(*world.store, kReviewerOne, kNow);
  ASSERT_TRUE(queues && queues->size() == 1);
  EXPECT_EQ(queues->at(0).cases, 5);
  EXPECT_EQ(queues->at(0).overdue, 0);
  EXPECT_EQ(desk_queues(*world.store, kReviewerOne, noon(2025, 7, 1))->at(0).overdue, 5);
  DeskFilter filter;
  filter.limit = 2;
  std::vector<ledger::EntryId> seen;
  for (;;) {
    const auto page = desk_page(*world.store, kReviewerOne, filter, kNow);
    ASSERT_TRUE(page);
    for (const DeskRow& row : page->rows) seen.push_back(row.file.id);
    if (page->next.empty()) break;
    filter.after = page->next;
  }
  std::ranges::sort(seen);
  EXPECT_EQ(seen.size(), 5u);
  EXPECT_EQ(std::ranges::unique(seen).size(), 0u);
  DeskFilter mine;
  mine.assignee = "reviewer-1";
  EXPECT_TRUE(desk_page(*world.store, kReviewerOne, mine, kNow)->rows.empty());
  ASSERT_TRUE(world.act(CaseWorld::step_of(waiting[2], Do::take), kReviewerOne));
  EXPECT_EQ(desk_page(*world.store, kReviewerOne, mine, kNow)->rows.size(), 1u);
  for (const std::string typed : {"测试", "CeShi", "cs"}) {
    DeskFilter search;
    search.search = typed;
    EXPECT_EQ(desk_page(*world.store, kReviewerOne, search, kNow)->rows.size(), 5u) << typed;
  }
  DeskFilter number;
  number.search = ledger::case_number(waiting[3].loaded.file.id);
  EXPECT_EQ(desk_page(*world.store, kReviewerOne, number, kNow)->rows.size(), 1u);
  auto elsewhere = kReviewerOne;
  elsewhere.areas = {"980000"};
  EXPECT_TRUE(desk_page(*world.store, elsewhere, number, kNow)->rows.empty());
  EXPECT_TRUE(desk_queues(*world.store, elsewhere, kNow)->empty());
  const auto figures = desk_statistics(*world.store, kReviewerOne, {}, kNow.date(), kNow.date());
  ASSERT_TRUE(figures);
  EXPECT_EQ(figures->days.size(), 3u);  // opened, submitted, taken
}

TEST(Desk, ShowsTheNewestOfWhatIsSoughtFromAllAreas) {
  CaseWorld world;
  const std::string person = world.person(1);
  const auto keys = store::case_keys(*world.store, person).value();
  std::vector<ledger::EntryId> opened;
  world.store->database().begin_write();
  for (int i = 0; i < 4; ++i) {
    ledger::CaseFile file;
    ledger::CaseEvent event;
    event.person = person, event.kind = "filing", event.insurance = "310", event.action = "open";
    event.area = i % 2 == 0 ? "990200" : "990100", event.after.state = "draft";
    event.by = {"insured", "account"}, event.at = {kNow.micros + i};
    store::record(*world.store, keys, file, event, {});
    const std::string words[] = {"name/测试"};
    store::index_case(*world.store, file, words);
    opened.push_back(file.id);
  }
  ASSERT_TRUE(world.store->database().commit());
  DeskFilter search;
  search.search = "测试", search.limit = 2;
  const auto page = desk_page(*world.store, kReviewerOne, search, kNow);
  ASSERT_TRUE(page && page->rows.size() == 2);
  EXPECT_EQ(page->rows[0].file.id, opened[3]);
  EXPECT_EQ(page->rows[1].file.id, opened[2]);
}

TEST(Cases, OfAnErasedPersonKeepNothingPersonal) {
  CaseWorld world;
  const std::string person = world.person(1);
  const CaseView waiting = world.submitted(person);
  ASSERT_TRUE(world.open(world.filing(person), insured(person)));
  ASSERT_TRUE(verbs::erase_person(*world.store, person));
  DeskFilter search;
  search.search = "测试";
  EXPECT_TRUE(desk_page(*world.store, kReviewerOne, search, kNow)->rows.empty());
  EXPECT_EQ(
      code_of(view_case(*world.store, *world.rules, waiting.loaded.file.id, Role::reviewer, kNow)),
      ErrorCode::unknown_case);
  EXPECT_EQ(desk_page(*world.store, kReviewerOne, {}, kNow)->rows.at(0).name, "");
  expect_clean(world);
}

}  // namespace
}  // namespace yitong::verbs
