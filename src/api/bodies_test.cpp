#include "api/bodies.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace yitong::api {
namespace {

const Calendar kCalendar{*Date::parse("2025-06-30")};

constexpr std::string_view kGood = R"({
  "insured_area":"110000","insurance":"310","treatment_area":"360100",
  "on":"2025-03-20","visit":"21",
  "institution":{"level":"3","kind":"hospital"},"filing":"long_term",
  "person":{"retired":true,"age":68,"aid":"none"},
  "year_so_far":{"admissions":1,"amounts":{"deductible:inpatient":"1300.00","fund:pool":2000.5}},
  "bill":{"total":"50000.00",
    "sums":{"full_self_pay":"1200.00","over_limit":"0.00",
            "self_pay_first":"800.00","in_scope":48000.00}}})";

std::string with(std::string_view from, std::string_view to) {
  std::string body(kGood);
  const std::size_t at = body.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return body.replace(at, from.size(), to);
}

/// "code path" of each fault, in order.
std::vector<std::string> faults_of(std::string body) {
  JsonParser parser;
  FaultList faults;
  read_quote(parser, body, kCalendar, faults);
  std::vector<std::string> out;
  for (const Error& error : faults.listed())
    out.push_back(fmt::format("{} {}", text_of(error.code).code, error.path));
  return out;
}
using Faults = std::vector<std::string>;

TEST(Bodies, QuoteIsReadInFull) {
  JsonParser parser;
  FaultList faults;
  std::string body(kGood);
  const verbs::QuoteRequest quote = read_quote(parser, body, kCalendar, faults);
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(quote.insured_area, "110000");
  EXPECT_EQ(quote.level, "3");
  EXPECT_EQ(quote.bill.visit, "21");
  EXPECT_EQ(quote.bill.on.str(), "2025-03-20");
  EXPECT_EQ(quote.bill.sums->in_scope, Money::yuan(48000));
  ASSERT_EQ(quote.person.size(), 3u);
  EXPECT_EQ(quote.person[1].second, "68");
  ASSERT_EQ(quote.year_so_far.size(), 2u);
  EXPECT_EQ(quote.year_so_far[1].second, 200050);
  EXPECT_EQ(quote.admissions, 1);
}

TEST(Bodies, EveryWrongFieldIsNamedAtOnce) {
  EXPECT_EQ(faults_of(
                R"({"insured_area":"11","insurance":310,"on":"2025-02-30",
      "visit":"99","filing":"none","extra":[1],
      "institution":{},"person":{"age":"68x!"},
      "bill":{"total":"-5.00","sums":{"full_self_pay":"1e3"}}})"),
            (Faults{"bad_value /insured_area", "wrong_type /insurance", "bad_date /on",
                    "bad_value /visit", "unknown_field /extra", "missing_field /institution/level",
                    "bad_value /person/age", "negative_amount /bill/total",
                    "bad_money /bill/sums/full_self_pay", "missing_field /bill/sums/over_limit",
                    "missing_field /bill/sums/self_pay_first", "missing_field /bill/sums/in_scope",
                    "missing_field /treatment_area"}));
}

struct Case {
  std::string_view from, to;
  Faults faults;
};

TEST(Bodies, OneFaultEach) {
  const Case cases[] = {
      {R"("on":"2025-03-20")", R"("on":"2026-07-02")", {"date_out_of_range /on"}},
      {R"("on":"2025-03-20")", R"("on":"1949-10-01")", {"date_out_of_range /on"}},
      {R"("total":"50000.00")", R"("total":"50000.01")", {"sum_mismatch /bill/total"}},
      {R"("total":"50000.00")", R"("total":"10000000000.01")", {"amount_too_large /bill/total"}},
      {R"("total":"50000.00")",
       R"("total":"99999999999999999999999")",
       {"amount_too_large /bill/total"}},
      {R"("total":"50000.00")", R"("total":5e4)", {"bad_money /bill/total"}},
      {R"("total":"50000.00")", R"("total":null)", {"wrong_type /bill/total"}},
      {R"("total":"50000.00")",
       R"("total":"50000.00","total":"50000.00")",
       {"duplicate_key /bill/total"}},
      {R"("age":68)", R"("age":68.5)", {"bad_value /person/age"}},
      {R"("age":68)", R"("age":68,"age":69)", {"duplicate_key /person/age"}},
      {R"("age":68)", R"("Age/Jahre~":68)", {"unknown_field /person/Age~1Jahre~0"}},
      {R"("level":"3")",
       R"("level":"3","code":"H11010000001")",
       {"bad_value /institution/level", "bad_value /institution/kind"}},
      {R"("insurance":"310")", "\"insurance\":\"\\u0033\\u0031\\u0030\"", {}},
      {R"("admissions":1)", R"("admissions":-1)", {"bad_value /year_so_far/admissions"}},
  };
  for (const Case& c : cases) EXPECT_EQ(faults_of(with(c.from, c.to)), c.faults) << c.to;
}

