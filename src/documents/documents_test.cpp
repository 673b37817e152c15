#include <gtest/gtest.h>
#include <libheif/heif.h>
#include <png.h>
#include <rapidcheck/gtest.h>
#include <webp/encode.h>

#include <algorithm>
#include <array>

#include "documents/codecs.h"
#include "documents/inspect.h"
#include "documents/limits.h"
#include "documents/materials.h"
#include "documents/pdf.h"
#include "documents/sniff.h"

namespace yitong::documents {
namespace {

using namespace std::string_literals;

/// Red, green / blue, white in quarters, wide.
Raster quarters(int width, int height) {
  Raster out(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const bool left = x < width / 2, top = y < height / 2;
      const std::array<std::uint8_t, 3> colour =
          top ? (left ? std::array<std::uint8_t, 3>{250, 0, 0}
                      : std::array<std::uint8_t, 3>{0, 250, 0})
              : (left ? std::array<std::uint8_t, 3>{0, 0, 250}
                      : std::array<std::uint8_t, 3>{250, 250, 250});
      std::copy_n(colour.data(), 3, out.at(x, y));
    }
  return out;
}

/// Which colour is in a quarter: r, g, b or w.
char colour_at(const Raster& raster, bool right, bool bottom) {
  const std::uint8_t* p = raster.at(raster.width / 4 + (right ? raster.width / 2 : 0),
                                    raster.height / 4 + (bottom ? raster.height / 2 : 0));
  if (p[0] > 180 && p[1] > 180 && p[2] > 180) return 'w';
  if (p[0] > 180) return 'r';
  return p[1] > 180 ? 'g' : p[2] > 180 ? 'b' : '?';
}
std::string colours(const Raster& raster) {
  return {colour_at(raster, false, false), colour_at(raster, true, false),
          colour_at(raster, false, true), colour_at(raster, true, true)};
}

std::string jpeg_of(const Raster& raster) { return encode_jpeg(raster, 92).value(); }

/// With an Exif block that says how to hold it, and where it was taken.
std::string with_exif(const std::string& jpeg, int orientation) {
  std::string tiff = "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01"s;
  tiff += '\0', tiff += static_cast<char>(orientation), tiff += "\0\0\0\0\0\0GPS 28.68N 115.86E"s;
  const std::string payload = "Exif\0\0"s + tiff;
  const std::size_t length = payload.size() + 2;
  return jpeg.substr(0, 2) + "\xFF\xE1" + static_cast<char>(length >> 8) +
         static_cast<char>(length & 0xFF) + payload + jpeg.substr(2);
}

std::string png_of(const Raster& raster) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION, image.format = PNG_FORMAT_RGB;
  image.width = static_cast<png_uint_32>(raster.width);
  image.height = static_cast<png_uint_32>(raster.height);
  png_alloc_size_t size = 0;
  png_image_write_to_memory(&image, nullptr, &size, 0, raster.rgb.data(), 0, nullptr);
  std::string out(size, '\0');
  EXPECT_NE(png_image_write_to_memory(&image, out.data(), &size, 0, raster.rgb.data(), 0, nullptr),
            0);
  out.resize(size);
  return out;
}

std::string webp_of(const Raster& raster) {
  std::uint8_t* bytes = nullptr;
  const std::size_t size =
      WebPEncodeRGB(raster.rgb.data(), raster.width, raster.height, 3 * raster.width, 90, &bytes);
  std::string out(reinterpret_cast<const char*>(bytes), size);
  WebPFree(bytes);
  return out;
}

/// Empty where the library has no encoder.
std::string heic_of(const Raster& raster) {
  std::string out;
  heif_context* context = heif_context_alloc();
  heif_encoder* encoder = nullptr;
  heif_image* image = nullptr;
  if (heif_context_get_encoder_for_format(context, heif_compression_HEVC, &encoder).code == 0) {
    heif_image_create(raster.width, raster.height, heif_colorspace_RGB, heif_chroma_interleaved_RGB,
                      &image);
    heif_image_add_plane(image, heif_channel_interleaved, raster.width, raster.height, 24);
    int stride = 0;
    std::uint8_t* rows = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    for (int y = 0; y < raster.height; ++y)
      std::copy_n(raster.at(0, y), std::size_t{3} * std::size_t(raster.width),
                  rows + std::ptrdiff_t{y} * stride);
    heif_context_encode_image(context, image, encoder, nullptr, nullptr);
    heif_writer writer{1, [](heif_context*, const void* data, size_t size, void* to) {
                         static_cast<std::string*>(to)->assign(static_cast<const char*>(data),
                                                               size);
                         return heif_error{heif_error_Ok, heif_suberror_Unspecified, ""};
                       }};
    heif_context_write(context, &writer, &out);
    heif_image_release(image);
    heif_encoder_release(encoder);
  }
  heif_context_free(context);
  return out;
}

/// A PDF of objects numbered from 1, the first the catalogue.
std::string pdf_of(const std::vector<std::string>& objects, const std::string& trailer = "") {
  std::string out = "%PDF-1.7\n";
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    places.push_back(out.size());
    out += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const std::size_t table = out.size();
  out += "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
  for (const std::size_t place : places) {
    const std::string digits = std::to_string(place);
    out += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
  }
  return out + "trailer\n<< /Size " + std::to_string(objects.size() + 1) + " /Root 1 0 R " +
         trailer + ">>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
}
const std::string kPages = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
const std::string kPage = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>";
std::string pdf_with(const std::string& in_catalogue, const std::string& in_page = "",
                     const std::string& more = "<< >>") {
  return pdf_of({"<< /Type /Catalog /Pages 2 0 R " + in_catalogue + " >>", kPages,
                 "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] " + in_page + " >>", more});
}

template <class T>
void expect_refused(const Result<T>& result, ErrorCode code, std::string_view found) {
  ASSERT_FALSE(result) << found;
  EXPECT_EQ(text_of(result.error()[0].code).code, text_of(code).code);
  EXPECT_NE(result.error()[0].found.find(found), std::string::npos) << result.error()[0].found;
}

TEST(Sniff, NamesWhatItRefuses) {
  const std::pair<std::string, std::string> others[] = {
      {"PK\x03\x04rest of it"s, "ZIP"},
      {"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"},
      {"<?xml version='1.0'?><svg onload='x()'/>", "SVG"},
      {"<!DOCTYPE html><script>x()</script>", "HTML"},
      {"GIF89a...", "GIF"},
      {"MZ\x90", "Windows program"},
      {"\x7F"
       "ELF",
       "ELF"},
      {"\0\0\0\x20"
       "ftypisom"s,
       "MP4"},
      {"just words", "text"},
      {"\x01\x02\x03"s, "unknown"},
  };
  for (const auto& [bytes, name] : others)
    expect_refused(sniff(bytes), ErrorCode::unsupported_document, name);
  expect_refused(sniff(""), ErrorCode::damaged_document, "0 bytes");
  expect_refused(sniff(std::string(kMaxUploadBytes + 1, 'x')), ErrorCode::too_large, "20971521");
}

TEST(Sniff, RefusesWhatIsTwoThingsAtOnce) {
  const std::string jpeg = jpeg_of(quarters(16, 16));
  const std::string zip_end = "PK\x05\x06"s + std::string(18, '\0');
  expect_refused(sniff(jpeg + zip_end), ErrorCode::unsafe_document, "JPEG + ZIP");
  const std::string commented = "PK\x05\x06"s + std::string(16, '\0') + "\x05\0hello"s;
  expect_refused(sniff(jpeg + commented), ErrorCode::unsafe_document, "JPEG + ZIP");
  expect_refused(sniff(jpeg.substr(0, 20) + "%PDF-1.4" + jpeg.substr(20)),
                 ErrorCode::unsafe_document, "JPEG + PDF");
  expect_refused(sniff(pdf_with("") + zip_end), ErrorCode::unsafe_document, "PDF + ZIP");
  // What a phone leaves behind the picture, for instance a moving one, is only dropped.
  const auto inspected = inspect(jpeg + "ftypmp42 and more");
  ASSERT_TRUE(inspected);
  EXPECT_EQ(inspected->content.find("ftypmp42"), std::string::npos);
}

TEST(Pictures, OfEveryTypeBecomeJpegWithoutMetadata) {
  const Raster raster = quarters(200, 120);
  for (const std::string& bytes :
       {jpeg_of(raster), png_of(raster), webp_of(raster), heic_of(raster)}) {
    if (bytes.empty()) continue;
    const auto kept = inspect(bytes);
    ASSERT_TRUE(kept) << kept.error()[0].str(false);
    EXPECT_EQ(kept->width, 200);
    EXPECT_EQ(kept->height, 120);
    const auto again = decode_jpeg(kept->content);
    ASSERT_TRUE(again);
    EXPECT_EQ(colours(*again), "rgbw");
    EXPECT_EQ(colours(decode_jpeg(kept->thumbnail).value()), "rgbw");
  }
}

TEST(Pictures, AreHeldUpright) {
  // What is seen of red, green / blue, white for each orientation of Exif 2.3, table 6.
  const char* const seen[] = {"rgbw", "grwb", "wbgr", "bwrg", "rbgw", "brwg", "wgbr", "gwrb"};
  const std::string jpeg = jpeg_of(quarters(96, 64));
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::string bytes = with_exif(jpeg, orientation);
    const auto kept = inspect(bytes);
    ASSERT_TRUE(kept);
    const Raster raster = decode_jpeg(kept->content).value();
    EXPECT_EQ(colours(raster), seen[orientation - 1]) << orientation;
    EXPECT_EQ(raster.width, orientation < 5 ? 96 : 64);
    EXPECT_NE(bytes.find("GPS"), std::string::npos);
    EXPECT_EQ(kept->content.find("GPS"), std::string::npos);
    EXPECT_EQ(kept->content.find("Exif"), std::string::npos);
  }
}

