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

/// The seals and the public key of a lost key get a number and stay; new ones begin. The key first:
/// whoever is stopped between the two finds the seals and goes on with them.
Result<void> set_aside(const std::string& database) {
  const std::string seals = database + ".seals", key = database + ".seal-key.pub";
  std::error_code error;
  int number = 1;
  while (fs::exists(seals + "." + std::to_string(number), error)) ++number;
  for (const std::string& path : {key, seals})
    if (!error && fs::exists(path, error))
      fs::rename(path, path + "." + std::to_string(number), error);
  if (error) return fail(file_fault(seals, error.value()));
  return {};
}

/// Whoever was stopped between the two files of a key finds the public one missing.
Result<SigningKey> open_key(const std::string& path) {
  auto key = fs::exists(path) ? SigningKey::load(path) : SigningKey::create(path);
  if (!key || fs::exists(path + ".pub")) return key;
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

/// Nothing, unless the database lacks what the newest seal names.
Result<void> hold_against(store::Database& database, const std::string& path,
                          const store::SealFile& seals) {
  const auto last =
      seals.payloads.empty() ? std::nullopt : store::decode_seal(seals.payloads.back());
  if (!last) return {};
  database.begin_read();
  const Errors lost = store::check_heads(database, *last, "the last chain");
  auto fine = database.take_fault();
  database.rollback();
  if (!fine) return fine;
  if (!lost.empty()) return fail(less_than_sealed(path, lost));
  return {};
}

}  // namespace

Result<std::unique_ptr<Sealer>> Sealer::start(store::Store reader, const std::string& database,
                                              Outcome sealed) {
  const std::string path = database + ".seals";
  store::SealFile seals = store::read_seals(contents_of(path));
  if (auto whole = hold_against(reader.database(), path, seals); !whole)
    return fail(std::move(whole.error()));
  if (!fs::exists(database + ".seal-key")) {
    if (auto done = set_aside(database); !done) return fail(std::move(done.error()));
    seals = {};
  }
  auto key = open_key(database + ".seal-key");
  if (!key) return fail(std::move(key.error()));
  return std::unique_ptr<Sealer>(
      new Sealer(std::move(reader), path, std::move(*key), seals, std::move(sealed)));
}

Sealer::Sealer(store::Store reader, std::string path, SigningKey key, const store::SealFile& seals,
               Outcome sealed)
    : reader_(std::move(reader)),
      path_(std::move(path)),
      key_(std::move(key)),
      sealed_(std::move(sealed)),
      whole_(seals.whole),
      previous_(seals.previous),
      ticker_(
          std::make_unique<Ticker>(std::chrono::minutes(1), [this] { sealed_(append_seal()); })) {}

Sealer::~Sealer() {
  ticker_.reset();
  sealed_(append_seal());
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
