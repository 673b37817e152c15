#include "server/document_desk.h"

#include <sodium.h>

#include <filesystem>

#include "server/clamd.h"
#include "server/inspector.h"

namespace yitong::server {
namespace {

namespace fs = std::filesystem;

std::string inspector_beside_program() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path() / "yitong-inspect";
}

}  // namespace

Result<std::shared_ptr<const api::DocumentDesk>> open_documents(const AppOptions& options) {
  if (sodium_init() < 0) return fail(ErrorCode::io_failed, "random source");
  const std::string folder =
      options.documents.empty() ? options.database + ".documents" : options.documents;
  const std::string program =
      options.inspector.empty() ? inspector_beside_program() : options.inspector;
  std::function<Result<void>(std::string_view)> scan;
  if (!options.clamd.empty()) {
    auto clamd = Clamd::parse(options.clamd);
    if (!clamd) return fail(std::move(clamd.error()));
    scan = [clamd = std::move(*clamd), optional = options.clamd_optional](std::string_view bytes) {
      Result<void> verdict = clamd.scan(bytes);
      const bool unknown =
          !verdict && verdict.error().front().code == ErrorCode::document_unchecked;
      return unknown && optional ? Result<void>() : verdict;
    };
  }
  return std::make_shared<const api::DocumentDesk>(api::DocumentDesk{
      store::DocumentFolder(folder),
      [program](std::string_view bytes, documents::Purpose purpose) {
        return inspect_elsewhere(program, bytes, purpose);
      },
      std::move(scan),
      [](std::span<std::uint8_t> out) { randombytes_buf(out.data(), out.size()); }});
}

}  // namespace yitong::server
