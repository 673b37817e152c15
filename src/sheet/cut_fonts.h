// Fonts with the glyphs of one paper alone. cairo would read the whole Chinese font, of 65,535
// glyphs, for each paper, and embed some of its subsets with every subroutine there is.
#pragma once

#include <pango/pangocairo.h>

#include <memory>

namespace yitong {

/// First every text of the paper is seen, then the fonts are cut, then texts are drawn. In one
/// thread: fonts are known by what that thread's Pango holds.
class CutFonts {
 public:
  CutFonts();
  CutFonts(const CutFonts&) = delete;
  CutFonts& operator=(const CutFonts&) = delete;
  ~CutFonts();

  /// Notes which glyphs of which fonts the text takes.
  void see(PangoLayout* layout);
  /// Makes the fonts of what was seen. A font that cannot be cut is drawn whole.
  void cut();
  /// `x`, `y`: the top left of the layout, in the context's units. Text that was not seen comes out
  /// all the same, and brings its whole font along. `size`: of the layout's font, in the context's
  /// units.
  void draw(cairo_t* context, PangoLayout* layout, int x, int y, int size) const;

 private:
  struct Font;
  struct Fonts;
  std::unique_ptr<Fonts> fonts_;
};

}  // namespace yitong
