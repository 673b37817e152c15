// Settlements that are looked at ahead come to what they come to one by one.
#include <rapidcheck/gtest.h>

#include <thread>

#include "store/batch_writer.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs {
namespace {

using namespace testing;

/// A settlement that counts how often it was foreseen.
class Watched final : public store::Work {
 public:
  Watched(std::unique_ptr<store::Work> work, int& foreseen)
      : work_(std::move(work)), foreseen_(foreseen) {}
  bool look(store::Store& store, Instant now) override { return work_->look(store, now); }
  void think() override { work_->think(); }
  bool is_foreseen(store::Store& store) override {
    const bool out = work_->is_foreseen(store);
    foreseen_ += out;
    return out;
  }
  void execute(store::Store& store, Instant now) override { work_->execute(store, now); }
  void resolve(const Result<void>& committed) override { work_->resolve(committed); }

 private:
  const std::unique_ptr<store::Work> work_;
  int& foreseen_;
};

/// A world with its queue.
struct Counter {
  World world;
  store::CommitQueue queue{1000};
  store::BatchWriter writer{queue, *world.store};
  std::vector<std::string> replies;
  int foreseen = 0;

  std::unique_ptr<store::Work> work(SettleRequest request) {
    auto prepared = prepare_settlement(std::move(request), *world.rules, kNow);
    if (!prepared) return nullptr;
    return std::make_unique<SettleWork>(
        std::move(*prepared), world.rules, render_settled, [this](const Result<Answer>& answer) {
          replies.push_back(answer ? answer->reply : answer.error().front().str(false));
        });
  }
  void offer(SettleRequest request) {
    ASSERT_TRUE(queue.offer(std::make_unique<Watched>(work(std::move(request)), foreseen)));
  }
  void alone(SettleRequest request) {
    store::run_alone(*work(std::move(request)), *world.store, kNow);
  }
  void commit_all() {
    while (queue.waiting() > 0) writer.commit(kNow);
  }
  /// Every entry, and where its chain went.
  std::vector<std::string> journal() {
    std::vector<std::string> out;
    for (std::int32_t bucket = 0; bucket < kBuckets; ++bucket) {
      store::Rows rows =
          world.store->database().query(store::kSelectChain, {store::integer(bucket)});
      while (const auto row = rows.next() ? store::entry_of(rows, bucket) : std::nullopt)
        out.push_back(std::to_string(bucket) + " " + row->head.key.message_id + " " + row->content +
                      std::string(bytes_of(row->link)));
    }
    return out;
  }
};

/// Some of one person, some repeated, some refused.
SettleRequest request_of(const std::vector<std::string>& people, int seed) {
  const int person = seed % 5, message = seed / 5 % 40;
  SettleRequest out =
      request(person == 4 ? "p0000000000000000" : people[static_cast<std::size_t>(person)],
              "m" + std::to_string(message), 100'000 + message * 1'000);
  if (seed % 3 == 0) out.bill.visit = "11", out.bill.admitted = {};
  return out;
}

RC_GTEST_PROP(Foresight, ABatchComesToWhatItsMembersComeToAlone, ()) {
  const auto seeds = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 200));
  const int batch = *rc::gen::inRange(2, 30);
  Counter together, apart;
  std::vector<std::string> people;
  for (int i = 0; i < 4; ++i) {
    people.push_back(together.world.person(i));
    RC_ASSERT(apart.world.person(i) == people.back());
  }
  const std::int64_t epoch = together.world.store->database().epoch();
  std::thread helper([&] { together.writer.help(); });
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    together.offer(request_of(people, seeds[i]));
    if (i % static_cast<std::size_t>(batch) == 0) together.commit_all();
    apart.alone(request_of(people, seeds[i]));
  }
  together.commit_all();
  together.writer.end();
  helper.join();
  RC_ASSERT(together.replies == apart.replies);
  // Nothing was rolled back: the table refused no row that was foreseen wrongly.
  RC_ASSERT(together.world.store->database().epoch() == epoch);
  RC_ASSERT(together.journal() == apart.journal());
  expect_clean(together.world);
}

TEST(Foresight, IsUsedWhereTheTextsAreKnown) {
  Counter counter;
  std::vector<std::string> people;
  for (int i = 0; i < 20; ++i) people.push_back(counter.world.person(i));
  for (const char* round : {"first", "second"}) {
    counter.foreseen = 0;
    for (const std::string& person : people) counter.offer(request(person, round, 200'000));
    counter.commit_all();
  }
  EXPECT_GE(counter.foreseen, 18) << "all but those that share a bucket with another";
  expect_clean(counter.world);
}

TEST(Foresight, HoldsForKeysOverSeveralRows) {
  Counter together, apart;
  const std::string person = together.world.person(1), other = together.world.person(2);
  ASSERT_EQ(apart.world.person(1), person);
  ASSERT_EQ(apart.world.person(2), other);
  for (int message = 0; message < 130; ++message)
    for (const int each : {message, message / 2}) {
      const std::string id = "m" + std::to_string(each);
      together.offer(request(person, id, 200'000));
      together.offer(request(other, id, 200'000));
      together.commit_all();
      apart.alone(request(person, id, 200'000));
      apart.alone(request(other, id, 200'000));
    }
  EXPECT_EQ(together.replies, apart.replies);
  EXPECT_EQ(together.journal(), apart.journal());
  EXPECT_GE(together.foreseen, 200)
      << "all but the first, those repeated and those that split a row";
  expect_clean(together.world);
}

/// How many of two that were looked at are foreseen, if something happens before their turn.
int foreseen_after(const std::function<void(Counter&, const std::string&)>& happens) {
  Counter counter;
  const std::string one = counter.world.person(1), other = counter.world.person(2);
  const std::string third = counter.world.person(3);
  counter.alone(request(one, "m1", 200'000));
  counter.alone(request(other, "m1", 200'000));
  counter.alone(request(one, "m2", 200'000));  // brings the texts that come with a second one
  counter.offer(request(one, "m3", 200'000));
  counter.offer(request(other, "m2", 200'000));
  EXPECT_TRUE(counter.writer.look(kNow));
  happens(counter, third);
  counter.commit_all();
  EXPECT_EQ(counter.replies.size(), 5u);
  expect_clean(counter.world);
  return counter.foreseen;
}

TEST(Foresight, HoldsUntilAnotherConnectionCommitsOrSomethingIsRolledBack) {
  EXPECT_EQ(foreseen_after([](Counter&, const std::string&) {}), 2);
  EXPECT_EQ(foreseen_after([](Counter& counter, const std::string& third) {
              store::Store other = counter.world.open();
              SettleWork work(
                  *prepare_settlement(request(third, "m1", 200'000), *counter.world.rules, kNow),
                  counter.world.rules, render_settled, [](const Result<Answer>&) {});
              store::run_alone(work, other, kNow);
            }),
            0);
  EXPECT_EQ(foreseen_after([](Counter& counter, const std::string&) {
              counter.world.store->database().begin_write();
              counter.world.store->database().rollback();
            }),
            0);
}

}  // namespace
}  // namespace yitong::verbs
