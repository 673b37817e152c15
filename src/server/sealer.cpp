#include "server/sealer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "server/clock.h"

namespace yitong::server {
namespace {

std::string contents_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

/// Appends behind the last whole line, on disk when it returns.
Result<void> append_line(const std::string& path, std::size_t whole, const std::string& line) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  const auto at = static_cast<off_t>(whole);
  const bool done =
      file >= 0 && ::ftruncate(file, at) == 0 &&
      ::pwrite(file, line.data(), line.size(), at) == static_cast<ssize_t>(line.size()) &&
      ::fdatasync(file) == 0;
  const int why = errno;
  if (file >= 0) ::close(file);
  if (!done) return fail(ErrorCode::io_failed, path, std::strerror(why));
  return {};
}

}  // namespace

Result<std::unique_ptr<Sealer>> Sealer::start(store::Store reader, const std::string& database,
                                              std::function<void(const Error&)> failed) {
  const std::string key_path = database + ".seal-key";
  auto key =
      std::filesystem::exists(key_path) ? SigningKey::load(key_path) : SigningKey::create(key_path);
  if (!key) return fail(std::move(key.error()));
  return std::unique_ptr<Sealer>(
      new Sealer(std::move(reader), database + ".seals", std::move(*key), std::move(failed)));
}

Sealer::Sealer(store::Store reader, std::string path, SigningKey key,
               std::function<void(const Error&)> failed)
    : reader_(std::move(reader)),
      path_(std::move(path)),
      key_(std::move(key)),
      failed_(std::move(failed)),
      ticker_(std::make_unique<Ticker>(std::chrono::minutes(1), [this] { seal(); })) {}

Sealer::~Sealer() {
  ticker_.reset();
  seal();
}

void Sealer::seal() {
  if (const auto done = append_seal(); !done) failed_(done.error().front());
}

Result<void> Sealer::append_seal() {
  const store::SealFile file = store::read_seals(contents_of(path_));
  auto seal = store::seal_now(reader_.database(), now(), file.previous);
  if (!seal) return fail(std::move(seal.error()));
  if (seal->heads.empty() || seal->root == sealed_) return {};
  const auto line = store::seal_line(*seal, key_);
  if (!line) return fail(line.error());
  if (auto done = append_line(path_, file.whole, *line); !done) return done;
  sealed_ = seal->root;
  return {};
}

}  // namespace yitong::server
