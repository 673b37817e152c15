#include "verbs/sign_in_links.h"

#include "identity/password.h"
#include "identity/totp.h"
#include "verbs/identity_test_support.h"
#include "verbs/messages.h"
#include "verbs/sign_in_code.h"

namespace yitong::verbs {
namespace {

using namespace testing;
using identity::Role;

const identity::Actor kClerkAtWindow{Role::window_clerk, "clerk", {}, "示例", {"990100"}, {}};

identity::SignInCodeBytes code_bytes(std::uint8_t fill) {
  identity::SignInCodeBytes out{};
  out.fill(fill);
  return out;
}

/// Nothing: the password is set.
std::optional<ErrorCode> set_password(Office& office, const NewPassword& wanted, Instant now) {
  const auto checked = check_new_password(office.store(), wanted, identity::Salt{7}, now);
  if (!checked) return checked.error()[0].code;
  const auto set = office.write([&] { return set_password_now(office.store(), *checked, now); });
  return set ? std::nullopt : std::optional(set.error()[0].code);
}

TEST(SignInCode, MakesAnAccountAndItsFirstPassword) {
  Office office;
  const std::string person = office.add_person(1);
  const auto given = office.write([&] {
    return give_person_code_now(office.store(), person, kClerkAtWindow, code_bytes(3), kMorning);
  });
  ASSERT_TRUE(given);
  EXPECT_EQ(given->account, person);
  EXPECT_EQ(office.refusal(person, given->code, kMorning), ErrorCode::wrong_credentials);
  NewPassword wanted{{}, Office::resident_id(1), "00000-00000", "a new password", "192.0.2.9"};
  EXPECT_EQ(set_password(office, wanted, kMorning), ErrorCode::wrong_sign_in_code);
  wanted.code = given->code, wanted.password = "short";
  EXPECT_EQ(set_password(office, wanted, kMorning), ErrorCode::weak_password);
  wanted.password = "a new password";
  EXPECT_EQ(set_password(office, wanted, seconds_on(24 * 3600)), ErrorCode::wrong_sign_in_code);
  EXPECT_FALSE(set_password(office, wanted, seconds_on(24 * 3600 - 1)));
  EXPECT_EQ(set_password(office, wanted, seconds_on(24 * 3600 - 1)), ErrorCode::wrong_sign_in_code);
  EXPECT_FALSE(office.refusal(person, "a new password", seconds_on(24 * 3600)));
}

TEST(SignInCode, TakesTheOldPasswordAndItsSessionsAway) {
  Office office;
  office.add_login("reviewer", Role::reviewer, {}, std::string(20, 's'));
  const std::string secret(20, 's');
  const auto code = [&](Instant at) {
    return identity::totp_code(secret, identity::totp_step(at));
  };
  const auto before = office.sign_in("reviewer", kGoodPassword, kMorning, code(kMorning));
  ASSERT_TRUE(before);
  const auto given = office.write([&] {
    return give_staff_code_now(office.store(), "reviewer", kClerkAtWindow, code_bytes(9), kMorning);
  });
  ASSERT_TRUE(given);
  EXPECT_FALSE(find_session(office.store(), before->token, kMorning));
  EXPECT_EQ(office.refusal("reviewer", kGoodPassword, kMorning), ErrorCode::wrong_credentials);
  EXPECT_FALSE(
      set_password(office, {"reviewer", {}, given->code, "a new password", "192.0.2.9"}, kMorning));
  EXPECT_EQ(office.refusal("reviewer", "a new password", kMorning),
            ErrorCode::second_factor_needed);
  const Instant later = seconds_on(60);
  EXPECT_FALSE(office.refusal("reviewer", "a new password", later, code(later)));
  const auto nobody = office.write([&] {
    return give_staff_code_now(office.store(), "nobody", kClerkAtWindow, code_bytes(9), kMorning);
  });
  EXPECT_EQ(nobody.error()[0].code, ErrorCode::not_found);
}

TEST(SignInCode, CannotBeGuessed) {
  Office office;
  const std::string person = office.add_person(1);
  const auto given = office.write([&] {
    return give_person_code_now(office.store(), person, kClerkAtWindow, code_bytes(3), kMorning);
  });
  NewPassword wanted{person, {}, "00000-00000", "a new password", "192.0.2.9"};
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(set_password(office, wanted, kMorning), ErrorCode::wrong_sign_in_code);
  wanted.code = given->code;
  EXPECT_EQ(set_password(office, wanted, kMorning), ErrorCode::too_many_attempts);
  EXPECT_EQ(office.lockouts(person), 1);
  EXPECT_FALSE(set_password(office, wanted, seconds_on(15 * 60)));
}

class Elsewhere {
 public:
  explicit Elsewhere(Office& office) : office_(office) { provider.name = "gov"; }
  identity::Provider provider;