TEST(Pictures, AreBounded) {
  const auto kept = inspect(png_of(quarters(4500, 300)));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->width, kKeptSide);
  EXPECT_EQ(kept->height, 200);
  const Raster thumbnail = decode_jpeg(kept->thumbnail).value();
  EXPECT_EQ(thumbnail.width, kThumbnailSide);
  EXPECT_LE(kept->thumbnail.size(), kMaxThumbnailBytes);
  const auto big = inspect(jpeg_of(quarters(4032, 3024)));
  ASSERT_TRUE(big);
  EXPECT_LE(big->width, kKeptSide);
  EXPECT_GT(big->width, kKeptSide / 2);
}

/// The head of a PNG that claims a size; the chunk's sum is right, the pixels are missing.
std::string png_claiming(std::uint32_t width, std::uint32_t height) {
  std::string head = "IHDR";
  for (const std::uint32_t side : {width, height})
    for (int shift = 24; shift >= 0; shift -= 8) head += static_cast<char>(side >> shift);
  head += "\x08\x02\0\0\0"s;
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char c : head) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) ? 0xEDB88320u : 0u);
  }
  crc = ~crc;
  std::string out = "\x89PNG\r\n\x1A\n\0\0\0\x0D"s + head;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(crc >> shift);
  return out + "\0\0\0\0IDAT\x35\xAF\x06\x1E"s;
}

