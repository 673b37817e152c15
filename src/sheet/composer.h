// What every sheet is composed with: the paper, and its words in the language of the paper.
#pragma once

#include "policy/dimension.h"
#include "sheet/paper.h"

namespace yitong {

class Composer {
 protected:
  Composer(Paper& paper, bool chinese) : paper_(paper), chinese_(chinese) {}

  static constexpr int kLeft = Paper::kMargin, kInner = Paper::kInner;

  /// Chinese stands in for English that nobody has written.
  const std::string& say(const Words& words) const {
    return chinese_ || words.en.empty() ? words.zh : words.en;
  }
  std::string say(const char* zh, const char* en) const { return chinese_ ? zh : en; }

  /// The QR code of an address at the right of this line, `side` wide, with its caption under it; a
  /// click opens the address. Moves nothing on.
  void check_code(const std::string& address, const std::string& caption, int side) {
    const int top = paper_.y(), x = kLeft + kInner - side;
    paper_.qr(address, x, top - 100, side);
    paper_.link({x, top - 100, side, side}, address);
    paper_.put(caption, {62, Ink::soft, false, Align::centre}, x - 150, top + side - 110,
               side + 300);
  }
  /// The same to be typed, at the end.
  void typed_code(const std::string& code, const std::string& address) {
    constexpr Style kTyped{72, Ink::soft};
    paper_.paragraph(say("核验码 ", "Code to check by hand: ") + code, kTyped);
    paper_.paragraph(address, kTyped);
  }

  Paper& paper_;
  const bool chinese_;
};

}  // namespace yitong
