// Random sequences of settle, reverse and replay, offered in batches of random size, against a
// model in memory.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sqlite3.h>

#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "base/id.h"
#include "base/text.h"
#include "ledger/journal.h"
#include "store/batch_writer.h"
#include "store/first_schema_test_support.h"
#include "store/ledger_rows.h"
#include "verbs/audit.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs {
namespace {

using namespace testing;

struct Move {
  bool reverse = false;
  int person = 0, message = 0;  ///< few of each, so that keys meet again
  std::int64_t fen = 0;
  bool batch_ends = false;
};

rc::Gen<std::vector<Move>> actions() {
  const auto action = rc::gen::build<Move>(
      rc::gen::set(&Move::reverse,
                   rc::gen::map(rc::gen::inRange(0, 3), [](int i) { return i == 0; })),
      rc::gen::set(&Move::person, rc::gen::inRange(0, 3)),
      rc::gen::set(&Move::message, rc::gen::inRange(0, 8)),
      rc::gen::set(&Move::fen, rc::gen::map(rc::gen::inRange<std::int64_t>(0, 3),
                                            [](std::int64_t i) { return 1 + i * 4'000'000; })),
      rc::gen::set(&Move::batch_ends,
                   rc::gen::map(rc::gen::inRange(0, 4), [](int i) { return i == 0; })));
  return rc::gen::container<std::vector<Move>>(30, action);
}

/// What a message id must answer, from the actions alone.
struct Model {
  enum class Fate { settled, reversed, tombstone };
  struct Known {
    Fate fate;
    std::int64_t fen;
    std::string reply;
  };
  std::map<std::pair<int, int>, Known> known;

