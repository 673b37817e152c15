#include "server/health.h"

#include <gtest/gtest.h>

#include <vector>

namespace yitong::server {
namespace {

TEST(Health, TellsOnceWhenAFaultBeginsChangesAndEnds) {
  std::vector<std::string> told;
  Health health("writing", [&](const std::string& sentence) { told.push_back(sentence); });
  health.note({});
  EXPECT_TRUE(health.well());
  for (int i = 0; i < 3; ++i) health.note(fail(ErrorCode::disk_full, "a.db"));
  EXPECT_EQ(health.code(), "disk_full");
  health.note(fail(ErrorCode::store_failed, "a.db"));
  for (int i = 0; i < 3; ++i) health.note({});
  EXPECT_TRUE(health.well());
  EXPECT_EQ(health.code(), "");
  ASSERT_EQ(told.size(), 3u);
  EXPECT_TRUE(told[0].starts_with("writing: a.db: ")) << told[0];
  EXPECT_EQ(told[2], "writing works again");
}

}  // namespace
}  // namespace yitong::server
