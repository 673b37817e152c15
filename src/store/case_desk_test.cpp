#include "store/case_desk.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "store/migrations.h"
#include "store/store_test_support.h"

namespace yitong::store {
namespace {

/// Connections that are opened while it lives are known, with all statements that they run.
class Listening {
 public:
  Listening() {
    statements_.clear();
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&begin));
  }
  ~Listening() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&begin)); }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  /// The steps of SQLite's plans for what ran since the last time.
  static std::vector<std::string> plans() {
    std::vector<std::string> out;
    for (const auto& [connection, text] : std::exchange(statements_, {})) {
      sqlite3_stmt* raw = nullptr;
      const std::string sql = "EXPLAIN QUERY PLAN " + text;
      if (sqlite3_prepare_v2(connection, sql.c_str(), -1, &raw, nullptr) != SQLITE_OK) continue;
      while (sqlite3_step(raw) == SQLITE_ROW)
        out.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(raw, 3)));
      sqlite3_finalize(raw);
    }
    return out;
  }

 private:
  static int begin(sqlite3* connection, char**, const void*) {
    return sqlite3_trace_v2(connection, SQLITE_TRACE_STMT, &note, connection);
  }
  static int note(unsigned, void* connection, void* statement, void*) {
    const char* const text = sqlite3_sql(static_cast<sqlite3_stmt*>(statement));
    if (std::string_view(text).starts_with("SELECT"))
      statements_.emplace_back(static_cast<sqlite3*>(connection), text);
    return 0;
  }
  static inline std::vector<std::pair<sqlite3*, std::string>> statements_;
};

void expect_searches(const char* what, bool sorts = false) {
  const auto plans = Listening::plans();
  EXPECT_FALSE(plans.empty()) << what;
  for (const std::string& step : plans) {
    EXPECT_FALSE(step.starts_with("SCAN")) << what << ": " << step;
    EXPECT_TRUE(sorts || step.find("TEMP B-TREE") == step.npos) << what << ": " << step;
  }
}

TEST(CaseDesk, EachOfItsQueriesGoesByAnIndex) {
  const testing::Folder folder;
  const Listening listening;
  auto store = Store::open(open_sqlite({.path = folder.file()}).value(), testing::test_key());
  ASSERT_TRUE(store);
  Database& database = store->database();
  Listening::plans();
  const std::string territories[] = {"360000"};
  case_counts(database, territories);
  expect_searches("counts", true);  // some hundred rows of a country
  case_counts_at(database, "H36010000001");
  expect_searches("counts at an institution");
  QueueQuery query;
  query.state = "in_review", query.kind = "filing", query.area = "360100";
  queue_page(database, query);
  expect_searches("a queue");
  query.assignee = "";
  queue_page(database, query);
  expect_searches("taken by nobody");
  query.assignee = "reviewer";
  queue_page(database, query);
  expect_searches("taken by one");
  query.institution = "H36010000001";
  queue_page(database, query);
  expect_searches("taken by one, at an institution");
  query.assignee.reset(), query.due_before = 20'000;
  queue_page(database, query);
  expect_searches("overdue, at an institution");
  search_cases(*store, "360100", "name/x", 50);
  expect_searches("a search");
  case_days(database, "360100", Date::from_days(20'000), Date::from_days(20'030));
  expect_searches("days");
  find_case(database, {1, 1});
  expect_searches("a case");
  cases_of(database, "p0123456789abcdef", 0, 20);
  expect_searches("a person's cases");
  case_events_of(database, {1, 1});
  expect_searches("events", true);  // of one case
  find_case_request(database, "p0123456789abcdef", "once");
  expect_searches("a request");
}

TEST(CaseDesk, AScanWouldBeSeen) {
  const testing::Folder folder;
  const Listening listening;
  auto database = open_sqlite({.path = folder.file()}).value();
  ASSERT_TRUE(migrate(*database));
  Listening::plans();
  static constexpr Sql kAll{"SELECT seq FROM case_file WHERE kind = $1"};
  EXPECT_FALSE(database->query(kAll, {text("filing")}).next());
  const auto plans = Listening::plans();
  EXPECT_TRUE(
      std::ranges::any_of(plans, [](const std::string& step) { return step.starts_with("SCAN"); }));
}

}  // namespace
}  // namespace yitong::store
