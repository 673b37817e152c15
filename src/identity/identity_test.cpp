#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "identity/actor.h"
#include "identity/attempts.h"
#include "identity/password.h"
#include "identity/token.h"
#include "identity/totp.h"

namespace yitong::identity {
namespace {

constexpr Instant at_second(std::int64_t seconds) { return {seconds * 1'000'000}; }

TEST(Rights, EveryNameLeadsBack) {
  for (const RoleText& each : all_roles()) EXPECT_EQ(parse_role(each.name), each.role);
  for (const ActionText& each : all_actions()) EXPECT_EQ(parse_action(each.name), each.action);
  EXPECT_FALSE(parse_role("nobody"));
  EXPECT_FALSE(parse_action(""));
}

TEST(Rights, WhatIsNotNamedIsNobodys) {
  for (const RoleText& each : all_roles()) EXPECT_FALSE(may_at_all(Action::unnamed, each.role));
}

/// The roles that decide about people do not keep the system, and the other way round.
TEST(Rights, TheAdministratorReadsNoRecords) {
  for (const Action each : {Action::read_settlement, Action::read_account, Action::read_person,
                            Action::read_documents, Action::settle})
    EXPECT_FALSE(may_at_all(each, Role::administrator)) << text_of(each).name;
}

TEST(Rights, NoStaffActsAnywhereOnPersonalRecords) {
  for (const ActionText& action : all_actions())
    for (const RoleText& role : all_roles()) {
      const bool of_everybody = granted(action.action, Role::anonymous).has(Relation::any) ||
                                action.action == Action::sign_out ||
                                action.action == Action::read_me ||
                                action.action == Action::check_credential ||
                                action.action == Action::read_workbook ||  // keeps nothing
                                action.action == Action::read_desk ||      // shows what is theirs
                                action.action == Action::list_refusals;    // about nobody's record
      EXPECT_EQ(granted(action.action, role.role).has(Relation::any) && !of_everybody, false)
          << action.name << " by " << role.name;
    }
}

TEST(Rights, WhatADelegateMayThePersonMay) {
  for (const ActionText& each : all_actions())
    EXPECT_TRUE(!is_delegable(each.action) ||
                granted(each.action, Role::insured).has(Relation::self))
        << each.name;
  EXPECT_FALSE(is_delegable(Action::change_delegates)) << "or a delegate could make delegates";
}

TEST(Rights, TerritoriesCoverWhatLiesInThem) {
  EXPECT_TRUE(covers("990100", "990100"));
  EXPECT_TRUE(covers("990100", "990102"));
  EXPECT_TRUE(covers("990000", "990100"));
  EXPECT_TRUE(covers("000000", "990100"));
  EXPECT_FALSE(covers("990100", "990200"));
  EXPECT_FALSE(covers("990102", "990100"));
  EXPECT_FALSE(covers("", "990100"));
  EXPECT_FALSE(covers("990100", ""));
}

TEST(Relations, FollowFromActorAndRecord) {
  const Actor person{Role::insured, "a", "p1", "", {}, ""};
  EXPECT_TRUE(relations_of(person, {.person = "p1"}).has(Relation::self));
  EXPECT_FALSE(relations_of(person, {.person = "p2"}).meets({Relation::self, Relation::delegate}));
  EXPECT_TRUE(relations_of(person, {.person = "p2", .delegated = true}).has(Relation::delegate));
  EXPECT_FALSE(relations_of(person, {.area = "990100"}).has(Relation::own_area));
  const Actor reviewer{Role::reviewer, "r", "", "agency", {"990100"}, ""};
  EXPECT_TRUE(relations_of(reviewer, {.area = "990100"}).has(Relation::own_area));
  EXPECT_FALSE(relations_of(reviewer, {.area = "990200"}).has(Relation::own_area));
  EXPECT_FALSE(relations_of(reviewer, {}).has(Relation::own_area));
  EXPECT_FALSE(relations_of(reviewer, {}).has(Relation::self)) << "nobody is not nobody's self";
  const Actor treating{Role::treatment_agency, "t", "", "agency", {"990200"}, ""};
  EXPECT_TRUE(relations_of(treating, {.area = "990100", .treatment_area = "990200"})
                  .has(Relation::own_area));
  EXPECT_FALSE(relations_of(treating, {.area = "990200", .treatment_area = "990100"})
                   .has(Relation::own_area));
  const Actor system{Role::institution_system, "s", "", "", {}, "H1"};
  EXPECT_TRUE(relations_of(system, {.institution = "H1"}).has(Relation::own_institution));
  EXPECT_FALSE(relations_of(system, {.institution = "H2", .treated_there = true})
                   .has(Relation::own_institution));
  EXPECT_TRUE(relations_of(system, {.treated_there = true}).has(Relation::own_institution));
}

TEST(Password, FitsOnlyItself) {
  const std::string hash = hash_password("correct horse", Salt{7});
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
  EXPECT_TRUE(fits_password(hash, "correct horse"));
  EXPECT_FALSE(fits_password(hash, "correct horsf"));
  EXPECT_FALSE(fits_password(hash, ""));
  EXPECT_NE(hash, hash_password("correct horse", Salt{8}));
  EXPECT_FALSE(fits_password(hash_of_nobody(), ""));
  EXPECT_FALSE(fits_password("", "x"));
}

TEST(Password, RefusesWeakOnes) {
  for (const char* weak : {"short", "aaaaaaaaaaaaaa", "1234567890", "Password123",
                           "\xff\xff"
                           "234567890"})
    EXPECT_FALSE(check_password(weak, "somebody", "/password")) << weak;
  EXPECT_FALSE(check_password("somebody.else", "Somebody.Else", "/password"));
  EXPECT_FALSE(check_password(std::string(129, 'a') + "b", "x", "/password"));
  const auto weak = check_password("short", "x", "/password");
  EXPECT_EQ(weak.error()[0].code, ErrorCode::weak_password);
  EXPECT_TRUE(weak.error()[0].found.empty()) << "a password is never said again";
  EXPECT_TRUE(check_password("三句话当密码", "x", "/password"));
}

/// RFC 6238, appendix B: the last six of its eight digits.
TEST(Totp, GivesTheCodesOfTheStandard) {
  const std::string secret = "12345678901234567890";
  const std::pair<std::int64_t, const char*> codes[] = {
      {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
      {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [second, code] : codes)
    EXPECT_EQ(totp_code(secret, totp_step(at_second(second))), code) << second;
}

TEST(Totp, TakesEachCodeOnceAndOnlyNow) {
  const std::string secret = "12345678901234567890";
  const Instant now = at_second(1'234'567'890);
  const std::int64_t step = totp_step(now);
  EXPECT_EQ(accepted_step(secret, totp_code(secret, step), now, 0), step);
  EXPECT_EQ(accepted_step(secret, totp_code(secret, step - 1), now, 0), step - 1);
  EXPECT_EQ(accepted_step(secret, totp_code(secret, step + 1), now, 0), step + 1);
  EXPECT_FALSE(accepted_step(secret, totp_code(secret, step - 2), now, 0));
  EXPECT_FALSE(accepted_step(secret, totp_code(secret, step + 2), now, 0));
  EXPECT_FALSE(accepted_step(secret, totp_code(secret, step), now, step));
  EXPECT_FALSE(accepted_step(secret, "", now, 0));
}

/// RFC 4648, section 10.
TEST(Totp, WritesSecretsInBase32) {
  EXPECT_EQ(base32(""), "");
  EXPECT_EQ(base32("f"), "MY");
  EXPECT_EQ(base32("fooba"), "MZXW6YTB");
  EXPECT_EQ(base32("foobar"), "MZXW6YTBOI");
}

TEST(Attempts, LockAfterFiveFailuresAndForgetAfterAWhile) {
  Failures failures;
  Instant now = at_second(1'000);
  for (int i = 0; i < 4; ++i) {
    failures = after_failure(failures, now, kAccountLimits);
    EXPECT_EQ(wait_seconds(failures, now), 0) << i;
  }
  failures = after_failure(failures, now, kAccountLimits);
  EXPECT_EQ(wait_seconds(failures, now), 15 * 60);
  EXPECT_EQ(wait_seconds(failures, at_second(1'000 + 15 * 60 - 1)), 1);
  now = at_second(1'000 + 15 * 60);
  EXPECT_EQ(wait_seconds(failures, now), 0) << "the lock ends";
  failures = after_failure(failures, now, kAccountLimits);
  EXPECT_EQ(failures.count, 1) << "and all is forgotten";
}

TEST(Attempts, FarApartDoNotAddUp) {
  Failures failures;
  for (int i = 0; i < 40; ++i) {
    const Instant now = at_second(i * 300);
    failures = after_failure(failures, now, kAccountLimits);
    EXPECT_EQ(wait_seconds(failures, now), 0) << i;
  }
}

RC_GTEST_PROP(Attempts, NobodyIsHeardMoreOftenThanTheLimit, ()) {
  Failures failures;
  std::int64_t second = 0;
  std::vector<std::int64_t> heard;
  for (const auto pause :
       *rc::gen::container<std::vector<std::uint8_t>>(60, rc::gen::arbitrary<std::uint8_t>())) {
    second += pause;
    if (wait_seconds(failures, at_second(second)) > 0) continue;
    heard.push_back(second);
    failures = after_failure(failures, at_second(second), kAccountLimits);
  }
  // Two windows of a quarter of an hour may meet, so that at most twice the limit falls into one.
  for (std::size_t i = 2 * 5; i < heard.size(); ++i) RC_ASSERT(heard[i] - heard[i - 10] >= 15 * 60);
}

TEST(Token, SaysItsBucketAndNothingElse) {
  const std::string token = make_token(303, TokenBytes{1, 2, 3});
  const auto key = key_of(token);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->bucket, 303);
  EXPECT_EQ(key->hash, sm3(token));
  EXPECT_FALSE(key_of(""));
  EXPECT_FALSE(key_of(token.substr(1)));
  EXPECT_FALSE(key_of(make_token(1024, {})));
  std::string other = token;
  other.back() = 'G';
  EXPECT_FALSE(key_of(other));
}

TEST(Token, IsFoundAmongCookies) {
  EXPECT_EQ(cookie_value("a=b; yitong_session=x", kSessionCookie), "x");
  EXPECT_EQ(cookie_value("yitong_session=x;a=b", kSessionCookie), "x");
  EXPECT_EQ(cookie_value("not_yitong_session=x", kSessionCookie), "");
  EXPECT_EQ(cookie_value("yitong_session=x; yitong_session=y", kSessionCookie), "");
  EXPECT_EQ(cookie_value("", kSessionCookie), "");
}

}  // namespace
}  // namespace yitong::identity