  Result<ledger::LoginLink> link(const std::string& account, const std::string& subject) {
    return office_.write([&] {
      return link_now(office_.store(), {account, "gov", "https://id.example", subject},
                      kClerkAtWindow, kMorning);
    });
  }
  Result<SignedIn> come(const std::string& subject, Instant now, bool factor = false,
                        const std::string& code = {}, const std::string& from = "192.0.2.7") {
    const ProvenIdentity proven{subject_digest(office_.store(), "https://id.example", subject),
                                factor};
    identity::TokenBytes bytes{};
    bytes[0] = static_cast<std::uint8_t>(++times_), bytes[2] = 77;
    return office_.write([&] {
      return sign_in_proven_now(office_.store(), provider, proven, code, from, bytes, now);
    });
  }
  std::optional<ErrorCode> refusal(const std::string& subject, Instant now, bool factor = false,
                                   const std::string& code = {}) {
    const auto got = come(subject, now, factor, code);
    return got ? std::nullopt : std::optional(got.error()[0].code);
  }

 private:
  Office& office_;
  int times_ = 0;
};

TEST(SignInLinks, LetALinkedIdentityInAndNobodyElse) {
  Office office;
  Elsewhere elsewhere(office);
  const std::string person = office.add_person(1);
  office.add_login("somebody", Role::insured, person);
  office.add_login("other", Role::window_clerk);
  EXPECT_EQ(elsewhere.refusal("u-1", kMorning), ErrorCode::unknown_subject);
  const auto link = elsewhere.link("somebody", "u-1");
  ASSERT_TRUE(link);
  EXPECT_EQ(elsewhere.link("other", "u-1").error()[0].code, ErrorCode::subject_linked);
  EXPECT_EQ(elsewhere.link("nobody", "u-2").error()[0].code, ErrorCode::not_found);
  EXPECT_EQ(elsewhere.refusal("u-2", kMorning), ErrorCode::unknown_subject);
  const auto in = elsewhere.come("u-1", kMorning);
  ASSERT_TRUE(in);
  EXPECT_EQ(in->session.actor.person, person);
  EXPECT_EQ(find_session(office.store(), in->token, kMorning)->provider, "gov");
  EXPECT_EQ(links_that_hold(office.store(), "somebody").size(), 1u);
  ASSERT_TRUE(office.write(
      [&] { return unlink_now(office.store(), "somebody", link->no, kClerkAtWindow, kMorning); }));
  EXPECT_FALSE(find_session(office.store(), in->token, kMorning));
  EXPECT_EQ(elsewhere.refusal("u-1", kMorning), ErrorCode::unknown_subject);
  EXPECT_FALSE(office.write(
      [&] { return unlink_now(office.store(), "somebody", link->no, kClerkAtWindow, kMorning); }));
  EXPECT_TRUE(elsewhere.link("other", "u-1"));
  EXPECT_FALSE(elsewhere.refusal("u-1", kMorning));
}

TEST(SignInLinks, ComingFromElsewhereIsToldWhateverOneSignsInBy) {
  Office office;
  Elsewhere elsewhere(office);
  const std::string person = office.add_person(1);
  office.add_login(person, Role::insured, person);
  ASSERT_TRUE(elsewhere.link(person, "u-1"));
  const auto told = [&] {
    const auto page = view_messages(office.store(), {person, {}, {}, 20}, seconds_on(900));
    return std::ranges::count_if(page->messages, [](const PersonMessage& message) {
      return message.notice.kind == NoticeKind::new_sign_in_place;
    });
  };
  ASSERT_TRUE(elsewhere.come("u-1", kMorning, false, {}, "192.0.2.7"));
  EXPECT_FALSE(office.refusal(person, kGoodPassword, seconds_on(10), {}, "192.0.3.9"));
  EXPECT_EQ(told(), 0);  // the first place, and one of the same network
  ASSERT_TRUE(elsewhere.come("u-1", seconds_on(20), false, {}, "198.51.100.7"));
  EXPECT_EQ(told(), 1);
  EXPECT_FALSE(office.refusal(person, kGoodPassword, seconds_on(30), {}, "198.51.2.2"));
  EXPECT_EQ(told(), 1);
  EXPECT_FALSE(office.refusal(person, kGoodPassword, seconds_on(40), {}, "203.0.113.2"));
  EXPECT_EQ(told(), 2);
}

TEST(SignInLinks, AskForOurSecondFactorUnlessTheProvidersCounts) {
  Office office;
  Elsewhere elsewhere(office);
  const std::string secret(20, 's');
  office.add_login("reviewer", Role::reviewer, {}, secret);
  ASSERT_TRUE(elsewhere.link("reviewer", "u-1"));
  EXPECT_FALSE(elsewhere.refusal("u-1", kMorning, true));
  EXPECT_EQ(elsewhere.refusal("u-1", kMorning), ErrorCode::second_factor_needed);
  EXPECT_EQ(elsewhere.refusal("u-1", kMorning, false, "000000"), ErrorCode::wrong_code);
  const std::string code = identity::totp_code(secret, identity::totp_step(kMorning));
  EXPECT_FALSE(elsewhere.refusal("u-1", kMorning, false, code));
  EXPECT_EQ(elsewhere.refusal("u-1", kMorning, false, code), ErrorCode::wrong_code);
}

TEST(SignInLinks, AreForTheProvidersAgencyAndTerritories) {
  Office office;
  Elsewhere elsewhere(office);
  const std::string person = office.add_person(1);
  office.add_login("somebody", Role::insured, person);
  office.add_login("staff", Role::reviewer, {}, {}, "990100");
  ASSERT_TRUE(elsewhere.link("somebody", "u-1"));
  ASSERT_TRUE(elsewhere.link("staff", "u-2"));
  elsewhere.provider.areas = {"990000"};
  EXPECT_FALSE(elsewhere.refusal("u-2", kMorning));
  elsewhere.provider.areas = {"980000"};
  EXPECT_EQ(elsewhere.refusal("u-2", kMorning), ErrorCode::not_permitted);
  elsewhere.provider.areas = {}, elsewhere.provider.agency = "另一个机构";
  EXPECT_EQ(elsewhere.refusal("u-2", kMorning), ErrorCode::not_permitted);
  EXPECT_FALSE(elsewhere.refusal("u-1", kMorning));
}

TEST(SignInTicket, IsOpenedByItsMakerInTime) {
  Office office;
  const std::string nonce(24, 'n');
  const SignInTicket ticket{"gov", {"state", "nonce", "verifier"}, {}, seconds_on(600)};
  const std::string text = seal_ticket(office.store(), ticket, nonce);
  const auto opened = open_ticket(office.store(), text, seconds_on(599));
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->secrets.verifier, "verifier");
  EXPECT_FALSE(opened->proven);
  EXPECT_FALSE(open_ticket(office.store(), text, seconds_on(600)));
  for (std::size_t at = 0; at < text.size(); at += 7) {
    std::string changed = text;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(open_ticket(office.store(), changed, kMorning)) << at;
  }
  const SignInTicket proven{"gov", {}, ProvenIdentity{sm3("u"), false}, seconds_on(600)};
  EXPECT_EQ(open_ticket(office.store(), seal_ticket(office.store(), proven, nonce), kMorning)
                ->proven->subject,
            sm3("u"));
}

TEST(Session, EndsWhenNobodyUsesIt) {
  Office office;
  office.add_login("clerk", Role::window_clerk);
  office.add_login("program", Role::institution_system);
  const auto clerk = office.sign_in("clerk", kGoodPassword, kMorning);
  const auto program = office.sign_in("program", kGoodPassword, kMorning);
  EXPECT_TRUE(find_session(office.store(), clerk->token, seconds_on(1799)));
  EXPECT_EQ(find_session(office.store(), clerk->token, seconds_on(1800)).error()[0].code,
            ErrorCode::session_expired);
  EXPECT_TRUE(find_session(office.store(), program->token, seconds_on(7 * 3600)));
  office.write([&] {
    see_session_now(office.store(), clerk->session.key, seconds_on(1000));
    see_session_now(office.store(), clerk->session.key, seconds_on(900));
    return 0;
  });
  EXPECT_TRUE(find_session(office.store(), clerk->token, seconds_on(2799)));
  EXPECT_FALSE(find_session(office.store(), clerk->token, seconds_on(2800)));
}

TEST(Session, IsListedAndEndedWithAllOthers) {
  Office office;
  office.add_login("clerk", Role::window_clerk);
  office.add_login("other", Role::window_clerk);
  const auto first = office.sign_in("clerk", kGoodPassword, kMorning);
  const auto second = office.sign_in("clerk", kGoodPassword, seconds_on(60));
  const auto other = office.sign_in("other", kGoodPassword, kMorning);
  const auto listed = sessions_of(office.store(), second->session, seconds_on(70));
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_TRUE(listed[0].current);
  EXPECT_FALSE(listed[1].current);
  EXPECT_EQ(sessions_of(office.store(), second->session, seconds_on(1800)).size(), 1u);
  office.write([&] {
    sign_out_everywhere_now(office.store(), "clerk");
    return 0;
  });
  EXPECT_FALSE(find_session(office.store(), first->token, seconds_on(70)));
  EXPECT_FALSE(find_session(office.store(), second->token, seconds_on(70)));
  EXPECT_TRUE(find_session(office.store(), other->token, seconds_on(70)));
}

}  // namespace
}  // namespace yitong::verbs
