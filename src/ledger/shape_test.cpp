#include "ledger/shape.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace yitong::ledger {
namespace {

const MessageKey kKey{"p0123456789abcdef", "H36010099901", "m-1"};
constexpr std::string_view kNumber = "s0303-17";

std::string there_and_back(std::string_view reply) {
  const auto shaped = take_shape(reply, kKey, kNumber);
  return shaped ? give_shape(shaped->shape, shaped->values, kKey, kNumber).value_or("broken")
                : "no shape";
}

TEST(Shape, LeavesOutWhatDiffersBetweenReplies) {
  const auto one =
      take_shape(R"({"settlement_id":"s0303-17","message_id":"m-1","person":"p0123456789abcdef",)"
                 R"("on":"2025-03-20","hash":"b7b511b0550d3f01","total":"1540.00",)"
                 R"("zh":"超过限价的 1,454.00 元自费","cash":"86.00"})",
                 kKey, kNumber);
  const auto other = take_shape(R"({"settlement_id":"s0001-9","message_id":"x","person":"p9",)"
                                R"("on":"2025-12-01","hash":"b7b511b0550d3f01","total":"7.00",)"
                                R"("zh":"超过限价的 3.00 元自费","cash":"12345678.90"})",
                                {"p9", "H1", "x"}, "s0001-9");
  ASSERT_TRUE(one && other);
  EXPECT_EQ(one->shape, other->shape);
  EXPECT_EQ(one->shape,
            "{\"settlement_id\":\x0B,\"message_id\":\x08,\"person\":\x06,\"on\":\"\x05-\x04-\x04\","
            "\"hash\":"
            "\"b7b511b0550d3f01\",\"total\":\"\x02\",\"zh\":\"超过限价的 \x03 "
            "元自费\",\"cash\":\"\x02\"}");
}

TEST(Shape, GoldenValues) {
  const auto shaped = take_shape("12 34 12 1000 1,000.00 7", kKey, kNumber);
  ASSERT_TRUE(shaped);
  EXPECT_EQ(shaped->shape, "\x04 \x04 \x04 \x05 \x03 \x01");
  EXPECT_EQ(shaped->values,
            std::string("\x00\x0C\x00\x22\x01\x00\xE8\x07\x00\xA0\x8D\x06\x00\x07", 14));
}

TEST(Shape, GivesBackTheBytesWhateverTheyAre) {
  for (const std::string_view odd : {"",
                                     "007",
                                     "0",
                                     "00",
                                     "0000",
                                     "00.00",
                                     "0.00",
                                     "0,100.00",
                                     "1,00.00",
                                     "1234,567.00",
                                     "1,234,567.89",
                                     "12,345,678,901,234,567.00",
                                     "999999999999999999",
                                     "9999999999999999999",
                                     "1.234",
                                     "1.2",
                                     "1.23.45",
                                     "5%",
                                     "0x1F",
                                     "f12",
                                     "12f",
                                     "\"m-1\"",
                                     "\"m-1",
                                     "m-1\"",
                                     "\"s0303-17\"\"s0303-17\"",
                                     "s0303-18",
                                     "\"",
                                     "\"\"",
                                     "18446744073709551616.00"})
    EXPECT_EQ(there_and_back(odd), odd);
  EXPECT_EQ(there_and_back("\x01"), "no shape");
  EXPECT_TRUE(rc::check([] {
    const auto piece = rc::gen::element<std::string>(
        "0", "1", "9", "12", "07", "123", "2025", ",", ".", ",123", ".00", ".5", "-", "\"", "a",
        "z", "元", "\"m-1\"", "\"s0303-17\"", "\"p0123456789abcdef\"", "\"H36010099901\"", " ");
    std::string reply;
    for (const std::string& each : *rc::gen::container<std::vector<std::string>>(piece))
      reply += each;
    RC_ASSERT(there_and_back(reply) == reply);
  }));
}

/// Pieces out of which odd replies are made.
rc::Gen<std::string> odd_reply() {
  const auto piece = rc::gen::element<std::string>(
      "0", "1", "9", "12", "07", "123", "2025", ",", ".", ",123", ".00", ".5", "-", "\"", "a", "z",
      "元", "\"m-1\"", "\"s0303-17\"", "\"p0123456789abcdef\"", "\"H36010099901\"", " ");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const auto& pieces) {
    std::string out;
    for (const std::string& each : pieces) out += each;
    return out;
  });
}

