// A printed document on A4: text, tables that break over pages, bars, a QR code. Lengths are whole
// tenths of a point (A4 is 5953 by 8419), so that the same input gives the same bytes. Texts are
// valid UTF-8 in any script that the fonts have; Chinese comes out in Noto Sans CJK.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"

namespace yitong {

enum class Ink : std::uint32_t {
  black = 0x14202e,
  soft = 0x3f4d5c,
  line = 0xd5dbe3,
  ground = 0xf4f6f9,
  fund = 0x2a63b0,
  person = 0xd2700f,
  amber = 0x8a6500,
  amber_ground = 0xfff6dc,
  red = 0xb3261e,
  white = 0xffffff
};
enum class Align : std::uint8_t { left, right, centre };

struct Style {
  int size = 90;
  Ink ink = Ink::black;
  bool bold = false;
  Align align = Align::left;
};

struct Box {
  int x = 0, y = 0, width = 0, height = 0;
};

struct PaperFacts {
  std::string title;  ///< of the document, for readers' windows and the head of later pages
  std::string foot;   ///< at the left of every foot
  Instant created;    ///< in the file's facts; nothing else tells a time
  bool chinese = true;
};

struct TableColumn {
  std::string title;
  int width = 0;
  Align align = Align::left;
};
struct TableCell {
  std::string text, below;  ///< `below` stands small under the text
};
struct TableRow {
  std::vector<TableCell> cells;
  bool total = false;  ///< bold, and never alone on a page
};

class CutFonts;

class Paper {
 public:
  static constexpr int kWidth = 5953, kHeight = 8419, kMargin = 425;
  static constexpr int kInner = kWidth - 2 * kMargin;
  static constexpr int kBottom = kHeight - 560;  ///< content ends here, the foot stands below

  /// `pages` of the whole; 0: they are only counted, `fonts` sees all texts, and the bytes are of
  /// no use.
  Paper(const PaperFacts& facts, int pages, CutFonts& fonts);
  Paper(const Paper&) = delete;
  Paper& operator=(const Paper&) = delete;
  ~Paper();

  int y() const { return y_; }
  void move_to(int y) { y_ = y; }
  void space(int height) { y_ += height; }
  /// Begins a page unless so much is left on this one.
  void need(int height);

  int height_of(std::string_view text, const Style& style, int width);
  int width_of(std::string_view text, const Style& style);
  /// At a place; returns the height.
  int put(std::string_view text, const Style& style, int x, int y, int width);
  /// As a paragraph of the page's width less `indent`, whole on one page; moves on.
  void paragraph(std::string_view text, const Style& style, int indent = 0);
  /// A heading stays with at least `follows` of what comes after it.
  void heading(std::string_view text, int follows = 600);

  void fill(const Box& box, Ink ink);
  void frame(const Box& box, Ink ink);
  void rule(int x, int y, int width, Ink ink = Ink::line);
  /// Wherever the box is clicked the address opens.
  void link(const Box& box, const std::string& address);
  /// The text as a QR code in a square with a quiet zone; false where it is too long for one.
  bool qr(std::string_view text, int x, int y, int side);

  /// From the left margin; the head is repeated on each page, rows stay whole.
  void table(std::span<const TableColumn> columns, std::span<const TableRow> rows, int size = 72);

  int pages() const { return page_; }
  /// Ends the document and gives the PDF's bytes. Nothing can be drawn afterwards.
  std::string finish();

 private:
  struct Canvas;
  void begin_page();
  void table_head(std::span<const TableColumn> columns, int size);
  Style fitting(std::string_view text, const TableColumn& column, const TableRow& row, int size);
  int row_height(std::span<const TableColumn> columns, const TableRow& row, int size);
  void draw_row(std::span<const TableColumn> columns, const TableRow& row, int size, int height);

  std::unique_ptr<Canvas> canvas_;
  const PaperFacts facts_;
  const int total_;  ///< pages of the whole, 0: not counted yet
  int page_ = 0, y_ = 0;
};

/// Draws twice, first to count the pages: every foot says "page 2 of 5".
std::string print(const PaperFacts& facts, const std::function<void(Paper&)>& compose);

/// The text up to so many characters, with "…" where more was.
std::string shortened(std::string_view text, std::size_t characters);

}  // namespace yitong
