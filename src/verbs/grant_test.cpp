#include "verbs/grant.h"

#include "verbs/request_bytes.h"
#include "verbs/standing.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs {
namespace {

using namespace testing;

constexpr const char* kChronic = R"toml(
[[choice.disease]]
code = "hypertension"
name = { zh = "高血压", en = "Hypertension" }
[[choice.disease]]
code = "lupus"
name = { zh = "红斑狼疮", en = "Lupus" }
[[choice.drug_group]]
code = "special"
name = { zh = "特药", en = "Special drugs" }
[benefit.chronic]
name       = { zh = "门诊慢特病", en = "Chronic disease" }
visits     = "14"
deductible = "none"
[[layer]]
id     = "chronic_pool"
name   = { zh = "慢特病统筹", en = "Chronic pool" }
fund   = "hifp"
takes  = "in_scope"
of     = "chronic"
source = "s"
rows   = [{ pays = "80%" }]
cap    = { stack = "separate", prorated = true, source = "s", rows = [
  { disease = "hypertension", is = "1200.00" }, { disease = "lupus", is = "2400.00" },
] }
[[bar]]
id     = "unapproved"
when   = { drug_group = "special" }
unless = [{ granted = true }]
text   = { zh = "特药须先经审批", en = "Special drugs need an approval first" }
source = "s"
[rule.recognition]
for      = "recognition"
demanded = true
fixes    = ["institution"]
source   = "s"
[rule.special_drug]
for    = "special_drug"
fixes  = ["patient", "institution", "doctor", "pharmacy", "disease"]
source = "s"
)toml";

std::string chronic_policy() { return std::string(kPolicy) + kChronic; }

constexpr const char* kHome = "H99010000001";
constexpr const char* kAway = "H98010000001";

Date day(int year, int month, int day) { return *Date::from_ymd(year, month, day); }

ledger::Grant recognition(const std::string& disease, Date from) {
  ledger::Grant out;
  out.area = "990100", out.kind = ledger::kRecognition, out.code = disease;
  out.in_force = {from, ledger::kNoEnd}, out.case_number = "c1";
  return out;
}

