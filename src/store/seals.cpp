#include "store/seals.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/id.h"
#include "base/text.h"
#include "ledger/bytes.h"
#include "store/entry_rows.h"

namespace yitong::store {
namespace {

Digest digest_from(std::string_view bytes) {
  Digest out{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), out.size()), out.begin());
  return out;
}

Error damage(std::string path, std::string found, std::string rule) {
  return {ErrorCode::corrupt, std::move(path), std::move(found), std::move(rule), {}};
}

}  // namespace

std::string encode(const Seal& seal) {
  ledger::ByteWriter out;
  out.u8(1).zigzag(seal.at.micros).raw(bytes_of(seal.previous)).varint(seal.heads.size());
  for (const ledger::EntryId& head : seal.heads)
    out.varint(static_cast<std::uint64_t>(head.bucket))
        .varint(static_cast<std::uint64_t>(head.seq));
  out.raw(bytes_of(seal.root));
  return out.take();
}

std::optional<Seal> decode_seal(std::string_view payload) {
  ledger::ByteReader in(payload);
  Seal seal;
  if (in.u8() != 1) in.fail();
  seal.at.micros = in.zigzag();
  seal.previous = digest_from(in.raw(sizeof(Digest)));
  seal.heads.resize(in.count(kBuckets));
  for (ledger::EntryId& head : seal.heads) {
    head.bucket = static_cast<std::int32_t>(in.varint());
    head.seq = static_cast<std::int64_t>(in.varint());
  }
  seal.root = digest_from(in.raw(sizeof(Digest)));
  if (!in.done()) return std::nullopt;
  return seal;
}

Result<Seal> seal_now(Database& database, Instant at, const Digest& previous) {
  Seal seal{at, previous, {}, {}};
  std::string links;
  database.begin_read();
  for (std::int32_t bucket = 0; bucket < kBuckets; ++bucket) {
    const Place next = next_place(database, bucket);
    if (next.id.seq == 1) continue;
    seal.heads.push_back({bucket, next.id.seq - 1});
    links += bytes_of(next.previous);
  }
  auto fine = database.take_fault();
  database.rollback();
  if (!fine) return fail(std::move(fine.error()));
  seal.root = sm3(links);
  return seal;
}

Result<std::string> seal_line(const Seal& seal, const SigningKey& key) {
  const std::string payload = encode(seal);
  const auto signature = key.sign(payload);
  if (!signature) return fail(signature.error());
  return to_hex(payload) + " " + to_hex(*signature) + "\n";
}

SealFile read_seals(std::string_view text) {
  SealFile out;
  for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n', out.whole)) {
    const std::string_view line = text.substr(out.whole, end - out.whole);
    out.whole = end + 1;
    const auto space = line.find(' ');
    const auto payload = from_hex(line.substr(0, space));
    const auto signature = space == line.npos ? std::nullopt : from_hex(line.substr(space + 1));
    const bool good = payload && signature && decode_seal(*payload);
    if (!good)
      out.faults.push_back(damage(fmt::format("seal/{}", out.payloads.size() + 1),
                                  "a line that is no seal", "the grammar of store/seals.h"));
    out.payloads.push_back(good ? *payload : std::string());
    out.signatures.push_back(good ? *signature : std::string());
    out.previous = sm3(out.payloads.back());
  }
  return out;
}

Errors check_seals(Database& database, const SealFile& seals, const VerifyingKey& key) {
  Errors out = seals.faults;
  Digest previous{};
  for (std::size_t i = 0; i < seals.payloads.size(); ++i) {
    const auto seal = decode_seal(seals.payloads[i]);
    const std::string path = fmt::format("seal/{}", i + 1);
    if (!seal) return out;
    if (!key.verifies(seals.payloads[i], seals.signatures[i]))
      out.push_back(
          damage(path, "a signature of another key or text", "signed by the sealing key"));
    if (seal->previous != previous)
      out.push_back(damage(path, to_hex(seal->previous), "the hash of the seal before it"));
    previous = sm3(seals.payloads[i]);
  }
  if (seals.payloads.empty()) return out;
  const Seal last = *decode_seal(seals.payloads.back());
  std::string links;
  bool whole = true;
  for (const ledger::EntryId& head : last.heads) {
    if (const auto link = find_link(database, head)) {
      links += bytes_of(*link);
      continue;
    }
    whole = false;
    out.push_back(damage(fmt::format("entry/{}/{}", head.bucket, head.seq), "no such entry",
                         "sealed at " + last.at.str()));
  }
  if (whole && sm3(links) != last.root)
    out.push_back(damage(fmt::format("seal/{}", seals.payloads.size()),
                         "chains that lead elsewhere",
                         "the heads that were sealed at " + last.at.str()));
  return out;
}

}  // namespace yitong::store
