// A settlement's request as bytes, for one that has to wait (primitives: ledger/bytes.h).
//
//   request = ( u8 1 | u8 2 ) , bytes person , bytes institution , bytes message_id , bytes bill ,
//             u8 emergency , bytes disease , bytes stay , zigzag account , bytes family_payer ,
//             zigzag family , bytes invoice_code , bytes invoice_number , [ bytes doctor ] ;
//             2 has the doctor, and is written where there is one
//
// `bill` is verbs/record.h; amounts are fen.
#pragma once

#include <optional>

#include "verbs/settlement.h"

namespace yitong::verbs {

std::string encode(const SettleRequest& request);
std::optional<SettleRequest> decode_request(std::string_view bytes);

}  // namespace yitong::verbs
