#include "verbs/credential.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <sstream>

#include "verbs/card.h"
#include "verbs/in_transaction.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs {
namespace {

using namespace testing;

const std::string kCounter = "H99010000001";

/// A desk whose nonces count up.
CredentialDesk new_desk() {
  static int made = 0;
  const std::string path =
      std::filesystem::temp_directory_path() /
      ("yitong_credential_" + std::to_string(::getpid()) + "_" + std::to_string(++made));
  auto key = SigningKey::create(path);
  auto verifying = VerifyingKey::load(path + ".pub");
  std::ostringstream pem;
  pem << std::ifstream(path + ".pub").rdbuf();
  std::filesystem::remove(path);
  std::filesystem::remove(path + ".pub");
  auto count = std::make_shared<std::uint8_t>(0);
  return {std::move(*key), std::move(*verifying), credential_key_id(pem.str()), 60,
          [count] { return CredentialNonce{++*count}; }};
}
const CredentialDesk& desk() {
  static const CredentialDesk made = new_desk();
  return made;
}

Instant later(std::int64_t seconds) { return {kNow.micros + seconds * 1'000'000}; }

CheckedCredential show(World& world, const std::string& token, Instant at,
                       const CredentialDesk& with = desk()) {
  return check_credential(*world.store, with, {kCounter, token, {}, {}}, at).value();
}
ErrorCode refusal_of(const CheckedCredential& checked) {
  return checked.refusal ? checked.refusal->code : ErrorCode::syntax;
}

template <class Change>
Result<CardsView> change(World& world, Change act) {
  return in_transaction(*world.store, [&] { return act(*world.store); });
}

TEST(ECredential, IsAcceptedOnceAndNeverAgainAfterARestart) {
  World world;
  const std::string person = world.person(1);
  const auto issued = issue_credential(*world.store, desk(), person, kNow).value();
  const CheckedCredential first = show(world, issued.token, later(5));
  EXPECT_FALSE(first.refusal);
  EXPECT_EQ(first.person, person);
  EXPECT_EQ(first.masked_name, "测*");
  const CheckedCredential again = show(world, issued.token, later(6));
  EXPECT_EQ(refusal_of(again), ErrorCode::credential_used);
  EXPECT_TRUE(again.refusal->found.starts_with(kCounter));
  EXPECT_TRUE(again.person.empty());
  world.store.emplace(world.open());
  EXPECT_EQ(refusal_of(show(world, issued.token, later(7))), ErrorCode::credential_used);
  expect_clean(world);
}

TEST(ECredential, EndsWithItsTime) {
  World world;
  const auto issued = issue_credential(*world.store, desk(), world.person(1), kNow).value();
  EXPECT_EQ(refusal_of(show(world, issued.token, later(61))), ErrorCode::credential_expired);
  EXPECT_FALSE(show(world, issued.token, later(60)).refusal);
}

TEST(ECredential, OfAnotherKeyOrOfNobodyIsRefused) {
  World world;
  const std::string person = world.person(1);
  const CredentialDesk other = new_desk();
  const auto foreign = issue_credential(*world.store, other, person, kNow).value();
  EXPECT_EQ(refusal_of(show(world, foreign.token, kNow)), ErrorCode::credential_foreign);
  EXPECT_EQ(code_of(issue_credential(*world.store, desk(), "p0000000000000000", kNow)),
            ErrorCode::unknown_person);
  const auto issued = issue_credential(*world.store, desk(), person, kNow).value();
  ASSERT_TRUE(verbs::erase_person(*world.store, person));
  EXPECT_EQ(refusal_of(show(world, issued.token, kNow)), ErrorCode::unknown_person);
  expect_clean(world);
}

TEST(ECredential, RefusalsAreJournaled) {
  World world;
  show(world, "YT1.00.00", kNow);
  show(world, "nonsense", kNow);
  const auto report = audit(*world.store);
  EXPECT_EQ(report.entries, 2);
  EXPECT_TRUE(report.findings.empty());
}

TEST(ECredential, AtTheWindowOfAnAgencyIsOfItsClerk) {
  World world;
  const std::string person = world.person(1);
  const auto issued = issue_credential(*world.store, desk(), person, kNow).value();
  const ShownCredential shown{{}, issued.token, {}, {}, "li.clerk"};
  const auto checked = check_credential(*world.store, desk(), shown, kNow).value();
  EXPECT_EQ(checked.person, person);
  const auto again = check_credential(*world.store, desk(), shown, later(1)).value();
  EXPECT_EQ(refusal_of(again), ErrorCode::credential_used);
  EXPECT_TRUE(again.refusal->found.starts_with("window/li.clerk"));
  const ShownCredential nowhere{{}, issued.token, {}, {}, {}};
  EXPECT_EQ(code_of(check_credential(*world.store, desk(), nowhere, kNow)), ErrorCode::bad_value);
  const ShownCredential both{kCounter, issued.token, {}, {}, "li.clerk"};
  EXPECT_EQ(code_of(check_credential(*world.store, desk(), both, kNow)), ErrorCode::bad_value);
  expect_clean(world);
}

TEST(ECredential, TwoAtOnceInOneBatchAreOneAndARefusal) {
  World world;
  const auto issued = issue_credential(*world.store, desk(), world.person(1), kNow).value();
  const ShownCredential shown{kCounter, issued.token, {}, {}};
  world.store->database().begin_write();
  const auto first = check_credential_now(*world.store, desk(), shown, kNow);
  const auto second = check_credential_now(*world.store, desk(), shown, kNow);
  ASSERT_TRUE(world.store->database().commit());
  EXPECT_FALSE(first->refusal);
  EXPECT_EQ(refusal_of(*second), ErrorCode::credential_used);
}

RC_GTEST_PROP(ECredential, WithOneCharacterChangedIsNotAccepted, ()) {
  static World world;
  static const std::string person = world.person(1);
  const auto issued = issue_credential(*world.store, desk(), person, kNow).value();
  std::string token = issued.token;
  const auto at = *rc::gen::inRange<std::size_t>(0, token.size());
  const char put = *rc::gen::elementOf(std::string("0123456789ABCDEFabcdef. "));
  RC_PRE(token[at] != put);
  token[at] = put;
  RC_ASSERT(show(world, token, kNow).refusal.has_value());
  RC_ASSERT(!show(world, issued.token, kNow).refusal.has_value());
  RC_ASSERT(show(world, issued.token, kNow).refusal.has_value());
}

TEST(Card, LostIsRefusedAtOnceAndTheECredentialGoesOn) {
  World world;
  const std::string person = world.person(1);
  const auto by_card = [&] {
    return check_credential(*world.store, desk(), {kCounter, {}, "Z99000001", {}}, kNow).value();
  };
  EXPECT_EQ(refusal_of(by_card()), ErrorCode::unknown_person);
  ASSERT_TRUE(change(world, [&](store::Store& store) {
    return issue_card_now(store, person, "Z99000001", "clerk-7", kNow);
  }));
  EXPECT_EQ(by_card().person, person);
  const auto reported = change(
      world, [&](store::Store& store) { return report_card_now(store, person, "me", kNow); });
  ASSERT_TRUE(reported);
  EXPECT_EQ(reported->cards[0].state, ledger::CardState::frozen);
  EXPECT_EQ(reported->cards[0].tail, "0001");
  EXPECT_EQ(refusal_of(by_card()), ErrorCode::card_frozen);
  const auto issued = issue_credential(*world.store, desk(), person, kNow).value();
  EXPECT_FALSE(show(world, issued.token, kNow).refusal);
  EXPECT_EQ(
      code_of(change(
          world, [&](store::Store& store) { return report_card_now(store, person, "me", kNow); })),
      ErrorCode::no_active_card);
  const auto released = change(world, [&](store::Store& store) {
    return release_card_now(store, person, "clerk-7", "id_card", "本人到场", kNow);
  });
  ASSERT_TRUE(released);
  EXPECT_EQ(released->events.back().how, "id_card: 本人到场");
  EXPECT_EQ(by_card().person, person);
  EXPECT_EQ(code_of(change(world,
                           [&](store::Store& store) {
                             return release_card_now(store, person, "c", "id_card", {}, kNow);
                           })),
            ErrorCode::card_not_frozen);
  expect_clean(world);
}

TEST(Card, NewReplacesTheOldAndANumberHasOnePerson) {
  World world;
  const std::string person = world.person(1), other = world.person(2);
  const auto issue = [&](const std::string& whose, const char* number) {
    return change(world, [&](store::Store& store) {
      return issue_card_now(store, whose, number, "clerk-7", kNow);
    });
  };
  ASSERT_TRUE(issue(person, "Z99000001"));
  EXPECT_EQ(code_of(issue(other, "Z99000001")), ErrorCode::duplicate_key);
  EXPECT_EQ(code_of(issue(other, "z-1")), ErrorCode::bad_value);
  const auto now = issue(person, "Z99000002");
  ASSERT_TRUE(now);
  EXPECT_EQ(now->cards[0].state, ledger::CardState::replaced);
  EXPECT_EQ(
      refusal_of(
          check_credential(*world.store, desk(), {kCounter, {}, "Z99000001", {}}, kNow).value()),
      ErrorCode::card_frozen);
  ASSERT_TRUE(verbs::erase_person(*world.store, person));
  EXPECT_TRUE(view_cards(*world.store, person)->cards[1].tail.empty());
  EXPECT_EQ(
      refusal_of(
          check_credential(*world.store, desk(), {kCounter, {}, "Z99000002", {}}, kNow).value()),
      ErrorCode::unknown_person);
  EXPECT_EQ(code_of(issue(person, "Z99000003")), ErrorCode::unknown_person);
  expect_clean(world);
}

TEST(ResidentId, LeadsToItsPerson) {
  World world;
  const std::string person = world.person(1);
  const std::string id = store::open_person(*world.store, person)->resident_id;
  EXPECT_EQ(check_credential(*world.store, desk(), {kCounter, {}, {}, id}, kNow)->person, person);
  EXPECT_EQ(code_of(check_credential(*world.store, desk(), {kCounter, "x", "Z99000001", {}}, kNow)),
            ErrorCode::bad_value);
}

TEST(Masked, KeepsTheFirstAndTheLastOfThree) {
  EXPECT_EQ(masked("王五"), "王*");
  EXPECT_EQ(masked("欧阳明"), "欧*明");
  EXPECT_EQ(masked("李"), "李*");
  EXPECT_EQ(masked(""), "");
}

}  // namespace
}  // namespace yitong::verbs
