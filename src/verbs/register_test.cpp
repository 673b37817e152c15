#include "verbs/register.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <deque>

#include "base/id.h"
#include "store/ledger_rows.h"
#include "store/register_rows.h"
#include "verbs/account.h"
#include "verbs/lookup.h"
#include "verbs/resettle.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs {
namespace {

using namespace testing;

constexpr const char* kHere = "H99010000001";

SettleRequest with_invoice(const std::string& person, const std::string& message,
                           const std::string& number, const std::string& institution = kHere) {
  SettleRequest out = request(person, message, 1'000'000, institution);
  out.invoice = {"36060124", number};
  return out;
}

ledger::Account account_of(World& world, const std::string& person) {
  return view_account(*world.store, person)->account;
}

void give(World& world, const std::string& person, std::int64_t fen,
          const char* source = "salary") {
  ASSERT_TRUE(credit(*world.store, {person, source, Money::fen(fen)}, kNow));
}

void allow(World& world, const std::string& payer, const std::string& relative,
           std::optional<Money> limit = {}) {
  ledger::Consent consent;
  consent.relative = relative, consent.yearly_limit = limit;
  consent.in_force = {*Date::from_ymd(2025, 1, 1), *Date::from_ymd(2025, 12, 31)};
  const auto added = let_use(*world.store, {payer, consent}, {2});
  ASSERT_TRUE(added) << added.error()[0].str(false);
}

/// In-patient, 10,000 in scope, first admission: the person's part is 100 + 1000 + 900, of which
/// accounts may pay the deductible.
SettleRequest with_account(const std::string& person, const std::string& message, Money own,
                           const std::string& payer = {}, Money family = {}) {
  SettleRequest out = request(person, message, 1'000'000);
  out.account = own, out.family_payer = payer, out.family = family;
  return out;
}

ledger::Payers payers_of(World& world, const std::string& person, const std::string& message) {
  const auto found = look_up(*world.store, ledger::MessageKey{person, kHere, message});
  const auto id = ledger::parse_number(ledger::EntryKind::settlement, found->settlement_id);
  return store::find_settlement(world.store->database(), *id)->payers;
}

TEST(Invoice, PaysOnceAcrossPersonsAndInstitutions) {
  World world;
  const std::string first = world.person(1), second = world.person(2);
  ASSERT_TRUE(settle(world, with_invoice(first, "m1", "0001")));
  ASSERT_TRUE(settle(world, with_invoice(second, "m1", "0002")));
  const auto again = settle(world, with_invoice(second, "m2", "0001", "H98010000001"));
  ASSERT_EQ(code_of(again), ErrorCode::invoice_used);
  EXPECT_TRUE(again.error()[0].found.ends_with(": H99010000001 2025-03-20"));
  EXPECT_EQ(again.error()[0].path, "/invoice");
  EXPECT_EQ(code_of(settle(world, with_invoice(first, "m2", "0001"))), ErrorCode::invoice_used);
  EXPECT_TRUE(settle(world, with_invoice(first, "m1", "0001"))->replayed);
  ASSERT_TRUE(reverse(world, {first, kHere, "r1"}, "m1"));
  EXPECT_TRUE(settle(world, with_invoice(second, "m2", "0001", "H98010000001")));
  EXPECT_EQ(code_of(settle(world, with_invoice(first, "m3", "0001"))), ErrorCode::invoice_used);
  expect_clean(world);
}

TEST(Account, IsCreditedOnceForEachSource) {
  World world;
  const std::string person = world.person(1);
  EXPECT_EQ(credit(*world.store, {person, "2025-06", Money::yuan(100)}, kNow)->account.balance,
            Money::yuan(100));
  EXPECT_TRUE(credit(*world.store, {person, "2025-06", Money::yuan(100)}, kNow)->replayed);
  EXPECT_EQ(code_of(credit(*world.store, {person, "2025-06", Money::yuan(99)}, kNow)),
            ErrorCode::same_key_other_body);
  EXPECT_EQ(code_of(credit(*world.store, {person, "x", Money()}, kNow)), ErrorCode::bad_value);
  EXPECT_EQ(code_of(credit(*world.store, {"p00000000000000ff", "x", Money::yuan(1)}, kNow)),
            ErrorCode::unknown_person);
  EXPECT_EQ(account_of(world, person).balance, Money::yuan(100));
  expect_clean(world);
}

TEST(Account, PaysFirstThenTheFamilysAndBothGetItBack) {
  World world;
  const std::string payer = world.person(1), relative = world.person(2);
  give(world, payer, 100'000);
  give(world, relative, 30'000);
  allow(world, payer, relative);
  ASSERT_TRUE(settle(world, with_account(relative, "m1", kWholeAccount, payer, kWholeAccount)));
  const auto payers = payers_of(world, relative, "m1");
  EXPECT_EQ(payers.account, Money::yuan(300));
  EXPECT_EQ(payers.family_account, Money::yuan(700));
  EXPECT_EQ(payers.cash, Money::yuan(1'000));
  EXPECT_EQ(account_of(world, payer).balance, Money::yuan(300));
  EXPECT_EQ(account_of(world, relative), ledger::Account());
  expect_clean(world);
  ASSERT_TRUE(reverse(world, {relative, kHere, "r1"}, "m1"));
  EXPECT_EQ(account_of(world, payer).balance, Money::yuan(1'000));
  EXPECT_EQ(account_of(world, relative).balance, Money::yuan(300));
  expect_clean(world);
}

TEST(FamilyAccount, PaysWhatIsAskedForWithinConsentLimitAndBalance) {
  World world;
  const std::string payer = world.person(1), one = world.person(2), two = world.person(3);
  give(world, payer, 100'000);
  EXPECT_EQ(code_of(settle(world, with_account(one, "m1", {}, payer, Money::yuan(1)))),
            ErrorCode::not_consented);
  allow(world, payer, one, Money::yuan(250));
  allow(world, payer, two);
  const auto early = [&] {
    SettleRequest out = with_account(one, "m0", {}, payer, Money::yuan(1));
    out.bill.on = *Date::from_ymd(2024, 12, 31), out.bill.admitted = *Date::from_ymd(2024, 12, 1);
    return out;
  };
  EXPECT_EQ(code_of(settle(world, early())), ErrorCode::not_consented);
  ASSERT_TRUE(settle(world, with_account(one, "m1", {}, payer, Money::yuan(200))));
  ASSERT_TRUE(settle(world, with_account(one, "m2", {}, payer, Money::yuan(200))));
  EXPECT_EQ(payers_of(world, one, "m1").family_account, Money::yuan(200));
  EXPECT_EQ(payers_of(world, one, "m2").family_account, Money::yuan(50));
  ASSERT_TRUE(settle(world, with_account(two, "m1", {}, payer, kWholeAccount)));
  EXPECT_EQ(payers_of(world, two, "m1").family_account, Money::yuan(750));
  // The payer's own bill finds the account empty.
  ASSERT_TRUE(settle(world, with_account(payer, "m1", kWholeAccount)));
  EXPECT_EQ(payers_of(world, payer, "m1").account, Money());
  expect_clean(world);
}

/// The two ends of the register with a channel between them that a test holds in its hands.
struct Post {
  explicit Post(World& made) : world(made) {
    auto made_desk = std::make_shared<Desk>();
    made_desk->rules = world.rules;
    made_desk->settled = render_settled;
    made_desk->by_message.unknown = [](const ledger::MessageKey& key) {
      return "unknown " + key.message_id;
    };
    made_desk->by_message.refused = [](const Errors& errors) { return errors[0].str(false); };
    desk = std::move(made_desk);
  }
  Result<Answer> settle(SettleRequest request) {
    auto prepared = prepare_settlement(std::move(request), *world.rules, now);
    if (!prepared) return fail(std::move(prepared.error()));
    Result<Answer> answer;
    SettleWork work(
        std::move(*prepared), world.rules, render_settled,
        [&](Result<Answer> got) { answer = std::move(got); }, &desk->by_message);
    store::run_alone(work, *world.store, now);
    return answer;
  }
  Result<ReverseAnswer> reverse(const ledger::MessageKey& key, const std::string& original) {
    Result<ReverseAnswer> answer;
    ReverseWork work(
        {key, original}, render_reversed,
        [&](Result<ReverseAnswer> got) { answer = std::move(got); }, true);
    store::run_alone(work, *world.store, now);
    return answer;
  }
  void collect() {
    for (Parcel& parcel : parcels_due(world.store->database(), now))
      under_way.push_back(std::move(parcel));
  }
  void deliver(std::size_t which, bool keep) {
    Parcel parcel = under_way[which];
    if (!keep) under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(which));
    DeliverWork work(std::move(parcel), desk,
                     [this](Parcel reply) { under_way.push_back(std::move(reply)); });
    store::run_alone(work, *world.store, now);
  }
  /// Until nobody has anything to send any more.
  void settle_down() {
    for (int round = 0; round < 20; ++round) {
      collect();
      if (under_way.empty()) return;
      while (!under_way.empty()) deliver(0, false);
    }
    ADD_FAILURE() << under_way.size() << " parcels after 20 rounds";
  }

  World& world;
  std::shared_ptr<const Desk> desk;
  std::deque<Parcel> under_way;
  Instant now = kNow;
};

TEST(ByMessage, AnOutcomeIsUnknownUntilTheRegisterHasAnswered) {
  World world;
  Post post(world);
  const std::string first = world.person(1), second = world.person(2);
  const auto asked = post.settle(with_invoice(first, "m1", "0001"));
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->kind, Answer::Kind::unknown);
  EXPECT_EQ(asked->reply, "unknown m1");
  const ledger::MessageKey key{first, kHere, "m1"};
  EXPECT_EQ(look_up(*world.store, key)->state, "unknown");
  EXPECT_EQ(post.settle(with_invoice(first, "m1", "0001"))->reply, "unknown m1");
  EXPECT_EQ(code_of(post.settle(with_invoice(first, "m1", "0009"))),
            ErrorCode::same_key_other_body);
  EXPECT_EQ(code_of(post.reverse({first, kHere, "r1"}, "m1")), ErrorCode::outcome_unknown);
  expect_clean(world);
  ASSERT_TRUE(post.settle(with_invoice(second, "m1", "0001")));
  post.settle_down();
  const auto settled = post.settle(with_invoice(first, "m1", "0001"));
  const auto refused = post.settle(with_invoice(second, "m1", "0001"));
  EXPECT_EQ(settled->kind, Answer::Kind::settled);
  EXPECT_TRUE(settled->replayed);
  EXPECT_EQ(refused->kind, Answer::Kind::refused);
  EXPECT_EQ(refused->code, ErrorCode::invoice_used);
  EXPECT_EQ(look_up(*world.store, key)->state, "settled");
  EXPECT_EQ(look_up(*world.store, ledger::MessageKey{second, kHere, "m1"})->state, "refused");
  EXPECT_EQ(look_up(*world.store, ledger::MessageKey{second, kHere, "m1"})->reply, refused->reply);
  expect_clean(world);
  ASSERT_TRUE(post.reverse({first, kHere, "r1"}, "m1"));
  expect_clean(world);
  post.settle_down();
  ASSERT_TRUE(post.settle(with_invoice(second, "m2", "0001")));
  post.settle_down();
  EXPECT_EQ(look_up(*world.store, ledger::MessageKey{second, kHere, "m2"})->state, "settled");
  expect_clean(world);
}

TEST(ByMessage, TheReversalOfWhatWasRefusedIsAnsweredAlikeEachTime) {
  World world;
  Post post(world);
  const std::string first = world.person(1), second = world.person(2);
  ASSERT_TRUE(post.settle(with_invoice(first, "m1", "0001")));
  ASSERT_TRUE(post.settle(with_invoice(second, "m1", "0001")));
  post.settle_down();
  for (const bool again : {false, true}) {
    const auto reversed = post.reverse({second, kHere, "r1"}, "m1");
    ASSERT_TRUE(reversed);
    EXPECT_EQ(reversed->replayed, again);
    EXPECT_TRUE(reversed->tombstone) << "nothing was reversed";
  }
  EXPECT_EQ(look_up(*world.store, ledger::MessageKey{second, kHere, "m1"})->state, "refused");
  expect_clean(world);
}

TEST(ByMessage, AHoldOfAMessageThatNobodyKnowsEndsInATombstone) {
  World world;
  Post post(world);
  const std::string person = world.person(1);
  // The hold was sent ahead; the process ended before the message itself was on disk.
  auto holds = holds_of(with_invoice(person, "m1", "0001"), post.now);
  post.under_way.push_back({Parcel::Kind::errand, holds[0], {}, {}, {}});
  post.deliver(0, false);
  post.under_way.clear();
  EXPECT_TRUE(parcels_due(world.store->database(), post.now).empty());
  expect_clean(world);
  post.now.micros += kHoldMicros;
  post.settle_down();
  EXPECT_EQ(look_up(*world.store, ledger::MessageKey{person, kHere, "m1"})->state, "tombstone");
  EXPECT_EQ(code_of(post.settle(with_invoice(person, "m1", "0001"))),
            ErrorCode::reversed_before_arrival);
  ASSERT_TRUE(post.settle(with_invoice(person, "m2", "0001")));
  post.settle_down();
  EXPECT_EQ(look_up(*world.store, ledger::MessageKey{person, kHere, "m2"})->state, "settled");
  expect_clean(world);
}

TEST(ByMessage, AHoldIsAskedAboutThoughTheClockWentBackMeanwhile) {
  World world;
  Post post(world);
  const std::string person = world.person(1);
  auto holds = holds_of(with_invoice(person, "m1", "0001"), post.now);
  post.under_way.push_back({Parcel::Kind::errand, holds[0], {}, {}, {}});
  post.deliver(0, false);
  post.under_way.clear();
  post.now.micros -= 60 * kHoldMicros;
  EXPECT_FALSE(parcels_due(world.store->database(), post.now).empty());
  post.settle_down();
  EXPECT_EQ(look_up(*world.store, ledger::MessageKey{person, kHere, "m1"})->state, "tombstone");
  expect_clean(world);
}

/// Parcels in any order, doubled and lost: money is conserved at every step, and everything ends.
TEST(ByMessage, AnyOrderOfParcelsEndsWithOneHolderAndTheMoneyThere) {
  World world;
  int round = 0;
  EXPECT_TRUE(rc::check([&] {
    ++round;
    const std::string payer = world.person(round * 3), one = world.person(round * 3 + 1),
                      two = world.person(round * 3 + 2);
    give(world, payer, 60'000);
    allow(world, payer, one);
    allow(world, payer, two);
    Post post(world);
    const std::string number = "r" + std::to_string(round);
    const auto steps = *rc::gen::container<std::vector<int>>(40, rc::gen::inRange(0, 1000));
    for (const int step : steps) {
      const std::string& person = step % 2 == 0 ? one : two;
      const std::string message = "m" + std::to_string(step / 2 % 2);
      SettleRequest bill = with_account(person, message, {}, payer, Money::yuan(step % 2 + 400));
      if (step / 2 % 2 == 0) bill.invoice = {"", number};
      switch (step % 7) {
        case 0: static_cast<void>(post.settle(bill)); break;
        case 1: static_cast<void>(post.reverse({person, kHere, "x" + message}, message)); break;
        case 2: post.now.micros += kHoldMicros; break;
        case 3: post.collect(); break;
        default:
          if (post.under_way.empty()) break;
          if (step % 7 == 4)
            post.under_way.pop_back();
          else
            post.deliver(static_cast<std::size_t>(step) % post.under_way.size(), step % 7 == 5);
      }
      const auto account = account_of(world, payer);
      RC_ASSERT((account.held >= Money() && account.balance >= account.held));
    }
    post.now.micros += kHoldMicros;
    post.settle_down();
    Money paid;
    int with_the_invoice = 0;
    for (const std::string& person : {one, two})
      for (const std::string message : {"m0", "m1"}) {
        const auto found = look_up(*world.store, ledger::MessageKey{person, kHere, message});
        RC_ASSERT((!found || found->state != "unknown"));
        if (!found || found->state != "settled") continue;
        paid += payers_of(world, person, message).family_account;
        with_the_invoice += message == "m0";
      }
    RC_ASSERT(with_the_invoice <= 1);
    RC_ASSERT(account_of(world, payer) == (ledger::Account{Money::yuan(600) - paid, Money()}));
  }));
  expect_clean(world);
}

const RenderResettled kRender{render_settled, render_reversed, [](const Resettlement& made) {
                                std::string out = made.resettlement_id;
                                for (const auto& member : made.members)
                                  out += " " + member.old_id + ">" + member.new_id;
                                for (const auto& [payer, amount] : made.differences)
                                  out += " " + payer + " " + amount.str();
                                return out;
                              }};

std::string number(const std::string& person, std::int64_t seq, char kind = 's') {
  char text[32];
  std::snprintf(text, sizeof text, "%c%04d-%lld", kind, bucket_of(person),
                static_cast<long long>(seq));
  return text;
}

TEST(Resettle, SettlesAgainWhatWasBuiltOnAReversedOne) {
  World world;
  const std::string person = world.person(1), other = world.person(2);
  ASSERT_TRUE(settle(world, request(person, "m1", 1'000'000)));
  SettleRequest second = with_invoice(person, "m2", "0001");
  ASSERT_TRUE(settle(world, second));
  ASSERT_TRUE(settle(world, request(person, "m3", 1'000'000)));
  ASSERT_TRUE(reverse(world, {person, kHere, "r1"}, "m1"));
  const ledger::MessageKey key{person, kHere, "again"};
  const ResettleRequest again{key, {number(person, 3)}, RulesOf::recorded};
  const auto done = resettle(again, world.rules, kNow, *world.store, kRender);
  ASSERT_TRUE(done) << done.error()[0].str(false);
  // The second becomes the first admission of the year: 8100 instead of 8550; the third is the
  // second as it was the third: 8550 either way, but decided by other counts.
  EXPECT_EQ(done->reply, number(person, 10, 'w') + " " + number(person, 3) + ">" +
                             number(person, 8) + " " + number(person, 4) + ">" + number(person, 9) +
                             " hifp -450.00 cash 450.00");
  EXPECT_TRUE(resettle(again, world.rules, kNow, *world.store, kRender)->replayed);
  const auto old = look_up(*world.store, ledger::MessageKey{person, kHere, "m2"});
  EXPECT_EQ(old->state, "reversed");
  EXPECT_EQ(old->settled_again_as, number(person, 8));
  // The invoice is the new one's: still used, and free when that is reversed.
  EXPECT_EQ(code_of(settle(world, with_invoice(other, "m1", "0001"))), ErrorCode::invoice_used);
  EXPECT_EQ(code_of(resettle({{person, kHere, "b"}, {number(person, 3)}, RulesOf::recorded},
                             world.rules, kNow, *world.store, kRender)),
            ErrorCode::already_reversed);
  expect_clean(world);
  ASSERT_TRUE(reverse(world, {person, kHere, "r9"}, "again.s1"));
  EXPECT_TRUE(settle(world, with_invoice(other, "m1", "0001")));
  expect_clean(world);
}

TEST(Resettle, TheAccountsGetBackAndPayAgain) {
  World world;
  const std::string payer = world.person(1), relative = world.person(2);
  give(world, payer, 100'000);
  give(world, relative, 30'000);
  allow(world, payer, relative);
  ASSERT_TRUE(settle(world, request(relative, "m1", 1'000'000)));
  ASSERT_TRUE(settle(world, with_account(relative, "m2", kWholeAccount, payer, kWholeAccount)));
  ASSERT_TRUE(reverse(world, {relative, kHere, "r1"}, "m1"));
  const auto second = look_up(*world.store, ledger::MessageKey{relative, kHere, "m2"});
  const auto done = resettle({{relative, kHere, "a"}, {second->settlement_id}, RulesOf::recorded},
                             world.rules, kNow, *world.store, kRender);
  ASSERT_TRUE(done) << done.error()[0].str(false);
  const auto payers = payers_of(world, relative, "a.s1");
  // As the first admission it has 1000 to pay; the family account pays no more than it did.
  EXPECT_EQ(payers.account, Money::yuan(300));
  EXPECT_EQ(payers.family_account, Money::yuan(200));
  EXPECT_EQ(account_of(world, payer).balance, Money::yuan(800));
  expect_clean(world);
}

}  // namespace
}  // namespace yitong::verbs
