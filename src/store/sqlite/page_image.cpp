#include "store/sqlite/page_image.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/mman.h>

#include <vector>

#include "base/check.h"
#include "store/sqlite/vfs_over.h"

namespace yitong::store {
namespace {

/// What SQLite may look at behind a damaged page.
constexpr std::size_t kBehind = 4096;

struct ImageVfs : VfsOver {
  std::size_t most_bytes = 0;
};

/// The pages of one file. Its memory is as long as the file, and real where pages were read.
class PageImage {
 public:
  PageImage() = default;
  ~PageImage() { release(); }
  PageImage(const PageImage&) = delete;
  PageImage& operator=(const PageImage&) = delete;

  /// Null: SQLite is to read the page itself.
  void* page(sqlite3_file* file, sqlite3_int64 at, int size, std::size_t most_bytes);
  void give_back() { --in_use_; }
  void forget();

 private:
  void release() {
    if (bytes_ != nullptr) ::munmap(bytes_, reserved_);
    bytes_ = nullptr, reserved_ = 0;
  }
  bool begin(sqlite3_file* file, std::size_t page_bytes);

  char* bytes_ = nullptr;
  std::size_t reserved_ = 0, page_bytes_ = 0;
  std::vector<char> is_here_;  ///< by page; empty: the file's length is not known
  std::size_t here_bytes_ = 0;
  std::int64_t in_use_ = 0;
};

bool PageImage::begin(sqlite3_file* file, std::size_t page_bytes) {
  sqlite3_int64 size = 0;
  if (file->pMethods->xFileSize(file, &size) != SQLITE_OK || size <= 0) return false;
  const auto length = static_cast<std::size_t>(size);
  if (length + kBehind > reserved_) {
    release();
    void* const bytes = ::mmap(nullptr, length + kBehind, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (bytes == MAP_FAILED) return false;
    bytes_ = static_cast<char*>(bytes), reserved_ = length + kBehind;
  }
  page_bytes_ = page_bytes;
  is_here_.assign(length / page_bytes, 0);
  return true;
}

void* PageImage::page(sqlite3_file* file, sqlite3_int64 at, int size, std::size_t most_bytes) {
  const auto offset = static_cast<std::size_t>(at), bytes = static_cast<std::size_t>(size);
  if (is_here_.empty() && !begin(file, bytes)) return nullptr;
  const std::size_t number = offset / page_bytes_;
  if (bytes != page_bytes_ || offset % page_bytes_ != 0 || number >= is_here_.size())
    return nullptr;
  char* const page = bytes_ + offset;
  if (is_here_[number] == 0) {
    if (here_bytes_ + bytes > most_bytes) {
      if (in_use_ > 0) return nullptr;
      forget();
      return this->page(file, at, size, most_bytes);
    }
    if (file->pMethods->xRead(file, page, size, at) != SQLITE_OK) return nullptr;
    is_here_[number] = 1, here_bytes_ += bytes;
  }
  ++in_use_;
  return page;
}

void PageImage::forget() {
  YT_CHECK(in_use_ == 0);
  if (here_bytes_ > 0) YT_CHECK(::madvise(bytes_, reserved_, MADV_DONTNEED) == 0);
  is_here_.clear(), here_bytes_ = 0;
}

/// A database's file as SQLite holds it; the file of the VFS below follows in memory.
struct ImageFile {
  sqlite3_file head;
  std::size_t most_bytes = 0;
  PageImage image;
};
constexpr std::size_t kImageFileBytes = (sizeof(ImageFile) + 15) / 16 * 16;

ImageFile& image_file(sqlite3_file* file) { return *reinterpret_cast<ImageFile*>(file); }
sqlite3_file* under_image(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + kImageFileBytes);
}

int fetch_from_image(sqlite3_file* file, sqlite3_int64 at, int size, void** out) {
  ImageFile& own = image_file(file);
  *out = own.image.page(under_image(file), at, size, own.most_bytes);
  return SQLITE_OK;
}

int give_back_to_image(sqlite3_file* file, sqlite3_int64, void* page) {
  PageImage& image = image_file(file).image;
  page == nullptr ? image.forget() : image.give_back();
  return SQLITE_OK;
}

int close_image(sqlite3_file* file) {
  sqlite3_file* const under = under_image(file);
  const int status = under->pMethods->xClose(under);
  std::destroy_at(&image_file(file));
  return status;
}

/// The file below must not be mapped.
int control_under_image(sqlite3_file* file, int operation, void* argument) {
  if (operation == SQLITE_FCNTL_MMAP_SIZE) return SQLITE_NOTFOUND;
  sqlite3_file* const under = under_image(file);
  return under->pMethods->xFileControl(under, operation, argument);
}

/// Calls the same method of the file below.
template <auto method, class... Arguments>
auto pass_under_image(sqlite3_file* file, Arguments... arguments) {
  sqlite3_file* const under = under_image(file);
  return (under->pMethods->*method)(under, arguments...);
}

using FileMethods = sqlite3_io_methods;
const FileMethods kImageMethods{
    3,
    close_image,
    pass_under_image<&FileMethods::xRead, void*, int, sqlite3_int64>,
    pass_under_image<&FileMethods::xWrite, const void*, int, sqlite3_int64>,
    pass_under_image<&FileMethods::xTruncate, sqlite3_int64>,
    pass_under_image<&FileMethods::xSync, int>,
    pass_under_image<&FileMethods::xFileSize, sqlite3_int64*>,
    pass_under_image<&FileMethods::xLock, int>,
    pass_under_image<&FileMethods::xUnlock, int>,
    pass_under_image<&FileMethods::xCheckReservedLock, int*>,
    control_under_image,
    pass_under_image<&FileMethods::xSectorSize>,
    pass_under_image<&FileMethods::xDeviceCharacteristics>,
    pass_under_image<&FileMethods::xShmMap, int, int, int, void volatile**>,
    pass_under_image<&FileMethods::xShmLock, int, int, int>,
    pass_under_image<&FileMethods::xShmBarrier>,
    pass_under_image<&FileMethods::xShmUnmap, int>,
    fetch_from_image,
    give_back_to_image};

int open_with_image(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags,
                    int* out_flags) {
  const ImageVfs& own = static_cast<ImageVfs&>(over(vfs));
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0)
    return own.base->xOpen(own.base, name, file, flags, out_flags);
  file->pMethods = nullptr;
  sqlite3_file* const under = under_image(file);
  const int status = own.base->xOpen(own.base, name, under, flags, out_flags);
  const bool open = under->pMethods != nullptr;
  if (status == SQLITE_OK && under->pMethods->iVersion >= 2) {
    ImageFile& image = *std::construct_at(&image_file(file));
    image.head.pMethods = &kImageMethods;
    image.most_bytes = own.most_bytes;
    return SQLITE_OK;
  }
  if (open) under->pMethods->xClose(under);
  return status == SQLITE_OK ? SQLITE_CANTOPEN : status;
}

}  // namespace

struct PageImageVfs::Registration {
  std::string name;
  sqlite3_vfs vfs{};
  ImageVfs own;
};

PageImageVfs::PageImageVfs(const char* base, std::size_t most_bytes)
    : registration_(std::make_unique<Registration>()) {
  sqlite3_initialize();
  sqlite3_vfs* const under = sqlite3_vfs_find(base);
  YT_CHECK(under != nullptr);
  registration_->name = fmt::format("image {} {}", under->zName, fmt::ptr(this));
  registration_->own = {{under}, most_bytes};
  stand_over(registration_->vfs, registration_->name, registration_->own,
             static_cast<int>(kImageFileBytes));
  registration_->vfs.xOpen = open_with_image;
  YT_CHECK(sqlite3_vfs_register(&registration_->vfs, 0) == SQLITE_OK);
}

PageImageVfs::~PageImageVfs() { sqlite3_vfs_unregister(&registration_->vfs); }

const char* PageImageVfs::name() const { return registration_->name.c_str(); }

}  // namespace yitong::store