TEST(Pictures, ThatAreBombsOrDamagedAreRefused) {
  expect_refused(inspect(png_claiming(60'000, 60'000)), ErrorCode::too_large, "60000 x 60000");
  expect_refused(inspect(png_claiming(19'000, 19'000)), ErrorCode::too_large, "19000 x 19000");
  const Raster raster = quarters(400, 300);
  for (const std::string& whole : {jpeg_of(raster), png_of(raster), webp_of(raster)}) {
    const auto cut = inspect(whole.substr(0, whole.size() / 2));
    expect_refused(cut, ErrorCode::damaged_document, "");
  }
  expect_refused(inspect("\xFF\xD8\xFF"), ErrorCode::damaged_document, "");
  expect_refused(inspect("RIFF\x10\0\0\0WEBPVP8 "s), ErrorCode::damaged_document, "");
  expect_refused(inspect("\0\0\0\x18"
                         "ftypheic\0\0\0\0mif1heic"s),
                 ErrorCode::damaged_document, "HEIC");
}

RC_GTEST_PROP(Shrunk, KeepsTheAverageColour, ()) {
  const int width = *rc::gen::inRange(1, 90), height = *rc::gen::inRange(1, 90);
  const int side = *rc::gen::inRange(1, 60);
  const auto colour = static_cast<std::uint8_t>(*rc::gen::inRange(0, 256));
  Raster raster(width, height);
  std::ranges::fill(raster.rgb, colour);
  const Raster out = shrunk(raster, side);
  RC_ASSERT((std::max(out.width, out.height) == std::min(side, std::max(width, height))));
  RC_ASSERT(std::ranges::all_of(out.rgb, [&](std::uint8_t c) { return c == colour; }));
}

TEST(Pdf, ThatShowsPagesIsTaken) {
  EXPECT_EQ(check_pdf(pdf_with("")).value_or(0), 1);
  // Links to an address and to a page are not more than a reader offers anyway.
  EXPECT_EQ(check_pdf(pdf_with("",
                               "/Annots [<< /Type /Annot /Subtype /Link /A << /S /URI /URI "
                               "(https://example.org) >> >>]"))
                .value_or(0),
            1);
  const auto kept = inspect(pdf_with(""));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->type, KeptType::pdf);
  EXPECT_TRUE(kept->content.empty());
}

