#include "verbs/documents.h"

#include "verbs/cases_test_support.h"
#include "verbs/in_transaction.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs {
namespace {

using namespace testing;
using ledger::DocumentAction;

ledger::Document document_with(World& world, const std::string& person, const std::string& bytes) {
  const auto keys = store::document_keys(*world.store, person).value();
  ledger::Document out;
  out.person = person, out.file = "file of " + bytes, out.kind = "invoice";
  out.address = hmac_sm3(bytes_of(keys.addressing), bytes);
  out.type = "application/pdf", out.size = 10, out.pages = 1;
  const std::string nonce(24, 'n');
  out.sealed_name =
      seal(bytes_of(keys.sealing), nonce, "document/name/" + out.file, bytes + ".pdf");
  return out;
}

Result<Deposited> deposit(World& world, const ledger::Document& document) {
  return in_transaction(*world.store, [&] { return deposit_now(*world.store, document, kNow); });
}

Result<ledger::Document> note(World& world, const std::string& person, ledger::EntryId id,
                              DocumentAction action, const std::string& reference = {}) {
  ledger::DocumentEvent event;
  event.person = person, event.document_seq = id.seq, event.action = action;
  event.reference = reference;
  return in_transaction(*world.store, [&] { return note_now(*world.store, event, kNow); });
}

TEST(Documents, TheSameBytesAreOneDocument) {
  World world;
  const std::string person = world.person(1);
  const auto first = deposit(world, document_with(world, person, "a"));
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->replayed);
  ledger::Document again = document_with(world, person, "a");
  again.file = "another file", again.kind = "other";
  const auto second = deposit(world, again);
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->replayed);
  EXPECT_EQ(second->view.document.id, first->view.document.id);
  EXPECT_EQ(second->view.document.kind, "invoice");
  // The same work run a second time, after its batch failed, is not a replay.
  EXPECT_FALSE(deposit(world, document_with(world, person, "a"))->replayed);
  ASSERT_TRUE(deposit(world, document_with(world, person, "b")));
  const auto list = list_documents(*world.store, person);
  ASSERT_TRUE(list && list->size() == 2);
  EXPECT_EQ(list->at(0).name, "b.pdf");
  expect_clean(world);
}

TEST(Documents, InUseStayAndOthersGo) {
  World world;
  const std::string person = world.person(1), stranger = world.person(2);
  const auto id = deposit(world, document_with(world, person, "a"))->view.document.id;
  ASSERT_TRUE(note(world, person, id, DocumentAction::used, "case-1"));
  EXPECT_TRUE(find_document(*world.store, person, id)->in_use);
  const auto refused = note(world, person, id, DocumentAction::removed);
  EXPECT_EQ(code_of(refused), ErrorCode::document_in_use);
  EXPECT_EQ(refused.error()[0].found, "case-1");
  ASSERT_TRUE(note(world, person, id, DocumentAction::released, "case-1"));
  EXPECT_EQ(code_of(note(world, stranger, id, DocumentAction::removed)),
            ErrorCode::unknown_document);
  ASSERT_TRUE(note(world, person, id, DocumentAction::removed));
  EXPECT_EQ(code_of(note(world, person, id, DocumentAction::removed)), ErrorCode::unknown_document);
  EXPECT_EQ(code_of(find_document(*world.store, person, id)), ErrorCode::unknown_document);
  EXPECT_EQ(list_accesses(*world.store, person, id)->events.size(), 3u);
  const auto anew = deposit(world, document_with(world, person, "a"));
  EXPECT_NE(anew->view.document.id, id);
  expect_clean(world);
}

TEST(Documents, EvidenceOfAReportStaysAlsoWhenItIsClosed) {
  CaseWorld world;
  const std::string person = world.person(1);
  const auto id = deposit(world, document_with(world, person, "a"))->view.document.id;
  OpenCase report = world.filing(person);
  report.kind = cases::Kind::report;
  report.body.form = {{"subject", "other"}, {"what", "示例：多次售出"}, {"declaration", "yes"}};
  report.body.materials = {{"evidence", {ledger::document_number(id)}, false}};
  const auto opened = world.open(report, insured(person));
  ASSERT_TRUE(opened) << opened.error()[0].str(false);
  EXPECT_FALSE(find_document(*world.store, person, id)->in_use);
  const auto sent =
      world.act(CaseWorld::step_of(opened->view, cases::Action::submit), insured(person));
  ASSERT_TRUE(sent) << sent.error()[0].str(false);
  const std::string number = ledger::case_number(sent->view.loaded.file.id);
  const auto held = [&] {
    const auto refused = note(world, person, id, DocumentAction::removed);
    return code_of(refused) == ErrorCode::document_kept && refused.error()[0].found == number;
  };
  EXPECT_TRUE(held());
  const auto done =
      world.act(CaseWorld::step_of(sent->view, cases::Action::close, "confirmed", "已处理"),
                staff(identity::Role::reviewer, "reviewer-1"));
  ASSERT_TRUE(done) << done.error()[0].str(false);
  EXPECT_TRUE(held());
  expect_clean(world);
}

