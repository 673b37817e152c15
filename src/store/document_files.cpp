#include "store/document_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <set>

#include "base/check.h"
#include "base/file.h"
#include "base/id.h"

namespace yitong::store {
namespace {

constexpr std::string_view kFileMagic{"YTD\x01", 4};
constexpr std::size_t kFileHead = 8, kFileNonce = 24;
constexpr off_t kMaxFileBytes = 32 << 20;

std::string context_of(std::string_view part, std::string_view file) {
  return fmt::format("document/{}/{}", part, file);
}

struct DocumentFile {
  int descriptor;
  ~DocumentFile() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

/// A new folder is there after a crash once the one above it is synced.
Result<void> make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0) {
    if (errno == EEXIST) return {};
    return fail(file_fault(path, errno));
  }
  const std::size_t slash = path.rfind('/');
  const std::string above = slash == path.npos ? "." : path.substr(0, slash + 1);
  const DocumentFile folder{::open(above.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (folder.descriptor < 0 || ::fsync(folder.descriptor) != 0)
    return fail(file_fault(above, errno));
  return {};
}

}  // namespace

std::string seal_document(const DocumentKeys& keys, std::string_view file, std::string_view nonces,
                          std::string_view thumbnail, std::string_view content) {
  YT_CHECK(nonces.size() == 2 * kFileNonce);
  const std::string_view key = bytes_of(keys.sealing);
  const std::string small =
      seal(key, nonces.substr(0, kFileNonce), context_of("thumbnail", file), thumbnail);
  std::string out(kFileMagic);
  for (int shift = 24; shift >= 0; shift -= 8)
    out += static_cast<char>((small.size() >> shift) & 0xFF);
  out += small;
  out += seal(key, nonces.substr(kFileNonce), context_of("content", file), content);
  return out;
}

Result<DocumentParts> unseal_document(const DocumentKeys& keys, std::string_view file,
                                      std::string_view bytes) {
  const auto corrupt = [&](std::string found) {
    return fail(ErrorCode::corrupt, fmt::format("document file {}", file), std::move(found));
  };
  if (!bytes.starts_with(kFileMagic) || bytes.size() < kFileHead) return corrupt("another format");
  std::size_t length = 0;
  for (std::size_t i = 4; i < kFileHead; ++i)
    length = length * 256 + static_cast<unsigned char>(bytes[i]);
  bytes.remove_prefix(kFileHead);
  if (length > bytes.size()) return corrupt("cut short");
  const std::string_view key = bytes_of(keys.sealing);
  auto thumbnail = unseal(key, context_of("thumbnail", file), bytes.substr(0, length));
  auto content = unseal(key, context_of("content", file), bytes.substr(length));
  if (!thumbnail || !content) return corrupt("a seal that does not open");
  return DocumentParts{std::move(*thumbnail), std::move(*content)};
}

std::string DocumentFolder::path_of_file(std::int32_t bucket, const std::string& file) const {
  return fmt::format("{}/{:04}/{}", path_, bucket, file);
}

Result<void> DocumentFolder::write(std::int32_t bucket, const std::string& file,
                                   std::string_view bytes) const {
  if (auto made = make_folder(path_); !made) return made;
  if (auto made = make_folder(fmt::format("{}/{:04}", path_, bucket)); !made) return made;
  return create_file(path_of_file(bucket, file), bytes, 0600);
}

Result<std::string> DocumentFolder::read(std::int32_t bucket, const std::string& file) const {
  const std::string path = path_of_file(bucket, file);
  const DocumentFile in{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
  struct stat status {};
  if (in.descriptor < 0 || ::fstat(in.descriptor, &status) != 0)
    return fail(file_fault(path, errno));
  if (status.st_size > kMaxFileBytes) return fail(ErrorCode::too_large, path);
  std::string out(static_cast<std::size_t>(status.st_size), '\0');
  for (std::size_t at = 0; at < out.size();) {
    const ssize_t count = ::read(in.descriptor, out.data() + at, out.size() - at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return fail(file_fault(path, count < 0 ? errno : EIO));
    at += static_cast<std::size_t>(count);
  }
  return out;
}

void DocumentFolder::remove(std::int32_t bucket, const std::string& file) const {
  ::unlink(path_of_file(bucket, file).c_str());
}

std::vector<DocumentFolder::Listed> DocumentFolder::list(std::int32_t bucket) const {
  const std::string folder = fmt::format("{}/{:04}", path_, bucket);
  std::vector<Listed> out;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(folder.c_str()), ::closedir);
  if (!entries) return out;
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string name = entry->d_name;
    struct stat status {};
    if (name.starts_with('.') || ::stat((folder + "/" + name).c_str(), &status) != 0) continue;
    out.push_back({name, {std::int64_t{status.st_mtim.tv_sec} * 1'000'000}});
  }
  return out;
}

Result<std::int64_t> sweep_documents(Store& store, const DocumentFolder& folder, Instant before) {
  std::int64_t removed = 0;
  for (std::int32_t bucket = 0; bucket < kBuckets; ++bucket) {
    const auto listed = folder.list(bucket);
    if (listed.empty()) continue;
    store.database().begin_read();
    std::set<std::string> live;
    for (LiveFile& each : live_files(store.database(), bucket)) live.insert(std::move(each.file));
    if (auto fine = store.database().commit(); !fine) return fail(std::move(fine.error()));
    for (const DocumentFolder::Listed& each : listed) {
      if (live.contains(each.file) || each.written >= before) continue;
      folder.remove(bucket, each.file);
      ++removed;
    }
  }
  return removed;
}

FilesChecked audit_documents(Store& store, const DocumentFolder& folder) {
  FilesChecked out;
  for (std::int32_t bucket = 0; bucket < kBuckets; ++bucket) {
    store.database().begin_read();
    const auto live = live_files(store.database(), bucket);
    if (auto fine = store.database().commit(); !fine) {
      out.findings.push_back(fine.error().front());
      continue;
    }
    const auto listed = folder.list(bucket);
    out.without_row += static_cast<std::int64_t>(std::ranges::count_if(listed, [&](auto& each) {
      return std::ranges::find(live, each.file, &LiveFile::file) == live.end();
    }));
    for (const LiveFile& each : live) {
      ++out.files;
      const auto bytes = folder.read(bucket, each.file);
      if (bytes && sm3(*bytes) == each.hash) continue;
      out.findings.push_back({ErrorCode::corrupt,
                              fmt::format("document/{}/{}", bucket, each.seq),
                              bytes ? "file with other bytes" : "no readable file",
                              "file " + each.file + " as it was written",
                              {}});
    }
  }
  return out;
}

}  // namespace yitong::store
