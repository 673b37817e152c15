#include "sheet/paper.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"
#include "sheet/cut_fonts.h"

namespace yitong {
namespace {

constexpr int kTop = 425, kCellPad = 30, kRowPad = 26;
constexpr int kSmallerBy = 12;  // of a cell's second line
constexpr const char* kFamily = "Noto Sans CJK SC, sans-serif";

struct Free {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* context) const { cairo_destroy(context); }
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  void operator()(QRcode* code) const { QRcode_free(code); }
};

cairo_status_t append(void* out, const unsigned char* bytes, unsigned length) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), length);
  return CAIRO_STATUS_SUCCESS;
}

Style smaller(const Style& style) {
  return {style.size - kSmallerBy, Ink::soft, false, style.align};
}

}  // namespace

struct Paper::Canvas {
  std::string out;
  std::unique_ptr<cairo_surface_t, Free> surface;
  std::unique_ptr<cairo_t, Free> context;
  std::unique_ptr<PangoLayout, Free> layout;
  CutFonts& fonts;
  const bool counting;

  /// Where pages are only counted nothing is kept: most of the work is to embed the fonts.
  Canvas(const PaperFacts& facts, bool only_count, CutFonts& cut)
      : fonts(cut), counting(only_count) {
    surface.reset(counting ? cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1)
                           : cairo_pdf_surface_create_for_stream(append, &out, kWidth / 10.0,
                                                                 kHeight / 10.0));
    if (!counting) tell_facts(facts);
    context.reset(cairo_create(surface.get()));
    cairo_scale(context.get(), 0.1, 0.1);
    layout.reset(pango_cairo_create_layout(context.get()));
    PangoContext* fonts = pango_layout_get_context(layout.get());
    pango_context_set_language(fonts, pango_language_from_string(facts.chinese ? "zh-CN" : "en"));
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(fonts, options);
    cairo_font_options_destroy(options);
    // Figures of one width, so that columns of sums stand under each other.
    PangoAttrList* attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum=1"));
    pango_layout_set_attributes(layout.get(), attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  }

  void tell_facts(const PaperFacts& facts) {
    const auto say = [&](cairo_pdf_metadata_t which, const std::string& text) {
      cairo_pdf_surface_set_metadata(surface.get(), which, text.c_str());
    };
    say(CAIRO_PDF_METADATA_TITLE, facts.title);
    say(CAIRO_PDF_METADATA_CREATE_DATE, facts.created.str());
    say(CAIRO_PDF_METADATA_MOD_DATE, facts.created.str());
  }

  void colour(Ink ink) {
    const auto rgb = static_cast<std::uint32_t>(ink);
    cairo_set_source_rgb(context.get(), (rgb >> 16) / 255.0, (rgb >> 8 & 255) / 255.0,
                         (rgb & 255) / 255.0);
  }

  /// `width` 0: as wide as it is.
  void lay_out(std::string_view text, const Style& style, int width) {
    PangoFontDescription* font = pango_font_description_from_string(kFamily);
    pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
    pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout.get(), font);
    pango_font_description_free(font);
    pango_layout_set_width(layout.get(), width == 0 ? -1 : width * PANGO_SCALE);
    pango_layout_set_alignment(layout.get(), style.align == Align::right    ? PANGO_ALIGN_RIGHT
                                             : style.align == Align::centre ? PANGO_ALIGN_CENTER
                                                                            : PANGO_ALIGN_LEFT);
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  }

  /// What was laid out, of font size `size`.
  void show(int x, int y, int size) {
    if (counting)
      fonts.see(layout.get());
    else
      fonts.draw(context.get(), layout.get(), x, y, size);
  }

  struct Size {
    int width = 0, height = 0;
  };
  Size size() {
    int width = 0, height = 0;
    pango_layout_get_size(layout.get(), &width, &height);
    const auto up = [](int units) { return (units + PANGO_SCALE - 1) / PANGO_SCALE; };
    return {up(width), up(height)};
  }

  void box(const Box& box) { cairo_rectangle(context.get(), box.x, box.y, box.width, box.height); }
};

