#include "store/batch_writer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "store/store_test_support.h"

namespace yitong::store {
namespace {

using namespace testing;

/// What happened to all members, as letters: Looked, Thought, Executed, in order of the calls of
/// the writer's thread.
struct Diary {
  std::string writer;
  std::atomic<int> thoughts{0}, thinking{0};
  std::atomic<bool> disturbed{false};
};

class Member final : public Work {
 public:
  enum class Kind : std::uint8_t { plain, foreseen, surprised };
  Member(Diary& diary, char name, Kind kind) : diary_(diary), name_(name), kind_(kind) {}
  bool look(Store&, Instant) override {
    diary_.writer += std::string("look ") + name_ + "; ";
    return kind_ != Kind::plain;
  }
  void think() override {
    ++diary_.thinking;
    ++diary_.thoughts;
    std::this_thread::yield();
    thought_ = true;
    --diary_.thinking;
  }
  bool is_foreseen(Store&) override {
    EXPECT_TRUE(thought_ || kind_ == Kind::plain) << name_;
    return kind_ == Kind::foreseen;
  }
  void execute(Store&, Instant) override {
    diary_.writer += std::string("execute ") + name_ + "; ";
    for (int i = 0; i < 100 && kind_ != Kind::foreseen; ++i)
      if (diary_.thinking > 0) diary_.disturbed = true;
  }
  void resolve(const Result<void>&) override {}

 private:
  Diary& diary_;
  const char name_;
  const Kind kind_;
  bool thought_ = false;
};

class BatchWriterTest : public ::testing::Test {
 protected:
  using Kind = Member::Kind;
  void offer(char name, Kind kind) {
    ASSERT_TRUE(queue_.offer(std::make_unique<Member>(diary_, name, kind)));
  }

  Folder folder_;
  Store store_ = open_store(folder_.file());
  CommitQueue queue_{200};
  BatchWriter writer_{queue_, store_};
  Diary diary_;
};

TEST_F(BatchWriterTest, OneAloneIsNotLookedAt) {
  offer('a', Kind::foreseen);
  EXPECT_EQ(writer_.commit({1}), 1u);
  EXPECT_EQ(diary_.writer, "execute a; ");
  EXPECT_EQ(diary_.thoughts, 0);
}

TEST_F(BatchWriterTest, EachIsLookedAtAndThoughtAboutOnceAndExecutedInItsTurn) {
  for (const char name : {'a', 'b', 'c'}) offer(name, name == 'b' ? Kind::plain : Kind::foreseen);
  EXPECT_EQ(writer_.commit({1}), 3u);
  EXPECT_EQ(diary_.writer, "look a; look b; look c; execute a; execute b; execute c; ");
  EXPECT_EQ(diary_.thoughts, 2);
}

TEST_F(BatchWriterTest, WhoWaitsForTheNextBatchIsLookedAtAhead) {
  offer('a', Kind::foreseen);
  Batch first = writer_.write({1});
  offer('b', Kind::foreseen);
  Batch second = writer_.write({2});
  ASSERT_EQ(second.size(), 1u);
  offer('c', Kind::surprised);
  EXPECT_FALSE(writer_.look({3})) << "only one";
  EXPECT_EQ(writer_.write({3}).size(), 0u) << "two are in flight";
  diary_.writer.clear();
  offer('d', Kind::foreseen);
  finish_batch(queue_, *store_.database().log(), std::move(first));
  EXPECT_TRUE(writer_.look({4}));
  EXPECT_FALSE(writer_.look({4})) << "nobody new";
  EXPECT_EQ(diary_.writer, "look c; look d; ");
  offer('e', Kind::plain);
  EXPECT_EQ(writer_.write({5}).size(), 3u);
  EXPECT_EQ(diary_.writer, "look c; look d; look e; execute c; execute d; execute e; ");
  EXPECT_EQ(diary_.thoughts, 2);
  finish_batch(queue_, *store_.database().log(), std::move(second));
}

TEST_F(BatchWriterTest, HelpersThinkAndRestWhileSomethingUnforeseenIsExecuted) {
  std::vector<std::thread> helpers;
  for (int i = 0; i < 3; ++i) helpers.emplace_back([this] { writer_.help(); });
  int offered = 0, thinkers = 0;
  for (int round = 0; round < 40; ++round) {
    for (int i = 0; i < 100; ++i, ++offered) {
      const Kind kind = static_cast<Kind>(offered * 7919 / 13 % 3);
      thinkers += kind != Kind::plain;
      offer(static_cast<char>('a' + offered % 26), kind);
    }
    static_cast<void>(writer_.look({round + 1}));
    while (queue_.waiting() > 0) writer_.commit({round + 1});
  }
  writer_.end();
  for (std::thread& each : helpers) each.join();
  EXPECT_EQ(diary_.thoughts, thinkers);
  EXPECT_FALSE(diary_.disturbed);
  std::string order;
  for (std::size_t at = 0; (at = diary_.writer.find("execute ", at)) != std::string::npos; ++at)
    order += diary_.writer[at + 8];
  ASSERT_EQ(order.size(), static_cast<std::size_t>(offered));
  for (int i = 0; i < offered; ++i)
    ASSERT_EQ(order[static_cast<std::size_t>(i)], static_cast<char>('a' + i % 26));
}

}  // namespace
}  // namespace yitong::store
