#include "identity/sign_in_code.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace yitong::identity {
namespace {

TEST(SignInCode, IsReadAsPeopleWriteIt) {
  EXPECT_EQ(parse_sign_in_code("4K7QM-29XTB"), "4K7QM29XTB");
  EXPECT_EQ(parse_sign_in_code(" 4k7qm 29xtb"), "4K7QM29XTB");
  EXPECT_EQ(parse_sign_in_code("oOiIl-LAAAA"), "001111AAAA");
  for (const std::string_view bad :
       {"", "4K7QM-29XT", "4K7QM-29XTBB", "4K7QM-29XTU", "4K7QM_29XTB"})
    EXPECT_FALSE(parse_sign_in_code(bad)) << bad;
}

RC_GTEST_PROP(SignInCode, ComesBackAsShown, (const SignInCodeBytes& bytes)) {
  const std::string code = make_sign_in_code(bytes);
  RC_ASSERT(code.size() == kSignInCodeLetters);
  RC_ASSERT(parse_sign_in_code(shown_sign_in_code(code)) == code);
}

TEST(SignInCode, IsKeptInThePlaceOfAPassword) {
  KeptCode code{{1'800'000'000'000'000}, sm3("x")};
  const auto read = parse_kept_code(text_of(code));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->expires, code.expires);
  EXPECT_EQ(read->hash, code.hash);
  for (const std::string_view bad :
       {"", "$argon2id$v=19$", "code$", "code$1", "code$x$00", "code$1$00", "code$1$zz"})
    EXPECT_FALSE(parse_kept_code(bad)) << bad;
}

}  // namespace
}  // namespace yitong::identity
