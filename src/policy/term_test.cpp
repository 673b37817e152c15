#include "policy/term.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace yitong {
namespace {

TEST(Term, PackedAndBack) {
  EXPECT_TRUE(rc::check("any term survives", [] {
    Term term;
    term.kind = static_cast<Term::Kind>(*rc::gen::inRange(0, 7));
    if (term.kind == Term::Kind::until) {
      term.month = static_cast<std::int8_t>(*rc::gen::inRange(1, 13));
      term.day = static_cast<std::int8_t>(*rc::gen::inRange(1, 32));
      term.next_year = *rc::gen::arbitrary<bool>();
    } else if (term.kind != Term::Kind::indefinite) {
      term.count = *rc::gen::inRange(0, 10'000);
    }
    RC_ASSERT(Term::unpack(term.packed()) == term);
  }));
}

TEST(Term, WorkingDaysEndOnAWorkingDay) {
  EXPECT_TRUE(rc::check("five working days are a week from any working day", [] {
    const int weeks = *rc::gen::inRange(1, 40);
    const Date friday = Date::parse("2025-01-03").value();
    const Date from = friday.plus_days(*rc::gen::inRange(-4, 1));
    const auto term = Term::parse(std::to_string(5 * weeks) + " working days");
    RC_ASSERT(term->end(from) == from.plus_days(7 * weeks));
  }));
}

TEST(Term, WhatIsNoTerm) {
  for (const char* text :
       {"", "6", "months", "6 fortnights", "-1 day", "until 02-30", "until 13-01", "6  months",
        "10000 days", "1.5 years", "until 03-31 this year"})
    EXPECT_FALSE(Term::parse(text)) << text;
}

}  // namespace
}  // namespace yitong