TEST(Shape, AKnownShapeTakesTheSameValues) {
  EXPECT_TRUE(rc::check([] {
    const std::string reply = *odd_reply();
    const auto shaped = take_shape(reply, kKey, kNumber);
    RC_ASSERT(shaped.has_value());
    const auto values = KnownShape(shaped->shape).take_values(reply, kKey, kNumber);
    RC_ASSERT(values == shaped->values);
    RC_ASSERT(are_values(*values, count_values(shaped->shape)));
    RC_ASSERT(!are_values(*values, count_values(shaped->shape) + 1));
  }));
}

/// Digits exchanged for others, so that shapes meet replies that are nearly theirs.
TEST(Shape, AKnownShapeGivesBackWhatItTakes) {
  EXPECT_TRUE(rc::check([] {
    const std::string one = *odd_reply();
    std::string other = one;
    for (char& c : other)
      if (c >= '0' && c <= '9') c = *rc::gen::element('0', '1', '5');
    if (*rc::gen::arbitrary<bool>()) other += *odd_reply();
    const KnownShape known(take_shape(one, kKey, kNumber)->shape);
    const auto values = known.take_values(other, kKey, kNumber);
    if (!values) return;
    RC_ASSERT(give_shape(known.text(), *values, kKey, kNumber) == other);
    RC_ASSERT(*values == take_shape(other, kKey, kNumber)->values);
  }));
}

TEST(Shape, AKnownShapeLeavesOtherRepliesAlone) {
  const KnownShape known(take_shape(R"({"id":"m-1","paid":"7.00","no":3})", kKey, kNumber)->shape);
  EXPECT_TRUE(known.take_values(R"({"id":"m-1","paid":"12.50","no":44444})", kKey, kNumber));
  for (const std::string_view other :
       {R"({"id":"m-1","paid":"7.00","no":33})", R"({"id":"m-2","paid":"7.00","no":3})",
        R"({"id":"m-1","paid":"7.0","no":3})", R"({"id":"m-1","paid":"7.00","no":3} )",
        R"({"id":"m-1","paid":"7.00","no":)", R"({"id":"m-1","paid":"7.00","no":x})", ""})
    EXPECT_FALSE(known.take_values(other, kKey, kNumber)) << other;
}

TEST(Shape, IsTheSameWhereverItsPartsStand) {
  for (std::size_t before = 0; before < 40; ++before)
    for (const std::size_t after : {0u, 1u, 15u, 16u, 17u, 40u}) {
      const std::string left(before, 'x'), right(after, 'y');
      const auto shaped = take_shape(
          left + R"("m-1","x","s0303-17" 1,234.00 "p0123456789abcdef")" + right, kKey, kNumber);
      ASSERT_TRUE(shaped);
      EXPECT_EQ(shaped->shape, left + "\x08,\"x\",\x0B \x03 \x06" + right);
      EXPECT_FALSE(take_shape(left + "\x05" + right, kKey, kNumber));
    }
}

TEST(Shape, TakesNoOtherValuesThanItsOwn) {
  const auto shaped = take_shape("1 2 3.00", kKey, kNumber);
  ASSERT_TRUE(shaped);
  EXPECT_FALSE(give_shape(shaped->shape, shaped->values + '\x01', kKey, kNumber));
  EXPECT_FALSE(give_shape(shaped->shape, shaped->values.substr(1), kKey, kNumber));
  EXPECT_FALSE(give_shape(shaped->shape, "", kKey, kNumber));
  EXPECT_FALSE(give_shape("\x01 \x01", std::string("\0\1\0\1", 4), kKey, kNumber))
      << "a value is new once";
}

}  // namespace
}  // namespace yitong::ledger
