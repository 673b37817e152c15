#include "base/sm3_lanes.h"

#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"

namespace yitong {

#if defined(__x86_64__)
namespace {

constexpr int kWords = 8;
constexpr std::size_t kBlockBytes = 64;
using Bytes = const unsigned char*;

constexpr std::uint32_t kInitial[kWords] = {0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600,
                                            0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E};

/// T(j) of the standard, turned left by j.
constexpr std::array<std::uint32_t, 64> kTurned = [] {
  std::array<std::uint32_t, 64> out{};
  for (int j = 0; j < 64; ++j) out[j] = std::rotl(j < 16 ? 0x79CC4519u : 0x7A879D8Au, j % 32);
  return out;
}();

/// A word of each of eight lanes (AVX2), and of sixteen (AVX-512).
using Wide8 = std::uint32_t __attribute__((vector_size(32)));
using Wide16 = std::uint32_t __attribute__((vector_size(64)));
using WideBytes = unsigned char __attribute__((vector_size(32)));
template <class Wide>
constexpr int kLanesOf = sizeof(Wide) / sizeof(std::uint32_t);

// What works on vectors is inlined into hash_blocks(): no vector is ever passed in a call, though
// the compiler warns of how it would be passed.
#pragma GCC diagnostic ignored "-Wpsabi"
#define WIDE __attribute__((target("avx2"), always_inline)) inline

template <int n, class Wide>
WIDE Wide turned(Wide x) {
  return x << n | x >> (32 - n);
}

/// A turn by whole bytes is one instruction.
WIDE Wide8 turned_by_byte(Wide8 x) {
  const WideBytes bytes = reinterpret_cast<WideBytes>(x);
  return reinterpret_cast<Wide8>(
      __builtin_shufflevector(bytes, bytes, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14,
                              19, 16, 17, 18, 23, 20, 21, 22, 27, 24, 25, 26, 31, 28, 29, 30));
}

/// x ^ turned<n>(x) ^ turned<n + 8>(x): the two permutations P0 (n = 9) and P1 (n = 15).
template <int n>
WIDE Wide8 mixed(Wide8 x) {
  return x ^ turned<n>(x ^ turned_by_byte(x));
}
/// Here every turn is one instruction, and so are two exclusive ors.
template <int n>
WIDE Wide16 mixed(Wide16 x) {
  return x ^ turned<n>(x) ^ turned<n + 8>(x);
}

WIDE Wide8 load_big_endian(Bytes from) {
  WideBytes bytes;
  std::memcpy(&bytes, from, sizeof bytes);
  return reinterpret_cast<Wide8>(
      __builtin_shufflevector(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,
                              19, 18, 17, 16, 23, 22, 21, 20, 27, 26, 25, 24, 31, 30, 29, 28));
}

/// Eight words of each lane's block become eight vectors, one for each word: a table is turned
/// over, first by words within pairs of lanes, then by pairs, then by halves.
WIDE void load_words(const Bytes* blocks, std::size_t at, Wide8* out) {
  constexpr int kLanes = kLanesOf<Wide8>;
  Wide8 rows[kLanes], pairs[kLanes], fours[kLanes];
  for (int i = 0; i < kLanes; ++i) rows[i] = load_big_endian(blocks[i] + at);
  for (int i = 0; i < kLanes; i += 2) {
    pairs[i] = __builtin_shufflevector(rows[i], rows[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    pairs[i + 1] = __builtin_shufflevector(rows[i], rows[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int i = 0; i < kLanes; i += 4)
    for (int k = 0; k < 2; ++k) {
      const Wide8 low = pairs[i + k], high = pairs[i + k + 2];
      fours[i + 2 * k] = __builtin_shufflevector(low, high, 0, 1, 8, 9, 4, 5, 12, 13);
      fours[i + 2 * k + 1] = __builtin_shufflevector(low, high, 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int i = 0; i < 4; ++i) {
    out[i] = __builtin_shufflevector(fours[i], fours[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    out[i + 4] = __builtin_shufflevector(fours[i], fours[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}
WIDE void load_words(const Bytes* blocks, std::size_t at, Wide16* out) {
  Wide8 low[kWords], high[kWords];
  load_words(blocks, at, low);
  load_words(blocks + kLanesOf<Wide8>, at, high);
  for (int i = 0; i < kWords; ++i)
    out[i] = __builtin_shufflevector(low[i], high[i], 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
                                     14, 15);
}

template <class Wide>
WIDE void expand(Wide* w) {
  for (int j = 16; j < 68; ++j) {
    const Wide x = w[j - 16] ^ w[j - 9] ^ turned<15>(w[j - 3]);
    w[j] = mixed<15>(x) ^ turned<7>(w[j - 13]) ^ w[j - 6];
  }
}

/// One round: d and h become the new a and e, b and f are turned, and the caller's next round calls
/// them by their next names.
template <bool first, class Wide>
WIDE void turn_round(Wide a, Wide& b, Wide c, Wide& d, Wide e, Wide& f, Wide g, Wide& h,
                     const Wide* w, std::uint32_t constant) {
  const Wide turned_a = turned<12>(a);
  const Wide ss1 = turned<7>(turned_a + (e + constant));
  const Wide either = first ? a ^ b ^ c : (a & b) | (c & (a | b));
  const Wide chosen = first ? e ^ f ^ g : g ^ (e & (f ^ g));
  d += either + (ss1 ^ turned_a) + (w[0] ^ w[4]);
  h = mixed<9>(h + chosen + ss1 + w[0]);
  b = turned<9>(b);
  f = turned<19>(f);
}

/// Eight words of each lane, in registers.
template <class Wide>
struct Words {
  Wide a, b, c, d, e, f, g, h;
};

template <bool first, class Wide>
WIDE void four_rounds(Words<Wide>& v, const Wide* w, const std::uint32_t* constants) {
  turn_round<first>(v.a, v.b, v.c, v.d, v.e, v.f, v.g, v.h, w, constants[0]);
  turn_round<first>(v.d, v.a, v.b, v.c, v.h, v.e, v.f, v.g, w + 1, constants[1]);
  turn_round<first>(v.c, v.d, v.a, v.b, v.g, v.h, v.e, v.f, w + 2, constants[2]);
  turn_round<first>(v.b, v.c, v.d, v.a, v.f, v.g, v.h, v.e, w + 3, constants[3]);
}

/// The compression of the standard, of one block in each lane.
template <class Wide>
WIDE void compress(Wide* states, const Bytes* blocks) {
  Wide w[68];
  load_words(blocks, 0, w);
  load_words(blocks, 32, w + 8);
  expand(w);
  Words<Wide> v{states[0], states[1], states[2], states[3],
                states[4], states[5], states[6], states[7]};
  for (int j = 0; j < 16; j += 4) four_rounds<true>(v, w + j, &kTurned[j]);
  for (int j = 16; j < 64; j += 4) four_rounds<false>(v, w + j, &kTurned[j]);
  states[0] ^= v.a, states[1] ^= v.b, states[2] ^= v.c, states[3] ^= v.d;
  states[4] ^= v.e, states[5] ^= v.f, states[6] ^= v.g, states[7] ^= v.h;
}
#undef WIDE

__attribute__((target("avx2"))) void hash_blocks(Wide8* states, const Bytes* blocks) {
  compress(states, blocks);
}
__attribute__((target("avx2,avx512f"))) void hash_blocks(Wide16* states, const Bytes* blocks) {
  compress(states, blocks);
}

void put_big_endian(unsigned char* to, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) to[i] = static_cast<unsigned char>(value >> (24 - 8 * i));
}

/// A message on its way through a lane: its whole blocks where they lie, then its end with the
/// padding.
class Lane {
 public:
  void begin(const Hashed& message) {
    const std::size_t size = message.bytes.size(), rest = size % kBlockBytes;
    digest_ = message.digest;
    at_ = reinterpret_cast<Bytes>(message.bytes.data());
    whole_ = size / kBlockBytes;
    end_ = 0;
    ends_ = rest + 9 > kBlockBytes ? 2 : 1;
    const std::size_t padded = ends_ * kBlockBytes;
    if (rest > 0) std::memcpy(tail_, at_ + whole_ * kBlockBytes, rest);
    tail_[rest] = 0x80;
    std::memset(tail_ + rest + 1, 0, padded - rest - 1);
    const auto bits = static_cast<std::uint64_t>(size) * 8;
    put_big_endian(tail_ + padded - 8, static_cast<std::uint32_t>(bits >> 32));
    put_big_endian(tail_ + padded - 4, static_cast<std::uint32_t>(bits));
  }
  bool busy() const { return digest_ != nullptr; }
  bool ended() const { return busy() && whole_ == 0 && end_ == ends_; }
  /// A lane without a message gives anything.
  Bytes next_block() {
    if (!busy()) return tail_;
    if (whole_ == 0) return tail_ + kBlockBytes * end_++;
    --whole_;
    return std::exchange(at_, at_ + kBlockBytes);
  }
  template <class Wide>
  void finish(const Wide* states, int lane) {
    for (int i = 0; i < kWords; ++i) put_big_endian(digest_->data() + 4 * i, states[i][lane]);
    digest_ = nullptr;
  }

 private:
  Digest* digest_ = nullptr;  ///< null: no message
  Bytes at_ = nullptr;
  std::size_t whole_ = 0, end_ = 0, ends_ = 0;  ///< blocks left, and of the end taken and in all
  unsigned char tail_[2 * kBlockBytes] = {};
};

template <class Wide>
void hash_in_lanes(std::span<const Hashed> messages) {
  constexpr int kLanes = kLanesOf<Wide>;
  Wide states[kWords] = {};  ///< by word of the chaining value, then by lane
  Lane lanes[kLanes];
  Bytes blocks[kLanes];
  int busy = 0;
  const auto refill = [&](int lane) {
    if (messages.empty()) return;
    lanes[lane].begin(messages.front());
    messages = messages.subspan(1);
    for (int i = 0; i < kWords; ++i) states[i][lane] = kInitial[i];
    ++busy;
  };
  for (int i = 0; i < kLanes; ++i) refill(i);
  while (busy > 0) {
    for (int i = 0; i < kLanes; ++i) blocks[i] = lanes[i].next_block();
    hash_blocks(states, blocks);
    for (int i = 0; i < kLanes; ++i) {
      if (!lanes[i].ended()) continue;
      lanes[i].finish(states, i);
      --busy;
      refill(i);
    }
  }
}

}  // namespace

int sm3_lanes() {
  static const int lanes = __builtin_cpu_supports("avx512f") != 0 ? kLanesOf<Wide16>
                           : __builtin_cpu_supports("avx2") != 0  ? kLanesOf<Wide8>
                                                                  : 1;
  return lanes;
}
#else
int sm3_lanes() { return 1; }
#endif

void sm3_each(std::span<const Hashed> messages, int most_lanes) {
  YT_CHECK(most_lanes <= sm3_lanes());
#if defined(__x86_64__)
  constexpr int kFew = kLanesOf<Wide8>;
  if (most_lanes > kFew && messages.size() > kFew) return hash_in_lanes<Wide16>(messages);
  if (most_lanes >= kFew && messages.size() > 1) return hash_in_lanes<Wide8>(messages);
#endif
  for (const Hashed& each : messages) *each.digest = sm3(each.bytes);
}

/// HMAC (RFC 2104): the inner hash is over the key in one guise and the message, the outer one over
/// the key in another and the inner hash.
void hmac_sm3_each(std::string_view key, std::span<const Hashed> messages) {
  constexpr std::size_t kBlock = 64;
  const Digest short_key = key.size() > kBlock ? sm3(key) : Digest{};
  if (key.size() > kBlock) key = bytes_of(short_key);
  std::string inner(kBlock, '\x36'), outer(kBlock, '\x5C');
  for (std::size_t i = 0; i < key.size(); ++i) {
    inner[i] = static_cast<char>(inner[i] ^ key[i]);
    outer[i] = static_cast<char>(outer[i] ^ key[i]);
  }
  std::vector<std::string> padded;
  std::vector<Hashed> each;
  for (const Hashed& message : messages) padded.push_back(inner + std::string(message.bytes));
  for (std::size_t i = 0; i < messages.size(); ++i) each.push_back({padded[i], messages[i].digest});
  sm3_each(each);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    padded[i] = outer;
    padded[i] += bytes_of(*messages[i].digest);
    each[i].bytes = padded[i];
  }
  sm3_each(each);
}

}  // namespace yitong
