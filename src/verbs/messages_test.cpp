#include "verbs/messages.h"

#include <fmt/format.h>
#include <rapidcheck/gtest.h>

#include "store/person_rows.h"
#include "verbs/card.h"
#include "verbs/documents.h"
#include "verbs/resettle.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs {
namespace {

using namespace testing;

constexpr std::int64_t kOneDay = std::int64_t{86'400} * 1'000'000;

Instant days_later(std::int64_t days) { return {kNow.micros + days * kOneDay}; }

Notice case_notice(std::string number) {
  return {NoticeKind::case_returned,
          {{"kind", "异地备案", "Filing"}, {"case", number, {}}, {"why", "缺少证明", "a paper"}},
          number};
}

void write_notice(World& world, const std::string& person, const Notice& notice, Instant at) {
  world.store->database().begin_write();
  tell_person(*world.store, person, notice, at);
  ASSERT_TRUE(world.store->database().commit());
}

MessagesPage messages(World& world, const MessagesRequest& request, Instant now = kNow) {
  auto page = view_messages(*world.store, request, now);
  EXPECT_TRUE(page) << (page ? "" : page.error()[0].str(false));
  return page ? std::move(*page) : MessagesPage();
}

void mark_read(World& world, const std::string& person, const std::string& account,
               const MessagePlace& place) {
  world.store->database().begin_write();
  ASSERT_TRUE(mark_read_now(*world.store, person, account, place, kNow));
  ASSERT_TRUE(world.store->database().commit());
}

std::vector<std::string> ids_of(const MessagesPage& page) {
  std::vector<std::string> out;
  for (const PersonMessage& each : page.messages) out.push_back(each.id);
  return out;
}

std::string numbered(const std::string& person, std::string_view letter, int seq) {
  return fmt::format("{}{:04}-{}", letter, bucket_of(person), seq);
}

std::string chinese(const PersonMessage& message) {
  return sentence_of(message.notice.kind, message.notice.values, NoticeLanguage::zh);
}

TEST(Notices, SayInBothLanguagesWhatTheyWereTold) {
  const std::vector<NoticeValue> values{{"kind", "异地备案", "Filing"},
                                        {"case", "c7", {}},
                                        {"why", "缺少证明", "a paper is missing"}};
  EXPECT_EQ(sentence_of(NoticeKind::case_returned, values, NoticeLanguage::zh),
            "异地备案（c7）需要补正：缺少证明。");
  EXPECT_EQ(sentence_of(NoticeKind::case_returned, values, NoticeLanguage::en),
            "Filing (c7) needs to be completed: a paper is missing.");
  auto dated = values;
  dated.push_back({"due", "2026-03-09", {}});
  EXPECT_EQ(sentence_of(NoticeKind::case_returned, dated, NoticeLanguage::zh),
            "异地备案（c7）需要补正：缺少证明。请在2026年3月9日前补交。");
  EXPECT_EQ(sentence_of(NoticeKind::case_returned, dated, NoticeLanguage::en),
            "Filing (c7) needs to be completed: a paper is missing; please do so by 9 March 2026.");
}

TEST(Notices, OfEveryKindHaveWholeSentencesInBothLanguages) {
  for (const NoticeText& each : all_notices()) {
    EXPECT_EQ(parse_notice_kind(each.name), each.kind);
    EXPECT_GT(each.keep_days, 0);
    std::vector<NoticeValue> values;
    for (const std::string_view name : needed_names(each.kind))
      values.push_back({std::string(name), "甲", "A"});
    for (const NoticeLanguage language : {NoticeLanguage::zh, NoticeLanguage::en}) {
      const std::string text = sentence_of(each.kind, values, language);
      EXPECT_EQ(text.find_first_of("{}[]"), std::string::npos) << text;
      const bool zh = language == NoticeLanguage::zh;
      EXPECT_EQ(text.contains("甲"), zh && !values.empty()) << text;
      for (const NoticeValue& value : values)
        EXPECT_TRUE((zh ? each.zh : each.en).contains("{" + value.name))
            << each.name << " does not say " << value.name;
    }
  }
}

RC_GTEST_PROP(Notices, AreReadBackAsTheyWereWritten, ()) {
  Notice notice;
  notice.kind = *rc::gen::element(NoticeKind::card_reported, NoticeKind::case_paid);
  notice.about = *rc::gen::container<std::string>(rc::gen::inRange('a', 'z'));
  notice.about.resize(std::min<std::size_t>(notice.about.size(), 64));
  const auto count = *rc::gen::inRange<std::size_t>(0, kMaxNoticeValues + 1);
  for (std::size_t i = 0; i < count; ++i)
    notice.values.push_back({std::to_string(i), *rc::gen::arbitrary<std::string>(), {}});
  const auto read = decode_notice(notice.kind, encode_notice(notice));
  RC_ASSERT(read.has_value());
  RC_ASSERT((read->about == notice.about && read->values == notice.values));
  const std::string longer = encode_notice(notice) + "x";
  RC_ASSERT(!decode_notice(notice.kind, longer).has_value());
}

TEST(Notices, AreCutBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "证";
  const auto read =
      decode_notice(NoticeKind::card_reported,
                    encode_notice({NoticeKind::card_reported, {{"tail", text, {}}}, {}}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->values[0].zh, text.substr(0, 399));
}

TEST(Messages, AreOfWhatWasToldAndOfTheJournalInTheOrderOfTime) {
  World world;
  const std::string person = world.person(1);
  ASSERT_TRUE(settle(world, request(person, "m1", 500'000), days_later(0)));
  write_notice(world, person, case_notice("c1"), days_later(1));
  ASSERT_TRUE(settle(world, request(person, "m2", 700'000), days_later(2)));
  ASSERT_TRUE(verbs::reverse({{person, "H99010000001", "r1"}, "m2"}, days_later(3), *world.store,
                             render_reversed));
  // A reversal of nothing is nobody's message.
  ASSERT_TRUE(reverse(world, {person, "H99010000001", "r2"}, "m9"));
  write_notice(world, person, case_notice("c2"), days_later(4));
  const auto page = messages(world, {person, {}, {}, 20}, days_later(5));
  EXPECT_EQ(ids_of(page),
            (std::vector<std::string>{"m2", numbered(person, "r", 4), numbered(person, "s", 3),
                                      "m1", numbered(person, "s", 2)}));
  EXPECT_EQ(page.unread, 5);
  EXPECT_FALSE(page.next);
  EXPECT_EQ(page.messages[1].notice.about, numbered(person, "s", 3));
  EXPECT_EQ(
      chinese(page.messages[2]),
      "2025年3月20日的费用已结算：总额 7100.00 元，基金支付 5850.00 元，个人负担 1250.00 元。");
  expect_clean(world);
}

TEST(Messages, ArePagedWithoutLossForEverySizeOfAPage) {
  World world;
  const std::string person = world.person(1);
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(
        settle(world, request(person, "m" + std::to_string(i), 200'000), days_later(2 * i)));
    write_notice(world, person, case_notice("c"), days_later(2 * i + 1));
  }
  const auto whole = ids_of(messages(world, {person, {}, {}, 100}, days_later(9)));
  ASSERT_EQ(whole.size(), 8u);
  for (std::size_t limit = 1; limit <= 9; ++limit) {
    std::vector<std::string> pieces;
    MessagesRequest wanted{person, {}, {}, limit};
    for (;;) {
      const auto page = messages(world, wanted, days_later(9));
      for (const std::string& id : ids_of(page)) pieces.push_back(id);
      if (!page.next) break;
      ASSERT_EQ(parse_message_place(text_of(*page.next)), page.next);
      wanted.before = page.next;
      ASSERT_LE(pieces.size(), whole.size());
    }
    EXPECT_EQ(pieces, whole) << limit;
  }
}

TEST(Messages, AreReadByOneAccountAndNotByAnother) {
  World world;
  const std::string person = world.person(1);
  ASSERT_TRUE(settle(world, request(person, "m1", 500'000)));
  write_notice(world, person, case_notice("c1"), days_later(1));
  const auto first = messages(world, {person, "own", {}, 20}, days_later(2));
  EXPECT_EQ(first.unread, 2);
  mark_read(world, person, "own", first.newest);
  write_notice(world, person, case_notice("c2"), days_later(3));
  const auto own = messages(world, {person, "own", {}, 20}, days_later(4));
  EXPECT_EQ(own.unread, 1);
  EXPECT_FALSE(own.messages[0].read);
  EXPECT_TRUE(own.messages[1].read);
  EXPECT_TRUE(own.messages[2].read);
  EXPECT_EQ(messages(world, {person, "other", {}, 20}, days_later(4)).unread, 3);
  // What is still to come cannot be read ahead, and a mark does not go back.
  mark_read(world, person, "own", {1'000, 1'000});
  mark_read(world, person, "own", {0, 0});
  write_notice(world, person, case_notice("c3"), days_later(5));
  ASSERT_TRUE(settle(world, request(person, "m2", 300'000), days_later(6)));
  EXPECT_EQ(messages(world, {person, "own", {}, 20}, days_later(7)).unread, 2);
}

TEST(Messages, SayOnceThatSettlementsWereWorkedOutAgain) {
  World world;
  const std::string person = world.person(1);
  ASSERT_TRUE(settle(world, request(person, "m1", 500'000)));
  ASSERT_TRUE(settle(world, request(person, "m2", 700'000)));
  const RenderResettled render{render_settled, render_reversed,
                               [](const Resettlement& made) { return made.resettlement_id; }};
  ASSERT_TRUE(
      resettle({{person, "H99010000001", "late"}, {numbered(person, "s", 2)}, RulesOf::recorded},
               world.rules, days_later(1), *world.store, render));
  const auto page = messages(world, {person, {}, {}, 20}, days_later(2));
  ASSERT_FALSE(page.messages.empty());
  EXPECT_EQ(page.messages[0].notice.kind, NoticeKind::settlement_restated);
  EXPECT_EQ(page.messages[0].notice.about.substr(0, 1), "s");
  int settled = 0, reversed = 0;
  for (const PersonMessage& each : page.messages) {
    settled += each.notice.kind == NoticeKind::settlement_made ? 1 : 0;
    reversed += each.notice.kind == NoticeKind::settlement_reversed ? 1 : 0;
  }
  EXPECT_EQ(settled, 2);
  EXPECT_EQ(reversed, 0);
}

TEST(Messages, GoWhenTheyAreOldAndTheirNumbersAreNotUsedAgain) {
  World world;
  const std::string person = world.person(1);
  write_notice(world, person, {NoticeKind::password_changed, {}, {}}, kNow);
  write_notice(world, person, {NoticeKind::password_changed, {}, {}}, days_later(1));
  EXPECT_EQ(messages(world, {person, {}, {}, 20}, days_later(2)).messages.size(), 2u);
  EXPECT_TRUE(messages(world, {person, {}, {}, 20}, days_later(400)).messages.empty());
  write_notice(world, person, case_notice("c1"), days_later(400));
  const auto page = messages(world, {person, {}, {}, 20}, days_later(400));
  EXPECT_EQ(ids_of(page), std::vector<std::string>{"m3"});
  EXPECT_EQ(store::notices_of(world.store->database(), person).size(), 1u);
}

TEST(Messages, AreAtMostSoMany) {
  World world;
  const std::string person = world.person(1);
  world.store->database().begin_write();
  for (std::size_t i = 0; i < store::kMaxNotices + 3; ++i)
    tell_person(*world.store, person, case_notice("c"), kNow);
  ASSERT_TRUE(world.store->database().commit());
  const auto kept = store::notices_of(world.store->database(), person);
  EXPECT_EQ(kept.size(), store::kMaxNotices);
  EXPECT_EQ(kept.front().no, static_cast<std::int64_t>(store::kMaxNotices) + 3);
  EXPECT_EQ(messages(world, {person, {}, {}, 20}).unread, kMaxUnread);
}

TEST(Messages, AreToldWithWhatTheyTellOrNotAtAll) {
  World world;
  const std::string person = world.person(1);
  store::Database& database = world.store->database();
  database.begin_write();
  ASSERT_TRUE(issue_card_now(*world.store, person, "Z99000001", "clerk", kNow));
  ASSERT_TRUE(database.commit());
  database.begin_write();
  ASSERT_TRUE(report_card_now(*world.store, person, "person", kNow));
  database.rollback();
  EXPECT_TRUE(messages(world, {person, {}, {}, 20}).messages.empty());
  database.begin_write();
  ASSERT_TRUE(report_card_now(*world.store, person, "person", kNow));
  ASSERT_TRUE(release_card_now(*world.store, person, "clerk", "id_card", {}, days_later(1)));
  ASSERT_TRUE(database.commit());
  const auto page = messages(world, {person, {}, {}, 20}, days_later(1));
  ASSERT_EQ(page.messages.size(), 2u);
  EXPECT_EQ(chinese(page.messages[1]), "医保卡（尾号 0001）已挂失，暂停使用。医保码不受影响。");
  EXPECT_EQ(chinese(page.messages[0]), "医保卡（尾号 0001）已解除挂失，可以使用。");
}

TEST(Messages, GoWithTheirPerson) {
  World world;
  const std::string person = world.person(1), other = world.person(2);
  write_notice(world, person, case_notice("c1"), kNow);
  write_notice(world, other, case_notice("c2"), kNow);
  mark_read(world, person, "own", {1, 0});
  ASSERT_TRUE(
      erase_person(*world.store, person, store::DocumentFolder(world.path() + ".documents")));
  EXPECT_TRUE(store::notices_of(world.store->database(), person).empty());
  EXPECT_EQ(store::find_mark(world.store->database(), person, "own"), store::ReadMark());
  EXPECT_EQ(code_of(view_messages(*world.store, {person, {}, {}, 20}, kNow)),
            ErrorCode::unknown_person);
  write_notice(world, person, case_notice("c3"), kNow);  // nobody is told
  EXPECT_TRUE(store::notices_of(world.store->database(), person).empty());
  EXPECT_EQ(messages(world, {other, {}, {}, 20}).messages.size(), 1u);
  expect_clean(world);
}

TEST(Messages, StandInNoRowInPlainWords) {
  World world;
  const std::string person = world.person(1);
  write_notice(world, person, case_notice("case-77"), kNow);
  const auto kept = store::notices_of(world.store->database(), person);
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_FALSE(kept[0].sealed.contains("case-77"));
  const auto key = store::person_key(*world.store, person);
  EXPECT_TRUE(store::open_notice(*key, person, kept[0]));
  auto moved = kept[0];
  moved.no = 2;
  EXPECT_FALSE(store::open_notice(*key, person, moved));
  EXPECT_FALSE(store::open_notice(*key, "p0000000000000000", kept[0]));
}

TEST(Messages, PlacesAreReadStrictly) {
  for (const char* bad :
       {"", "-", "1", "1-", "-1", "1-x", "1--2", "-1-2", " 1-2", "1-2 ", "9999999999999999999-1"})
    EXPECT_FALSE(parse_message_place(bad)) << bad;
  EXPECT_EQ(parse_message_place("12-7"), (MessagePlace{12, 7}));
}

}  // namespace
}  // namespace yitong::verbs
