// yitong-inspect: an upload on standard input, what is to be kept of it on standard output
// (src/documents/report.h); with the argument "list" a workbook, and its rows. The server starts
// one for each upload. Whoever breaks a decoder by a crafted file holds a process that can read no
// file, open no connection and dies soon.
#include <unistd.h>

#include <cerrno>
#include <exception>

#include "documents/inspect.h"
#include "documents/limits.h"
#include "seclude.h"

namespace {

bool read_all(std::string& out) {
  constexpr std::size_t kChunk = 1 << 16;
  while (out.size() <= yitong::documents::kMaxUploadBytes) {
    const std::size_t at = out.size();
    out.resize(at + kChunk);
    const ssize_t count = ::read(STDIN_FILENO, out.data() + at, kChunk);
    out.resize(at + static_cast<std::size_t>(count > 0 ? count : 0));
    if (count == 0) return true;
    if (count < 0 && errno != EINTR) return false;
  }
  return true;
}

bool write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

int run(yitong::documents::Purpose purpose) {
  std::string upload;
  upload.reserve(yitong::documents::kMaxUploadBytes + (1 << 17));
  if (!read_all(upload)) return 1;
  return write_all(yitong::documents::encode_report(yitong::documents::inspect(upload, purpose)))
             ? 0
             : 1;
}

}  // namespace

int main(int count, char** arguments) {
  using yitong::documents::Purpose;
  const bool list = count > 1 && arguments[1] == name_of(Purpose::list);
  if (!seclude()) _exit(3);
  try {
    _exit(run(list ? Purpose::list : Purpose::document));
  } catch (const std::exception&) {  // no memory left within the limit
    const auto refused = yitong::fail(yitong::ErrorCode::too_large, {}, "needs too much memory",
                                      "a file that can be read with 1 GiB");
    const yitong::Result<yitong::documents::Inspected> report(refused);
    _exit(write_all(yitong::documents::encode_report(report)) ? 0 : 1);
  }
}
