#include <gtest/gtest.h>

#include "base/id.h"
#include "sim/case_book.h"
#include "sim/server.h"
#include "sim/shrink.h"

namespace yitong::sim {
namespace {

const Town& town() {
  static const Town loaded = [] {
    auto town = Town::load(std::string(YITONG_SOURCE_DIR) + "/src/sim/town");
    if (!town)
      for (const Error& error : town.error()) ADD_FAILURE() << error.str(false);
    return std::move(town).value();
  }();
  return loaded;
}

TEST(Disk, ForgetsWhatWasNotSynced) {
  Disk disk;
  Random random(1);
  {
    const auto file = disk.open("f");
    disk.write(*file, 0, "synced", 6);
    disk.sync(*file);
    disk.write(*file, 0, "SYNCED, then more", 17);
    EXPECT_EQ(file->current, "SYNCED, then more");
  }
  disk.restart(Loss::all, random);
  EXPECT_EQ(disk.find("f")->current, "synced");
  disk.write(*disk.find("f"), 6, " again", 6);
  disk.restart(Loss::nothing, random);
  EXPECT_EQ(disk.find("f")->current, "synced again");
}

TEST(Disk, TearsAtSectors) {
  Disk disk;
  Random random(7);
  const std::string old(8 * kSector, 'o'), fresh(8 * kSector, 'n');
  disk.load({{"f", old}});
  disk.write(*disk.find("f"), 0, fresh.data(), fresh.size());
  disk.restart(Loss::torn, random);
  const std::string& left = disk.find("f")->current;
  std::size_t kept = 0;
  for (std::size_t at = 0; at < left.size(); at += kSector) {
    EXPECT_EQ(left.substr(at, kSector), std::string(kSector, left[at]));
    kept += left[at] == 'n';
  }
  EXPECT_GT(kept, 0u);
  EXPECT_LT(kept, 8u);
}

TEST(Disk, FailsFromTheCutOn) {
  Disk disk;
  Random random(1);
  disk.load({{"f", ""}});
  disk.cut_after(1);
  EXPECT_EQ(disk.write(*disk.find("f"), 0, "a", 1), Disk::Outcome::done);
  EXPECT_EQ(disk.sync(*disk.find("f")), Disk::Outcome::failed);
  EXPECT_TRUE(disk.down());
  disk.restart(Loss::all, random);
  EXPECT_EQ(disk.find("f")->current, "");
}

/// Against a plain model: the image of the last sync, and the operations since, done on it.
TEST(Disk, WhatIsLeftIsTheSyncedImageAndWhatWasKept) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Disk disk;
    Random random(seed);
    disk.load({{"f", std::string(random.below(40), '-')}});
    for (int restart = 0; restart < 5; ++restart) {
      std::string synced = disk.find("f")->current, all = synced;
      for (std::size_t i = random.below(30); i > 0; --i) {
        Disk::File& file = *disk.find("f");
        const std::size_t offset = random.below(60), size = random.below(20);
        const std::string data(size, static_cast<char>('a' + random.below(26)));
        if (random.percent(10)) {
          disk.sync(file);
          synced = all;
        } else if (random.percent(20)) {
          disk.truncate(file, offset);
          all.resize(offset);
        } else {
          disk.write(file, offset, data.data(), size);
          if (all.size() < offset + size) all.resize(offset + size);
          all.replace(offset, size, data);
        }
        ASSERT_EQ(file.current, all);
      }
      const bool lost = random.percent(50);
      disk.restart(lost ? Loss::all : Loss::nothing, random);
      ASSERT_EQ(disk.find("f")->current, lost ? synced : all) << "seed " << seed;
    }
  }
}

TEST(Simulation, SameSeedSameAnswers) {
  const Script script = script_of(11, town(), 200);
  const Outcome first = run(town(), script), second = run(town(), script);
  EXPECT_EQ(first.trace, second.trace);
  EXPECT_EQ(first.counts.disk, second.counts.disk);
  EXPECT_GT(first.counts.settlements, 0);
}

TEST(Simulation, SeedsAreCleanAndMeetEveryFault) {
  Counts counts;
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    const Outcome outcome = run(town(), script_of(seed, town(), 200));
    ASSERT_FALSE(outcome.failure) << "seed " << seed << ": " << outcome.failure->invariant << ": "
                                  << outcome.failure->detail;
    counts += outcome.counts;
  }
  EXPECT_GT(counts.settlements, 500);
  EXPECT_GT(counts.reversals, 50);
  EXPECT_GT(counts.replays, 200);
  EXPECT_GT(counts.restarts, 10);
  EXPECT_GT(counts.requests, 500);
  EXPECT_GT(counts.case_steps, 100);
}

/// Answers that the store knows nothing of: the checks must see it.
TEST(Simulation, WhatWasSaidOfCasesIsMissed) {
  Server server(town(), 1);
  server.disk().load(town().enrolled);
  ASSERT_TRUE(server.start());
  const std::string& person = town().people[0].number;
  Event opening;
  opening.kind = Event::Kind::open_case, opening.errand = Errand::resident;
  opening.role = identity::Role::insured, opening.keyed = true;
  CaseBook book(town());
  book.arrived(opening);
  EXPECT_FALSE(book.compare(server.reader(), person));
  CaseReply reply;
  reply.id = {bucket_of(person), 77}, reply.version = 1, reply.state = "draft";
  EXPECT_FALSE(book.answered(opening, 0, reply, false));
  EXPECT_EQ(book.compare(server.reader(), person)->invariant, kCaseLost);
  EXPECT_FALSE(book.answered(opening, 0, fail(ErrorCode::overloaded), false));
  EXPECT_EQ(book.answered(opening, 0, fail(ErrorCode::no_coverage), false)->invariant, kCaseLost);
  reply.replayed = true, reply.id.seq = 78;
  EXPECT_EQ(book.answered(opening, 0, reply, false)->invariant, kCaseTwice);
}

TEST(Simulation, AStepThatSkipsAVersionIsSeen) {
  Event act;
  act.kind = Event::Kind::act, act.number = 3, act.keyed = true;
  act.role = identity::Role::reviewer;
  CaseBook book(town());
  book.arrived(act);
  CaseReply reply;
  reply.id = {1, 1}, reply.version = 4, reply.state = "approved";
  EXPECT_EQ(book.answered(act, 2, reply, false)->invariant, kCaseVersion);
  EXPECT_FALSE(book.answered(act, 3, reply, false));
  EXPECT_EQ(book.answered(act, 3, reply, false)->invariant, kCaseTwice);
  EXPECT_EQ(book.answered(act, 3, fail(ErrorCode::case_moved), false)->invariant, kCaseLost);
}

/// The limits of src/sim/town/limits.csv made too low by one: the check must see it.
TEST(Simulation, AFailureIsShrunkToItsCauseAndReplays) {
  Town strict = town();
  for (YearLimit& limit : strict.limits) limit.fen -= limit.fen > 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Script script = script_of(seed, strict, 200);
    const Outcome outcome = run(strict, script);
    if (!outcome.failure) continue;
    EXPECT_EQ(outcome.failure->invariant, kCap);
    const Shrunk shrunk = shrink(strict, script, outcome);
    EXPECT_LE(shrunk.places.size(), 4u);
    const Outcome again = run(strict, only(script, parse_places(places_text(shrunk.places))));
    ASSERT_TRUE(again.failure);
    EXPECT_EQ(again.failure->detail, shrunk.outcome.failure->detail);
    return;
  }
  ADD_FAILURE() << "no seed reaches a cap";
}

}  // namespace
}  // namespace yitong::sim
