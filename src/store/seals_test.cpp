#include "store/seals.h"

#include <gtest/gtest.h>

#include "store/store_test_support.h"

namespace yitong::store {
namespace {

using namespace testing;

struct Sealed {
  Folder folder;
  Store store = open_store(folder.file());
  std::string person = add_person(store, 1);
  SigningKey key = SigningKey::create(folder.file("key")).value();
  VerifyingKey verifying = VerifyingKey::load(folder.file("key.pub")).value();
  std::string text;

  void settle(const std::string& id) {
    store.database().begin_write();
    PlainSettlement{{person, "H99010000001", id}}.write(store, {10});
    ASSERT_TRUE(store.database().commit());
  }
  void seal() {
    const auto seal = seal_now(store.database(), {20}, read_seals(text).previous);
    ASSERT_TRUE(seal);
    text += seal_line(*seal, key).value();
  }
  Errors check(const std::string& seals) {
    store.database().begin_read();
    const Errors found = check_seals(store.database(), read_seals(seals), verifying);
    store.database().rollback();
    return found;
  }
  void by_hand(const char* sql) {
    store.database().begin_write();
    store.database().run_script(sql);
    ASSERT_TRUE(store.database().commit());
  }
};

TEST(Seals, WhatWasSealedIsStillThere) {
  Sealed at;
  at.settle("m1");
  at.seal();
  at.settle("m2");
  at.seal();
  at.settle("m3");  // newer than the last seal
  EXPECT_TRUE(at.check(at.text).empty());
  EXPECT_EQ(read_seals(at.text).payloads.size(), 2u);
  EXPECT_TRUE(at.check(at.text + "0102").empty()) << "a line torn by a crash counts for nothing";
}

TEST(Seals, ACutOffTailIsNamed) {
  Sealed at;
  at.settle("m1");
  at.settle("m2");
  at.seal();
  at.by_hand("DELETE FROM entry WHERE seq = (SELECT MAX(seq) FROM entry)");
  const Errors found = at.check(at.text);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].path.starts_with("entry/")) << found[0].path;
}

TEST(Seals, ARewrittenChainIsNamed) {
  Sealed at;
  at.settle("m1");
  at.seal();
  at.by_hand("UPDATE entry SET link = CAST(zeroblob(32) AS BLOB)");
  const Errors found = at.check(at.text);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].path, "seal/1");
}

TEST(Seals, EveryChangedDigitIsFound) {
  Sealed at;
  at.settle("m1");
  at.seal();
  at.settle("m2");
  at.seal();
  for (std::size_t i = 0; i + 1 < at.text.size(); i += 7) {
    std::string changed = at.text;
    if (changed[i] == '\n' || changed[i] == ' ') continue;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(at.check(changed).empty()) << i;
  }
  EXPECT_FALSE(at.check(at.text.substr(at.text.find('\n') + 1)).empty()) << "the first is missing";
}

}  // namespace
}  // namespace yitong::store
