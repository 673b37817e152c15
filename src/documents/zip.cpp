#include "documents/zip.h"

#include <zlib.h>

#include <algorithm>

namespace yitong::documents {
namespace {

constexpr std::size_t kEndSize = 22, kHeadSize = 46, kLocalSize = 30, kMaxComment = 65'535;
constexpr std::uint32_t kEndMark = 0x06054B50, kHeadMark = 0x02014B50, kLocalMark = 0x04034B50;
constexpr std::uint16_t kEncrypted = 1, kStored = 0, kDeflated = 8;

std::unexpected<Errors> damaged(std::string found) {
  return fail(ErrorCode::damaged_document, {}, std::move(found), "a whole ZIP archive");
}
std::unexpected<Errors> unsafe(std::string found, std::string rule) {
  return fail(ErrorCode::unsafe_document, {}, std::move(found), std::move(rule));
}

/// Little-endian; the caller has seen that the bytes are there.
std::uint32_t number(std::string_view bytes, std::size_t at, int size) {
  std::uint32_t out = 0;
  for (int i = size; i-- > 0;)
    out = out << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  return out;
}
std::uint16_t two(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(number(bytes, at, 2));
}
std::uint32_t four(std::string_view bytes, std::size_t at) { return number(bytes, at, 4); }

/// The record at the end, whose comment reaches to the last byte.
std::size_t find_end(std::string_view bytes) {
  for (std::size_t size = kEndSize; size <= bytes.size() && size <= kEndSize + kMaxComment; ++size)
    if (const std::size_t at = bytes.size() - size;
        four(bytes, at) == kEndMark && two(bytes, at + 20) == size - kEndSize)
      return at;
  return bytes.npos;
}

Result<ZipEntry> read_head(std::string_view bytes, std::size_t at, std::size_t end) {
  if (end - at < kHeadSize || four(bytes, at) != kHeadMark) return damaged("its directory");
  ZipEntry out;
  const std::size_t name = two(bytes, at + 28);
  if (end - at - kHeadSize < name) return damaged("its directory");
  out.method = two(bytes, at + 10), out.crc = four(bytes, at + 16);
  out.packed = four(bytes, at + 20), out.size = four(bytes, at + 24), out.at = four(bytes, at + 42);
  out.name = bytes.substr(at + kHeadSize, name);
  if ((two(bytes, at + 8) & kEncrypted) != 0)
    return unsafe("encrypted", "a file without a password");
  if (out.size == UINT32_MAX || out.packed == UINT32_MAX)
    return unsafe("ZIP64", "an archive below 4 GiB");
  return out;
}

/// Each entry has bytes of its own before the directory.
bool share_bytes(std::vector<ZipEntry> entries, std::size_t directory) {
  std::ranges::sort(entries, {}, &ZipEntry::at);
  std::size_t free = 0;
  for (const ZipEntry& each : entries) {
    if (each.at < free) return true;
    free = each.at + kLocalSize + each.packed;
  }
  return free > directory;
}

}  // namespace

Result<std::vector<ZipEntry>> read_directory(std::string_view bytes) {
  const std::size_t end = find_end(bytes);
  if (end == bytes.npos) return damaged("no directory");
  const std::size_t count = two(bytes, end + 10);
  const std::size_t size = four(bytes, end + 12), begin = four(bytes, end + 16);
  if (four(bytes, end + 4) != 0 || two(bytes, end + 8) != count)
    return unsafe("several disks", "one archive");
  if (count > kMaxZipEntries) return unsafe(std::to_string(count) + " entries", "at most 500");
  if (begin > end || size > end - begin) return damaged("its directory");
  std::vector<ZipEntry> out;
  std::size_t at = begin;
  for (std::size_t i = 0; i < count; ++i) {
    auto entry = read_head(bytes, at, begin + size);
    if (!entry) return fail(std::move(entry.error()));
    at += kHeadSize + entry->name.size() + two(bytes, at + 30) + two(bytes, at + 32);
    if (at > begin + size) return damaged("its directory");
    out.push_back(std::move(*entry));
  }
  std::vector<std::string_view> names;
  for (const ZipEntry& each : out) names.push_back(each.name);
  std::ranges::sort(names);
  if (std::ranges::adjacent_find(names) != names.end())
    return unsafe("a name twice", "each entry once");
  if (share_bytes(out, begin)) return unsafe("entries that share bytes", "each entry its own");
  return out;
}

Result<std::string> inflate_entry(std::string_view bytes, const ZipEntry& entry) {
  if (entry.size > kMaxInflated)
    return unsafe(entry.name.substr(0, 80) + ": " + std::to_string(entry.size) + " bytes",
                  "at most 48 MiB unpacked");
  if (entry.at > bytes.size() || bytes.size() - entry.at < kLocalSize ||
      four(bytes, entry.at) != kLocalMark)
    return damaged(entry.name.substr(0, 80));
  const std::size_t head = kLocalSize + two(bytes, entry.at + 26) + two(bytes, entry.at + 28);
  if (bytes.size() - entry.at < head || bytes.size() - entry.at - head < entry.packed)
    return damaged(entry.name.substr(0, 80));
  const std::string_view packed = bytes.substr(entry.at + head, entry.packed);
  std::string out;
  if (entry.method == kStored) {
    if (entry.size != entry.packed) return damaged(entry.name.substr(0, 80));
    out = packed;
  } else if (entry.method == kDeflated) {
    // One byte more than it says it has, to see whether it lied.
    out.resize(std::size_t{entry.size} + 1);
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
      return fail(ErrorCode::too_large, {}, "memory", "a smaller file");
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int ended = inflate(&stream, Z_FINISH);
    const std::size_t made = stream.total_out;
    inflateEnd(&stream);
    if (made > entry.size) return unsafe(entry.name.substr(0, 80), "an entry as large as it says");
    if (ended != Z_STREAM_END || made != entry.size) return damaged(entry.name.substr(0, 80));
    out.resize(made);
  } else {
    return fail(ErrorCode::unsupported_document, {}, "method " + std::to_string(entry.method),
                "stored or deflated");
  }
  const auto crc =
      crc32(0, reinterpret_cast<const Bytef*>(out.data()), static_cast<uInt>(out.size()));
  if (crc != entry.crc) return damaged(entry.name.substr(0, 80) + ": checksum");
  return out;
}

}  // namespace yitong::documents
