// A rule that catches nothing protects nothing: each rule meets a sample that breaks it and a
// neighbour that does not.
#include <gtest/gtest.h>

#include <algorithm>

#include "functions.h"
#include "rules.h"

namespace tidy {
namespace {

const char kBuild[] =
    "yt_room(base LIBS crypto)\n"
    "yt_room(policy DEPS base)\n"
    "yt_room(catalogue DEPS base)\n"
    "yt_room(adjudication DEPS policy catalogue)\n"
    "yt_room(store DEPS base)\n"
    "yt_room(server DEPS adjudication store)\n";

Tree tree_of(const std::string& path, const std::string& text) {
  return {make_file("CMakeLists.txt", kBuild), make_file(path, text)};
}

/// "rule:line" of every finding that fails, in order.
std::vector<std::string> broken(const Tree& tree) {
  std::vector<std::string> rules;
  for (const auto& finding : check(tree))
    if (!finding.notice) rules.push_back(finding.rule + ":" + std::to_string(finding.line));
  return rules;
}

using Rules = std::vector<std::string>;

Rules broken(const std::string& path, const std::string& text) {
  return broken(tree_of(path, text));
}

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Tidy, LineLengthCountsCharactersNotBytes) {
  EXPECT_EQ(broken("src/base/a.cpp", "// " + std::string(97, 'x') + "\n"), Rules{});
  EXPECT_EQ(broken("src/base/a.cpp", "\n// " + std::string(98, 'x') + "\n"),
            Rules{"line-length:2"});
  EXPECT_EQ(broken("src/base/a.cpp", "// " + repeat("医", 97) + "\n"), Rules{});
  EXPECT_EQ(broken("README.md", std::string(300, 'x') + "\n"), Rules{});
}

TEST(Tidy, WhiteSpace) {
  EXPECT_EQ(broken("src/base/a.cpp", "\tint a;\n"), Rules{"tab:1"});
  EXPECT_EQ(broken("README.md", "text \n"), Rules{"trailing-space:1"});
  EXPECT_EQ(broken("web/src/a.ts", "let a;\r\n"), Rules{"trailing-space:1"});
}

TEST(Tidy, LeftoverMarkers) {
  for (const std::string marker : {"TO"
                                   "DO",
                                   "FIX"
                                   "ME",
                                   "XX"
                                   "X",
                                   "HA"
                                   "CK"}) {
    EXPECT_EQ(broken("src/base/a.cpp", "// " + marker + ": later\n"), Rules{"marker:1"}) << marker;
    EXPECT_EQ(broken("src/base/a.cpp", "// " + marker + "S\n"), Rules{}) << marker;
  }
}

TEST(Tidy, WordsOfOneMachine) {
  EXPECT_EQ(broken("README.md",
                   "see /wo"
                   "rk/notes\n"),
            Rules{"machine-word:1"});
  EXPECT_EQ(broken("web/package-lock.json", "\"resolved\": \"https://registry.example/a.tgz\"\n"),
            Rules{"machine-word:1"});
}

TEST(Tidy, CapturedExpressions) {
  EXPECT_EQ(broken("src/base/a_test.cpp", "RC_ASSERT((!a || a->b));\nRC_ASSERT(a == b);\n"),
            Rules{});
  EXPECT_EQ(broken("src/base/a_test.cpp", "\nRC_ASSERT(!a || a->b);\n"), Rules{"capture:2"});
}

TEST(Tidy, FunctionLength) {
  const auto body = [](int lines) {
    return "int f(int a)\n{\n" + repeat("  ++a;\n", lines - 2) + "}\n";
  };
  EXPECT_EQ(broken("src/base/a.cpp", body(70)), Rules{});
  EXPECT_EQ(broken("src/base/a.cpp", body(71)), Rules{"function-length:2"});
  const auto in_class =
      "namespace n {\nclass C : B<int> {\n template <class T>\n" + body(71) + "};\n}\n";
  EXPECT_EQ(broken("src/base/a.cpp", in_class), Rules{"function-length:5"});
  EXPECT_EQ(broken("src/base/a.cpp", "const int t[] = {\n" + repeat("  f(1),\n", 90) + "};\n"),
            Rules{});
}

TEST(Tidy, FunctionsAreFoundBehindHeadsAndInitialisers) {
  const auto file = make_file("src/base/a.cpp",
                              "C::C(int a) : a_(a) {}\n"
                              "auto g() -> std::vector<int> { return {1, 2}; }\n"
                              "enum class E { a, b };\n"
                              "struct S { bool operator()(int) const noexcept { return '{'; } };\n"
                              "template <class T = struct X> void h(T t) { if (t) { ; } }\n");
  EXPECT_EQ(functions_of(file).size(), 4u);
}

TEST(Tidy, FileLength) {
  EXPECT_EQ(broken("src/base/a.cpp", repeat("int a;\n", 600)), Rules{});
  EXPECT_EQ(check(tree_of("src/base/a.cpp", repeat("int a;\n", 401))).size(), 1u);
  EXPECT_EQ(broken("src/base/a.cpp", repeat("int a;\n", 601)), Rules{"file-length:0"});
}

TEST(Tidy, FloatsAndThrow) {
  EXPECT_EQ(broken("src/base/a.cpp", "double a;\nfloat b;\n"), (Rules{"float:1", "float:2"}));
  EXPECT_EQ(broken("src/base/a.cpp", "// a double deductible\nconst char* a = \"float\";\n"),
            Rules{});
  EXPECT_EQ(broken("src/base/a.cpp", "void f() { throw 1; }\n"), Rules{"throw:1"});
  EXPECT_EQ(broken("src/base/a_test.cpp", "void f() { throw 1.0; }\n"), Rules{});
}

TEST(Tidy, NamesThatSayNothing) {
  EXPECT_EQ(broken("src/base/a.cpp", "class PolicyManager {};\n"), Rules{"class-name:1"});
  EXPECT_EQ(broken("src/base/a.cpp", "struct BillUtil;\n"), Rules{"class-name:1"});
  EXPECT_EQ(broken("src/base/a.cpp", "struct ServiceItem;\n"), Rules{});
}

TEST(Tidy, AreasAreData) {
  EXPECT_EQ(broken("src/base/a.cpp", "auto a = \"360100\";\n"), Rules{"area:1"});
  EXPECT_EQ(
      broken("src/base/a.cpp", "// such as 360100\nauto a = \"SN360100\"; int b = 100'000;\n"),
      Rules{});
  EXPECT_EQ(broken("src/base/a_test.cpp", "auto a = \"360100\";\n"), Rules{});
  auto tree = tree_of("src/base/a.cpp",
                      "auto a = \"在南昌就医\";\nint b = 360100;\nint c = 360101;\n"
                      "int nanchang_rate;\nint unanchanged;\n");
  EXPECT_EQ(broken(tree), Rules{});
  tree.push_back(make_file("catalogues/1/areas.csv", "code,name\n360100,南昌市,city,Nanchang\n"));
  EXPECT_EQ(broken(tree), (Rules{"area:1", "area:2", "area:4"}));
}

TEST(Tidy, ArrowsPointDown) {
  EXPECT_EQ(broken("src/policy/a.cpp", "#include \"catalogue/b.h\"\n"), Rules{"upward:1"});
  EXPECT_EQ(broken("src/base/a.cpp", "#include \"server/b.h\"\n"), Rules{"upward:1"});
  EXPECT_EQ(broken("src/adjudication/a.cpp", "#include \"base/b.h\"\n#include \"policy/c.h\"\n"),
            Rules{});
  EXPECT_EQ(broken("src/policy/a_test.cpp", "#include \"store/b.h\"\n"), Rules{"upward:1"});
}

TEST(Tidy, OnlyTheServerHasClocksAndThreads) {
  for (const std::string line :
       {"#include <thread>", "auto t = std::chrono::system_clock::now();", "getenv(\"A\");",
        "sleep(1);", "co_await x;", "std::random_device r;", "#include <sys/socket.h>"}) {
    EXPECT_EQ(broken("src/store/a.cpp", line + "\n"), Rules{"server-only:1"}) << line;
    EXPECT_EQ(broken("src/server/a.cpp", line + "\n"), Rules{}) << line;
    EXPECT_EQ(broken("src/store/a_test.cpp", line + "\n"), Rules{}) << line;
  }
  EXPECT_EQ(broken("src/base/a.cpp", "using D = std::chrono::year_month_day;  // no sleep(1)\n"),
            Rules{});
}

TEST(Tidy, LibrariesHaveOneRoom) {
  EXPECT_EQ(broken("src/store/a.cpp", "#include <sqlite3.h>\n"), Rules{"library:1"});
  EXPECT_EQ(broken("src/store/sqlite/a.cpp", "#include <sqlite3.h>\n"), Rules{});
  EXPECT_EQ(broken("src/policy/a.cpp", "#include <boost/json.hpp>\n"), Rules{"library:1"});
}

TEST(Tidy, DeadFiles) {
  EXPECT_EQ(broken("src/base/a.h", "#pragma once\n#include \"base/a.h\"\n"), Rules{"dead-file:0"});
  EXPECT_EQ(broken("src/attic/a.cpp", "int a;\n"), Rules{"dead-file:0"});
  EXPECT_EQ(broken("src/base/x/y/a.cpp", "int a;\n"), Rules{"dead-file:0"});
  auto tree = tree_of("src/base/a.h", "#pragma once\n");
  tree.push_back(make_file("src/policy/a.cpp", "#include \"base/a.h\"\n"));
  EXPECT_EQ(broken(tree), Rules{});
}

TEST(Tidy, FunctionsThatNothingCalls) {
  const char header[] =
      "#pragma once\n"
      "Result<int> used(int a);\n"
      "const char* unused(int a,\n"
      "                   int b);\n"
      "inline int also_used() { return 1; }\n"
      "struct alignas(8) C { int member(); };\n";
  auto tree = tree_of("src/base/a.h", header);
  tree.push_back(make_file("src/base/a.cpp",
                           "#include \"base/a.h\"\n"
                           "Result<int> used(int a) { return a; }\n"
                           "// unused(1)\n"
                           "const char* unused(int a, int b) { return \"unused(1)\"; }\n"));
  tree.push_back(make_file("src/policy/b.cpp",
                           "#include \"base/a.h\"\n"
                           "const int kAll = also_used();\n"
                           "int b() {\n  return used(2);\n}\n"));
  EXPECT_EQ(broken(tree), Rules{"unused:3"});
  tree.push_back(make_file("src/base/a_test.cpp", "TEST(A, B) {\n  unused(1);\n}\n"));
  EXPECT_EQ(broken(tree), Rules{});
}

TEST(Tidy, ErrorsThatNothingRaises) {
  auto tree = tree_of("src/base/error.def", "YT_ERROR(syntax, 400)\nYT_ERROR(stale, 400)\n");
  tree.push_back(make_file("src/base/a.cpp",
                           "#include \"base/error.def\"\n"
                           "int a() { return f(ErrorCode::syntax, \"ErrorCode::stale\"); }\n"));
  tree.push_back(make_file("src/base/a_test.cpp", "int b = int(ErrorCode::stale);\n"));
  EXPECT_EQ(broken(tree), Rules{"unused:2"});
}

TEST(Tidy, PagesAndTheirLinks) {
  const std::string links =
      "[a](docs/a.md) [b](docs/b.md#part)\n[picture](docs/a.png) [far](https://example.org/a.md)\n";
  auto tree = tree_of("README.md", links);
  tree.push_back(make_file("docs/a.md", "[back](../README.md) [itself](#part) [self](a.md)\n"));
  EXPECT_EQ(broken(tree), Rules{"dead-link:1"});
  tree.push_back(make_file("docs/b.md", "[next](a.md)\n[gone](../docs/none.md)\n"));
  EXPECT_EQ(broken(tree), Rules{"dead-link:2"});
  tree.back() = make_file("docs/c.md", "[b](b.md)\n");
  EXPECT_EQ(broken(tree), (Rules{"dead-link:1", "dead-file:0", "dead-link:1"}));
}

TEST(Tidy, AllowancesNeedAReasonAndAUse) {
  auto tree = tree_of("src/base/a.cpp", "double a;\n");
  tree.push_back(make_file("tools/tidy/allow.txt", "float src/base/a.cpp a ratio for a chart\n"));
  EXPECT_EQ(broken(tree), Rules{});
  tree.back() = make_file("tools/tidy/allow.txt",
                          "# note\nfloat src/base/a.cpp\nthrow src/base/a.cpp start-up\n");
  EXPECT_EQ(broken(tree), (Rules{"allowance:2", "allowance:3"}));
}

}  // namespace
}  // namespace tidy
