// The byte formats of what a settlement keeps (primitives: ledger/bytes.h). Old versions stay
// readable.
//
//   bill    = u8 2 , bytes visit , zigzag admitted , zigzag on , zigzag total ,
//             ( u8 0 , lines | u8 1 , sums ) ;
//   lines   = varint count , { bytes code , bytes name , zigzag date , zigzag quantity_e4 ,
//             zigzag price_e6 , zigzag amount , u8 class , varint self_pay_first ,
//             bytes drug_group , u8 category , u8 approved } ;
//             self_pay_first: 0 not given, else ppm + 1
//   sums    = zigzag full_self_pay , zigzag over_limit , zigzag self_pay_first , zigzag in_scope ,
//             bytes drug_group ;   (a bill of version 1 lacks what follows self_pay_first,
//             in_scope)
//   input   = ( u8 1 , known | u8 2 , known , bytes invoice , bytes family_payer ,
//             zigzag family_available ) , varint count , { bytes key , bytes text } ;
//             facts in the words of the policy language; 2 where there is an invoice or a payer
//   known   = bytes bill , bytes scoped , bytes treatment_area , zigzag account_available ;
//   outcome = u8 1 , varint slots , varint parts , varint layers , varint accumulators ,
//             { u8 benefit , parts x zigzag gross , parts x zigzag open , layers x zigzag paid } ,
//             accumulators x zigzag delta , zigzag total , zigzag funds , zigzag account ,
//             zigzag cash , u8 grade ;
//   steps   = u8 1 , varint count , { u8 kind , u8 slot , u8 layer , u8 band , varint cell ,
//             zigzag a , zigzag b , zigzag c , zigzag result } ;
//
// Dates are days since 1970-01-01, money is fen. `scoped` is adjudication/scoped_bill.h.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adjudication/settle.h"
#include "ledger/register.h"

namespace yitong::verbs {

/// What is known about the person and the visit, as key and text of the policy language, sorted by
/// key.
using StatedFacts = std::vector<std::pair<std::string, std::string>>;

struct Input {
  std::string bill;    ///< encoded
  std::string scoped;  ///< encoded
  std::string treatment_area;
  std::int64_t account_available = 0;  ///< fen of the own account that the bill may use
  StatedFacts facts;
  std::string invoice;  ///< "code/number" of the receipt, or empty
  std::string family_payer;  ///< whose account pays after the own one, or empty
  std::int64_t family_available = 0;  ///< fen of it
  bool operator==(const Input&) const = default;
};

std::string encode(const Bill& bill);
std::optional<Bill> decode_bill(std::string_view bytes);
std::string encode(const Input& input);
std::optional<Input> decode_input(std::string_view bytes);
/// What the settlement holds in the register: the invoice, and of the payer's account what it paid.
std::vector<ledger::HeldThing> things_of(const ledger::SettlementEntry& settlement);
/// The sizes are the plan's; decoding refuses sizes that no plan can have.
std::string encode(const Settlement& settlement, const Plan& plan);
bool decode_outcome(std::string_view bytes, const Plan& plan, Settlement& out);
std::string encode(const std::vector<Step>& steps);
std::optional<std::vector<Step>> decode_steps(std::string_view bytes);

}  // namespace yitong::verbs
