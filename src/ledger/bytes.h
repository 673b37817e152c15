// Writing and reading the house's byte formats. Both ends are canonical: one value has one
// encoding, so equal bytes mean equal values and a hash over the bytes is a hash over the value.
//
//   u8      one byte
//   varint  7 bits a byte, least significant first, high bit set on all but the last; at most 10
//           bytes, no padding
//   zigzag  varint of (n << 1) ^ (n >> 63)
//   bytes   varint length, then that many bytes
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace yitong::ledger {

inline constexpr std::size_t kMaxName = 256;  ///< bytes of a name within a format

class ByteWriter {
 public:
  ByteWriter& u8(std::uint8_t value) {
    *room(1) = static_cast<char>(value);
    ++size_;
    return *this;
  }
  ByteWriter& varint(std::uint64_t value) {
    char* const begin = room(kMaxVarint);
    char* end = begin;
    for (; value >= 0x80; value >>= 7) *end++ = static_cast<char>(value | 0x80);
    *end++ = static_cast<char>(value);
    size_ += static_cast<std::size_t>(end - begin);
    return *this;
  }
  ByteWriter& zigzag(std::int64_t value) {
    return varint((static_cast<std::uint64_t>(value) << 1) ^
                  static_cast<std::uint64_t>(value >> 63));
  }
  ByteWriter& bytes(std::string_view value) { return varint(value.size()).raw(value); }
  /// Without a length: for parts whose size the grammar fixes, such as digests.
  ByteWriter& raw(std::string_view value) {
    if (!value.empty()) std::memcpy(room(value.size()), value.data(), value.size());
    size_ += value.size();
    return *this;
  }
  void reserve(std::size_t bytes) { static_cast<void>(room(bytes)); }
  std::size_t size() const { return size_; }
  std::string_view str() const { return {room_.data(), size_}; }
  std::string take() {
    room_.resize(std::exchange(size_, 0));
    return std::move(room_);
  }

 private:
  static constexpr std::size_t kMaxVarint = 10;
  /// Where the next bytes go, `bytes` of them at least.
  char* room(std::size_t bytes) {
    if (room_.size() - size_ < bytes) grow(bytes);
    return room_.data() + size_;
  }
  void grow(std::size_t bytes);

  std::string room_;  ///< its first `size_` bytes are written
  std::size_t size_ = 0;
};

/// Reads what ByteWriter wrote. The first fault is sticky: everything after it reads as zero or
/// empty, so a decoder reads its whole grammar and asks done() once. Views point into the bytes
/// given to the constructor.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}
  std::uint8_t u8() {
    if (rest_.empty()) {
      fail();
      return 0;
    }
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::uint64_t varint() {
    if (rest_.empty() || static_cast<std::uint8_t>(rest_.front()) >= 0x80) return long_varint();
    return u8();
  }
  std::int64_t zigzag() {
    const std::uint64_t value = varint();
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
  }
  std::string_view bytes(std::size_t max_length) {
    const std::uint64_t length = varint();
    if (length > max_length) fail();
    return raw(ok_ ? static_cast<std::size_t>(length) : 0);
  }
  std::string_view raw(std::size_t length) {
    if (length > rest_.size()) fail();
    if (!ok_) return {};
    const std::string_view value = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return value;
  }
  /// A number of elements that follow, each at least one byte long: never more than the bytes that
  /// are left, so that a decoder may reserve for it.
  std::size_t count(std::size_t max);
  /// A number up to `max` that counts nothing of the bytes that follow.
  std::size_t limit(std::size_t max);
  /// What has not been read yet.
  std::string_view rest() const { return rest_; }
  void fail() { ok_ = false, rest_ = {}; }
  bool ok() const { return ok_; }
  /// All was well formed and nothing is left over.
  bool done() const { return ok_ && rest_.empty(); }

 private:
  std::uint64_t long_varint();
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace yitong::ledger
