// The byte formats of what a settlement keeps (primitives: ledger/bytes.h). Old versions stay
// readable.
//
//   bill    = u8 3 , bytes visit , zigzag admitted , zigzag on , zigzag total ,
//             ( u8 0 , lines | u8 1 , sums ) ;
//   lines   = varint count , { item , varint day , decimal quantity_e4 , decimal price_e6 ,
//             ( u8 1 | u8 0 , zigzag amount ) } ;
//             day: 0 not set, else 1 + the zigzag of days after `on`;
//             u8 1: the amount is quantity x price, half a fen rounded up
//   item    = bytes code , bytes name , u8 class , varint self_pay_first , bytes drug_group ,
//             u8 category , u8 approved ;            self_pay_first: 0 not given, else ppm + 1
//   sums    = zigzag full_self_pay , zigzag over_limit , zigzag self_pay_first , zigzag in_scope ,
//             bytes drug_group ;
//   decimal = varint ( zigzag m * 8 + k ) , m x 10^k , k at most 6 and as large as can be
//             | varint 7 , zigzag n , where |m| would be 2^60 or more ;
//   input   = ( u8 2 | u8 3 | u8 4 ) , bytes treatment_area , varint count ,
//             { bytes key , bytes text } , zigzag account_available , u8 emergency ,
//             [ shared , [ more ] ] ;
//             facts in the words of the policy language; 3 has `shared`, and is written where any
//             of it is set; 4 has `more` too, where a claim has several invoices
//   shared  = zigzag account_asked , bytes invoice_code , bytes invoice_number ,
//             bytes family_payer , zigzag family_asked , zigzag family_available , u8 resettled ;
//   more    = varint count , { bytes invoice_code , bytes invoice_number } ;
//   outcome = u8 2 , varint slots , varint parts , varint layers , varint accumulators ,
//             { u8 benefit , runs of parts gross, parts open, layers paid } ,
//             runs of accumulators delta , zigzag total , zigzag funds , zigzag account ,
//             zigzag cash , u8 grade ;
//   runs    = { varint zeros , zigzag n } , until all numbers are said; n is not zero and is left
//             out behind the last zeros ;
//   steps   = u8 1 , varint count , { u8 kind , u8 slot , u8 layer , u8 band , varint cell ,
//             zigzag a , zigzag b , zigzag c , zigzag result } ;
//
// Before:
//   bill 2    a line is bytes code , bytes name , zigzag date , zigzag quantity_e4 ,
//             zigzag price_e6 , zigzag amount , and the rest of an item from class on
//   bill 1    the same without drug_group, category, approved, and sums without drug_group
//   input 1   u8 1 , bytes bill , bytes scoped , bytes treatment_area , zigzag account_available ,
//             facts ;    with the bill and its split (adjudication/scoped_bill.h)
//   outcome 1 every number as zigzag where version 2 has runs
//
// Dates are days since 1970-01-01, money is fen.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adjudication/settle.h"
#include "ledger/register.h"

namespace yitong::verbs {

/// A receipt. Invoices of some kinds have no code.
struct Invoice {
  std::string code, number;
  bool empty() const { return number.empty(); }
  /// As the register names it.
  std::string name() const { return code + "/" + number; }
  bool operator==(const Invoice&) const = default;
};

/// What is known about the person and the visit, as key and text of the policy language, sorted by
/// key.
using StatedFacts = std::vector<std::pair<std::string, std::string>>;

/// What the bill asks of accounts and of the register.
struct Shared {
  Money account_asked;  ///< the most of the own account
  Invoice invoice;
  std::string family_payer;  ///< whose account pays after the own one, or empty
  Money family_asked, family_available;
  bool resettled = false;     ///< the message asked for a resettlement, not for this
  std::vector<Invoice> more;  ///< a claim's invoices beside the first
  bool operator==(const Shared&) const = default;
};

struct Input {
  std::string treatment_area;
  std::int64_t account_available = 0;
  StatedFacts facts;
  bool emergency = false;
  std::string bill, scoped;  ///< encoded; of version 1 only
  Shared shared;
  bool operator==(const Input&) const = default;
};

/// `recurring`, if given, learns where the items stand.
std::string encode(const Bill& bill, std::vector<ledger::Recurring>* recurring = nullptr);
/// As version 2 wrote it; messages of that time are known by a hash over these bytes.
std::string encode_version_2(const Bill& bill);
/// Into `out`, whose memory is used again; false if the bytes are no bill.
bool decode_bill_into(std::string_view bytes, Bill& out);
inline std::optional<Bill> decode_bill(std::string_view bytes) {
  std::optional<Bill> out(std::in_place);
  if (!decode_bill_into(bytes, *out)) out.reset();
  return out;
}
/// Version 2: without bill and split. `recurring`, if given, learns where the area and the facts
/// stand, but for the stay, which is another each time.
std::string encode(const Input& input, std::vector<ledger::Recurring>* recurring = nullptr);
/// Into `out`, whose memory is used again; false if the bytes are no input.
bool decode_input_into(std::string_view bytes, Input& out);
inline std::optional<Input> decode_input(std::string_view bytes) {
  std::optional<Input> out(std::in_place);
  if (!decode_input_into(bytes, *out)) out.reset();
  return out;
}
/// What a settlement holds in the register: its invoices, and of the payer's account what it paid.
std::vector<ledger::HeldThing> things_of(const ledger::SettlementEntry& settlement);
/// The bill of a settlement, wherever its form has it.
inline const std::string& bill_bytes_of(const ledger::SettlementEntry& settlement,
                                        const Input& input) {
  return settlement.form == ledger::Form::row_sets ? input.bill : settlement.bill;
}
inline std::optional<Bill> bill_of(const ledger::SettlementEntry& settlement, const Input& input) {
  return decode_bill(bill_bytes_of(settlement, input));
}
/// The sizes are the plan's; decoding refuses sizes that no plan can have.
std::string encode(const Settlement& settlement, const Plan& plan);
/// As version 1 wrote it: settlements of that time are compared with it.
std::string encode_version_1(const Settlement& settlement, const Plan& plan);
bool decode_outcome(std::string_view bytes, const Plan& plan, Settlement& out);
std::string encode(const std::vector<Step>& steps);
std::optional<std::vector<Step>> decode_steps(std::string_view bytes);

}  // namespace yitong::verbs
