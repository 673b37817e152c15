// The directory of a ZIP archive, and single entries of it inflated within limits. Strict: what an
// office program does not write is refused, and nothing is read that the directory does not name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace yitong::documents {

struct ZipEntry {
  std::string name;
  std::uint16_t method = 0;  ///< 0 stored, 8 deflated
  std::uint32_t size = 0, packed = 0, crc = 0;
  std::size_t at = 0;  ///< of the local head
};
inline constexpr std::size_t kMaxZipEntries = 500;
inline constexpr std::size_t kMaxInflated = 48u << 20;  ///< bytes of one entry

/// Errors: damaged_document; unsafe_document (encrypted, several disks, ZIP64, too many entries, a
/// name twice, entries that share bytes).
Result<std::vector<ZipEntry>> read_directory(std::string_view bytes);

/// Errors: damaged_document (cut short, another checksum), unsafe_document (larger than it says, or
/// than kMaxInflated), unsupported_document (another method).
Result<std::string> inflate_entry(std::string_view bytes, const ZipEntry& entry);

}  // namespace yitong::documents