TEST(Pdf, ThatDoesMoreIsRefused) {
  const std::pair<std::string, std::string> bad[] = {
      {pdf_with("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "JavaScript"},
      {pdf_with("/OpenAction << /S /J#61vaScript /J#53 (app.alert(1)) >>"), "JavaScript"},
      {pdf_with("/OpenAction 4 0 R", "", "<< /S /Launch /F (cmd.exe) >>"), "Launch"},
      {pdf_with("/Names << /JavaScript << /Names [(a) 4 0 R] >> >>"), "JavaScript"},
      {pdf_with("/Names << /EmbeddedFiles << /Names [] >> >>"), "EmbeddedFiles"},
      {pdf_with("", "/AA << /O << /S /Named /N /Print >> >>"), "AA"},
      {pdf_with("", "/Annots [<< /Subtype /FileAttachment >>]"), "FileAttachment"},
      {pdf_with("/AcroForm << /XFA (x) >>"), "XFA"},
      {pdf_with("", "", "<< /S /SubmitForm /F (http://example.org) >>"), "SubmitForm"},
  };
  for (const auto& [bytes, name] : bad)
    expect_refused(check_pdf(bytes), ErrorCode::unsafe_document, name);
}

TEST(Pdf, ThatIsDamagedEncryptedOrLongIsRefused) {
  const std::string whole = pdf_with("");
  expect_refused(check_pdf(whole.substr(0, whole.size() / 2)), ErrorCode::damaged_document, "PDF");
  expect_refused(check_pdf("%PDF-1.4\n%%EOF"), ErrorCode::damaged_document, "PDF");
  expect_refused(check_pdf(whole + "MZ and more"), ErrorCode::unsafe_document, "behind");
  std::string kids;
  for (int i = 0; i <= kMaxPages; ++i) kids += "3 0 R ";
  // One page object under 201 kids: qpdf makes copies, so that each counts.
  const std::string many = pdf_of({"<< /Type /Catalog /Pages 2 0 R >>",
                                   "<< /Type /Pages /Count 201 /Kids [" + kids + "] >>", kPage});
  expect_refused(check_pdf(many), ErrorCode::too_large, "201 pages");
  const std::string zeros(64, '0');
  const std::string encrypted =
      pdf_of({"<< /Type /Catalog /Pages 2 0 R >>", kPages, kPage,
              "<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + zeros + "> /U <" + zeros + "> >>"},
             "/Encrypt 4 0 R /ID [<00> <00>] ");
  expect_refused(check_pdf(encrypted), ErrorCode::unsafe_document, "encrypted");
}

TEST(Report, SaysWhatTheInspectionSaid) {
  const Inspected inspected{KeptType::jpeg, 30, 20, 1, "content", "thumbnail"};
  const auto again = decode_report(encode_report(inspected));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->content, "content");
  EXPECT_EQ(again->thumbnail, "thumbnail");
  EXPECT_EQ(again->height, 20);
  const Result<Inspected> refused = fail(ErrorCode::unsafe_document, {}, "PDF: /JS\n", "rule");
  expect_refused(decode_report(encode_report(refused)), ErrorCode::unsafe_document, "PDF: /JS ");
}

TEST(Report, OfAProcessThatWasTakenOverIsNotBelieved) {
  const std::string good = encode_report(Inspected{KeptType::jpeg, 30, 20, 1, "content", "thumb"});
  for (std::size_t size = 0; size < good.size(); ++size)
    expect_refused(decode_report(good.substr(0, size)), ErrorCode::document_unchecked, "");
  expect_refused(decode_report(good + "x"), ErrorCode::document_unchecked, "");
  const Result<Inspected> odd = fail(ErrorCode::already_reversed, {}, "x", "y");
  expect_refused(decode_report(encode_report(odd)), ErrorCode::document_unchecked, "");
}

TEST(Names, WithPathsOrControlCharactersAreRefused) {
  for (const char* good : {"发票.jpg", "a", "出院小结 2025-03-20.pdf", "..a", "x.y.z"})
    EXPECT_TRUE(is_document_name(good)) << good;
  for (const char* bad : {"", ".", "..", "../etc/passwd", "a/b", "a\\b", "a\nb", "  ",
                          "a\xE2\x80\xAE"
                          "fdp.exe"})
    EXPECT_FALSE(is_document_name(bad)) << bad;
  std::string longest;
  for (int i = 0; i < 120; ++i) longest += "药";
  EXPECT_TRUE(is_document_name(longest));
  EXPECT_FALSE(is_document_name(longest + "药"));
}

}  // namespace
}  // namespace yitong::documents
