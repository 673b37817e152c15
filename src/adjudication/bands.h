// What a layer's bands pay of a stretch of cost.
#pragma once

#include <algorithm>

#include "policy/plan.h"

namespace yitong {

inline std::int64_t multiply_fen(std::int64_t fen, std::int64_t ppm, Rounding rounding) {
  return multiply(Money::fen(fen), Ratio::ppm(ppm), rounding).fen();
}

/// Zeroes n values; the arrays have room for a multiple of eight.
inline void clear_parts(std::int64_t* values, int n) {
  for (int i = 0; i < n; i += 8)
    for (int k = 0; k < 8; ++k) values[i + k] = 0;
}

/// Sums the open parts, and ORs together what must not be negative. Two lanes at a time: what lies
/// behind the last part is zero up to a multiple of eight.
struct OpenParts {
  std::int64_t person = 0, signs = 0;
};
inline OpenParts add_open_parts(const std::int64_t* gross, const std::int64_t* open, int parts) {
  using Pair [[gnu::vector_size(16)]] = std::int64_t;
  Pair person = {}, signs = {};
  for (int i = 0; i < parts; i += 2) {
    const Pair g = {gross[i], gross[i + 1]}, o = {open[i], open[i + 1]};
    person += o;
    signs |= o | (g - o);
  }
  return {person[0] + person[1], signs[0] | signs[1]};
}

/// Cost [from, from + length) on the scale on which the bands are measured. Telescoping: the sums
/// of several bills add up to what one bill of all of them would be paid.
struct Span {
  std::int64_t from = 0, length = 0;
  bool telescoping = false;
};

/// What one band pays of the first `upto` units of the scale and its share of [lower, upper).
inline std::int64_t band_pays(const Band& band, std::int64_t lower, const Span& span,
                              std::int64_t upto, Rounding rounding) {
  const std::int64_t top = std::min(band.to, upto);
  if (!span.telescoping) {
    const std::int64_t bottom = std::max(lower, span.from);
    return top <= bottom ? 0 : multiply_fen(top - bottom, band.ppm, rounding);
  }
  const std::int64_t now = top <= lower ? 0 : multiply_fen(top - lower, band.ppm, rounding);
  const std::int64_t earlier_top = std::min(band.to, span.from);
  const std::int64_t earlier =
      earlier_top <= lower ? 0 : multiply_fen(earlier_top - lower, band.ppm, rounding);
  return now - earlier;
}

struct BandsPaid {
  std::int64_t paid = 0, covered = 0, without_cap = 0;
};

/// Pays a span by its bands until `fund_left` is used up. `each` hears of every band that pays:
/// index, bottom, top, what it pays.
template <class Each>
BandsPaid pay_over_bands(const Band* bands, std::uint16_t count, const Span& span,
                         std::int64_t fund_left, Rounding rounding, Each each) {
  const std::int64_t end = span.from + span.length;
  BandsPaid out;
  std::int64_t lower = 0;
  bool full = false;
  for (std::uint16_t i = 0; i < count; ++i) {
    const Band& band = bands[i];
    const std::int64_t bottom = std::max(lower, span.from);
    std::int64_t top = std::min(band.to, end);
    if (top > bottom) {
      std::int64_t pays = band_pays(band, lower, span, end, rounding);
      out.without_cap += pays;
      if (full) {
        pays = 0;
      } else if (out.paid + pays > fund_left) {
        pays = fund_left - out.paid;
        // The scope that this much fund money stands for; half up, never less than the money.
        const std::int64_t scope =
            divide_rounded(static_cast<__int128>(pays) * Ratio::kOne, band.ppm, Rounding::half_up);
        top = std::min(top, bottom + std::max(scope, pays));
        out.covered += top - bottom;
        full = true;
      } else {
        out.covered += top - bottom;
      }
      out.paid += pays;
      if (!full || pays > 0) each(i, bottom, top, pays);
    }
    lower = band.to;
    if (band.to >= end) break;
  }
  return out;
}

}  // namespace yitong