SettleRequest chronic_visit(const std::string& person, const std::string& message,
                            const std::string& disease, const std::string& institution = kHome) {
  SettleRequest out = request(person, message, 300'000, institution);
  out.bill.visit = "14", out.bill.admitted = Date(), out.disease = disease;
  return out;
}

Money funds_of(World& world, const SettleRequest& request) {
  const auto answer = settle(world, request);
  EXPECT_TRUE(answer) << (answer ? "" : answer.error()[0].str(false));
  const auto message =
      store::find_message(world.store->database(), bucket_of(request.key.person), request.key);
  const auto entry =
      message ? store::find_settlement(world.store->database(), message->entry) : std::nullopt;
  return entry ? entry->payers.funds_paid() : Money();
}

TEST(Grants, ADiseaseThatNobodyRecognisedIsRefusedWithTheClause) {
  World world(chronic_policy());
  const std::string person = world.person(1);
  const auto refused = settle(world, chronic_visit(person, "m1", "lupus"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error()[0].code, ErrorCode::not_recognised);
  EXPECT_EQ(refused.error()[0].path, "/disease");
  EXPECT_NE(refused.error()[0].rule.find("made up"), std::string::npos);
  ASSERT_TRUE(add_grant(*world.store, person, recognition("lupus", day(2024, 6, 1)), kNow));
  // (3000 x 80%, capped at 2400)
  EXPECT_EQ(funds_of(world, chronic_visit(person, "m1", "lupus")), Money::yuan(2400));
  EXPECT_EQ(code_of(settle(world, chronic_visit(person, "m2", "hypertension"))),
            ErrorCode::not_recognised);
  expect_clean(world);
}

TEST(Grants, ARecognitionOfMidYearBringsItsPartOfTheLimit) {
  World world(chronic_policy());
  const std::string person = world.person(1);
  ASSERT_TRUE(add_grant(*world.store, person, recognition("lupus", day(2025, 3, 1)), kNow));
  // Ten twelfths of 2400.
  EXPECT_EQ(funds_of(world, chronic_visit(person, "m1", "lupus")), Money::yuan(2000));
  expect_clean(world);
}

TEST(Grants, OneOfAnotherAreaOrNotInForceOnTheDayIsNone) {
  World world(chronic_policy());
  const std::string person = world.person(1);
  auto other = recognition("lupus", day(2024, 1, 1));
  other.area = "980100";
  ASSERT_TRUE(add_grant(*world.store, person, other, kNow));
  ASSERT_TRUE(add_grant(*world.store, person, recognition("lupus", day(2025, 4, 1)), kNow));
  EXPECT_EQ(code_of(settle(world, chronic_visit(person, "m1", "lupus"))),
            ErrorCode::not_recognised);
}

TEST(Grants, CoverageFactsRecogniseAsBefore) {
  World world(chronic_policy());
  const std::string person = world.person(1);
  ledger::Coverage row;
  row.area = "990100", row.insurance = "310", row.replaces = 1;
  row.in_force = {day(2020, 1, 1), ledger::kNoEnd};
  row.facts = "diseases=hypertension, lupus@4\nretired=true\n";
  ASSERT_TRUE(add_coverage(*world.store, person, row, {2}));
  EXPECT_EQ(funds_of(world, chronic_visit(person, "m1", "hypertension")), Money::yuan(1200));
  EXPECT_EQ(code_of(settle(world, chronic_visit(person, "m2", "lupus"))),
            ErrorCode::not_recognised);  // from April
}

TEST(Grants, TheChosenInstitutionHolds) {
  World world(chronic_policy());
  const std::string person = world.person(1);
  auto grant = recognition("lupus", day(2024, 1, 1));
  grant.institutions = {kHome};
  ASSERT_TRUE(add_grant(*world.store, person, grant, kNow));
  const auto refused = settle(world, chronic_visit(person, "m1", "lupus", kAway));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error()[0].code, ErrorCode::not_fixed);
  EXPECT_EQ(refused.error()[0].found, kAway);
  EXPECT_TRUE(settle(world, chronic_visit(person, "m2", "lupus")));
}

SettleRequest special_bill(const std::string& person, const std::string& message) {
  SettleRequest out = request(person, message, 100'000);
  out.bill.visit = "11", out.bill.admitted = Date();
  out.bill.sums->drug_group = "special";
  return out;
}

TEST(Grants, ASpecialDrugIsPaidOnceItIsApproved) {
  World world(chronic_policy());
  const std::string person = world.person(1);
  EXPECT_EQ(funds_of(world, special_bill(person, "m1")), Money());
  ledger::Grant grant = recognition("special", day(2025, 1, 1));
  grant.kind = ledger::kSpecialDrug, grant.disease = "lupus";
  grant.institutions = {kHome}, grant.doctor = "D1", grant.pharmacy = "P99010000001";
  ASSERT_TRUE(add_grant(*world.store, person, grant, kNow));
  SettleRequest bill = special_bill(person, "m2");
  const auto refused = settle(world, bill);
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().size(), 2u);
  EXPECT_EQ(refused.error()[0].path, "/doctor");
  EXPECT_EQ(refused.error()[1].path, "/disease");
  ASSERT_TRUE(add_grant(*world.store, person, recognition("lupus", day(2025, 1, 1)), kNow));
  bill.doctor = "D1", bill.disease = "lupus";
  // (1000 in scope - 300 deductible) x 50%
  EXPECT_EQ(funds_of(world, bill), Money::yuan(350));
  bill.key.institution = kAway, bill.key.message_id = "m3";
  EXPECT_EQ(code_of(settle(world, bill)), ErrorCode::not_fixed);
  expect_clean(world);
}

TEST(Grants, AreCheckedByFormAndForOverlap) {
  World world;
  const std::string person = world.person(1);
  ledger::Grant wrong = recognition("lu pus", day(2025, 1, 1));
  wrong.area = "99", wrong.disease = "x", wrong.institutions = {"a", "a"};
  const auto refused = add_grant(*world.store, person, wrong, kNow);
  ASSERT_FALSE(refused);
  std::vector<std::string> paths;
  for (const Error& error : refused.error()) paths.push_back(error.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"/area", "/code", "/disease", "/institutions"}));
  ASSERT_TRUE(add_grant(*world.store, person, recognition("lupus", day(2025, 1, 1)), kNow));
  EXPECT_EQ(code_of(add_grant(*world.store, person, recognition("lupus", day(2026, 1, 1)), kNow)),
            ErrorCode::overlapping_periods);
  EXPECT_TRUE(add_grant(*world.store, person, recognition("hypertension", day(2026, 1, 1)), kNow));
  ledger::Grant ended = recognition("lupus", day(2025, 1, 1));
  ended.replaces = 1, ended.in_force.to = day(2025, 6, 30);
  ASSERT_TRUE(add_grant(*world.store, person, ended, kNow));
  const auto view = view_coverage(*world.store, *world.rules, person, day(2025, 6, 1), kNow);
  ASSERT_TRUE(view);
  ASSERT_EQ((*view)->grants.size(), 2u);
  EXPECT_EQ((*view)->grants[0].no, 3);
  EXPECT_EQ(days_left((*view)->grants[0].in_force, day(2025, 6, 1)), 30);
  EXPECT_EQ(code_of(add_grant(*world.store, "p0123456789abcdef",
                              recognition("lupus", day(2025, 1, 1)), kNow)),
            ErrorCode::unknown_person);
  expect_clean(world);
}

