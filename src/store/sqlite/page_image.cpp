#include "store/sqlite/page_image.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/mman.h>

#include <atomic>
#include <utility>

#include "base/check.h"
#include "store/sqlite/vfs_over.h"

namespace yitong::store {
namespace {

/// What SQLite may look at behind a damaged page.
constexpr std::size_t kBehind = 4096;

struct ImageVfs : VfsOver {
  std::size_t most_bytes = 0;
};

/// The pages of one file as it is for those who see the same commits; threads may share it. Its
/// memory is as long as the file, and real where pages were read.
class PageImage {
 public:
  PageImage(char* bytes, std::size_t length, std::size_t page_bytes, std::size_t most_bytes)
      : bytes_(bytes),
        length_(length),
        page_bytes_(page_bytes),
        most_bytes_(most_bytes),
        states_(std::make_unique<std::atomic<State>[]>(length / page_bytes)) {}
  ~PageImage() { ::munmap(bytes_, length_ + kBehind); }
  PageImage(const PageImage&) = delete;
  PageImage& operator=(const PageImage&) = delete;

  /// Null: the file's length is not known, or there is no memory.
  static std::shared_ptr<PageImage> of(sqlite3_file* file, std::size_t page_bytes,
                                       std::size_t most_bytes);
  /// Null: SQLite is to read the page itself.
  void* page(sqlite3_file* file, sqlite3_int64 at, int size);
  bool is_full() const { return here_bytes_ + page_bytes_ > most_bytes_; }
  bool can_be_full() const { return length_ > most_bytes_; }

 private:
  enum class State : char { absent, being_read, here };

  char* bytes_;
  std::size_t length_, page_bytes_, most_bytes_;
  std::unique_ptr<std::atomic<State>[]> states_;  ///< by page
  std::atomic<std::size_t> here_bytes_ = 0;
};

std::shared_ptr<PageImage> PageImage::of(sqlite3_file* file, std::size_t page_bytes,
                                         std::size_t most_bytes) {
  sqlite3_int64 size = 0;
  if (file->pMethods->xFileSize(file, &size) != SQLITE_OK || size <= 0) return nullptr;
  const auto length = static_cast<std::size_t>(size);
  void* const bytes = ::mmap(nullptr, length + kBehind, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (bytes == MAP_FAILED) return nullptr;
  return std::make_shared<PageImage>(static_cast<char*>(bytes), length, page_bytes, most_bytes);
}

void* PageImage::page(sqlite3_file* file, sqlite3_int64 at, int size) {
  const auto offset = static_cast<std::size_t>(at), bytes = static_cast<std::size_t>(size);
  if (bytes != page_bytes_ || offset % page_bytes_ != 0 || offset + bytes > length_) return nullptr;
  char* const page = bytes_ + offset;
  std::atomic<State>& state = states_[offset / page_bytes_];
  if (state.load(std::memory_order_acquire) == State::here) return page;
  if (is_full()) return nullptr;
  State before = State::absent;  // whoever finds it otherwise does not wait for the other thread
  if (!state.compare_exchange_strong(before, State::being_read)) return nullptr;
  const bool read = file->pMethods->xRead(file, page, size, at) == SQLITE_OK;
  state.store(read ? State::here : State::absent, std::memory_order_release);
  if (!read) return nullptr;
  here_bytes_ += bytes;
  return page;
}

/// A database's file as SQLite holds it; the file of the VFS below follows in memory.
struct ImageFile {
  sqlite3_file head;
  std::size_t most_bytes = 0;
  std::shared_ptr<PageImage> image;  ///< null: nothing was read yet
  std::int64_t in_use = 0;           ///< pages that this connection holds

  /// Null: SQLite is to read the page itself.
  void* page(sqlite3_file* under, sqlite3_int64 at, int size);
  void forget() {
    YT_CHECK(in_use == 0);
    image = nullptr;
  }
};
constexpr std::size_t kImageFileBytes = (sizeof(ImageFile) + 15) / 16 * 16;

void* ImageFile::page(sqlite3_file* under, sqlite3_int64 at, int size) {
  if (image != nullptr && in_use == 0 && image->is_full()) forget();
  if (image == nullptr) image = PageImage::of(under, static_cast<std::size_t>(size), most_bytes);
  void* const out = image == nullptr ? nullptr : image->page(under, at, size);
  if (out != nullptr) ++in_use;
  return out;
}

ImageFile& image_file(sqlite3_file* file) { return *reinterpret_cast<ImageFile*>(file); }
sqlite3_file* under_image(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + kImageFileBytes);
}

int fetch_from_image(sqlite3_file* file, sqlite3_int64 at, int size, void** out) {
  *out = image_file(file).page(under_image(file), at, size);
  return SQLITE_OK;
}

int give_back_to_image(sqlite3_file* file, sqlite3_int64, void* page) {
  ImageFile& own = image_file(file);
  page == nullptr ? own.forget() : static_cast<void>(--own.in_use);
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

void PageImageVfs::share(std::span<sqlite3* const> connections, std::size_t page_bytes) {
  std::shared_ptr<PageImage> image;
  for (sqlite3* const connection : connections) {
    sqlite3_file* file = nullptr;
    YT_CHECK(sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file) ==
             SQLITE_OK);
    YT_CHECK(file->pMethods == &kImageMethods);
    ImageFile& own = image_file(file);
    if (image == nullptr) image = PageImage::of(under_image(file), page_bytes, own.most_bytes);
    if (image == nullptr || image->can_be_full()) return;
    own.forget();
    own.image = image;
  }
}

}  // namespace yitong::store
