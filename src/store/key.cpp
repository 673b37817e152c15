#include "store/key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/check.h"
#include "base/file.h"
#include "base/text.h"

namespace yitong::store {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::string_view kBlindingContext = "yitong/blinding/1";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

struct File {
  int descriptor;
  ~File() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

std::unexpected<Errors> io_failed(const std::string& path) { return fail(file_fault(path, errno)); }

}  // namespace

MasterKey::MasterKey(std::string_view bytes)
    : wrapping_(hmac_sm3(bytes, "yitong/wrap/1")),
      blinding_(hmac_sm3(bytes, "yitong/blind/1")),
      check_(hmac_sm3(bytes, "yitong/check/1")) {}

Result<MasterKey> MasterKey::parse(std::string_view hex) {
  while (!hex.empty() && (hex.back() == '\n' || hex.back() == '\r' || hex.back() == ' '))
    hex.remove_suffix(1);
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    const int high = hex_digit(hex[i]);
    const int low = hex_digit(hex[i + 1]);
    if (high < 0 || low < 0) break;
    bytes += static_cast<char>(high * 16 + low);
  }
  if (hex.size() != 2 * kKeyBytes || bytes.size() != kKeyBytes)
    return fail(ErrorCode::bad_value, "master key", "another form", "64 lower-case hex digits");
  return MasterKey(bytes);
}

Result<MasterKey> MasterKey::load(const std::string& path) {
  const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat status {};
  if (file.descriptor < 0 || ::fstat(file.descriptor, &status) != 0) return io_failed(path);
  if ((status.st_mode & 077) != 0)
    return fail(
        Error{ErrorCode::io_failed, path, "others may read it", "mode 0600", "chmod 600 " + path});
  char text[2 * kKeyBytes + 16];
  const ssize_t length = ::read(file.descriptor, text, sizeof text);
  if (length < 0) return io_failed(path);
  auto key = parse({text, static_cast<std::size_t>(length)});
  if (!key) key.error().front().path = path;
  return key;
}

Result<MasterKey> MasterKey::create(const std::string& path, std::string_view random32) {
  YT_CHECK(random32.size() == kKeyBytes);
  if (auto made = create_file(path, to_hex(random32) + "\n", 0600); !made)
    return fail(std::move(made.error()));
  return MasterKey(random32);
}

Digest MasterKey::fingerprint() const { return check_; }

std::string MasterKey::reseal_blinding(const MasterKey& earlier, std::string_view nonce24) const {
  return seal(wrapping(), nonce24, kBlindingContext, bytes_of(earlier.blinding_));
}

Result<MasterKey> MasterKey::with_blinding(std::string_view sealed) const {
  const auto plain = unseal(wrapping(), kBlindingContext, sealed);
  MasterKey out = *this;
  if (!plain || plain->size() != out.blinding_.size())
    return fail(ErrorCode::corrupt, "setting/blinding_key", "a broken seal");
  std::copy(plain->begin(), plain->end(), out.blinding_.begin());
  return out;
}

Digest MasterKey::blind(std::string_view resident_id) const {
  return hmac_sm3(bytes_of(blinding_), resident_id);
}

void MasterKey::blind_each(std::span<const Hashed> resident_ids) const {
  hmac_sm3_each(bytes_of(blinding_), resident_ids);
}

Digest MasterKey::of_print(std::string_view bytes) const {
  // Papers outlive a master key as blind values do.
  const Digest printing = hmac_sm3(bytes_of(blinding_), "yitong/print/1");
  return hmac_sm3(bytes_of(printing), bytes);
}

}  // namespace yitong::store