Paper::Paper(const PaperFacts& facts, int pages, CutFonts& fonts)
    : canvas_(std::make_unique<Canvas>(facts, pages == 0, fonts)), facts_(facts), total_(pages) {
  begin_page();
}
Paper::~Paper() = default;

void Paper::begin_page() {
  if (page_ > 0) cairo_show_page(canvas_->context.get());
  ++page_;
  const int foot = kHeight - 430;
  rule(kMargin, foot, kInner);
  put(facts_.foot, {68, Ink::soft}, kMargin, foot + 40, kInner - 1200);
  const std::string number = facts_.chinese ? fmt::format("第 {} 页，共 {} 页", page_, total_)
                                            : fmt::format("Page {} of {}", page_, total_);
  // How many there are is not known while they are counted, so every figure may come.
  put(total_ == 0 ? number + "0123456789" : number, {68, Ink::soft, false, Align::right}, kMargin,
      foot + 40, kInner);
  y_ = kTop;
  if (page_ == 1) return;
  put(facts_.title, {72, Ink::soft}, kMargin, y_ - 90, kInner);
  rule(kMargin, y_ + 30, kInner);
  y_ += 90;
}

void Paper::need(int height) {
  if (y_ + height > kBottom) begin_page();
}

int Paper::height_of(std::string_view text, const Style& style, int width) {
  if (text.empty()) return 0;
  canvas_->lay_out(text, style, width);
  return canvas_->size().height;
}

int Paper::width_of(std::string_view text, const Style& style) {
  canvas_->lay_out(text, style, 0);
  return canvas_->size().width;
}

int Paper::put(std::string_view text, const Style& style, int x, int y, int width) {
  if (text.empty()) return 0;
  canvas_->lay_out(text, style, width);
  canvas_->colour(style.ink);
  canvas_->show(x, y, style.size);
  return canvas_->size().height;
}

void Paper::paragraph(std::string_view text, const Style& style, int indent) {
  need(height_of(text, style, kInner - indent));
  y_ += put(text, style, kMargin + indent, y_, kInner - indent);
}

void Paper::heading(std::string_view text, int follows) {
  constexpr Style kHeading{108, Ink::black, true};
  const int height = height_of(text, kHeading, kInner);
  space(170);
  need(height + follows);
  y_ += put(text, kHeading, kMargin, y_, kInner) + 50;
}

void Paper::fill(const Box& box, Ink ink) {
  canvas_->colour(ink);
  canvas_->box(box);
  cairo_fill(canvas_->context.get());
}

void Paper::frame(const Box& box, Ink ink) {
  canvas_->colour(ink);
  cairo_set_line_width(canvas_->context.get(), 6);
  canvas_->box(box);
  cairo_stroke(canvas_->context.get());
}

void Paper::rule(int x, int y, int width, Ink ink) {
  canvas_->colour(ink);
  cairo_set_line_width(canvas_->context.get(), 6);
  cairo_move_to(canvas_->context.get(), x, y);
  cairo_line_to(canvas_->context.get(), x + width, y);
  cairo_stroke(canvas_->context.get());
}

void Paper::link(const Box& box, const std::string& address) {
  // Quotes and backslashes would end the attribute; no address of ours has them.
  if (address.find_first_of("'\\") != address.npos) return;
  const std::string attributes =
      fmt::format("rect=[{} {} {} {}] uri='{}'", box.x, box.y, box.width, box.height, address);
  cairo_tag_begin(canvas_->context.get(), CAIRO_TAG_LINK, attributes.c_str());
  cairo_tag_end(canvas_->context.get(), CAIRO_TAG_LINK);
}

bool Paper::qr(std::string_view text, int x, int y, int side) {
  const std::unique_ptr<QRcode, Free> code(
      QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_M));
  if (code == nullptr) return false;
  const int modules = code->width + 8;  // four on each side stay white
  const int one = side / modules, first = 4 * one + (side - modules * one) / 2;
  fill({x, y, side, side}, Ink::white);
  cairo_set_source_rgb(canvas_->context.get(), 0, 0, 0);
  for (int row = 0; row < code->width; ++row)
    for (int column = 0; column < code->width; ++column)
      if ((code->data[row * code->width + column] & 1) != 0)
        canvas_->box({x + first + column * one, y + first + row * one, one, one});
  cairo_fill(canvas_->context.get());
  return true;
}