TEST(Bodies, BrokenTextStopsWithItsPlace) {
  const auto first = [](std::string body) {
    const Faults faults = faults_of(std::move(body));
    return faults.empty() ? std::string("none") : faults.front();
  };
  EXPECT_EQ(first(""), "syntax ");
  EXPECT_EQ(first("   "), "syntax ");
  EXPECT_EQ(first("{"), "syntax ");
  EXPECT_EQ(first("[]"), "wrong_type ");
  EXPECT_EQ(first("42"), "wrong_type ");
  EXPECT_EQ(first("null"), "wrong_type ");
  EXPECT_EQ(first(std::string(kGood) + "x"), "syntax ");
  EXPECT_EQ(first(std::string(kGood) + "{}"), "syntax ");
  EXPECT_EQ(first(with("\"310\"", "\"310\" \"390\"")), "syntax ");
  EXPECT_EQ(first(with("\"310\"", "\"\\ud800\"")), "syntax ");
  EXPECT_EQ(first(with("\"310\"", "\"3\xC3\x28\"")), "bad_encoding ");
  EXPECT_EQ(first(with("\"310\"", "\"3\n0\"")), "syntax ");
  EXPECT_EQ(first(std::string(100'000, '[')), "too_deep ");
  EXPECT_EQ(first(with("68", std::string(17, '[') + std::string(17, ']'))), "too_deep ");
}

TEST(Bodies, WhatIsTooDeepIsAllThatIsSaid) {
  const std::string deep = std::string(20, '[') + std::string(20, ']');
  EXPECT_EQ(faults_of(with("\"310\"", "7,\"odd\":" + deep)), Faults{"too_deep "});
  EXPECT_EQ(faults_of(with("\"310\"", "7,\"odd\":" + deep) + "x"), Faults{"too_deep "});
  EXPECT_EQ(faults_of(with("\"310\"", "\"" + deep + "\"")), Faults{"bad_value /insurance"});
}

TEST(Bodies, KeysMayBeEscapedAndInAnyOrder) {
  EXPECT_EQ(faults_of(with("\"insurance\":", "\"insur\\u0061nce\":")), Faults{});
  EXPECT_EQ(faults_of(with("\"insurance\":\"310\",\"treatment_area\":\"360100\"",
                           "\"treatment_area\":\"360100\",\"insurance\":\"310\"")),
            Faults{});
  EXPECT_EQ(faults_of(with("\"visit\":", "\"visi\":")),
            (Faults{"unknown_field /visi", "missing_field /visit"}));
  EXPECT_EQ(faults_of(with("\"visit\":", "\"insur\\u0061nce\":\"310\",\"visit\":")),
            Faults{"duplicate_key /insurance"});
}

TEST(Bodies, CutAnywhereTheTextIsRefused) {
  for (std::size_t n = 0; n < kGood.size(); ++n)
    EXPECT_FALSE(faults_of(std::string(kGood.substr(0, n))).empty()) << n;
}

/// kGood with a bill by lines: the bill is its last member.
std::string bill_with_lines(std::string_view lines, std::string_view total) {
  const std::string_view head = kGood.substr(0, kGood.find("\"bill\""));
  return fmt::format(R"({}"bill":{{"total":"{}","lines":[{}]}}}})", head, total, lines);
}

TEST(Bodies, Lines) {
  constexpr std::string_view kBed =
      R"({"code":"B1","name":"床位费","quantity":"2","price":"38.50","amount":"77.00","class":"A"})";
  EXPECT_EQ(faults_of(bill_with_lines(kBed, "77.00")), Faults{});
  EXPECT_EQ(faults_of(bill_with_lines(kBed, "77.01")), Faults{"sum_mismatch /bill/total"});
  EXPECT_EQ(faults_of(bill_with_lines("", "0.00")), Faults{"bad_value /bill/lines"});
  EXPECT_EQ(
      faults_of(bill_with_lines(
          fmt::format(
              "{},7,{}", kBed,
              R"({"name":"药","date":"2025-04-01","quantity":"1.00005","price":"1","amount":"1"})"),
          "77.00")),
      (Faults{"wrong_type /bill/lines/1", "bad_value /bill/lines/2/quantity",
              "missing_field /bill/lines/2/code", "date_out_of_range /bill/lines/2/date"}));
  EXPECT_EQ(
      faults_of(bill_with_lines(R"({"code":"B1","name":"x","quantity":"3","price":"0.333333",)"
                                R"("amount":"1.01","class":"D","self_pay_first":"101%"})",
                                "1.01")),
      (Faults{"bad_value /bill/lines/0/class", "bad_ratio /bill/lines/0/self_pay_first",
              "sum_mismatch /bill/lines/0/amount"}));
}

std::string lines_of_ones(std::size_t n) {
  std::string lines;
  for (std::size_t i = 0; i < n; ++i) lines += i == 0 ? "1" : ",1";
  return bill_with_lines(lines, "1.00");
}

TEST(Bodies, TooManyLines) {
  EXPECT_EQ(faults_of(lines_of_ones(100'000)), Faults{"too_large /bill/lines"});
}

TEST(Bodies, EveryFaultCountsButNotAllAreListed) {
  JsonParser parser;
  FaultList faults;
  std::string body = lines_of_ones(kMaxBillLines);
  read_quote(parser, body, kCalendar, faults);
  EXPECT_EQ(faults.listed().size(), FaultList::kMaxListed);
  EXPECT_EQ(faults.count(), kMaxBillLines);
}

TEST(Bodies, SettlementMayNotLieInTheFuture) {
  JsonParser parser;
  FaultList faults;
  std::string body =
      R"({"message_id":"m 1","institution":"H1","person":"张三","visit":"21",
      "admitted_on":"2025-06-30","on":"2025-07-01","emergency":"no",
      "bill":{"total":"1.00","sums":{"full_self_pay":"1","over_limit":"0",
              "self_pay_first":"0","in_scope":"0"}}})";
  read_settlement(parser, body, kCalendar, faults);
  Faults codes;
  for (const Error& error : faults.listed()) codes.push_back(error.path);
  EXPECT_EQ(codes, (Faults{"/message_id", "/institution", "/person", "/emergency", "/on"}));
}

TEST(Bodies, AFutureSettlementAloneIsForTheVerb) {
  JsonParser parser;
  FaultList faults;
  std::string body =
      R"({"message_id":"m1","institution":"H99010000001","person":"p0123456789abcdef","visit":"21",
      "admitted_on":"2025-06-30","on":"2025-07-01",
      "bill":{"total":"1.00","sums":{"full_self_pay":"1.00","over_limit":"0.00",
              "self_pay_first":"0.00","in_scope":"0.00"}}})";
  const auto request = read_settlement(parser, body, kCalendar, faults);
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(request.bill.on, *Date::parse("2025-07-01"));
}

TEST(Bodies, BracketsInStringsHaveNoDepth) {
  constexpr auto kFine = std::string_view::npos;
  const std::string deep(kMaxJsonDepth, '['), more = deep + "[";
  EXPECT_EQ(first_too_deep(deep), kFine);
  EXPECT_EQ(first_too_deep(more), deep.size());
  EXPECT_EQ(first_too_deep("\"" + more + "\""), kFine);
  EXPECT_EQ(first_too_deep("\"" + more), kFine) << "a string without an end";
  EXPECT_EQ(first_too_deep(R"("\")" + more + "\""), kFine) << "a quote in the string";
  EXPECT_EQ(first_too_deep(R"("\\")" + more), 4 + deep.size()) << "a backslash ends the string";
  EXPECT_EQ(first_too_deep(R"("\"\\\"")" + more + "\""), 8 + deep.size());
}

}  // namespace
}  // namespace yitong::api
