// A JPEG file up to its first scan, as far as needed:
//
//   file    = FF D8 , { FF marker , u16 length (with itself) , payload } , FF DA … ;
//   Exif    = marker E1 , payload "Exif" 0 0 , TIFF ;
//   TIFF    = "II" | "MM" , u16 42 , u32 offset of the first directory ;
//   directory = u16 count , { u16 tag , u16 type , u32 count , u32 value } ;  tag 0x0112 type 3
#include "documents/exif.h"

#include <cstdint>

namespace yitong::documents {
namespace {

using namespace std::string_view_literals;

/// Reads beyond the end are zero.
class Tiff {
 public:
  explicit Tiff(std::string_view bytes) : bytes_(bytes), little_(bytes.starts_with("II")) {}
  std::uint32_t number(std::size_t at, std::size_t size) const {
    if (at > bytes_.size() || bytes_.size() - at < size) return 0;
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t from = little_ ? at + size - 1 - i : at + i;
      out = (out << 8) | static_cast<unsigned char>(bytes_[from]);
    }
    return out;
  }
  int orientation() const {
    if (!bytes_.starts_with("II") && !bytes_.starts_with("MM")) return 1;
    const std::size_t directory = number(4, 4);
    const std::uint32_t count = number(directory, 2);
    for (std::uint32_t i = 0; i < count && i < 512; ++i) {
      const std::size_t entry = directory + 2 + std::size_t{12} * i;
      if (number(entry, 2) != 0x0112 || number(entry + 2, 2) != 3) continue;
      const std::uint32_t value = number(entry + 8, 2);
      return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
  }

 private:
  std::string_view bytes_;
  bool little_;
};

}  // namespace

int orientation_of_jpeg(std::string_view bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  std::size_t at = 2;
  while (at + 4 <= bytes.size() && byte(at) == 0xFF) {
    const unsigned char marker = byte(at + 1);
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    const std::size_t length = std::size_t{256} * byte(at + 2) + byte(at + 3);
    if (marker == 0xDA || marker == 0xD9 || length < 2) break;
    const std::string_view payload = bytes.substr(at + 4, length - 2);
    if (marker == 0xE1 && payload.starts_with("Exif\0\0"sv))
      return Tiff(payload.substr(6)).orientation();
    at += 2 + length;
  }
  return 1;
}

}  // namespace yitong::documents
