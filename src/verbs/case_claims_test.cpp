// Claims as cases: appealed and settled again, paid by the bank, given back by it.
#include <algorithm>

#include "store/account_rows.h"
#include "store/answer_rows.h"
#include "store/notice_rows.h"
#include "store/payment_rows.h"
#include "store/register_rows.h"
#include "verbs/bank_result.h"
#include "verbs/cases_test_support.h"

namespace yitong::verbs {
namespace {

using namespace testing;
using Does = cases::Action;
using identity::Role;
using ledger::PaymentState;

const identity::Actor kOtherApprover = staff(Role::approver, "approver-2"),
                      kFinance = staff(Role::finance, "finance-1");
constexpr const char* kBankHeader = "payment,amount,result,reason\n";

/// 60 and 40 times a service at 50: two lines of 3000 and 2000.
OpenCase two_lines(CaseWorld& world, const std::string& person, const std::string& invoice) {
  OpenCase out = world.claim(person);
  out.body.form["lines.0.quantity"] = "60", out.body.form["lines.0.price"] = "50";
  out.body.form["lines.0.amount"] = "3000.00";
  out.body.form["lines.1.code"] = "009900000000001", out.body.form["lines.1.name"] = "检查";
  out.body.form["lines.1.quantity"] = "40", out.body.form["lines.1.price"] = "50";
  out.body.form["lines.1.amount"] = "2000.00", out.body.form["invoices.1.code"] = "0440";
  out.body.form["invoices.0.number"] = invoice + "a", out.body.form["invoices.0.amount"] = "4000";
  out.body.form["invoices.1.number"] = invoice + "b", out.body.form["invoices.1.amount"] = "1000";
  return out;
}

Result<CaseAnswer> go(CaseWorld& world, const Result<CaseAnswer>& at, Does action,
                      const identity::Actor& by, const std::string& reason = {},
                      const std::string& remark = {}, cases::Form fields = {}) {
  if (!at) return fail(at.error());
  ActOnCase step = CaseWorld::step_of(at->view, action, reason, remark);
  step.fields = std::move(fields);
  return world.act(step, by);
}

Result<CaseAnswer> submit(CaseWorld& world, const OpenCase& request) {
  const auto by = insured(request.person);
  return go(world, world.open(request, by), Does::submit, by);
}

/// Submitted, passed with the second line refused, approved: (3000 - 1000) x 70% = 1400.
Result<CaseAnswer> partly_refused(CaseWorld& world, const std::string& person,
                                  const std::string& invoice) {
  auto at = submit(world, two_lines(world, person, invoice));
  at = go(world, at, Does::pass, kReviewerOne, {}, {},
          {{"refused.0.line", "2"}, {"refused.0.reason", "no_record"}});
  return go(world, at, Does::approve, kApprover);
}

/// All that waits goes to the bank, which answers each with the word.
Result<BankResult> bank_says(CaseWorld& world, const char* word, const std::string& why = {}) {
  return in_transaction(*world.store, [&]() -> Result<BankResult> {
    const auto made = make_batch(*world.store, "990100", 100, "finance-1", kNow);
    if (!made) return fail(made.error());
    std::string text = kBankHeader;
    for (const ledger::BatchLine& line : made->lines)
      text += payment_number(line.person, line.payment) + "," + line.amount.str() + "," + word +
              "," + why + "\n";
    return read_bank_result(*world.store, "990100",
                            number_of(ledger::EntryKind::payment_batch, made->id), text,
                            {world.rules, kRenders, kFinance}, kNow);
  });
}

/// The case as it stands now, as if just answered.
Result<CaseAnswer> now_of(CaseWorld& world, const Result<CaseAnswer>& at) {
  auto view = view_case(*world.store, *world.rules, at->view.loaded.file.id, Role::reviewer, kNow);
  if (!view) return fail(view.error());
  return CaseAnswer{std::move(*view), false, {}};
}
std::string where(const Result<CaseAnswer>& at) {
  return at ? at->view.loaded.file.now.state : at.error()[0].str(false);
}
std::vector<store::KeptPayment> payments(CaseWorld& world, const std::string& person) {
  return store::payments_of(world.store->database(), person);
}
/// The person appeals against what was decided.
Result<CaseAnswer> appealed(CaseWorld& world, const Result<CaseAnswer>& at) {
  const auto now = now_of(world, at);
  return go(world, now, Does::appeal, insured(now->view.loaded.file.person), {}, "病历里有");
}
/// The appeal is granted: all lines are paid, or all but those named.
Result<CaseAnswer> granted(CaseWorld& world, const Result<CaseAnswer>& at,
                           cases::Form refused = {{"refused.0.line", ""},
                                                  {"refused.0.reason", ""}}) {
  return go(world, at, Does::approve, kOtherApprover, {}, {}, std::move(refused));
}
/// What `payable/<person>` comes to over settlements and payments: what is owed and not paid.
Money owed_to(CaseWorld& world, const std::string& person) {
  Money out;
  for (const auto& each :
       store::settlements_of(world.store->database(), person, 0))
    if (each.state == ledger::State::settled && each.key.institution == ledger::kClaimDesk)
      out += each.payers.funds_paid();
  for (const auto& each : payments(world, person))
    if (each.state == PaymentState::paid) out -= each.payment.amount;
  return out;
}

/// Everything that is due is paid.
void expect_paid(CaseWorld& world, const Result<CaseAnswer>& at) {
  EXPECT_EQ(where(now_of(world, at)), "paid");
  EXPECT_EQ(owed_to(world, at->view.loaded.file.person), Money());
  expect_clean(world);
}

TEST(ClaimCases, AnAppealIsSettledAgainAndTheDifferencePaid) {
  CaseWorld world;
  const std::string person = world.person(1);
  auto at = partly_refused(world, person, "77");
  ASSERT_EQ(where(at), "to_be_paid");
  EXPECT_EQ(at->view.loaded.file.now.amount, Money::yuan(1400));
  ASSERT_TRUE(bank_says(world, "paid"));
  ASSERT_EQ(where(now_of(world, at)), "paid");
  at = appealed(world, at);
  ASSERT_EQ(where(at), "appealed");
  EXPECT_EQ(code_of(go(world, at, Does::approve, kApprover)), ErrorCode::four_eyes);
  at = granted(world, at);
  ASSERT_EQ(where(at), "to_be_paid");
  EXPECT_EQ(at->view.loaded.file.now.amount, Money::yuan(2800));
  const auto settlements =
      store::settlements_of(world.store->database(), person, 0);
  ASSERT_EQ(settlements.size(), 2u);
  EXPECT_EQ(settlements[0].state, ledger::State::reversed);
  EXPECT_EQ(settlements[1].payers.funds_paid(), Money::yuan(2800));
  EXPECT_EQ(settlements[1].key.message_id, ledger::case_number(at->view.loaded.file.id) + ".2.s1");
  ASSERT_EQ(payments(world, person).size(), 2u);
  EXPECT_EQ(payments(world, person)[1].payment.amount, Money::yuan(1400));
  expect_clean(world);
  ASSERT_TRUE(bank_says(world, "paid"));
  expect_paid(world, at);
  // The invoices went over to the new settlement.
  EXPECT_EQ(code_of(submit(world, two_lines(world, world.person(2), "77"))),
            ErrorCode::invoice_used);
  expect_clean(world);
}

TEST(ClaimCases, WhatHasNotLeftIsReplaced) {
  CaseWorld world;
  const std::string person = world.person(1);
  auto at = partly_refused(world, person, "77");
  at = granted(world, appealed(world, at));
  ASSERT_EQ(where(at), "to_be_paid");
  const auto all = payments(world, person);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].state, PaymentState::cancelled);
  EXPECT_EQ(all[1].payment.amount, Money::yuan(2800));
  ASSERT_TRUE(bank_says(world, "paid"));
  expect_paid(world, at);
}

