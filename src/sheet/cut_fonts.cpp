#include "sheet/cut_fonts.h"

#include <cairo-ft.h>
#include <ft2build.h>
#include <hb-subset.h>
#include FT_FREETYPE_H

#include <map>
#include <vector>

namespace yitong {
namespace {

struct Unref {
  void operator()(hb_face_t* face) const { hb_face_destroy(face); }
  void operator()(hb_set_t* set) const { hb_set_destroy(set); }
  void operator()(hb_map_t* map) const { hb_map_destroy(map); }
  void operator()(hb_subset_input_t* input) const { hb_subset_input_destroy(input); }
  void operator()(hb_subset_plan_t* plan) const { hb_subset_plan_destroy(plan); }
  void operator()(cairo_font_face_t* face) const { cairo_font_face_destroy(face); }
  void operator()(PangoLayoutIter* at) const { pango_layout_iter_free(at); }
};
template <class T>
using Held = std::unique_ptr<T, Unref>;

/// What cairo keeps for as long as it may still draw with the font, in whatever thread that ends.
struct LoadedFont {
  hb_blob_t* bytes = nullptr;
  FT_Library library = nullptr;
  FT_Face face = nullptr;

  LoadedFont() = default;
  LoadedFont(const LoadedFont&) = delete;
  LoadedFont& operator=(const LoadedFont&) = delete;
  ~LoadedFont() {
    if (face != nullptr) FT_Done_Face(face);
    if (library != nullptr) FT_Done_FreeType(library);
    hb_blob_destroy(bytes);
  }
};
const cairo_user_data_key_t kLoaded{};

Held<cairo_font_face_t> loaded(hb_face_t* face) {
  auto font = std::make_unique<LoadedFont>();
  font->bytes = hb_face_reference_blob(face);
  unsigned size = 0;
  const char* const data = hb_blob_get_data(font->bytes, &size);
  if (FT_Init_FreeType(&font->library) != 0) return nullptr;
  if (FT_New_Memory_Face(font->library, reinterpret_cast<const FT_Byte*>(data),
                         static_cast<FT_Long>(size), 0, &font->face) != 0)
    return nullptr;
  Held<cairo_font_face_t> out(
      cairo_ft_font_face_create_for_ft_face(font->face, FT_LOAD_NO_HINTING));
  const auto release = [](void* each) { delete static_cast<LoadedFont*>(each); };
  if (cairo_font_face_set_user_data(out.get(), &kLoaded, font.get(), release) !=
      CAIRO_STATUS_SUCCESS)
    return nullptr;
  font.release();
  return out;
}

hb_face_t* face_of(const PangoGlyphItem* run) {
  hb_font_t* const font = pango_font_get_hb_font(run->item->analysis.font);
  return font == nullptr ? nullptr : hb_font_get_face(font);
}

bool is_drawn(PangoGlyph glyph) {
  return glyph != PANGO_GLYPH_EMPTY && (glyph & PANGO_GLYPH_UNKNOWN_FLAG) == 0;
}

/// Calls with each run and where it begins on its line, in Pango's units.
template <class Each>
void each_run(PangoLayout* layout, const Each& each) {
  const Held<PangoLayoutIter> at(pango_layout_get_iter(layout));
  do {
    const PangoGlyphItem* const run = pango_layout_iter_get_run_readonly(at.get());
    if (run == nullptr) continue;
    PangoRectangle box;
    pango_layout_iter_get_run_extents(at.get(), nullptr, &box);
    each(run, box.x, pango_layout_iter_get_baseline(at.get()));
  } while (pango_layout_iter_next_run(at.get()) != 0);
}

/// Pango counts in whole parts of the context's units.
constexpr auto kParts = 1.0 * PANGO_SCALE;

}  // namespace

struct CutFonts::Font {
  Held<hb_face_t> whole;
  Held<hb_set_t> glyphs;
  Held<hb_map_t> kept;            ///< glyph of the whole font to glyph of the cut one
  Held<cairo_font_face_t> drawn;  ///< none: it could not be cut

