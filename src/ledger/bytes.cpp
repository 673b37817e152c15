#include "ledger/bytes.h"

namespace yitong::ledger {

ByteWriter& ByteWriter::long_varint(std::uint64_t value) {
  char text[10];
  std::size_t size = 0;
  for (; value >= 0x80; value >>= 7) text[size++] = static_cast<char>(value | 0x80);
  text[size++] = static_cast<char>(value);
  out_.append(text, size);
  return *this;
}

ByteWriter& ByteWriter::zigzag(std::int64_t value) {
  return varint((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

ByteWriter& ByteWriter::bytes(std::string_view value) {
  varint(value.size());
  return raw(value);
}

ByteWriter& ByteWriter::raw(std::string_view value) {
  out_ += value;
  return *this;
}

std::uint8_t ByteReader::u8() {
  if (rest_.empty()) {
    fail();
    return 0;
  }
  const auto value = static_cast<std::uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return value;
}

std::uint64_t ByteReader::varint() {
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

std::int64_t ByteReader::zigzag() {
  const std::uint64_t value = varint();
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

std::string_view ByteReader::bytes(std::size_t max_length) {
  const std::uint64_t length = varint();
  if (length > max_length) fail();
  return raw(ok_ ? static_cast<std::size_t>(length) : 0);
}

std::string_view ByteReader::raw(std::size_t length) {
  if (length > rest_.size()) fail();
  if (!ok_) return {};
  const std::string_view value = rest_.substr(0, length);
  rest_.remove_prefix(length);
  return value;
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
