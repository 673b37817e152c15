#include "server/refusal_notes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "base/id.h"
#include "store/batch_writer.h"
#include "store/refused_rows.h"
#include "store/sqlite/sqlite.h"

namespace yitong::server {
namespace {

constexpr Instant kBegin{1'800'000'000'000'000};
Instant after(std::int64_t seconds) { return {kBegin.micros + seconds * 1'000'000}; }

class NotesTest : public ::testing::Test {
 protected:
  NotesTest()
      : folder_(std::filesystem::temp_directory_path() /
                ("yitong_notes_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
    store_.emplace(store::Store::open(store::open_sqlite({.path = folder_ / "x.db"}).value(),
                                      store::MasterKey::parse(std::string(64, '5')).value())
                       .value());
  }
  ~NotesTest() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  std::vector<ledger::RefusedAccess> written() {
    while (store::BatchWriter(queue_, *store_).commit(kBegin) > 0) {}
    std::vector<ledger::RefusedAccess> out;
    for (std::int32_t bucket = 0; bucket < kBuckets; ++bucket) {
      auto found = store::find_refused(store_->database(), bucket, {}, 1000);
      out.insert(out.end(), found.begin(), found.end());
    }
    return out;
  }
  static std::int64_t times_in(const std::vector<ledger::RefusedAccess>& rows) {
    return std::accumulate(rows.begin(), rows.end(), std::int64_t{0},
                           [](std::int64_t sum, const auto& row) { return sum + row.times; });
  }

  const std::filesystem::path folder_;
  std::optional<store::Store> store_;
  store::CommitQueue queue_{1000};
  RefusalNotes notes_{queue_};
};

TEST_F(NotesTest, WriteTheFirstAtOnceAndTheRestOfTheMinuteTogether) {
  for (int i = 0; i < 1000; ++i) notes_.note("wrong_credentials", {}, "192.0.2.1", after(i / 50));
  EXPECT_EQ(written().size(), 1u);
  notes_.flush(after(59), false);
  EXPECT_EQ(written().size(), 1u);
  notes_.flush(after(60), false);
  const auto rows = written();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(times_in(rows), 1000);
  EXPECT_EQ(rows[0].what, "address");
  EXPECT_EQ(rows[0].subject.size(), 64u) << "no address in clear";
  notes_.note("wrong_credentials", {}, "192.0.2.1", after(70));
  EXPECT_EQ(written().size(), 3u);
}

TEST_F(NotesTest, AreBoundedWhateverComes) {
  for (int i = 0; i < 5000; ++i)
    notes_.note("not_permitted", {"account" + std::to_string(i), "insured", {}}, "192.0.2.1",
                kBegin);
  notes_.flush(after(60), false);
  const auto rows = written();
  EXPECT_EQ(rows.size(), RefusalNotes::kMostKinds + 1);
  EXPECT_EQ(times_in(rows), 5000);
}

TEST_F(NotesTest, KeepWhateverAnAttemptAtACaseOrAtMoneyIsRefusedFor) {
  const api::Asked clerk{"clerk", "window_clerk", {}, "open_case"};
  for (const char* const code : {"no_coverage", "bad_value", "too_many_cases"})
    notes_.note(code, clerk, "192.0.2.1", kBegin);
  notes_.note("sum_mismatch", {"finance", "finance", {}, "pay_claims"}, "192.0.2.1", kBegin);
  notes_.note("store_failed", clerk, "192.0.2.1", kBegin);  // not a refusal
  notes_.note("no_coverage", {"clerk", "window_clerk", {}}, "192.0.2.1", kBegin);
  auto rows = written();
  ASSERT_EQ(rows.size(), 4u);
  std::ranges::sort(rows, {}, &ledger::RefusedAccess::code);
  EXPECT_EQ(rows[0].code, "bad_value");
  EXPECT_EQ(rows[0].what, "open_case");
  EXPECT_EQ(rows[0].subject, "clerk");
  EXPECT_EQ(rows[2].code, "sum_mismatch");
  EXPECT_EQ(rows[2].what, "pay_claims");
}

TEST_F(NotesTest, AFloodOfDaysLeavesSoManyRowsADay) {
  constexpr int kMinutes = 3 * 24 * 60, kCodes = 20;
  std::int64_t asked = 0;
  for (int minute = 0; minute < kMinutes; ++minute) {
    for (int i = 0; i < kCodes; ++i, ++asked)
      notes_.note("bad_value", {"a" + std::to_string(i), "insured", {}, "open_case"}, "192.0.2.1",
                  after(minute * 60));
    notes_.flush(after(minute * 60 + 60), false);
    while (store::BatchWriter(queue_, *store_).commit(kBegin) > 0) {}
  }
  notes_.flush(after(kMinutes * 60), true);
  const auto rows = written();
  EXPECT_EQ(times_in(rows), asked);
  EXPECT_GT(rows.size(), 3u * RefusalNotes::kMostRowsADay);
  EXPECT_LT(rows.size(), 4u * (RefusalNotes::kMostRowsADay + 25 * 2 * kCodes));
}

TEST_F(NotesTest, PassOverWhatSaysNothing) {
  notes_.note("unknown_person", {}, "192.0.2.1", kBegin);
  notes_.note("sum_mismatch", {"clerk", "window_clerk", {}}, "192.0.2.1", kBegin);
  EXPECT_TRUE(written().empty());
  notes_.note("unknown_person", {"somebody", "insured", "p0000000000000000"}, "192.0.2.1", kBegin);
  ASSERT_EQ(written().size(), 1u) << "of a person who does not exist it is nobody's";
}

}  // namespace
}  // namespace yitong::server