TEST(ClaimCases, WhileTheBankHasThePaymentTheAppealWaitsForItsAnswer) {
  CaseWorld world;
  const std::string person = world.person(1);
  auto at = partly_refused(world, person, "77");
  const auto made = in_transaction(
      *world.store, [&] { return make_batch(*world.store, "990100", 100, "finance-1", kNow); });
  ASSERT_TRUE(made);
  at = appealed(world, at);
  EXPECT_EQ(code_of(go(world, at, Does::approve, kOtherApprover)), ErrorCode::wrong_payment_state);
  // Upheld, the money is still on its way.
  auto upheld = go(world, now_of(world, at), Does::uphold, kOtherApprover, "other_reason", "维持");
  EXPECT_EQ(where(upheld), "to_be_paid");
  EXPECT_EQ(code_of(go(world, upheld, Does::appeal, insured(person), {}, "再申诉")),
            ErrorCode::wrong_case_state);
  expect_clean(world);
}

TEST(ClaimCases, LessThanWasPaidIsOwedBack) {
  CaseWorld world;
  const std::string person = world.person(1);
  auto at = partly_refused(world, person, "77");
  ASSERT_TRUE(bank_says(world, "paid"));
  // The first line is refused instead: (2000 - 1000) x 70% = 700 of 1400.
  at = granted(world, appealed(world, at),
               {{"refused.0.line", "1"}, {"refused.0.reason", "no_record"}});
  ASSERT_EQ(where(at), "paid");
  EXPECT_EQ(at->view.loaded.file.now.amount, Money::yuan(700));
  EXPECT_EQ(payments(world, person).size(), 1u);
  EXPECT_EQ(owed_to(world, person), -Money::yuan(700));
  expect_clean(world);
}

