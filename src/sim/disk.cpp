#include "sim/disk.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace yitong::sim {
namespace {

void forget_unsynced(Disk::File& file) {
  file.unsynced.clear();
  file.written.clear(), file.overwritten.clear();
}

}  // namespace

std::shared_ptr<Disk::File> Disk::open(const std::string& name) {
  auto& file = files_[name];
  if (file == nullptr) file = std::make_shared<File>();
  return file;
}

std::shared_ptr<Disk::File> Disk::find(const std::string& name) const {
  const auto at = files_.find(name);
  return at == files_.end() ? nullptr : at->second;
}

void Disk::remove(const std::string& name) { files_.erase(name); }

/// Counts an operation; false if the power fails at it.
bool Disk::tick() {
  ++operations_;
  if (cut_at_ >= 0 && operations_ > cut_at_) down_ = true;
  return !down_;
}

Disk::Outcome Disk::refuse() {
  if (failing_ == 0) return Outcome::done;
  --failing_;
  ++failed_;
  return full_ ? Outcome::full : Outcome::failed;
}

Disk::Outcome Disk::write(File& file, std::uint64_t offset, const char* data, std::size_t size) {
  if (down_) return Outcome::failed;
  if (const Outcome refused = refuse(); refused != Outcome::done) return refused;
  const bool up = tick();
  const std::string& before = file.current;
  file.unsynced.push_back(
      {false, offset, size, file.written.size(), before.size(), file.overwritten.size()});
  file.written.append(data, size);
  if (offset < before.size()) file.overwritten.append(before, offset, size);
  apply(file, file.unsynced.back());
  return up ? Outcome::done : Outcome::failed;
}

Disk::Outcome Disk::truncate(File& file, std::uint64_t size) {
  if (down_) return Outcome::failed;
  if (const Outcome refused = refuse(); refused != Outcome::done) return refused;
  const bool up = tick();
  const std::string& before = file.current;
  file.unsynced.push_back({true, size, 0, 0, before.size(), file.overwritten.size()});
  if (size < before.size()) file.overwritten.append(before, size);
  apply(file, file.unsynced.back());
  return up ? Outcome::done : Outcome::failed;
}

Disk::Outcome Disk::sync(File& file) {
  if (down_ || !tick()) return Outcome::failed;
  forget_unsynced(file);
  file.durably_named = true;
  return Outcome::done;
}

bool Disk::read_fails() { return down_; }

void Disk::cut_after(std::int64_t operations) {
  cut_at_ = operations_ + operations;
  if (operations == 0) down_ = true;
}

void Disk::fail_next(std::int64_t operations, bool full) {
  failing_ = operations;
  full_ = full;
}

void Disk::apply(File& file, const Operation& operation) {
  std::string& content = file.current;
  if (operation.truncate || content.size() < operation.offset) content.resize(operation.offset);
  if (operation.truncate) return;
  const std::size_t over = std::min<std::size_t>(operation.size, content.size() - operation.offset);
  const char* const data = file.written.data() + operation.data;
  std::memcpy(content.data() + operation.offset, data, over);
  content.append(data + over, operation.size - over);
}

void Disk::apply_torn(File& file, const Operation& operation, Random& random) {
  if (operation.truncate || operation.size == 0) {
    if (random.percent(50)) apply(file, operation);
    return;
  }
  const std::uint64_t end = operation.offset + operation.size;
  for (std::uint64_t at = operation.offset; at < end;) {
    const std::uint64_t next = std::min(end, (at / kSector + 1) * kSector);
    const Operation piece{false, at, next - at, operation.data + (at - operation.offset), 0, 0};
    if (random.percent(50)) apply(file, piece);
    at = next;
  }
}

/// The last of those that were not taken back.
void Disk::take_back(File& file, const Operation& operation) {
  std::string& content = file.current;
  content.resize(operation.old_size);
  if (operation.offset >= content.size()) return;
  const std::size_t kept = content.size() - operation.offset;
  std::memcpy(content.data() + operation.offset, file.overwritten.data() + operation.old,
              operation.truncate ? kept : std::min(operation.size, kept));
}

void Disk::restart(Loss loss, Random& random) {
  for (auto at = files_.begin(); at != files_.end();) {
    File& file = *at->second;
    YT_CHECK(at->second.use_count() == 1);
    for (auto last = file.unsynced.rbegin(); last != file.unsynced.rend(); ++last)
      take_back(file, *last);
    const std::size_t kept = random.below(file.unsynced.size() + 1);
    for (std::size_t i = 0; i < file.unsynced.size(); ++i) {
      const bool keep = loss == Loss::nothing || (loss == Loss::suffix && i < kept) ||
                        (loss == Loss::some && random.percent(50));
      if (loss == Loss::torn)
        apply_torn(file, file.unsynced[i], random);
      else if (keep)
        apply(file, file.unsynced[i]);
    }
    forget_unsynced(file);
    file.shared = {};
    file.shared_locks = 0;
    file.reserved = file.exclusive = nullptr;
    const bool named = file.durably_named || loss == Loss::nothing || random.percent(50);
    file.durably_named = true;
    at = named ? std::next(at) : files_.erase(at);
  }
  down_ = false;
  cut_at_ = -1;
  failing_ = 0;
}

Disk::Image Disk::image() const {
  Image out;
  for (const auto& [name, file] : files_) out[name] = file->current;
  return out;
}

void Disk::load(const Image& image) {
  files_.clear();
  for (const auto& [name, content] : image) {
    File& file = *open(name);
    file.current = content;
    file.durably_named = true;
  }
}

}  // namespace yitong::sim
