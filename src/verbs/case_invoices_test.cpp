// Claims that name one invoice, and claims that cannot be worked out.
#include <algorithm>

#include "verbs/cases_test_support.h"

namespace yitong::verbs {
namespace {

using namespace testing;
using Act = cases::Action;
using identity::Role;

Instant minute(int no) { return {kNow.micros + no * std::int64_t{60'000'000}}; }

class InvoiceWorld : public CaseWorld {
 public:
  using CaseWorld::CaseWorld;
  OpenCase claim_with(const std::string& person, const std::string& invoice) {
    OpenCase out = claim(person);
    out.body.form["invoices.0.number"] = invoice;
    return out;
  }
  Result<CaseAnswer> submitted(const OpenCase& request, Instant now = kNow) {
    const auto by = insured(request.person);
    auto at = open(request, by, now);
    return at ? act(step_of(at->view, Act::submit), by, now) : at;
  }
  /// As it stands, seen by the reviewer.
  CaseView seen(const Result<CaseAnswer>& at) {
    return view_case(*store, *rules, at->view.loaded.file.id, Role::reviewer, kNow).value();
  }
  Result<CaseAnswer> passed(const Result<CaseAnswer>& at) {
    return act(step_of(seen(at), Act::pass), kReviewerOne, minute(9));
  }
  /// Returned, and handed in again with this invoice.
  Result<CaseAnswer> corrected(const Result<CaseAnswer>& at, const std::string& invoice) {
    const auto back = act(step_of(seen(at), Act::return_to_person, "form_wrong", "请核对票据"),
                          kReviewerOne, minute(5));
    if (!back) return fail(back.error());
    const auto by = insured(back->view.loaded.file.person);
    SaveDraft draft{back->view.loaded.file.id, back->view.loaded.file.version,
                    back->view.loaded.handed_in};
    draft.body.form["invoices.0.number"] = invoice;
    const auto saved = save(draft, by, minute(6));
    return saved ? act(step_of(saved->view, Act::submit), by, minute(6)) : saved;
  }
  Errors faults(const CaseView& view, cases::Guard guard) {
    const auto found = std::ranges::find(view.checks, guard, &cases::Check::guard);
    EXPECT_NE(found, view.checks.end());
    return found == view.checks.end() ? Errors() : found->faults;
  }
};
std::string case_no(const Result<CaseAnswer>& at) {
  return ledger::case_number(at->view.loaded.file.id);
}

TEST(Invoices, OfTwoClaimsOfTwoPeopleTheFirstGoesOn) {
  InvoiceWorld world;
  const auto first = world.submitted(world.claim_with(world.person(1), "77"));
  ASSERT_TRUE(first) << first.error()[0].str(false);
  const auto second = world.submitted(world.claim_with(world.person(2), "77"), minute(1));
  ASSERT_TRUE(second) << second.error()[0].str(false);
  const Errors told = world.faults(world.seen(second), cases::Guard::one_claim);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].code, ErrorCode::invoice_claimed);
  EXPECT_EQ(told[0].path, "/form/invoices/0/number");
  EXPECT_EQ(told[0].found, "0440/77: " + case_no(first) + " " + kNow.date().str());
  EXPECT_EQ(code_of(world.passed(second)), ErrorCode::invoice_claimed);
  EXPECT_TRUE(world.faults(world.seen(first), cases::Guard::one_claim).empty());
  const auto at = world.passed(first);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  EXPECT_EQ(code_of(world.passed(second)), ErrorCode::invoice_claimed);  // not decided yet
  const auto paid = world.act(CaseWorld::step_of(at->view, Act::approve), kApprover);
  ASSERT_TRUE(paid) << paid.error()[0].str(false);
  EXPECT_EQ(code_of(world.passed(second)), ErrorCode::invoice_used);
  expect_clean(world);
}

TEST(Invoices, AreFreeOnceTheFirstClaimIsWithdrawnOrRefused) {
  InvoiceWorld world;
  const std::string one = world.person(1), other = world.person(2);
  const auto first = world.submitted(world.claim_with(one, "77"));
  ASSERT_TRUE(first) << first.error()[0].str(false);
  const auto second = world.submitted(world.claim_with(other, "77"), minute(1));
  EXPECT_EQ(code_of(world.passed(second)), ErrorCode::invoice_claimed);
  ASSERT_TRUE(world.act(CaseWorld::step_of(first->view, Act::withdraw), insured(one)));
  const auto at = world.passed(second);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  const auto refused =
      world.act(CaseWorld::step_of(at->view, Act::refuse, "not_genuine", "票据不真实"), kApprover);
  ASSERT_TRUE(refused) << refused.error()[0].str(false);
  EXPECT_TRUE(world.submitted(world.claim_with(one, "77"), minute(2)));
  expect_clean(world);
}

