#include "server/sealer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/file.h"
#include "server/clock.h"

namespace yitong::server {
namespace {

namespace fs = std::filesystem;

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
  errno = ENOSPC;  // for a write that is short
  const bool written =
      file >= 0 && ::ftruncate(file, at) == 0 &&
      ::pwrite(file, line.data(), line.size(), at) == static_cast<ssize_t>(line.size());
  const int why = errno;
  if (written && ::fdatasync(file) != 0) end_for_failed_sync("a seal");
  if (file >= 0) ::close(file);
  if (!written) return fail(file_fault(path, why));
  return {};
}

Result<SigningKey> open_key(const std::string& path) {
  auto key = fs::exists(path) ? SigningKey::load(path) : SigningKey::create(path);
  if (!key) return key;
  // Whoever was stopped between the two files finds the public one missing.
  if (fs::exists(path + ".pub")) return key;
  if (auto published = key->publish(path + ".pub"); !published)
    return fail(std::move(published.error()));
  return key;
}

/// An older copy of the database would be sealed anew, and nobody would ever miss the rest.
Error less_than_sealed(const std::string& path, const Errors& lost) {
  const Error& first = lost.front();
  return {
      ErrorCode::corrupt, path,
      std::to_string(lost.size()) + " chains end too early, the first at " + first.path, first.rule,
      "Put back the newest copy of the database; if there is none, move the file of seals away, "
      "keep it, and ask the institutions for what is missing"};
}

}  // namespace

Result<std::unique_ptr<Sealer>> Sealer::start(store::Store reader, const std::string& database,
                                              Outcome sealed) {
  auto key = open_key(database + ".seal-key");
  if (!key) return fail(std::move(key.error()));
  std::unique_ptr<Sealer> sealer(
      new Sealer(std::move(reader), database + ".seals", std::move(*key), std::move(sealed)));
  if (auto taken = sealer->take_up(); !taken) return fail(std::move(taken.error()));
  sealer->ticker_ = std::make_unique<Ticker>(
      std::chrono::minutes(1), [&self = *sealer] { self.sealed_(self.append_seal()); });
  return sealer;
}

Sealer::Sealer(store::Store reader, std::string path, SigningKey key, Outcome sealed)
    : reader_(std::move(reader)),
      path_(std::move(path)),
      key_(std::move(key)),
      sealed_(std::move(sealed)) {}

Sealer::~Sealer() {
  if (!ticker_) return;  // it did not start
  ticker_.reset();
  sealed_(append_seal());
}

/// Where the last process left off, if the database still has what that sealed.
Result<void> Sealer::take_up() {
  const store::SealFile file = store::read_seals(contents_of(path_));
  whole_ = file.whole;
  previous_ = file.previous;
  const auto last = file.payloads.empty() ? std::nullopt : store::decode_seal(file.payloads.back());
  if (!last) return {};
  store::Database& database = reader_.database();
  database.begin_read();
  const Errors lost = store::check_heads(database, *last, "the last chain");
  auto fine = database.take_fault();
  database.rollback();
  if (!fine) return fine;
  if (!lost.empty()) return fail(less_than_sealed(path_, lost));
  return {};
}

Result<void> Sealer::append_seal() {
  auto seal = store::seal_now(reader_.database(), now(), previous_);
  if (!seal) return fail(std::move(seal.error()));
  if (seal->heads.empty() || seal->root == root_) return {};
  const auto line = store::seal_line(*seal, key_);
  if (!line) return fail(line.error());
  if (auto done = append_line(path_, whole_, *line); !done) return done;
  whole_ += line->size();
  previous_ = sm3(store::encode(*seal));
  root_ = seal->root;
  return {};
}

}  // namespace yitong::server
