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

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
/// A shape that many replies have, with the places of its marks.
class KnownShape {
 public:
  explicit KnownShape(std::string shape);
  const std::string& text() const { return text_; }
  /// The values of a reply that give_shape() makes that reply again; nothing if it has another
  /// shape. A third of the work of take_shape(), which gives the same but where a field of the
  /// message reads like a word of the shape.
  std::optional<std::string> take_values(std::string_view reply, const MessageKey& key,
                                         std::string_view number) const;

 private:
  std::string text_;
  std::vector<std::uint32_t> marks_;
};

/// The reply; nothing if the values are not those of the shape.
std::optional<std::string> give_shape(std::string_view shape, std::string_view values,
                                      const MessageKey& key, std::string_view number);
/// How many values a shape has, and whether these are so many: whether give_shape() would give a
/// reply.
std::size_t count_values(std::string_view shape);
bool are_values(std::string_view values, std::size_t count);

}  // namespace yitong::ledger
