#include "verbs/claim.h"

#include "ledger/posting.h"
#include "store/ledger_rows.h"
#include "verbs/bank_result.h"
#include "verbs/explain.h"
#include "verbs/in_transaction.h"
#include "verbs/resettle.h"
#include "verbs/scope.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs {
namespace {

using namespace testing;

constexpr const char* kClaimRules = R"toml(
[rule.claim]
for            = "claim"
catalogue      = "insured"
deadline       = "6 months"
deadline_after = "discharge"
source         = "s"
)toml";

std::string claim_policy(const char* rules = kClaimRules) { return std::string(kPolicy) + rules; }

/// A stay elsewhere, without a filing: (5000 - 1000) x (90% - 20%) = 2800 of the funds.
ClaimRequest claim(const std::string& person, const std::string& number) {
  const SettleRequest bill = request(person, number, 500'000, "H98010000001");
  ClaimRequest out;
  out.person = person, out.case_number = number, out.bill = bill.bill;
  out.terms.institution = "H98010000001";
  out.terms.handed_in = *Date::from_ymd(2025, 5, 30);
  out.invoices = {{"0440", number}};
  return out;
}
const Money kPaid = Money::yuan(2800);

Result<ClaimSettled> settle_claim(World& world, const ClaimRequest& request, Instant now = kNow) {
  return in_transaction(*world.store, [&] {
    return verbs::settle_claim(*world.store, request, world.rules, render_settled, now);
  });
}

Result<ClaimQuoted> quote_claim(World& world, const ClaimRequest& request) {
  world.store->database().begin_read();
  auto out = verbs::quote_claim(*world.store, request, *world.rules, kNow);
  EXPECT_TRUE(world.store->database().commit());
  return out;
}

TEST(Claims, AreOwedToThePersonAndCountLikeSettlements) {
  World world(claim_policy());
  const std::string person = world.person(1);
  const auto quoted = quote_claim(world, claim(person, "c1"));
  ASSERT_TRUE(quoted) << quoted.error()[0].str(false);
  EXPECT_EQ(quoted->payable, kPaid);
  EXPECT_TRUE(quoted->deadline.known);
  EXPECT_EQ(quoted->deadline.last_day, *Date::from_ymd(2025, 9, 20));
  EXPECT_TRUE(quoted->remarks.empty());  // nothing was filed
  const auto settled = settle_claim(world, claim(person, "c1"));
  ASSERT_TRUE(settled) << settled.error()[0].str(false);
  EXPECT_EQ(settled->payable, kPaid);
  const auto id = ledger::parse_number(ledger::EntryKind::settlement, settled->settlement_id);
  EXPECT_EQ(store::find_postings(world.store->database(), *id),
            (std::vector<ledger::Posting>{{"payable/" + person, kPaid},
                                          {"fund/990100/310/hifp", -kPaid}}));
  const auto explained = explain(*world.store, *world.rules, settled->settlement_id);
  ASSERT_TRUE(explained);
  EXPECT_EQ(explained->fact("channel"), "manual");
  EXPECT_EQ(explained->fact(kTreatedAt), "H98010000001");
  EXPECT_EQ(explained->fact(kCatalogueArea), "990100");
  // The next stay of the year has the lower deductible: (5000 - 500) x 70%.
  const auto second = settle_claim(world, claim(person, "c2"));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->payable, Money::yuan(3150));
  expect_clean(world);
}

TEST(Claims, OfOneCaseAreSettledOnce) {
  World world(claim_policy());
  const std::string person = world.person(1);
  const auto first = settle_claim(world, claim(person, "c1"));
  const auto again = settle_claim(world, claim(person, "c1"));
  ASSERT_TRUE(first && again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->settlement_id, first->settlement_id);
  EXPECT_EQ(again->payable, kPaid);
  ClaimRequest other = claim(person, "c1");
  other.terms.handed_in = *Date::from_ymd(2025, 5, 29);
  EXPECT_EQ(code_of(settle_claim(world, other)), ErrorCode::same_key_other_body);
  expect_clean(world);
}