TEST(Documents, WhatARefusalSaysDependsOnTheUse) {
  CaseWorld world;
  const std::string person = world.person(1);
  const auto id = deposit(world, document_with(world, person, "a"))->view.document.id;
  OpenCase filing = world.filing(person, "referral");
  filing.body.materials = {{"referral_form", {ledger::document_number(id)}, false}};
  const auto opened = world.open(filing, insured(person));
  ASSERT_TRUE(opened) << opened.error()[0].str(false);
  const auto sent =
      world.act(CaseWorld::step_of(opened->view, cases::Action::submit), insured(person));
  ASSERT_TRUE(sent) << sent.error()[0].str(false);
  EXPECT_EQ(code_of(note(world, person, id, DocumentAction::removed)), ErrorCode::document_in_use);
  const auto back =
      world.act(CaseWorld::step_of(sent->view, cases::Action::withdraw), insured(person));
  ASSERT_TRUE(back) << back.error()[0].str(false);
  EXPECT_TRUE(note(world, person, id, DocumentAction::removed));
  using cases::Kind, cases::State;
  EXPECT_TRUE(cases::can_let_go(Kind::claim, State::in_review));
  EXPECT_FALSE(cases::can_let_go(Kind::claim, State::paid));
  EXPECT_TRUE(cases::can_let_go(Kind::recognition, State::approved));
  EXPECT_FALSE(cases::can_let_go(Kind::report, State::in_review));
}

TEST(Documents, LooksAreNotedOnceInTenMinutes) {
  World world;
  const std::string person = world.person(1);
  const auto id = deposit(world, document_with(world, person, "a"))->view.document.id;
  const auto look = [&](const std::string& account, std::int64_t second) {
    ledger::DocumentEvent event;
    event.person = person, event.document_seq = id.seq, event.by = {"auditor", account};
    event.why = "audit";
    const Instant at{kNow.micros + second * 1'000'000};
    EXPECT_TRUE(in_transaction(*world.store, [&] { return note_now(*world.store, event, at); }));
    return list_accesses(*world.store, person, id)->events.size();
  };
  EXPECT_EQ(look("one", 0), 1u);
  EXPECT_EQ(look("one", 599), 1u);
  EXPECT_EQ(look("two", 599), 2u);
  EXPECT_EQ(look("one", 600), 3u);
}

TEST(Documents, OfOnePersonAreLimited) {
  World world;
  const std::string person = world.person(1);
  ledger::Document large = document_with(world, person, "large");
  large.size = kMaxDocumentBytes - 5;
  ASSERT_TRUE(deposit(world, large));
  EXPECT_EQ(code_of(deposit(world, document_with(world, person, "b"))),
            ErrorCode::too_many_documents);
}

TEST(Documents, GoWithThePersonWhoIsErased) {
  World world;
  const std::string person = world.person(1);
  const store::DocumentFolder folder(world.path() + ".documents");
  const ledger::Document document = document_with(world, person, "a");
  ASSERT_TRUE(folder.write(bucket_of(person), "f1", "sealed"));
  ledger::Document kept = document;
  kept.file = "f1";
  ASSERT_TRUE(in_transaction(*world.store, [&]() -> Result<ledger::EntryId> {
    return store::record(world.store->database(), kept);
  }));
  EXPECT_EQ(folder.list(bucket_of(person)).size(), 1u);
  ASSERT_TRUE(erase_person(*world.store, person, folder));
  EXPECT_TRUE(folder.list(bucket_of(person)).empty());
  EXPECT_EQ(code_of(list_documents(*world.store, person)), ErrorCode::unknown_person);
  EXPECT_EQ(code_of(deposit(world, document)), ErrorCode::unknown_person);
  expect_clean(world);
}

}  // namespace
}  // namespace yitong::verbs