TEST(ClaimCases, LaterBillsOfTheYearAreDecidedAgainByTheNewCounts) {
  CaseWorld world;
  const std::string person = world.person(1);
  auto first = partly_refused(world, person, "77");
  auto second = partly_refused(world, person, "88");
  ASSERT_EQ(where(second), "to_be_paid");
  ASSERT_TRUE(bank_says(world, "paid"));
  // Everything of the first is refused: the second becomes the first of the year.
  auto at = granted(world, appealed(world, first),
                    {{"refused.0.line", "1"},
                     {"refused.0.reason", "no_record"},
                     {"refused.1.line", "2"},
                     {"refused.1.reason", "no_record"}});
  ASSERT_EQ(where(at), "paid");
  EXPECT_EQ(at->view.loaded.file.now.amount, Money());
  expect_clean(world);
  at = granted(world, appealed(world, second));
  EXPECT_TRUE(at) << at.error()[0].str(false);
  expect_clean(world);
}

TEST(ClaimCases, WhatCameBackIsReaddressedByThePerson) {
  CaseWorld world;
  const std::string person = world.person(1);
  auto at = partly_refused(world, person, "77");
  ASSERT_TRUE(bank_says(world, "failed", "账户已销户"));
  at = now_of(world, at);
  ASSERT_EQ(where(at), "payment_failed");
  const auto& told = at->view.loaded.timeline.back();
  EXPECT_EQ(told.event.reason, "bank_refused");
  EXPECT_EQ(told.remark, "账户已销户");
  EXPECT_EQ(told.event.by.account, "finance-1");
  at = go(world, at, Does::correct_payee, insured(person), {}, {},
          {{"payee", "self"},
           {"payee_name", "测试"},
           {"payee_bank", "示例银行"},
           {"payee_account", "6200000000000009"}});
  ASSERT_EQ(where(at), "to_be_paid");
  ASSERT_TRUE(bank_says(world, "paid"));
  expect_paid(world, at);
}

TEST(ClaimCases, AReturnedPaymentOfAClaimSettledAgainIsStillPaid) {
  CaseWorld world;
  const std::string person = world.person(1);
  auto at = partly_refused(world, person, "77");
  ASSERT_TRUE(bank_says(world, "paid"));
  at = granted(world, appealed(world, at));
  ASSERT_EQ(where(at), "to_be_paid");
  // Now the first comes back; its settlement is no longer the one in force.
  const std::string batch = store::last_batch_of(world.store->database(), person, 1);
  const auto read = in_transaction(*world.store, [&] {
    return read_bank_result(*world.store, "990100", batch,
                            kBankHeader + payment_number(person, 1) + ",1400.00,returned,退汇\n",
                            {world.rules, kRenders, kFinance}, kNow);
  });
  ASSERT_TRUE(read) << read.error()[0].str(false);
  at = now_of(world, at);
  ASSERT_EQ(where(at), "payment_failed");
  at = go(world, at, Does::correct_payee, insured(person), {}, {},
          {{"payee_account", "6200000000000009"}});
  ASSERT_EQ(where(at), "to_be_paid");
  const auto paid = bank_says(world, "paid");
  ASSERT_TRUE(paid) << paid.error()[0].str(false);
  EXPECT_EQ(paid->paid_total, Money::yuan(2800));
  expect_paid(world, at);
}