TEST(Invoices, OfTwoClaimsOfOnePersonTheSecondIsNotHandedIn) {
  InvoiceWorld world;
  const std::string person = world.person(1);
  const auto first = world.submitted(world.claim_with(person, "77"));
  ASSERT_TRUE(first) << first.error()[0].str(false);
  const auto second = world.submitted(world.claim_with(person, "77"), minute(1));
  ASSERT_EQ(code_of(second), ErrorCode::invoice_claimed);
  EXPECT_NE(second.error()[0].found.find(case_no(first)), std::string::npos);
  EXPECT_TRUE(world.submitted(world.claim_with(person, "78"), minute(1)));
  ASSERT_TRUE(world.act(CaseWorld::step_of(first->view, Act::withdraw), insured(person)));
  EXPECT_TRUE(world.submitted(world.claim_with(person, "77"), minute(2)));
  expect_clean(world);
}

TEST(Invoices, TheClaimThatNamedItFirstIsFirstWhicheverWasHandedInBefore) {
  InvoiceWorld world;
  const auto one = world.submitted(world.claim_with(world.person(1), "77"));
  const auto two = world.submitted(world.claim_with(world.person(2), "88"), minute(1));
  ASSERT_TRUE(one && two);
  // What the first is corrected to, the second has named before.
  const auto moved = world.corrected(one, "88");
  ASSERT_TRUE(moved) << moved.error()[0].str(false);
  EXPECT_EQ(code_of(world.passed(one)), ErrorCode::invoice_claimed);
  EXPECT_TRUE(world.faults(world.seen(two), cases::Guard::one_claim).empty());
  // And what it no longer names is free.
  const auto three = world.submitted(world.claim_with(world.person(3), "77"), minute(7));
  ASSERT_TRUE(three) << three.error()[0].str(false);
  EXPECT_TRUE(world.passed(three));
  EXPECT_TRUE(world.passed(two));
  expect_clean(world);
}

TEST(Invoices, ADraftHoldsNone) {
  InvoiceWorld world;
  const std::string person = world.person(1);
  ASSERT_TRUE(world.open(world.claim_with(person, "77"), insured(person)));
  const auto other = world.submitted(world.claim_with(world.person(2), "77"));
  ASSERT_TRUE(other) << other.error()[0].str(false);
  EXPECT_TRUE(world.passed(other));
}

TEST(ClaimMoney, SaysWhyItCannotBeWorkedOut) {
  InvoiceWorld world;
  OpenCase request = world.claim_with(world.person(1), "77");
  request.body.form["lines.0.code"] = "009900000009999";
  const auto at = world.submitted(request);
  ASSERT_TRUE(at) << at.error()[0].str(false);
  const ClaimMoney money = world.seen(at).claim.value();
  EXPECT_FALSE(money.payable);
  ASSERT_EQ(money.faults.size(), 1u);
  EXPECT_EQ(money.faults[0].code, ErrorCode::unknown_code);
  EXPECT_EQ(money.faults[0].path, "/form/lines/0/code");
  EXPECT_EQ(money.faults[0].found, "009900000009999");
  const auto known = world.submitted(world.claim_with(world.person(2), "78"));
  ASSERT_TRUE(known);
  EXPECT_TRUE(world.seen(known).claim->faults.empty());
  EXPECT_TRUE(world.seen(known).claim->payable);
  // A form with gaps is told by its check.
  OpenCase gaps = world.claim_with(world.person(3), "79");
  gaps.body.form.erase("visit");
  const auto draft = world.open(gaps, insured(gaps.person));
  ASSERT_TRUE(draft);
  EXPECT_FALSE(draft->view.claim->payable);
  EXPECT_TRUE(draft->view.claim->faults.empty());
}

TEST(ClaimMoney, TellsCommercialCoverApart) {
  InvoiceWorld world(R"toml(
[[layer]]
id     = "cover"
name   = { zh = "示例惠民保", en = "Example commercial cover" }
fund   = "oth"
takes  = "band_self:pool"
of     = "inpatient"
source = "s"
rows   = [{ pays = "50%" }]
)toml");
  const auto at = world.submitted(world.claim_with(world.person(1), "77"));
  ASSERT_TRUE(at) << at.error()[0].str(false);
  // (5000 - 1000) x 70% = 2800; of the 1200 left the cover pays half.
  const ClaimMoney quoted = world.seen(at).claim.value();
  ASSERT_TRUE(quoted.payable) << quoted.faults.at(0).str(false);
  EXPECT_EQ(*quoted.payable, Money::yuan(3400));
  EXPECT_EQ(quoted.commercial, Money::yuan(600));
  const auto done = world.act(CaseWorld::step_of(world.passed(at)->view, Act::approve), kApprover);
  ASSERT_TRUE(done) << done.error()[0].str(false);
  EXPECT_EQ(*done->view.claim->payable, Money::yuan(3400));
  EXPECT_EQ(done->view.claim->commercial, Money::yuan(600));
  expect_clean(world);
}

}  // namespace
}  // namespace yitong::verbs
