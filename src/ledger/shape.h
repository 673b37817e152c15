// A reply without its numbers. Replies of one plan and one course of calculation differ in amounts,
// counts, days and the key of the message, and in nothing else. So the text around these, the
// shape, is kept once by its hash, and each reply keeps its shape's number and its values. What
// comes back is the same bytes for ever: the shape is data of the database, not a rendering of this
// program.
//
//   shape = the reply, in which a mark stands in place of
//     0x01  a whole number without leading zeros, up to 18 digits
//     0x02  an amount 1234.50, and 0x03 an amount 1,234.50; the value is in hundredths
//     0x04  two digits, and 0x05 four digits, as in dates
//     0x06  "person"  0x07  "institution"  0x08  "message id"  0x0B  "number of the entry",
//           where one stands in quotes, quotes included; these have no value
//   values = { value } ;
//   value  = varint 0 , varint new | varint n ;   n: the n-th different value so far, from 1
//
// A number that touches one of the letters a to f belongs to a hash and stays in the shape.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/entry.h"

namespace yitong::ledger {

struct ShapedReply {
  std::string shape;
  std::string values;
};

/// Nothing if the reply has a byte that is a mark. `number` is the entry's, as number_of() gives
/// it.
std::optional<ShapedReply> take_shape(std::string_view reply, const MessageKey& key,
                                      std::string_view number);
/// The reply; nothing if the values are not those of the shape.
std::optional<std::string> give_shape(std::string_view shape, std::string_view values,
                                      const MessageKey& key, std::string_view number);

}  // namespace yitong::ledger
