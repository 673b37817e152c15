#include "base/sm3_lanes.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

#include "base/text.h"

namespace yitong {
namespace {

/// The same with as many lanes as there are, and with fewer.
std::vector<Digest> hash_each(const std::vector<std::string>& messages) {
  std::vector<Digest> digests;
  for (int lanes = sm3_lanes(); lanes > 0; lanes /= 2) {
    std::vector<Digest> out(messages.size());
    std::vector<Hashed> each;
    for (std::size_t i = 0; i < messages.size(); ++i) each.push_back({messages[i], &out[i]});
    sm3_each(each, lanes);
    if (lanes == sm3_lanes()) digests = out;
    EXPECT_EQ(out, digests) << lanes << " lanes";
  }
  return digests;
}

/// Against libgcrypt's, one message at a time.
void expect_digests(const std::vector<std::string>& messages) {
  const auto digests = hash_each(messages);
  for (std::size_t i = 0; i < messages.size(); ++i)
    EXPECT_EQ(to_hex(digests[i]), to_hex(sm3(messages[i]))) << i << " of " << messages.size();
}

std::string bytes(std::size_t size, std::size_t number) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>(i * 31 + number * 131 + i / 7);
  return out;
}

// GB/T 32905-2016, annex A.
TEST(Sm3Lanes, TheStandardsOwnExamples) {
  std::string second;
  for (int i = 0; i < 16; ++i) second += "abcd";
  for (const Digest& digest : hash_each({"abc", "abc", "abc"}))
    EXPECT_EQ(to_hex(digest), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  for (const Digest& digest : hash_each({second, second}))
    EXPECT_EQ(to_hex(digest), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

TEST(Sm3Lanes, EveryLengthAroundTheEndsOfBlocks) {
  std::vector<std::string> messages;
  for (std::size_t size = 0; size <= 260; ++size) messages.push_back(bytes(size, size));
  expect_digests(messages);
  for (const std::size_t size : {0u, 1u, 55u, 56u, 63u, 64u, 65u, 119u, 120u, 127u, 128u, 6'400u})
    expect_digests(std::vector<std::string>(11, bytes(size, 1)));
}

TEST(Sm3Lanes, AnyNumberOfMessagesFromNone) {
  for (std::size_t count = 0; count <= 20; ++count) {
    std::vector<std::string> messages;
    for (std::size_t i = 0; i < count; ++i) messages.push_back(bytes(60 + i, i));
    expect_digests(messages);
  }
}

TEST(Sm3Lanes, ALongMessageAmongShortOnes) {
  for (const std::size_t at : {0u, 5u, 39u}) {
    std::vector<std::string> messages(40, "short");
    messages[at] = bytes(100'000, 7);
    expect_digests(messages);
  }
}

TEST(Sm3Lanes, AnyMessagesOfAnyLengths) {
  EXPECT_TRUE(rc::check([](const std::vector<std::string>& some, std::size_t seed) {
    std::vector<std::string> messages = some;
    for (std::size_t i = 0; i < some.size(); ++i)
      messages.push_back(bytes((seed * (i + 1) * 2'654'435'761u) % 3'000, i));
    const auto digests = hash_each(messages);
    for (std::size_t i = 0; i < messages.size(); ++i) RC_ASSERT(digests[i] == sm3(messages[i]));
  }));
}

TEST(Sm3Lanes, KeyedHashesAreThoseOfOneAtATime) {
  EXPECT_TRUE(rc::check([](const std::vector<std::string>& messages, std::uint8_t key_size) {
    const std::string key = bytes(key_size, 3);  // shorter than a block, a block, longer
    std::vector<Digest> digests(messages.size());
    std::vector<Hashed> each;
    for (std::size_t i = 0; i < messages.size(); ++i) each.push_back({messages[i], &digests[i]});
    hmac_sm3_each(key, each);
    for (std::size_t i = 0; i < messages.size(); ++i)
      RC_ASSERT(digests[i] == hmac_sm3(key, messages[i]));
  }));
}

}  // namespace
}  // namespace yitong