void Paper::table_head(std::span<const TableColumn> columns, int size) {
  const Style style{size - 4, Ink::soft, true};
  int height = 0;
  for (const TableColumn& column : columns)
    height = std::max(height, height_of(column.title, style, column.width - 2 * kCellPad));
  fill({kMargin, y_, kInner, height + 2 * kRowPad}, Ink::ground);
  int x = kMargin;
  for (const TableColumn& column : columns) {
    Style own = style;
    own.align = column.align;
    put(column.title, own, x + kCellPad, y_ + kRowPad, column.width - 2 * kCellPad);
    x += column.width;
  }
  y_ += height + 2 * kRowPad;
}

/// A sum is never broken into two lines; one that is too long for its column is set smaller.
Style Paper::fitting(std::string_view text, const TableColumn& column, const TableRow& row,
                     int size) {
  constexpr int kSmallest = 40;
  Style style{size, Ink::black, row.total, column.align};
  if (column.align != Align::right || text.empty()) return style;
  while (style.size > kSmallest && width_of(text, style) > column.width - 2 * kCellPad)
    style.size -= 2;
  return style;
}

int Paper::row_height(std::span<const TableColumn> columns, const TableRow& row, int size) {
  int height = 0;
  for (std::size_t c = 0; c < row.cells.size(); ++c) {
    const Style style = fitting(row.cells[c].text, columns[c], row, size);
    const int width = columns[c].width - 2 * kCellPad;
    height = std::max(height, height_of(row.cells[c].text, style, width) +
                                  height_of(row.cells[c].below, smaller(style), width));
  }
  return height + 2 * kRowPad;
}

void Paper::draw_row(std::span<const TableColumn> columns, const TableRow& row, int size,
                     int height) {
  int x = kMargin;
  if (row.total) rule(kMargin, y_, kInner, Ink::soft);
  for (std::size_t c = 0; c < row.cells.size(); ++c) {
    const int width = columns[c].width - 2 * kCellPad;
    const Style style = fitting(row.cells[c].text, columns[c], row, size);
    const int below = put(row.cells[c].text, style, x + kCellPad, y_ + kRowPad, width);
    put(row.cells[c].below, smaller(style), x + kCellPad, y_ + kRowPad + below, width);
    x += columns[c].width;
  }
  y_ += height;
  rule(kMargin, y_, kInner);
}

void Paper::table(std::span<const TableColumn> columns, std::span<const TableRow> rows, int size) {
  std::vector<int> heights;
  for (const TableRow& row : rows) {
    YT_CHECK(row.cells.size() == columns.size());
    heights.push_back(row_height(columns, row, size));
  }
  constexpr int kHead = 260;  // more than any head of ours is high
  need(kHead + (heights.empty() ? 0 : heights[0]));
  table_head(columns, size);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    // A total takes the row before it along.
    const bool last = i + 2 == rows.size() && rows[i + 1].total;
    if (y_ + heights[i] + (last ? heights[i + 1] : 0) > kBottom) {
      begin_page();
      table_head(columns, size);
    }
    draw_row(columns, rows[i], size, heights[i]);
  }
}

std::string Paper::finish() {
  cairo_show_page(canvas_->context.get());
  cairo_surface_finish(canvas_->surface.get());
  return std::move(canvas_->out);
}

std::string print(const PaperFacts& facts, const std::function<void(Paper&)>& compose) {
  CutFonts fonts;
  int pages = 0;
  {
    Paper count(facts, 0, fonts);
    compose(count);
    pages = count.pages();
  }
  fonts.cut();
  Paper paper(facts, pages, fonts);
  compose(paper);
  return paper.finish();
}

std::string shortened(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  for (; at < text.size() && characters > 0; --characters) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  }
  return at == text.size() ? std::string(text) : std::string(text.substr(0, at)) + "…";
}

}  // namespace yitong
