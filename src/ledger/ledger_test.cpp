#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/id.h"
#include "base/text.h"
#include "ledger/bytes.h"
#include "ledger/journal.h"
#include "ledger/leaf.h"
#include "ledger/payment.h"
#include "ledger/period.h"
#include "ledger/posting.h"

namespace yitong::ledger {
namespace {

Date day(std::string_view text) { return Date::parse(text).value(); }
Period period(std::string_view from, std::string_view to) {
  return {day(from), to.empty() ? kNoEnd : day(to)};
}

TEST(Payments, GoTheirWayAndNoOther) {
  using enum PaymentAction;
  const auto walk = [](std::initializer_list<PaymentAction> actions) {
    std::optional<PaymentState> state;
    for (const PaymentAction action : actions) {
      state = after(state, action);
      if (!state) break;
    }
    return state;
  };
  EXPECT_EQ(walk({opened, batched, paid, returned, readdressed, batched, failed, cancelled}),
            PaymentState::cancelled);
  EXPECT_FALSE(walk({opened, opened}));
  EXPECT_FALSE(walk({opened, paid}));
  EXPECT_FALSE(walk({opened, batched, cancelled}));
  EXPECT_FALSE(walk({opened, batched, paid, paid}));
  EXPECT_FALSE(walk({batched}));
  const Payment payment{1, "990100", "c1", 7, Money::yuan(5)};
  PaymentEvent event{2, 1, paid, "z0001-1", {}, "finance", {3}};
  EXPECT_EQ(
      postings_of("p1", event, payment),
      (std::vector<Posting>{{"payable/p1", -Money::yuan(5)}, {"bank/990100", Money::yuan(5)}}));
  EXPECT_TRUE(sums_to_zero(postings_of("p1", event, payment)));
  event.action = failed;
  EXPECT_TRUE(postings_of("p1", event, payment).empty());
}

TEST(Postings, OfAClaimAreOwedToThePerson) {
  SettlementEntry entry;
  entry.key = {"p1", std::string(kClaimDesk), "c1"}, entry.area = "990100";
  entry.insurance = "310", entry.payers.total = Money::yuan(10);
  entry.payers.funds = {{"hifp", Money::yuan(7)}}, entry.payers.cash = Money::yuan(3);
  EXPECT_EQ(postings_of(entry), (std::vector<Posting>{{"payable/p1", Money::yuan(7)},
                                                      {"fund/990100/310/hifp", -Money::yuan(7)}}));
  EXPECT_EQ(owed_to_institution(entry), Money());
}

TEST(Bytes, WhatIsWrittenIsReadAndNothingElse) {
  EXPECT_TRUE(rc::check([](std::uint64_t a, std::int64_t b, const std::string& c) {
    ByteWriter out;
    out.varint(a).zigzag(b).bytes(c).u8(7);
    ByteReader in(out.str());
    RC_ASSERT((in.varint() == a && in.zigzag() == b && in.bytes(c.size()) == c && in.u8() == 7 &&
               in.done()));
    for (std::size_t cut = 0; cut < out.str().size(); ++cut) {
      ByteReader part(std::string_view(out.str()).substr(0, cut));
      part.varint(), part.zigzag(), part.bytes(c.size()), part.u8();
      RC_ASSERT(!part.done());
    }
  }));
}

TEST(Bytes, OneValueHasOneEncoding) {
  for (const std::string_view padded :
       {std::string_view("\x80\x00", 2),
        std::string_view("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02")}) {
    ByteReader in(padded);
    in.varint();
    EXPECT_FALSE(in.ok());
  }
  ByteReader in(
      "\x05"
      "ab");
  EXPECT_EQ(in.count(100), 0u);  // five elements cannot stand in two bytes
  EXPECT_FALSE(in.ok());
}

TEST(Number, CarriesItsBucket) {
  EXPECT_EQ(number_of(EntryKind::settlement, {303, 17}), "s0303-17");
  EXPECT_EQ(parse_number(EntryKind::settlement, "s0303-17"), (EntryId{303, 17}));
  for (const char* bad : {"", "s0303-", "s0303-0", "s0303-017", "r0303-17", "s1024-1", "s0303_17",
                          "s03a3-1", "s0303--1", "s0303-99999999999999999999"})
    EXPECT_FALSE(parse_number(EntryKind::settlement, bad)) << bad;
}

SettlementEntry example() {
  SettlementEntry entry;
  entry.id = {303, 17};
  entry.key = {"p0000000000000000", "H36010099901", "m-1"};
  entry.area = "110000", entry.insurance = "310";
  entry.on = day("2025-03-20"), entry.at = {1'742'428'800'000'000};
  entry.payers.total = Money::yuan(50'000);
  entry.payers.funds = {{"hifp", Money::yuan(37'457)}, {"hifob", Money::yuan(1'000)}};
  entry.payers.account = Money::yuan(543), entry.payers.cash = Money::yuan(11'000);
  entry.changes = {{"110000/310", "2025", "pool_used", 3'745'700},
                   {"110000/310", "2025", "admissions", 1}};
  entry.input = "input", entry.before = {{"110000/310", "2025", "admissions", 1}},
  entry.outcome = "outcome", entry.steps = "steps";
  return entry;
}

TEST(Posting, OfASettlementSumToZeroAndNameEveryPayer) {
  const auto postings = postings_of(example());
  const std::vector<Posting> expected{{"institution/H36010099901", Money::yuan(50'000)},
                                      {"fund/110000/310/hifp", Money::yuan(-37'457)},
                                      {"fund/110000/310/hifob", Money::yuan(-1'000)},
                                      {"account/p0000000000000000", Money::yuan(-543)},
                                      {"cash/p0000000000000000", Money::yuan(-11'000)}};
  EXPECT_EQ(postings, expected);
  EXPECT_TRUE(sums_to_zero(postings));
}

TEST(Posting, SumToZeroExactlyWhenThePayersAddUp) {
  EXPECT_TRUE(rc::check([](std::vector<std::uint32_t> funds, std::uint32_t account,
                           std::uint32_t cash, std::int8_t lost) {
    SettlementEntry entry = example();
    entry.payers = {};
    entry.payers.account = Money::fen(account), entry.payers.cash = Money::fen(cash);
    for (const std::uint32_t fen : funds) entry.payers.funds.push_back({"hifp", Money::fen(fen)});
    entry.payers.total =
        entry.payers.funds_paid() + Money::fen(account) + Money::fen(cash) + Money::fen(lost);
    RC_ASSERT(entry.payers.adds_up() == (lost == 0));
    RC_ASSERT((sum_of_postings(entry) == Money()) == (lost == 0));
    RC_ASSERT(sums_to_zero(postings_of(entry)) == (lost == 0));
    RC_ASSERT(sums_to_zero(negated(postings_of(entry))) == (lost == 0));
  }));
}

TEST(Coverage, IsFoundByDayAndByWhatWasKnown) {
  std::vector<Coverage> rows{{1, "110000", "310", period("2024-01-01", ""), {100}, 0, ""},
                             {2, "110000", "310", period("2024-01-01", "2024-12-31"), {200}, 1, ""},
                             {3, "360100", "390", period("2025-01-01", ""), {200}, 0, ""}};
  EXPECT_EQ(coverage_on(rows, day("2025-06-01"), {150})->no, 1);
  EXPECT_EQ(coverage_on(rows, day("2025-06-01"), {250})->no, 3);
  EXPECT_EQ(coverage_on(rows, day("2024-12-31"), {250})->no, 2);
  const auto none = coverage_on(rows, day("2023-12-31"), {250});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error()[0].code, ErrorCode::no_coverage);
  EXPECT_EQ(none.error()[0].rule, "110000/310 2024-01-01..2024-12-31, 360100/390 2025-01-01..");
}

TEST(Coverage, PeriodsMayTouchButNotOverlap) {
  std::vector<Coverage> rows{{1, "110000", "310", period("2024-01-01", "2024-12-31"), {1}, 0, ""}};
  EXPECT_TRUE(may_add(rows, Coverage{2, "360100", "390", period("2025-01-01", ""), {2}, 0, ""}));
  const auto clash =
      may_add(rows, Coverage{2, "360100", "390", period("2024-12-31", ""), {2}, 0, ""});
  ASSERT_FALSE(clash);
  EXPECT_EQ(clash.error()[0].code, ErrorCode::overlapping_periods);
  EXPECT_TRUE(may_add(rows, Coverage{2, "110000", "310", period("2024-06-01", ""), {2}, 1, ""}));
  EXPECT_FALSE(may_add(rows, Coverage{2, "110000", "310", period("2025-06-01", ""), {2}, 7, ""}));
  EXPECT_FALSE(
      may_add(rows, Coverage{2, "110000", "310", period("2025-06-01", "2025-05-01"), {2}, 0, ""}));
  EXPECT_TRUE(
      may_add(rows, Coverage{2, "110000", "310", period("2025-06-01", "2025-05-01"), {2}, 1, ""}));
}

TEST(Filing, CountsForItsTargetAndTheBestKindWins) {
  std::vector<Filing> rows{
      {1, "other_temporary", "360000", period("2025-01-01", "2025-06-30"), {1}, 0},
      {2, "long_term", "360100", period("2025-03-01", ""), {1}, 0}};
  EXPECT_EQ(filing_on(rows, "360100", day("2025-02-01"), {9})->kind, "other_temporary");
  EXPECT_EQ(filing_on(rows, "360102", day("2025-03-01"), {9})->kind, "long_term");
  EXPECT_EQ(filing_on(rows, "360400", day("2025-03-01"), {9})->kind, "other_temporary");
  EXPECT_FALSE(filing_on(rows, "440100", day("2025-03-01"), {9}));
  EXPECT_FALSE(filing_on(rows, "360100", day("2025-03-01"), {0}));
  EXPECT_FALSE(may_add(rows, Filing{3, "long_term", "360100", period("2025-05-01", ""), {2}, 0}));
  EXPECT_TRUE(may_add(rows, Filing{3, "referral", "360100", period("2025-05-01", ""), {2}, 0}));
  EXPECT_TRUE(may_add(rows, Filing{3, "referral", "440100", period("2025-05-01", ""), {2}, 0}));
}

TEST(Filing, ATargetContainsItsDistricts) {
  EXPECT_TRUE(target_contains("360100", "360102"));
  EXPECT_TRUE(target_contains("110000", "110105"));
  EXPECT_FALSE(target_contains("360100", "360400"));
  EXPECT_FALSE(target_contains("360102", "360100"));
  EXPECT_FALSE(target_contains("", "360100"));
  EXPECT_EQ(kNoEnd, day("2199-12-31"));
}

TEST(Journal, EveryFieldMovesTheDigest) {
  const SettlementEntry good = example();
  std::vector<SettlementEntry> others(15, good);
  others[0].id.seq = 18, others[1].key.person = "p0000000000000001",
  others[2].key.institution = "H36010099902";
  others[3].key.message_id = "m-2", others[4].area = "110001", others[5].insurance = "390";
  others[6].on = day("2025-03-21"), others[7].at.micros += 1, others[8].plan[0] = 1,
  others[9].catalogue[31] = 1;
  others[10].payers.funds[0].paid += Money::fen(1), others[11].payers.cash += Money::fen(1);
  others[12].changes[0].amount += 1, others[13].before[0].amount += 1,
      others[14].outcome = "outcomes";
  for (const SettlementEntry& other : others)
    EXPECT_NE(digest_of(other), digest_of(good)) << &other - others.data();
  SettlementEntry reversed = good;
  reversed.state = State::reversed;
  EXPECT_EQ(digest_of(reversed), digest_of(good));
}

TEST(Journal, GoldenDigestsOfVersion1) {
  JournalEntry entry{{303, 17}, EntryKind::settlement, {5}, {digest_of(example())}, {}, {}};
  EXPECT_EQ(to_hex(entry.rows[0]),
            "f716ac6e175a57843f4a31833b6be24391da0bc3a5b6c279a17b4309b89d99ac");
  EXPECT_EQ(to_hex(leaf_of(entry)),
            "80c15061e5064b7d297da58a45e969c16a699ad6b520e9651b2e89f7f0848a04");
  EXPECT_EQ(to_hex(encode(example().changes)),
            "020a3131303030302f333130043230323509706f6f6c5f75736564c89ec903"
            "0a3131303030302f33313004323032350a61646d697373696f6e7302");
}

Digest leaf_of_example(const SettlementEntry& entry, const Digest& body, const HashedReply& reply) {
  const EntryHead head{entry.id, EntryKind::settlement, entry.at, entry.key};
  return leaf_of(head, entry, encode_names(entry), encode_sums(entry), body, reply);
}

TEST(Leaf, EveryFieldMovesIt) {
  SettlementEntry good = example();
  good.bill = "bill";
  std::vector<SettlementEntry> others(18, good);
  others[0].id.seq = 18, others[1].key.person = "p0000000000000001",
  others[2].key.institution = "H36010099902";
  others[3].key.message_id = "m-2", others[4].area = "110001", others[5].insurance = "390";
  others[6].on = day("2025-03-21"), others[7].at.micros += 1, others[8].plan[0] = 1,
  others[9].catalogue[31] = 1;
  others[10].payers.funds[0].paid += Money::fen(1), others[11].payers.cash += Money::fen(1);
  others[12].changes[0].amount += 1, others[13].before[0].amount += 1,
      others[14].outcome = "outcomes";
  others[15].bill = "bills", others[16].input = "inputs", others[17].steps = "step";
  const HashedReply reply{sm3("shape"), "values", {}};
  const Digest leaf = leaf_of_example(good, sm3("body"), reply);
  for (const SettlementEntry& other : others)
    EXPECT_NE(leaf_of_example(other, sm3("body"), reply), leaf) << &other - others.data();
  EXPECT_NE(leaf_of_example(good, sm3("bodies"), reply), leaf);
  EXPECT_NE(leaf_of_example(good, sm3("body"), {sm3("shape"), "value", {}}), leaf);
  EXPECT_NE(leaf_of_example(good, sm3("body"), {sm3("shapes"), "values", {}}), leaf);
  EXPECT_NE(leaf_of_example(good, sm3("body"), {std::nullopt, {}, sm3("shape")}), leaf);
  SettlementEntry reversed = good;
  reversed.state = State::reversed;
  EXPECT_EQ(leaf_of_example(reversed, sm3("body"), reply), leaf);
  good.bill_hash = sm3("bill");
  EXPECT_EQ(leaf_of_example(good, sm3("body"), reply), leaf);
}

TEST(Leaf, GoldenOfVersion2) {
  const SettlementEntry entry = example();
  EXPECT_EQ(to_hex(leaf_of_example(entry, {}, {sm3("shape"), "values", {}})),
            "6b99b0aa6fef83a87289649e6d53551f5ae66c254579c1a68cf50d63fa547eb3");
  const EntryHead head{entry.id, EntryKind::reversal, entry.at, entry.key};
  EXPECT_EQ(to_hex(leaf_of_reversal(head, 16, {}, {std::nullopt, {}, sm3("reply")})),
            "341048a3b980436a4cbf14021cf64b58b577651e94d5294b45185fd7d0d56695");
  EXPECT_EQ(to_hex(leaf_of_tombstone(head, "m-9", {}, {std::nullopt, {}, sm3("reply")})),
            "a01eace10e4b74523e21c2bb8c97959aa38db3976ce96d3ac0726fa529756a93");
  EXPECT_EQ(to_hex(leaf_of_row(head, sm3("row"))),
            "8778ac8e3ebb816f883d4dfa62e13d44986b7090607da14a46cf89e194f02b03");
}

TEST(Leaf, NamesAndSumsComeBackAndTornBytesDoNot) {
  const SettlementEntry entry = example();
  const std::string names = encode_names(entry), sums = encode_sums(entry);
  SettlementEntry back;
  ASSERT_TRUE(decode_names(names, back));
  ByteReader in(sums);
  decode_sums(in, back);
  EXPECT_TRUE(in.done());
  EXPECT_EQ(encode_names(back), names);
  EXPECT_EQ(encode_sums(back), sums);
  EXPECT_EQ(back.changes, entry.changes);
  for (std::size_t cut = 0; cut < names.size(); ++cut)
    EXPECT_FALSE(decode_names(names.substr(0, cut), back));
  EXPECT_TRUE(rc::check([](const std::string& noise) {
    SettlementEntry some;
    if (decode_names(noise, some)) RC_ASSERT(encode_names(some) == noise);
  }));
}

TEST(Journal, ChangesAndFundsComeBackAndTornBytesDoNot) {
  const std::string changes = encode(example().changes), funds = encode(example().payers.funds);
  EXPECT_EQ(decode_accumulated(changes), example().changes);
  EXPECT_EQ(decode_funds(funds)->at(1).paid, Money::yuan(1'000));
  for (std::size_t cut = 0; cut < changes.size(); ++cut)
    EXPECT_FALSE(decode_accumulated(changes.substr(0, cut)));
  EXPECT_TRUE(rc::check([](const std::string& noise) {
    if (const auto decoded = decode_accumulated(noise)) RC_ASSERT(encode(*decoded) == noise);
    if (const auto decoded = decode_funds(noise)) RC_ASSERT(encode(*decoded) == noise);
  }));
}

}  // namespace
}  // namespace yitong::ledger
