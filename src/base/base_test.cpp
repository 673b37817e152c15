#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <set>

#include "base/crypto.h"
#include "base/date.h"
#include "base/error.h"
#include "base/id.h"
#include "base/money.h"
#include "base/text.h"

namespace yitong {
namespace {

TEST(Money, ParsesOnlyExactDecimals) {
  EXPECT_EQ(Money::parse("1300.5"), Money::fen(130050));
  EXPECT_EQ(Money::parse("-0.01"), Money::fen(-1));
  for (const char* bad : {"", "-", "--1", ".", "1.", ".5", "1.2.3", "1..2", "1.234", "1e3", "1,300",
                          " 1", "1234567890123", "٣"})
    EXPECT_FALSE(Money::parse(bad)) << bad;
}

TEST(Money, TextRoundTrips) {
  EXPECT_TRUE(rc::check([](std::int64_t fen) {
    const auto money = Money::fen(fen % 10'000'000'000'000);
    RC_ASSERT(Money::parse(money.str()) == money);
  }));
  EXPECT_EQ(Money::fen(-123456789).grouped(), "-1,234,567.89");
  EXPECT_EQ(Money::fen(99999).grouped(), "999.99");
}

TEST(Product, IsRoundedToTheFenAndRefusedWhereItDoesNotFit) {
  EXPECT_EQ(product_fen(12'500, 38'500'000), 4'813);  // 1.25 times 38.50 yuan
  EXPECT_EQ(product_fen(1, 49'999'999), 0);
  EXPECT_EQ(product_fen(1, 50'000'000), 1);
  EXPECT_EQ(product_fen(-1, 1), std::nullopt);
  EXPECT_EQ(product_fen(100'000'000, INT64_MAX), INT64_MAX);
  EXPECT_EQ(product_fen(100'000'001, INT64_MAX), std::nullopt);
  EXPECT_EQ(product_fen(INT64_MAX, INT64_MAX), std::nullopt);
  EXPECT_TRUE(rc::check([](std::uint32_t quantity, std::uint32_t price) {
    const __int128 fen = (static_cast<__int128>(quantity) * price + 50'000'000) / 100'000'000;
    RC_ASSERT(product_fen(quantity, price) == static_cast<std::int64_t>(fen));
  }));
}

TEST(Ratio, IsAnExactPercentage) {
  EXPECT_EQ(Ratio::parse("85%"), Ratio::percent(85));
  EXPECT_EQ(Ratio::parse("7.25%")->str(), "7.25%");
  for (const char* bad : {"85", "0.85", "%", "-5%", "1.23456%"})
    EXPECT_FALSE(Ratio::parse(bad)) << bad;
}

TEST(Rounding, ClassBLineOfARecordedSettlement) {
  // 4.52 x 5 % = 0.226 -> 0.23, half up, as a recorded line shows.
  EXPECT_EQ(multiply(Money::fen(452), Ratio::percent(5)), Money::fen(23));
  EXPECT_EQ(multiply(Money::fen(-452), Ratio::percent(5)), Money::fen(-23));
  EXPECT_EQ(multiply(Money::fen(450), Ratio::percent(5), Rounding::half_even), Money::fen(22));
  EXPECT_EQ(multiply(Money::fen(451), Ratio::percent(5), Rounding::down), Money::fen(22));
  EXPECT_EQ(multiply(Money::fen(451), Ratio::percent(5), Rounding::up), Money::fen(23));
}

TEST(Rounding, FastAndWidePathsAgree) {
  EXPECT_TRUE(rc::check([](std::int64_t fen, std::int64_t ppm) {
    const auto amount = Money::fen(std::abs(fen % 2'000'000'000'000));
    const auto ratio = Ratio::ppm(std::abs(ppm % 1'000'001));
    const auto wide = divide_rounded(static_cast<__int128>(amount.fen()) * ratio.ppm(), Ratio::kOne,
                                     Rounding::half_up);
    RC_ASSERT(multiply(amount, ratio).fen() == wide);
  }));
}

TEST(Date, RefusesDaysThatDoNotExist) {
  EXPECT_TRUE(Date::parse("2024-02-29"));
  for (const char* bad :
       {"2025-02-29", "2025-13-01", "1899-12-31", "2025-3-20", "2025/03/20", "20250320", ""})
    EXPECT_FALSE(Date::parse(bad)) << bad;
}

TEST(Date, MonthsClampToTheLastDay) {
  EXPECT_EQ(Date::parse("2025-01-31")->plus_months(1).str(), "2025-02-28");
  EXPECT_EQ(Date::parse("2026-05-10")->plus_months(4).str(), "2026-09-10");
  EXPECT_EQ(age_on(*Date::parse("2004-02-29"), *Date::parse("2025-02-28")), 20);
  EXPECT_EQ(age_on(*Date::parse("2004-02-29"), *Date::parse("2025-03-01")), 21);
}

TEST(Instant, DayChangesAtChineseMidnight) {
  const Instant before{1742399999'000000};  // 2025-03-19 23:59:59 at UTC+8
  EXPECT_EQ(before.date().str(), "2025-03-19");
  EXPECT_EQ((Instant{before.micros + 1'000'000}).str(), "2025-03-20T00:00:00+08:00");
}

TEST(ResidentId, CheckDigitIsOfTheStandard) {
  // The example of GB 11643-1999, section 5: its check digit is X.
  EXPECT_EQ(resident_check_digit("11010519491231002"), 'X');
  const auto id = ResidentId::parse("11010519491231002X");
  ASSERT_TRUE(id);
  EXPECT_EQ(id->birth.str(), "1949-12-31");
  EXPECT_TRUE(id->female);
  EXPECT_FALSE(ResidentId::parse("110105194912310021"));
  EXPECT_FALSE(ResidentId::parse("11010519491331002X"));
}

TEST(ResidentId, EverySingleWrongDigitIsNoticed) {
  const std::string good = "11010519491231002X";
  for (std::size_t place = 0; place < 17; ++place)
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string other = good;
      other[place] = digit;
      EXPECT_EQ(ResidentId::parse(other).has_value(), other == good) << other;
    }
}

TEST(Ids, FormsAreChecked) {
  EXPECT_TRUE(is_area_code("360100"));
  EXPECT_FALSE(is_area_code("36010"));
  EXPECT_TRUE(is_institution_code("H11010500001"));
  EXPECT_FALSE(is_institution_code("X11010500001"));
  EXPECT_TRUE(is_drug_code("XA02AXX095A001010103357"));
  EXPECT_TRUE(is_drug_code("ZA06BCX0395010205137"));
  EXPECT_FALSE(is_drug_code("XA02AXX095A00101010335"));
  EXPECT_FALSE(is_token("a b"));
}

TEST(Bucket, IsFixedForEver) {
  EXPECT_EQ(bucket_of("p0000000000000000"), 303);
  EXPECT_EQ(bucket_of("pdeadbeefdeadbeef"), 447);
  EXPECT_TRUE(rc::check(
      [](std::string id) { RC_ASSERT((bucket_of(id) >= 0 && bucket_of(id) < kBuckets)); }));
}

TEST(Text, EveryByteIsLookedAt) {
  EXPECT_FALSE(has_control(""));
  for (std::size_t size = 1; size <= 70; ++size)
    for (std::size_t at = 0; at < size; ++at)
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(size, 'x');
        text[at] = static_cast<char>(byte);
        ASSERT_EQ(has_control(text), byte < 0x20 || byte == 0x7F) << size << ' ' << at;
        const bool escaped = byte < 0x20 || byte == '"' || byte == '\\';
        ASSERT_EQ((has_low_or<'"', '\\'>(text)), escaped) << size << ' ' << at << ' ' << byte;
      }
}

TEST(Utf8, RefusesWhatTheStandardRefuses) {
  EXPECT_TRUE(is_utf8("医保 ok 𠮷"));
  for (std::string_view bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE4\xB8", "\xFF"})
    EXPECT_FALSE(is_utf8(bad));
  EXPECT_EQ(first_bad_utf8("ab\xFFz"), 2u);
}

TEST(Crypto, Sm3OfTheStandardsExample) {
  EXPECT_EQ(to_hex(sm3("abc")), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  EXPECT_EQ(sm3("a", "bc"), sm3("abc"));
}

TEST(Crypto, SealedTextOpensOnlyWhole) {
  const std::string key(32, 'k'), nonce(24, 'n');
  const std::string sealed = seal(key, nonce, "person", "张三");
  EXPECT_EQ(unseal(key, "person", sealed), "张三");
  EXPECT_FALSE(unseal(key, "other", sealed));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string broken = sealed;
    broken[i] = static_cast<char>(broken[i] ^ 1);
    EXPECT_FALSE(unseal(key, "person", broken)) << i;
  }
}

TEST(Errors, EveryCodeHasBothLanguages) {
  std::set<std::string_view> codes;
  for (const ErrorText& text : all_errors()) {
    EXPECT_TRUE(codes.insert(text.code).second);
    EXPECT_GE(text.http_status, 400);
    for (auto words : {text.title_zh, text.title_en, text.remedy_zh, text.remedy_en})
      EXPECT_FALSE(words.empty());
  }
}

}  // namespace
}  // namespace yitong