  void settled(const Move& action, const Result<Answer>& answer) {
    const auto at = known.find({action.person, action.message});
    if (at == known.end()) {
      RC_ASSERT((answer.has_value() && !answer->replayed));
      known[{action.person, action.message}] = {Fate::settled, action.fen, answer->reply};
    } else if (at->second.fate == Fate::tombstone) {
      RC_ASSERT(code_of(answer) == ErrorCode::reversed_before_arrival);
    } else if (at->second.fen != action.fen) {
      RC_ASSERT(code_of(answer) == ErrorCode::same_key_other_body);
    } else {
      RC_ASSERT((answer.has_value() && answer->replayed && answer->reply == at->second.reply));
    }
  }
  void reversed(const Move& action, const Result<ReverseAnswer>& answer) {
    const auto at = known.find({action.person, action.message});
    if (at == known.end() || at->second.fate == Fate::tombstone) {
      RC_ASSERT((answer.has_value() && answer->tombstone));
      known[{action.person, action.message}] = {Fate::tombstone, 0, {}};
    } else if (at->second.fate == Fate::settled) {
      RC_ASSERT((answer.has_value() && !answer->tombstone && !answer->replayed));
      at->second.fate = Fate::reversed;
    } else {
      RC_ASSERT(code_of(answer) == ErrorCode::already_reversed);
    }
  }
};

std::int64_t admissions_of(store::Store& store, const std::string& person) {
  for (const auto& each : store::find_accumulators(store.database(), person, "990100/310"))
    if (each.name == "admissions") return each.amount;
  return 0;
}

TEST(Sequence, OfAnyOrderInAnyBatchesAnswersLikeTheModelAndAuditsClean) {
  World world;
  int round = 0;
  EXPECT_TRUE(rc::check([&] {
    const std::vector<std::string> people{world.person(round * 3 + 1), world.person(round * 3 + 2),
                                          world.person(round * 3 + 3)};
    ++round;
    Model model;
    store::CommitQueue queue(64);
    store::BatchWriter writer(queue, *world.store);
    int reversals = 0;
    for (const Move& action : *actions()) {
      const std::string& person = people[static_cast<std::size_t>(action.person)];
      const std::string message = "m" + std::to_string(action.message);
      std::unique_ptr<store::Work> work;
      if (action.reverse) {
        ReverseRequest request{{person, "H99010000001", "r" + std::to_string(++reversals)},
                               message};
        work = std::make_unique<ReverseWork>(std::move(request), render_reversed,
                                             [&model, action](const Result<ReverseAnswer>& answer) {
                                               model.reversed(action, answer);
                                             });
      } else {
        auto prepared =
            prepare_settlement(request(person, message, action.fen), *world.rules, kNow);
        work = std::make_unique<SettleWork>(
            std::move(*prepared), world.rules, render_settled,
            [&model, action](const Result<Answer>& answer) { model.settled(action, answer); });
      }
      RC_ASSERT(queue.offer(std::move(work)).has_value());
      if (action.batch_ends) writer.commit(kNow);
    }
    writer.commit(kNow);
    for (int i = 0; i < 3; ++i) {
      std::int64_t expected = 0;
      for (const auto& [key, known] : model.known)
        expected += key.first == i && known.fate == Model::Fate::settled;
      RC_ASSERT(admissions_of(*world.store, people[static_cast<std::size_t>(i)]) == expected);
    }
  }));
  const auto report = audit(*world.store);
  for (const Error& error : report.findings) ADD_FAILURE() << error.str(false);
  EXPECT_GT(report.settlements, 100);
  EXPECT_GT(report.reversals, 10);
}

/// A shell statement on the file, behind the store's back.
void by_hand(const World& world, const std::string& sql) {
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(world.path().c_str(), &raw), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(raw);
  EXPECT_EQ(sqlite3_changes(raw), 1) << sql;
  sqlite3_close(raw);
}

TEST(Audit, NamesTheTextThatASettlementNoLongerFollows) {
  World world;
  ASSERT_TRUE(settle(world, request(world.person(1), "m1", 1'000'000)));
  ASSERT_TRUE(audit(*world.store).clean());
  by_hand(world,
          "UPDATE source_text SET body = CAST(replace(body, '\"90%\"', '\"91%\"') AS BLOB) WHERE "
          "kind = 'plan'");
  const auto report = audit(*world.store);
  std::set<std::string> tables;
  for (const Error& error : report.findings)
    tables.insert(error.path.substr(0, error.path.find('/')));
  EXPECT_EQ(tables, (std::set<std::string>{"entry", "source_text"}));
}

TEST(Audit, OnTwoThreadsFindsWhatOneFinds) {
  World world;
  for (int i = 0; i < 20; ++i)
    ASSERT_TRUE(settle(world, request(world.person(i), "m1", 1'000'000 + i)));
  by_hand(world,
          "UPDATE entry SET at_micros = at_micros + 1 WHERE rowid = (SELECT MAX(rowid) FROM entry "
          "WHERE kind = 's')");
  const auto alone = audit(*world.store);
  ASSERT_EQ(alone.findings.size(), 1u);
  store::Store stores[] = {world.open(), world.open()};
  store::AuditReport reports[2];
  SharedRules rules;
  std::atomic<std::int32_t> taken = 0;
  const auto next = [&]() -> std::optional<store::AuditPart> {
    const std::int32_t first = 64 * taken++;
    if (first >= kBuckets) return std::nullopt;
    return store::AuditPart{first, first + 64, first == 0};
  };
  {
    std::jthread other([&] { reports[1] = audit(stores[1], next, rules); });
    reports[0] = audit(stores[0], next, rules);
  }
  reports[0].add(std::move(reports[1]));
  EXPECT_EQ(reports[0].settlements, 20);
  EXPECT_EQ(reports[0].owed, alone.owed);
  ASSERT_EQ(reports[0].findings.size(), 1u);
  EXPECT_EQ(reports[0].findings[0].path, alone.findings[0].path);
}

TEST(Audit, NamesTheColumnThatThePlanContradicts) {
  World world;
  const std::string person = world.person(1);
  ASSERT_TRUE(settle(world, request(person, "m1", 1'000'000)));
  store::Database& database = world.store->database();
  auto row = store::find_entry(database, {bucket_of(person), 2}).value();
  store::Answered answered;
  auto entry = store::settlement_of(database, row, &answered).value();
  entry.payers.cash -= Money::fen(1), entry.payers.account += Money::fen(1);
  database.begin_write();
  constexpr store::Sql kForge{"UPDATE entry SET content = $1 WHERE bucket = $2 AND seq = $3"};
  store::Texts texts(database);
  const auto forged =
      store::write_settlement(texts, row.head, entry, answered.body, answered.reply_bytes);
  database.run(kForge, {store::blob(forged.content), store::integer(row.head.id.bucket),
                        store::integer(row.head.id.seq)});
  ASSERT_TRUE(database.commit());
  bool named = false;
  const std::string path = "entry/" + std::to_string(bucket_of(person)) + "/2/cash_fen";
  for (const Error& error : audit(*world.store).findings)
    named |= error.path == path && error.found == "1999.99" && error.rule == "2000.00";
  EXPECT_TRUE(named);
}

TEST(Audit, NamesABodyThatIsNotOfTheBill) {
  World world;
  const std::string person = world.person(1);
  ASSERT_TRUE(settle(world, request(person, "m1", 1'000'000)));
  store::Database& database = world.store->database();
  const auto row = store::find_entry(database, {bucket_of(person), 2}).value();
  store::Answered answered;
  const auto entry = store::settlement_of(database, row, &answered).value();
  database.begin_write();
  constexpr store::Sql kForge{
      "UPDATE entry SET content = $1, link = $2 WHERE bucket = $3 AND seq = $4"};
  store::Texts texts(database);
  const auto forged =
      store::write_settlement(texts, row.head, entry, sm3("other"), answered.reply_bytes);
  const Digest link =
      ledger::link_of(*store::find_link(database, {bucket_of(person), 1}), forged.leaf);
  database.run(kForge, {store::blob(forged.content), store::blob(link),
                        store::integer(row.head.id.bucket), store::integer(row.head.id.seq)});
  ASSERT_TRUE(database.commit());
  const auto report = audit(*world.store);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_TRUE(report.findings[0].path.ends_with("/body")) << report.findings[0].path;
}

/// Bytes as the program of the first schema made them.
void to_first(const World& world, ledger::SettlementEntry& entry, ledger::Message& message) {
  const Input input = decode_input(entry.input).value();
  const Bill bill = decode_bill(entry.bill).value();
  const auto plan = world.rules->plans.by_hash(to_hex(entry.plan), entry.insurance);
  const auto catalogue = world.rules->editions.on(entry.on);
  const auto scoped = classify(bill, catalogue->in_area(input.treatment_area)).value();
  ledger::ByteWriter old;
  old.u8(1).bytes(encode_version_2(bill)).bytes(encode(scoped)).bytes(input.treatment_area);
  old.zigzag(input.account_available).varint(input.facts.size());
  for (const auto& [key, text] : input.facts) old.bytes(key).bytes(text);
  Settlement outcome;
  ASSERT_TRUE(decode_outcome(entry.outcome, *plan, outcome));
  entry.form = ledger::Form::row_sets;
  entry.bill.clear();
  entry.input = old.take();
  entry.outcome = encode_version_1(outcome, *plan);
  SettleRequest asked;
  asked.key = entry.key, asked.bill = bill, asked.emergency = input.emergency;
  message.body = body_of_row_sets(asked);
}

TEST(CarryOver, MessagesOfTheFirstSchemaAreAnsweredAndAuditedAsTheyWere) {
  World world;
  const std::string first = world.path() + ".first", person = world.person(1);
  const auto one = settle(world, request(person, "m1", 1'000'000)).value();
  const auto two = settle(world, request(person, "m2", 7'000'000)).value();
  ASSERT_TRUE(reverse(world, {person, "H99010000001", "r1"}, "m2"));
  store::testing::FirstSchema::write(*world.store, world.path(), first,
                                     [&](ledger::SettlementEntry& entry, ledger::Message& message) {
                                       to_first(world, entry, message);
                                     });
  world.store.emplace(store::Store::open(store::open_sqlite({.path = first}).value(),
                                         store::MasterKey::parse(std::string(64, '5')).value())
                          .value());
  const auto again = settle(world, request(person, "m1", 1'000'000));
  ASSERT_TRUE(again) << again.error()[0].str(false);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->reply, one.reply);
  EXPECT_EQ(settle(world, request(person, "m2", 7'000'000))->reply, two.reply);
  EXPECT_EQ(code_of(settle(world, request(person, "m1", 1'000'001))),
            ErrorCode::same_key_other_body);
  EXPECT_EQ(code_of(reverse(world, {person, "H99010000001", "r2"}, "m2")),
            ErrorCode::already_reversed);
  ASSERT_TRUE(settle(world, request(person, "m3", 2'000'000)));
  ASSERT_TRUE(reverse(world, {person, "H99010000001", "r3"}, "m1"));
  const auto report = audit(*world.store);
  for (const Error& error : report.findings) ADD_FAILURE() << error.str(false);
  EXPECT_EQ(report.settlements, 3);
}

}  // namespace
}  // namespace yitong::verbs
