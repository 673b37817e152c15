// Small files that must be whole or not there, and what an operator can do when a disk refuses.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/error.h"

namespace yitong {

/// The fault that the system's error number stands for, with its remedy: disk_full for what room
/// mends, io_failed for the rest.
Error file_fault(const std::string& path, int number);

/// Makes the file, on disk with its name when it returns; at no moment is a part of it to be seen.
/// Refuses to overwrite. Errors: as file_fault().
Result<void> create_file(const std::string& path, std::string_view text, mode_t mode);

/// Gives a file that is whole and synced the name `path` as well, in the place of `whole`, which is
/// gone afterwards in any case. Refuses to overwrite. Errors: as file_fault().
Result<void> place_file(const std::string& whole, const std::string& path);

/// After a failed fsync the kernel may have dropped the dirty pages: no later answer about the disk
/// can be believed, so the process ends.
[[noreturn]] void end_for_failed_sync(std::string_view what);

}  // namespace yitong
