#include "api/yaml.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "api/contract.h"

namespace yitong::api {
namespace {

std::string json_of(std::string_view yaml) {
  const auto tree = parse_yaml(yaml);
  return tree ? to_json(*tree) : "fault at " + tree.error().front().path;
}

TEST(Yaml, WhatTheContractUses) {
  EXPECT_EQ(json_of("# head\na: 1\n\"200\":\n  b: { c: [\"x, y\", true], d: null }\n"),
            R"({"a":1,"200":{"b":{"c":["x, y",true],"d":null}}})");
  EXPECT_EQ(json_of("list:\n  - name: x\n    of: y\n  - { a: b }\n  - plain\nend: \"q\\\"\"\n"),
            R"({"list":[{"name":"x","of":"y"},{"a":"b"},"plain"],"end":"q\""})");
  EXPECT_EQ(json_of("text: |\n  one\n    two\n\n  three\n\nnext: 2\n"),
            "{\"text\":\"one\\n  two\\n\\nthree\\n\",\"next\":2}");
  EXPECT_EQ(json_of("/v1/a/{id}:\n  get: {}\n"), R"({"/v1/a/{id}":{"get":{}}})");
}

TEST(Yaml, FaultsNameTheLine) {
  EXPECT_EQ(json_of("a: 1\nb\n"), "fault at line 2");
  EXPECT_EQ(json_of("a: \"open\n"), "fault at line 1");
  EXPECT_EQ(json_of("a: [1, 2\n"), "fault at line 1");
  EXPECT_EQ(json_of("a: {b: 1\nc: 2\n"), "fault at line 1");
  EXPECT_EQ(json_of("a: 1\na: 2\n"), "fault at line 2");
  EXPECT_EQ(json_of("a:\n  b: 1\n c: 2\n"), "fault at line 3");
  EXPECT_EQ(json_of("a: 1 # why\n"), "fault at line 1");
}

TEST(Yaml, CutAnywhereItEnds) {
  std::ifstream in(YITONG_SOURCE_DIR "/api/openapi.yaml");
  std::ostringstream text;
  text << in.rdbuf();
  const std::string whole = text.str();
  ASSERT_TRUE(read_contract(whole)) << read_contract(whole).error().front().str();
  for (std::size_t n = 0; n < whole.size(); n += 97)
    (void)parse_yaml(std::string_view(whole).substr(0, n));
}

TEST(Contract, PageHasEveryAddressAndNoScript) {
  std::ifstream in(YITONG_SOURCE_DIR "/api/openapi.yaml");
  std::ostringstream text;
  text << in.rdbuf();
  const auto contract = read_contract(text.str());
  ASSERT_TRUE(contract);
  for (const char* wanted : {"id=\"createQuote\"", "<code>/v1/settlements/{id}</code>",
                             "id=\"Problem\"", "lang=\"zh-CN\""})
    EXPECT_NE(contract->page->find(wanted), std::string::npos) << wanted;
  EXPECT_EQ(contract->page->find("<script"), std::string::npos);
}

}  // namespace
}  // namespace yitong::api
