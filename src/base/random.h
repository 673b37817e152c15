// Chance that is the same everywhere for the same seed: splitmix64. For made-up people and for
// simulated faults, never for keys.
#pragma once

#include <cstddef>
#include <cstdint>

namespace yitong {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  bool percent(std::size_t chance) { return below(100) < chance; }
  template <class T, std::size_t N>
  const T& one_of(const T (&list)[N]) {
    return list[below(N)];
  }

 private:
  std::uint64_t state_;
};

}  // namespace yitong