TEST(Claims, AndDirectSettlementsShareTheRegisterOfInvoices) {
  World world(claim_policy());
  const std::string person = world.person(1), other = world.person(2);
  ASSERT_TRUE(settle_claim(world, claim(person, "c1")));
  SettleRequest direct = request(other, "m1", 100'000);
  direct.invoice = {"0440", "c1"};
  EXPECT_EQ(code_of(settle(world, direct)), ErrorCode::invoice_used);
  direct.invoice = {"0440", "d1"};
  ASSERT_TRUE(settle(world, direct));
  ClaimRequest second = claim(other, "c2");
  second.invoices = {direct.invoice};
  const auto refused = settle_claim(world, second);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error()[0].code, ErrorCode::invoice_used);
  EXPECT_NE(refused.error()[0].found.find("H99010000001"), std::string::npos);
  EXPECT_EQ(code_of(quote_claim(world, second)), ErrorCode::invoice_used);
  second.invoices = {};
  EXPECT_EQ(code_of(settle_claim(world, second)), ErrorCode::missing_field);
  expect_clean(world);
}

TEST(Claims, LinesThatStaffRefusedAreThePersonsWithTheirReasonKept) {
  World world(claim_policy());
  const std::string person = world.person(1);
  ClaimRequest request = claim(person, "c1");
  request.bill.sums.reset();
  const auto line = [](std::int64_t fen) {
    BillLine out;
    out.code = "009900000000001", out.name = "检查", out.amount = Money::fen(fen);
    out.quantity_e4 = 100 * 10'000, out.price_e6 = fen * 100;
    return out;
  };
  request.bill.lines = {line(300'000), line(200'000)};
  request.bill.total = Money::yuan(5000);
  request.terms.refused = {{1, "not_needed"}};
  const auto settled = settle_claim(world, request);
  ASSERT_TRUE(settled) << settled.error()[0].str(false);
  EXPECT_EQ(settled->payable, Money::yuan(1400));  // (3000 - 1000) x 70%
  const auto explained = explain(*world.store, *world.rules, settled->settlement_id);
  ASSERT_TRUE(explained);
  EXPECT_EQ(explained->scoped.lines[1].full_self_pay, 200'000);
  EXPECT_EQ(explained->refused.at(1), "not_needed");
  request.case_number = "c2", request.invoices = {{"0440", "c2"}};
  request.terms.refused = {{2, "not_needed"}};
  EXPECT_EQ(code_of(settle_claim(world, request)), ErrorCode::bad_value);
  expect_clean(world);
}

TEST(Claims, PastTheDeadlineAreRefusedAndWhatIsUnknownIsNotEnforced) {
  World world(claim_policy());
  const std::string person = world.person(1);
  ClaimRequest late = claim(person, "c1");
  late.terms.handed_in = *Date::from_ymd(2025, 9, 21);
  const auto refused = settle_claim(world, late, noon(2025, 10, 1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error()[0].code, ErrorCode::claim_too_late);
  EXPECT_NE(refused.error()[0].rule.find("2025-09-20"), std::string::npos);
  late.terms.handed_in = *Date::from_ymd(2025, 9, 20);
  EXPECT_TRUE(settle_claim(world, late, noon(2025, 10, 1)));
  World open(claim_policy(R"toml(
[rule.claim]
for            = "claim"
catalogue      = "treatment"
deadline       = "unknown"
deadline_after = "discharge"
source         = "s"
)toml"));
  const std::string another = open.person(1);
  const auto quoted = quote_claim(open, claim(another, "c1"));
  ASSERT_TRUE(quoted) << quoted.error()[0].str(false);
  EXPECT_FALSE(quoted->deadline.known);
  EXPECT_TRUE(quoted->remarks.empty());  // that it is not known says it
  World silent;
  EXPECT_EQ(code_of(quote_claim(silent, claim(silent.person(1), "c1"))),
            ErrorCode::claim_catalogue_unknown);
}

TEST(Claims, SayThatTheyCouldHaveBeenSettledDirectly) {
  World world(claim_policy());
  const std::string person = world.person(1);
  const ledger::Filing filing{
      0, "referral", "980100", {*Date::from_ymd(2025, 1, 1), ledger::kNoEnd}, {}, 0};
  ASSERT_TRUE(add_filing(*world.store, person, filing, {2}));
  const auto quoted = quote_claim(world, claim(person, "c1"));
  ASSERT_TRUE(quoted);
  ASSERT_EQ(quoted->remarks.size(), 1u);
  EXPECT_NE(quoted->remarks[0].en.find("settles directly"), std::string::npos);
}

TEST(Claims, FromAnInstitutionThatNobodyListsStateWhereItIs) {
  World world(claim_policy());
  const std::string person = world.person(1);
  ClaimRequest request = claim(person, "c1");
  request.terms.institution.clear(), request.emergency = true;
  const auto refused = settle_claim(world, request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().size(), 2u);  // area and kind
  request.terms.area = "980100", request.terms.kind = "hospital", request.terms.level = "2";
  const auto settled = settle_claim(world, request);
  ASSERT_TRUE(settled) << settled.error()[0].str(false);
  EXPECT_EQ(settled->payable, Money::yuan(3600));  // an emergency counts as filed: 4000 x 90%
  expect_clean(world);
}

TEST(Claims, CanBeReversedAndSettledAgain) {
  World world(claim_policy());
  const std::string person = world.person(1);
  const auto settled = settle_claim(world, claim(person, "c1"));
  const auto second = settle_claim(world, claim(person, "c2"));
  ASSERT_TRUE(settled && second);
  ASSERT_TRUE(reverse(world, {person, std::string(ledger::kClaimDesk), "r1"}, "c1"));
  EXPECT_EQ(code_of(settle_claim(world, claim(person, "c1"))), ErrorCode::already_reversed);
  const RenderResettled render{render_settled, render_reversed,
                               [](const Resettlement& done) { return done.resettlement_id; }};
  const auto again = verbs::resettle({{person, "H99010000001", "w1"}, {second->settlement_id}},
                                     world.rules, kNow, *world.store, render);
  ASSERT_TRUE(again) << again.error()[0].str(false);
  const auto all = store::settlements_of(world.store->database(), person, 0);
  EXPECT_EQ(all.back().payers.funds_paid(), kPaid);  // now the first of the year
  EXPECT_EQ(all.back().key.institution, ledger::kClaimDesk);
  expect_clean(world);
}

const store::Payee kSelf{"self", "测试", "示例银行", "6200000000000001"};

struct Owed {
  std::string person, settlement;
  std::int64_t payment = 0;
};

Owed owe(World& world, int number, const std::string& case_number) {
  Owed out{world.person(number), {}, 0};
  const auto settled = settle_claim(world, claim(out.person, case_number));
  EXPECT_TRUE(settled);
  out.settlement = settled->settlement_id;
  const auto opened = in_transaction(*world.store, [&] {
    return open_payment(*world.store, out.person, case_number, out.settlement, kSelf, false, false,
                        "finance", kNow);
  });
  EXPECT_TRUE(opened) << (opened ? "" : opened.error()[0].str(false));
  out.payment = opened.value_or(0);
  return out;
}

Result<ledger::PaymentBatch> batch(World& world) {
  return in_transaction(*world.store,
                        [&] { return make_batch(*world.store, "990100", 100, "finance", kNow); });
}
Result<BankResult> read_result(World& world, const std::string& number, const std::string& text) {
  return in_transaction(*world.store, [&] {
    identity::Actor finance;
    finance.role = identity::Role::finance, finance.account = "finance";
    return read_bank_result(*world.store, "990100", number, text, {world.rules, kRenders, finance},
                            kNow);
  });
}
std::string number_of_batch(const ledger::PaymentBatch& made) {
  return number_of(ledger::EntryKind::payment_batch, made.id);
}
ledger::PaymentState state_of(World& world, const Owed& owed) {
  return store::find_payment(world.store->database(), owed.person, owed.payment)->state;
}
constexpr const char* kHeader = "payment,amount,result,reason\n";

TEST(Payments, GoToTheBankAndComeBackPaidOrFailed) {
  World world(claim_policy());
  const Owed one = owe(world, 1, "c1"), two = owe(world, 2, "c2");
  const auto made = batch(world);
  ASSERT_TRUE(made) << made.error()[0].str(false);
  EXPECT_EQ(made->lines.size(), 2u);
  EXPECT_EQ(made->total(), Money::yuan(5600));
  const std::string number = number_of_batch(*made);
  const std::string first = payment_number(one.person, 1), second = payment_number(two.person, 1);
  const auto file = bank_file(*world.store, "990100", number);
  ASSERT_TRUE(file);
  EXPECT_NE(file->find(first + ",测试,示例银行,6200000000000001,2800.00,c1\n"), std::string::npos);
  EXPECT_EQ(code_of(batch(world)), ErrorCode::nothing_to_pay);
  const auto read =
      read_result(world, number,
                  kHeader + first + ",2800.00,paid,\n" + second + ",2800.00,failed,账户已销户\n");
  ASSERT_TRUE(read) << read.error()[0].str(false);
  EXPECT_EQ(read->paid_total, kPaid);
  EXPECT_EQ(state_of(world, one), ledger::PaymentState::paid);
  EXPECT_EQ(state_of(world, two), ledger::PaymentState::failed);
  store::Payee other = kSelf;
  other.account = "6200000000000002";
  ASSERT_TRUE(in_transaction(*world.store, [&] {
    return readdress_payment(*world.store, two.person, two.payment, other, false, false, "clerk",
                             kNow);
  }));
  const auto again = batch(world);
  ASSERT_TRUE(again);
  EXPECT_NE(bank_file(*world.store, "990100", number_of_batch(*again))->find("6200000000000002"),
            std::string::npos);
  // A late answer about the batch before.
  EXPECT_EQ(code_of(read_result(world, number, kHeader + second + ",2800.00,paid,\n")),
            ErrorCode::wrong_payment_state);
  ASSERT_TRUE(read_result(world, number_of_batch(*again), kHeader + second + ",2800.00,paid,\n"));
  ASSERT_TRUE(read_result(world, number, kHeader + first + ",2800.00,returned,退汇\n"));
  EXPECT_EQ(state_of(world, one), ledger::PaymentState::returned);
  expect_clean(world);
}

TEST(Payments, AResultWithAWrongRowChangesNothingAndNamesEach) {
  World world(claim_policy());
  const Owed one = owe(world, 1, "c1");
  const auto made = batch(world);
  ASSERT_TRUE(made);
  const std::string number = number_of_batch(*made), mine = payment_number(one.person, 1);
  const auto refused = read_result(world, number,
                                   kHeader + mine + ",2800.00,paid,\n" + mine + ",2800.00,paid,\n" +
                                       "p0123456789abcdef-1,1.00,paid,\n");
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().size(), 2u);
  EXPECT_EQ(refused.error()[0].code, ErrorCode::duplicate_key);
  EXPECT_EQ(refused.error()[0].path, "line 3");
  EXPECT_EQ(refused.error()[1].code, ErrorCode::unknown_payment);
  EXPECT_EQ(state_of(world, one), ledger::PaymentState::in_batch);
  EXPECT_EQ(code_of(read_result(world, number, kHeader + mine + ",2800.01,paid,\n")),
            ErrorCode::sum_mismatch);
  EXPECT_EQ(code_of(read_result(world, number, kHeader + mine + ",2800.00,maybe,\n")),
            ErrorCode::bad_value);
  EXPECT_EQ(code_of(read_result(world, number, mine + ",2800.00,paid,\n")), ErrorCode::bad_value);
  EXPECT_EQ(code_of(read_result(world, number, kHeader)), ErrorCode::missing_field);
  EXPECT_EQ(code_of(read_result(world, "z0000-1", kHeader)), ErrorCode::unknown_batch);
  EXPECT_EQ(code_of(bank_file(*world.store, "980100", number)), ErrorCode::unknown_batch);
  EXPECT_EQ(list_batches(*world.store, "990000", 10)->size(), 1u);
  EXPECT_EQ(list_batches(*world.store, "980000", 10)->size(), 0u);
  expect_clean(world);
}

TEST(Payments, OfAReversedClaimAreNotPaid) {
  World world(claim_policy());
  const Owed one = owe(world, 1, "c1"), two = owe(world, 2, "c2");
  ASSERT_TRUE(reverse(world, {one.person, std::string(ledger::kClaimDesk), "r1"}, "c1"));
  const auto made = batch(world);
  ASSERT_TRUE(made);
  ASSERT_EQ(made->lines.size(), 1u);
  EXPECT_EQ(made->lines[0].person, two.person);
  EXPECT_EQ(state_of(world, one), ledger::PaymentState::cancelled);
  expect_clean(world);
}

TEST(Payments, GoToWhomTheyMay) {
  store::Payee payee = kSelf;
  EXPECT_TRUE(faults_of(payee, false, false).empty());
  EXPECT_TRUE(faults_of(payee, true, false).empty());
  EXPECT_EQ(faults_of(payee, false, true).at(0).path, "/payee/relation");
  payee.relation = "guardian";
  EXPECT_TRUE(faults_of(payee, true, false).empty());
  EXPECT_FALSE(faults_of(payee, false, false).empty());
  payee.relation = "heir";
  EXPECT_TRUE(faults_of(payee, false, true).empty());
  EXPECT_FALSE(faults_of(payee, true, false).empty());
  payee.name = "=1+1", payee.account = "12", payee.bank = "\n";
  EXPECT_EQ(faults_of(payee, false, true).size(), 3u);
  for (const PayeeRule& rule : payee_rules())
    EXPECT_EQ(rule.proof.zh.empty(), rule.relation == "self");
}

}  // namespace
}  // namespace yitong::verbs
