#include "documents/sniff.h"

#include <algorithm>
#include <array>
#include <optional>

#include "documents/limits.h"

namespace yitong::documents {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kTaken = "JPEG, PNG, WebP, HEIC or PDF";

struct Magic {
  std::size_t at;
  std::string_view bytes;
  std::string_view name;
};

constexpr std::array kKnown = {
    Magic{0, "PK\x03\x04"sv, "ZIP (or a document of an office program)"},
    Magic{0, "PK\x05\x06"sv, "ZIP"},
    Magic{0, "GIF8"sv, "GIF"},
    Magic{0, "BM"sv, "BMP"},
    Magic{0, "II*\0"sv, "TIFF"},
    Magic{0, "MM\0*"sv, "TIFF"},
    Magic{0, "\xD0\xCF\x11\xE0"sv, "Microsoft Office 97 document"},
    Magic{0, "Rar!"sv, "RAR"},
    Magic{0, "7z\xBC\xAF\x27\x1C"sv, "7-Zip"},
    Magic{0, "\x1F\x8B"sv, "gzip"},
    Magic{0,
          "\x7F"
          "ELF"sv,
          "ELF program"},
    Magic{0, "MZ"sv, "Windows program"},
    Magic{0, "#!"sv, "script"},
    Magic{0, "{\\rtf"sv, "RTF"},
    Magic{0, "OggS"sv, "Ogg"},
    Magic{0, "ID3"sv, "MP3"},
    Magic{0, "\0\0\0\x0CJXL "sv, "JPEG XL"},
    Magic{0, "\0\0\0\x0CjP  "sv, "JPEG 2000"},
};

bool has(std::string_view bytes, std::size_t at, std::string_view what) {
  return bytes.size() >= at && bytes.substr(at).starts_with(what);
}

std::optional<FileType> taken(std::string_view bytes) {
  if (has(bytes, 0, "\xFF\xD8\xFF"sv)) return FileType::jpeg;
  if (has(bytes, 0, "\x89PNG\r\n\x1A\n"sv)) return FileType::png;
  if (has(bytes, 0, "RIFF"sv) && has(bytes, 8, "WEBP"sv)) return FileType::webp;
  if (has(bytes, 0, "%PDF-"sv)) return FileType::pdf;
  if (!has(bytes, 4, "ftyp"sv)) return std::nullopt;
  for (const std::string_view brand : {"heic"sv, "heix"sv, "heim"sv, "heis"sv, "mif1"sv})
    if (has(bytes, 8, brand)) return FileType::heic;
  return std::nullopt;
}

std::string_view name_of_markup(std::string_view text) {
  std::string head(text.substr(0, 1024));
  std::ranges::transform(head, head.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  if (head.find("<svg") != head.npos) return "SVG";
  if (head.find("<html") != head.npos || head.find("<!doctype html") != head.npos ||
      head.find("<script") != head.npos)
    return "HTML";
  if (head.starts_with("<?xml") || head.starts_with("\xEF\xBB\xBF<")) return "XML";
  const bool text_only = std::ranges::all_of(head, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 || c == '\n' || c == '\r' || c == '\t';
  });
  return text_only ? "text" : "an unknown format";
}

std::string_view name_of_other(std::string_view bytes) {
  for (const Magic& magic : kKnown)
    if (has(bytes, magic.at, magic.bytes)) return magic.name;
  if (has(bytes, 4, "ftypavi"sv)) return "AVIF";
  if (has(bytes, 4, "ftyp"sv)) return "MP4 or QuickTime video";
  if (has(bytes, 0, "RIFF"sv)) return "RIFF (sound or video)";
  return name_of_markup(bytes);
}

/// A ZIP is read from its end: the record there names how much comment follows it, to the last
/// byte.
bool ends_as_zip(std::string_view bytes) {
  constexpr std::size_t kRecord = 22, kMaxComment = 65'535;
  const std::size_t window = std::min(bytes.size(), kRecord + kMaxComment);
  const std::string_view tail = bytes.substr(bytes.size() - window);
  for (std::size_t at = tail.find("PK\x05\x06"sv); at != tail.npos;
       at = tail.find("PK\x05\x06"sv, at + 1)) {
    if (tail.size() - at < kRecord) return false;
    const auto low = static_cast<unsigned char>(tail[at + 20]);
    const auto high = static_cast<unsigned char>(tail[at + 21]);
    if (tail.size() - at - kRecord == std::size_t{low} + 256u * high) return true;
  }
  return false;
}

std::string_view second_nature(std::string_view bytes, FileType type) {
  if (ends_as_zip(bytes)) return "ZIP";
  if (type != FileType::pdf && bytes.substr(0, 1024).find("%PDF-") != bytes.npos) return "PDF";
  return {};
}

}  // namespace

std::string_view name_of(FileType type) {
  static constexpr std::string_view kNames[] = {"JPEG", "PNG", "WebP", "HEIC", "PDF"};
  return kNames[static_cast<std::size_t>(type)];
}

Result<FileType> sniff(std::string_view bytes) {
  if (bytes.empty()) return fail(ErrorCode::damaged_document, {}, "0 bytes", std::string(kTaken));
  if (bytes.size() > kMaxUploadBytes)
    return fail(ErrorCode::too_large, {}, std::to_string(bytes.size()) + " bytes", "<= 20 MiB");
  const auto type = taken(bytes);
  if (!type)
    return fail(ErrorCode::unsupported_document, {}, std::string(name_of_other(bytes)),
                std::string(kTaken));
  const std::string_view other = second_nature(bytes, *type);
  if (!other.empty())
    return fail(ErrorCode::unsafe_document, {},
                std::string(name_of(*type)) + " + " + std::string(other),
                "one file that is one thing");
  return *type;
}

}  // namespace yitong::documents