TEST(Grants, TheDoctorOfABillThatWaitsIsKept) {
  SettleRequest bill = special_bill("p0123456789abcdef", "m1");
  const std::string plain = encode(bill);
  EXPECT_TRUE(decode_request(plain)->doctor.empty());
  bill.doctor = "D1";
  EXPECT_EQ(decode_request(encode(bill))->doctor, "D1");
  EXPECT_FALSE(decode_request(plain + std::string("\x02"
                                                  "D1")));
}

TEST(Filings, WhereNoneIsNeededAVisitCountsAsTheAreaSays) {
  World world(std::string(kPolicy) + R"toml(
[rule.travel]
for        = "filing"
when       = { relation = ["same_province", "elsewhere"] }
from       = 2025-03-01
unfiled_as = "other_temporary"
source     = "s"
)toml");
  const std::string person = world.person(1);
  const auto reply = [&](const char* message, Date on, const char* place) {
    SettleRequest bill = request(person, message, 500'000, place);
    bill.bill.admitted = on, bill.bill.on = on;
    const auto answer = settle(world, bill);
    return answer ? answer->reply : answer.error()[0].str(false);
  };
  EXPECT_NE(reply("m1", day(2025, 3, 2), kAway).find(" other_temporary "), std::string::npos);
  EXPECT_NE(reply("m2", day(2025, 2, 28), kAway).find(" none "), std::string::npos);
  EXPECT_NE(reply("m3", day(2025, 3, 2), kHome).find(" none "), std::string::npos);
  expect_clean(world);
}

/// A stay of 1 to 20 March, elsewhere.
TEST(Filings, CountIfTheyHoldOnAdmissionHoweverLateTheyWereMade) {
  World world;
  const std::string person = world.person(1);
  const auto away = [&](const char* message) { return request(person, message, 500'000, kAway); };
  const Money unfiled = funds_of(world, away("m1"));
  ASSERT_TRUE(reverse(world, {person, kAway, "r1"}, "m1"));
  ledger::Filing filing{0, "referral", "980100", {day(2025, 3, 2), day(2025, 9, 1)}, {}, 0};
  ASSERT_TRUE(add_filing(*world.store, person, filing, kNow));
  EXPECT_EQ(funds_of(world, away("m2")), unfiled);  // it begins after admission
  ASSERT_TRUE(reverse(world, {person, kAway, "r2"}, "m2"));
  // Made good before discharge is settled: it begins at admission, and ends during the stay.
  filing.replaces = 1, filing.in_force = {day(2025, 3, 1), day(2025, 3, 10)};
  ASSERT_TRUE(add_filing(*world.store, person, filing, kNow));
  EXPECT_GT(funds_of(world, away("m3")), unfiled);
  expect_clean(world);
}

}  // namespace
}  // namespace yitong::verbs
