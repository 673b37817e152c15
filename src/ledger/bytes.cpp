#include "ledger/bytes.h"

#include <algorithm>

namespace yitong::ledger {

void ByteWriter::grow(std::size_t bytes) {
  room_.resize(std::max({size_ + bytes, 2 * size_, room_.capacity()}));
}

std::uint64_t ByteReader::long_varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64 && ok_; shift += 7) {
    const std::uint8_t byte = u8();
    const std::uint64_t bits = byte & 0x7F;
    if (shift == 63 && bits > 1) break;
    value |= bits << shift;
    if (byte & 0x80) continue;
    if (byte == 0 && shift > 0) break;
    return ok_ ? value : 0;
  }
  fail();
  return 0;
}

std::size_t ByteReader::limit(std::size_t max) {
  const std::uint64_t value = varint();
  if (value > max) fail();
  return ok_ ? static_cast<std::size_t>(value) : 0;
}

std::size_t ByteReader::count(std::size_t max) {
  const std::uint64_t value = varint();
  if (value > max || value > rest_.size()) fail();
  return ok_ ? static_cast<std::size_t>(value) : 0;
}

}  // namespace yitong::ledger