TEST(ClaimCases, NobodyRecordsAPaymentThatTheBankHasNotMade) {
  CaseWorld world;
  auto at = partly_refused(world, world.person(1), "77");
  EXPECT_EQ(code_of(go(world, at, Does::record_paid, kFinance)), ErrorCode::wrong_payment_state);
  const auto actions = cases::possible(at->view.loaded.one, Role::finance);
  EXPECT_TRUE(actions.empty());
}

TEST(ClaimCases, AllInvoicesAreHeldAndAllNamedWhenUsed) {
  CaseWorld world;
  const std::string person = world.person(1), other = world.person(2);
  auto at = partly_refused(world, person, "77");
  ASSERT_EQ(where(at), "to_be_paid");
  const auto refused = submit(world, two_lines(world, other, "77"));
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().size(), 2u);
  EXPECT_EQ(refused.error()[0].path, "/form/invoices/0/number");
  EXPECT_EQ(refused.error()[1].path, "/form/invoices/1/number");
  EXPECT_NE(refused.error()[1].found.find("0440/77b: claim 2025-03-20"), std::string::npos)
      << refused.error()[1].found;
  SettleRequest direct = request(other, "m1", 100'000);
  direct.invoice = {"", "77b"};
  EXPECT_TRUE(settle(world, direct));  // another code
  direct = request(other, "m2", 100'000);
  direct.invoice = {"0440", "77b"};
  EXPECT_EQ(code_of(settle(world, direct)), ErrorCode::invoice_used);
  // Reversed, all are free again.
  ASSERT_TRUE(reverse(world, {person, std::string(ledger::kClaimDesk), "r1"},
                      ledger::case_number(at->view.loaded.file.id)));
  for (const char* const each : {"0440/77a", "0440/77b"})
    EXPECT_FALSE(store::find_holder(world.store->database(), {ledger::ThingKind::invoice, each}));
  EXPECT_TRUE(settle(world, direct));
  expect_clean(world);
}

TEST(ClaimCases, AQuantityThatCannotBeReadExactlyIsRefusedByName) {
  CaseWorld world;
  const std::string person = world.person(1);
  const auto faults = [&](const char* quantity, const char* price) {
    OpenCase wrong = two_lines(world, person, "77");
    wrong.body.form["lines.0.quantity"] = quantity;
    wrong.body.form["lines.0.price"] = price;
    const auto got = submit(world, wrong);
    return got ? Errors() : got.error();
  };
  EXPECT_EQ(faults("60.00001", "50").at(0).path, "/form/lines/0/quantity");
  EXPECT_EQ(faults("-60", "-50").at(0).path, "/form/lines/0/price");
  EXPECT_EQ(faults("60", "").at(0).path, "/form/lines/0/price");
  EXPECT_EQ(faults("60", "50.0001").at(0).path, "/form/lines/0/amount");
  EXPECT_EQ(faults("60", "50.0001").at(0).code, ErrorCode::sums_differ);
  EXPECT_TRUE(faults("60.0000", "50.00005").empty());  // 3000.003 rounds to 3000.00
}

TEST(ClaimCases, AnHeirIsPaidWhereTheDeathIsKnown) {
  CaseWorld world;
  const std::string person = world.person(1);
  OpenCase heir = two_lines(world, person, "77");
  heir.body.form["payee"] = "heir";
  const auto refused = submit(world, heir);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error()[0].path, "/form/payee");
  heir.body.form["payee"] = "self";
  auto at = submit(world, heir);
  ASSERT_EQ(where(at), "in_review");
  at = go(world, at, Does::pass, kReviewerOne, {}, {}, {{"died_on", "2025-05-02"}});
  ASSERT_EQ(where(at), "in_approval");
  // Now the person can no longer be paid.
  const auto decided = go(world, at, Does::approve, kApprover);
  ASSERT_FALSE(decided);
  EXPECT_EQ(decided.error()[0].path, "/payee/relation");
  heir.body.form["payee"] = "agent";
  heir.key = "agent";
  EXPECT_EQ(code_of(submit(world, heir)), ErrorCode::bad_value);
}

}  // namespace
}  // namespace yitong::verbs
