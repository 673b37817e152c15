// What crosses from the treatment side to the insured side: each line split by the treatment
// area's catalogue.
//
// Byte format, little-endian:
//   scoped = "YTSB" , version:u8 = 2 , visit:u8 , groups:u8 , { group } , count:u32 , { line } ;
//   group  = length:u8 , bytes ;        names of drug groups; group 0 is "none" and not written
//   line   = amount:i64 , full_self_pay:i64 , over_limit:i64 , self_pay_first:i64 ,
//            group:u8 , category:u8 , class:u8 , grade:u8 , approved:u8 , day:u16 ;
// Version 1 has lines without `approved` and `day`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adjudication/bill.h"
#include "base/error.h"

namespace yitong {

struct ScopedLine {
  std::int64_t amount = 0, full_self_pay = 0, over_limit = 0,
               self_pay_first = 0;  ///< fen; the rest is in scope
  std::uint8_t group = 0;           ///< into ScopedBill::groups, 0 none
  std::uint8_t category = 0;        ///< med_chrgitm_type
  std::uint8_t item_class = 0;
  char grade = 'A';           ///< evidence of the line's split
  std::uint8_t approved = 0;  ///< 1: the institution confirmed that the payment restriction is met
  std::uint16_t day = 0;      ///< days after admission
  std::uint8_t granted = 0;   ///< 1: an approval of the drug counts for this bill; not in the bytes
  std::int64_t in_scope() const { return amount - full_self_pay - over_limit - self_pay_first; }
  bool operator==(const ScopedLine&) const = default;
};

struct ScopedBill {
  std::uint8_t visit = 0;           ///< index of the medical category
  std::vector<std::string> groups;  ///< names of groups 1, 2, …
  std::vector<ScopedLine> lines;
  bool operator==(const ScopedBill&) const = default;
};

std::string encode(const ScopedBill& bill);
/// Refuses other versions, short or over-long input, parts that are negative or exceed the line.
Result<ScopedBill> decode_scoped_bill(std::string_view bytes);

/// Splits each line: over_limit = max(0, amount - quantity x ceiling); class C whole to
/// full_self_pay; class B self_pay_first = round(rest x ratio). Faults name each line whose class
/// or ratio is unknown. Source: procedure annexed to the 2022 notice on direct settlement, article
/// 32 (recalled, grade D).
Result<ScopedBill> classify(const Bill& bill, const AreaCatalogue& catalogue);
/// The same into `out`, reusing its memory; for long runs.
Result<void> classify_into(const Bill& bill, const AreaCatalogue& catalogue, ScopedBill& out);
/// Without a catalogue: sums, or lines that state their class.
Result<ScopedBill> classify_stated(const Bill& bill);

}  // namespace yitong
