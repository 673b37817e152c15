#include "catalogue/csv.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace yitong {
namespace {

using namespace std::string_view_literals;

using Row = std::vector<std::string>;

struct Outcome {
  std::vector<Row> rows;
  std::vector<Error> faults;
  bool is_stopped = false;
};

Outcome read_all(std::string_view text, CsvLimits limits = {}) {
  CsvReader reader(text, limits);
  Outcome out;
  for (;;) {
    switch (reader.next()) {
      case CsvReader::Step::end: return out;
      case CsvReader::Step::stopped:
        out.is_stopped = true;
        out.faults.push_back(reader.fault());
        return out;
      case CsvReader::Step::bad_row: out.faults.push_back(reader.fault()); break;
      case CsvReader::Step::row:
        out.rows.emplace_back(reader.fields().begin(), reader.fields().end());
    }
  }
}

TEST(Csv, ReadsPlainAndQuotedFields) {
  EXPECT_EQ(read_all("a,b\n\"c,\"\"d\"\"\",\n").rows,
            (std::vector<Row>{{"a", "b"}, {"c,\"d\"", ""}}));
  EXPECT_EQ(read_all("\xEF\xBB\xBFx,y\r\n1,\"two\r\nlines\"\r\n").rows,
            (std::vector<Row>{{"x", "y"}, {"1", "two\r\nlines"}}));
  EXPECT_EQ(read_all("last,row").rows, (std::vector<Row>{{"last", "row"}}));
  EXPECT_EQ(read_all("a\n\n\r\nb\n").rows, (std::vector<Row>{{"a"}, {"b"}}))
      << "blank lines are passed over";
  EXPECT_TRUE(read_all("").rows.empty());
}

TEST(Csv, ABadRowDoesNotHideTheNextOne) {
  const Outcome out = read_all("a,b\"c\n1,2\n\"x\"y,3\n4,\rz\n5,6\n");
  EXPECT_EQ(out.rows, (std::vector<Row>{{"1", "2"}, {"5", "6"}}));
  ASSERT_EQ(out.faults.size(), 3u);
  EXPECT_EQ(out.faults[0].path, "1:2");
  EXPECT_EQ(out.faults[1].path, "3:1");
  EXPECT_EQ(out.faults[2].path, "4:2");
  for (const Error& fault : out.faults) EXPECT_EQ(fault.code, ErrorCode::syntax);
}

TEST(Csv, LinesAreCountedThroughQuotedBreaks) {
  CsvReader reader("a\n\"b\n\n\"\nc\n");
  std::vector<std::uint32_t> lines;
  while (reader.next() == CsvReader::Step::row) lines.push_back(reader.line());
  EXPECT_EQ(lines, (std::vector<std::uint32_t>{1, 2, 5}));
}

TEST(Csv, AnUnclosedQuoteEndsTheReading) {
  const Outcome out = read_all("a\n\"b\nc\n");
  EXPECT_TRUE(out.is_stopped);
  EXPECT_EQ(out.rows.size(), 1u);
  EXPECT_EQ(out.faults.at(0).path, "2:1");
}

TEST(Csv, RefusesBrokenUtf8AndNul) {
  const Outcome out = read_all("ok\nx\xFF\nn\0l\n\"q\0\"\n\xC3"sv);
  EXPECT_EQ(out.rows, (std::vector<Row>{{"ok"}}));
  ASSERT_EQ(out.faults.size(), 4u);
  EXPECT_EQ(out.faults[0].code, ErrorCode::bad_encoding);
  EXPECT_EQ(out.faults[0].found, "x\\xFF");
  EXPECT_EQ(out.faults[1].code, ErrorCode::syntax);
}

TEST(Csv, KeepsItsLimits) {
  EXPECT_EQ(read_all("12345", {.max_bytes = 4}).faults.at(0).code, ErrorCode::too_large);
  EXPECT_EQ(read_all("a,b,c\n1\n", {.max_columns = 2}).faults.at(0).code, ErrorCode::too_large);
  EXPECT_EQ(read_all("a,b,c\n1\n", {.max_columns = 2}).rows.size(), 1u);
  EXPECT_EQ(read_all("abc\n1\n", {.max_field_bytes = 2}).faults.at(0).code, ErrorCode::too_large);
  const Outcome rows = read_all("1\n2\n3\n", {.max_rows = 2});
  EXPECT_TRUE(rows.is_stopped);
  EXPECT_EQ(rows.rows.size(), 2u);
  EXPECT_EQ(CsvLimits().max_bytes, 64u << 20);
  EXPECT_EQ(CsvLimits().max_rows, 2'000'000u);
}

TEST(Csv, AFieldThatStartsLikeAByteOrderMarkSurvives) {
  const std::vector<std::string_view> fields = {"\xEF\xBB\xBFx"};
  std::string text;
  append_csv_row(text, fields);
  EXPECT_EQ(read_all(text).rows, (std::vector<Row>{{"\xEF\xBB\xBFx"}}));
}

TEST(Csv, ShownValuesAreShortAndPrintable) {
  EXPECT_EQ(shown("a\tb\xFF"), "a\\x09b\\xFF");
  const std::string long_name(100, 'x');
  EXPECT_EQ(shown(long_name), std::string(60, 'x') + "…");
  EXPECT_EQ(shown(std::string(59, 'x') + "药"), std::string(59, 'x') + "…") << "no half character";
}

RC_GTEST_PROP(Csv, WhatIsWrittenIsReadAgain, ()) {
  const auto field =
      rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', '\r', ' ', '7'));
  const auto row = rc::gen::resize(12, rc::gen::nonEmpty(rc::gen::container<Row>(field)));
  const auto rows = *rc::gen::resize(12, rc::gen::container<std::vector<Row>>(row));
  std::string text;
  for (const Row& row : rows) {
    const std::vector<std::string_view> fields(row.begin(), row.end());
    append_csv_row(text, fields);
  }
  const Outcome out = read_all(text);
  RC_ASSERT(out.faults.empty());
  RC_ASSERT(out.rows == rows);
}

}  // namespace
}  // namespace yitong