  void cut() {
    const Held<hb_subset_input_t> input(hb_subset_input_create_or_fail());
    if (input == nullptr) return;
    hb_set_union(hb_subset_input_glyph_set(input.get()), glyphs.get());
    // Glyphs are placed already, and what cairo says of characters comes from the text.
    hb_set_t* const dropped = hb_subset_input_set(input.get(), HB_SUBSET_SETS_DROP_TABLE_TAG);
    for (const char* tag : {"GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx"})
      hb_set_add(dropped, hb_tag_from_string(tag, -1));
    hb_subset_input_set_flags(input.get(),
                              HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_DESUBROUTINIZE);
    const Held<hb_subset_plan_t> plan(hb_subset_plan_create_or_fail(whole.get(), input.get()));
    if (plan == nullptr) return;
    const Held<hb_face_t> small(hb_subset_plan_execute_or_fail(plan.get()));
    if (small == nullptr) return;
    kept.reset(hb_map_copy(hb_subset_plan_old_to_new_glyph_mapping(plan.get())));
    drawn = loaded(small.get());
  }

  /// `x`, `y`: of the baseline, in parts. False where a glyph of the run was not seen.
  bool draw(cairo_t* context, const PangoGlyphItem* run, const char* text, int x, int y,
            int size) const {
    std::vector<cairo_glyph_t> placed;
    std::vector<cairo_text_cluster_t> clusters;
    PangoGlyphItemIter at;
    auto* const item = const_cast<PangoGlyphItem*>(run);
    for (gboolean more = pango_glyph_item_iter_init_start(&at, item, text); more != 0;
         more = pango_glyph_item_iter_next_cluster(&at)) {
      const std::size_t before = placed.size();
      for (int i = at.start_glyph; i < at.end_glyph; ++i) {
        const PangoGlyphInfo& glyph = run->glyphs->glyphs[i];
        if (glyph.glyph != PANGO_GLYPH_EMPTY) {
          const hb_codepoint_t index = hb_map_get(kept.get(), glyph.glyph);
          if (index == HB_MAP_VALUE_INVALID) return false;
          placed.push_back({index, (x + glyph.geometry.x_offset) / kParts,
                            (y + glyph.geometry.y_offset) / kParts});
        }
        x += glyph.geometry.width;
      }
      clusters.push_back({at.end_index - at.start_index, static_cast<int>(placed.size() - before)});
    }
    cairo_set_font_face(context, drawn.get());
    cairo_set_font_size(context, size);
    cairo_show_text_glyphs(context, text + run->item->offset, run->item->length, placed.data(),
                           static_cast<int>(placed.size()), clusters.data(),
                           static_cast<int>(clusters.size()), cairo_text_cluster_flags_t{});
    return true;
  }
};

struct CutFonts::Fonts {
  std::map<const hb_face_t*, Font> known;
};

CutFonts::CutFonts() : fonts_(std::make_unique<Fonts>()) {}
CutFonts::~CutFonts() = default;

void CutFonts::see(PangoLayout* layout) {
  each_run(layout, [&](const PangoGlyphItem* run, int, int) {
    hb_face_t* const face = face_of(run);
    if (face == nullptr) return;
    Font& font = fonts_->known[face];
    if (font.whole == nullptr) {
      font.whole.reset(hb_face_reference(face));
      font.glyphs.reset(hb_set_create());
    }
    for (int i = 0; i < run->glyphs->num_glyphs; ++i)
      if (const PangoGlyph glyph = run->glyphs->glyphs[i].glyph; is_drawn(glyph))
        hb_set_add(font.glyphs.get(), glyph);
  });
}

void CutFonts::cut() {
  for (auto& [face, font] : fonts_->known) font.cut();
}

void CutFonts::draw(cairo_t* context, PangoLayout* layout, int x, int y, int size) const {
  const char* const text = pango_layout_get_text(layout);
  each_run(layout, [&](const PangoGlyphItem* run, int from, int baseline) {
    const int left = x * PANGO_SCALE + from, base = y * PANGO_SCALE + baseline;
    const auto font = fonts_->known.find(face_of(run));
    // Right to left is Pango's own business: no text of ours is.
    if (font != fonts_->known.end() && font->second.drawn != nullptr &&
        run->item->analysis.level % 2 == 0 &&
        font->second.draw(context, run, text, left, base, size))
      return;
    cairo_move_to(context, left / kParts, base / kParts);
    pango_cairo_show_glyph_item(context, text, const_cast<PangoGlyphItem*>(run));
  });
}

}  // namespace yitong
