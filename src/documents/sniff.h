// What a file is, told by its bytes. Names and Content-Type of the sender are hints that nobody
// follows.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"

namespace yitong::documents {

enum class FileType : std::uint8_t { jpeg, png, webp, heic, pdf };
std::string_view name_of(FileType type);

/// Errors: unsupported_document (`found` says what it is), damaged_document (nothing in it),
/// unsafe_document (it is two things at once), too_large.
Result<FileType> sniff(std::string_view bytes);

}  // namespace yitong::documents
