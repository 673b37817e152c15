#include "documents/workbook.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "documents/inspect.h"
#include "documents/zip.h"

namespace yitong::documents {
namespace {

void put_number(std::string& out, std::uint32_t value, int size) {
  for (int i = 0; i < size; ++i, value >>= 8) out += static_cast<char>(value & 0xFF);
}

struct Part {
  std::string name, text;
  bool deflated = true;
  std::uint32_t lie = 0;  ///< added to the size that it says
  std::uint16_t flags = 0;
};

std::string packed(const std::string& text) {
  std::string out(compressBound(text.size()) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zipped(const std::vector<Part>& parts) {
  std::string out, directory;
  for (const Part& part : parts) {
    const std::string bytes = part.deflated ? packed(part.text) : part.text;
    const auto crc = static_cast<std::uint32_t>(crc32(
        0, reinterpret_cast<const Bytef*>(part.text.data()), static_cast<uInt>(part.text.size())));
    const auto at = static_cast<std::uint32_t>(out.size());
    const auto heading = [&](std::string& to) {
      put_number(to, 20, 2), put_number(to, part.flags, 2);
      put_number(to, part.deflated ? 8 : 0, 2), put_number(to, 0, 4), put_number(to, crc, 4);
      put_number(to, static_cast<std::uint32_t>(bytes.size()), 4);
      put_number(to, static_cast<std::uint32_t>(part.text.size()) + part.lie, 4);
      put_number(to, static_cast<std::uint32_t>(part.name.size()), 2), put_number(to, 0, 2);
    };
    put_number(out, 0x04034B50, 4), heading(out);
    out += part.name + bytes;
    put_number(directory, 0x02014B50, 4), put_number(directory, 20, 2), heading(directory);
    put_number(directory, 0, 2), put_number(directory, 0, 4), put_number(directory, 0, 4);
    put_number(directory, at, 4);
    directory += part.name;
  }
  const auto begin = static_cast<std::uint32_t>(out.size());
  out += directory;
  put_number(out, 0x06054B50, 4), put_number(out, 0, 4);
  put_number(out, static_cast<std::uint32_t>(parts.size()), 2);
  put_number(out, static_cast<std::uint32_t>(parts.size()), 2);
  put_number(out, static_cast<std::uint32_t>(directory.size()), 4), put_number(out, begin, 4);
  put_number(out, 0, 2);
  return out;
}

constexpr const char* kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::vector<Part> parts(const std::string& rows, const std::string& book = "") {
  return {
      {"xl/workbook.xml", std::string(kHead) + "<workbook xmlns:r=\"r\"><workbookPr " + book +
                              "/><sheets><sheet name=\"h\" state=\"hidden\" r:id=\"rId9\"/>"
                              "<sheet name=\"明细\" r:id=\"rId1\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels",
       "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/worksheet\" "
       "Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" "
       "Type=\"http://x/sharedStrings\" "
       "Target=\"/xl/sharedStrings.xml\"/><Relationship Id=\"rId3\" Type=\"http://x/styles\" "
       "Target=\"styles.xml\"/></Relationships>"},
      {"xl/sharedStrings.xml",
       "<sst><si><t>名称</t></si><si><r><t>金</t></r><r><t>额</t></r><rPh><t>x</t></rPh></si>"
       "<si><t>A, \"B\"</t></si></sst>",
       false},
      {"xl/styles.xml",
       "<styleSheet><numFmts><numFmt numFmtId=\"170\" "
       "formatCode=\"yyyy&quot;年&quot;m\"/></numFmts>"
       "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
       "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/></cellXfs>"
       "</styleSheet>"},
      {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"},
  };
}
std::string book(const std::string& rows, const std::string& told = "") {
  return zipped(parts(rows, told));
}
std::string csv(const std::string& bytes) {
  const auto sheet = read_sheet(bytes);
  return sheet ? sheet->csv : "refused: " + sheet.error()[0].str(false);
}
ErrorCode refusal_of(const std::string& bytes) {
  const auto sheet = read_sheet(bytes);
  return sheet ? ErrorCode::syntax : sheet.error()[0].code;
}

TEST(Workbook, IsReadAsRowsOfText) {
  const std::string rows =
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>"
      "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>2</v></c><c r=\"B3\" s=\"1\"><v>45736.75</v></c>"
      "<c r=\"C3\"><f>1/10</f><v>0.10000000000000001</v></c></row>"
      "<row><c t=\"inlineStr\"><is><t>行</t></is></c><c s=\"2\"><v>45737</v></c><c><v>1E2</v></c>"
      "</row>";
  EXPECT_EQ(csv(book(rows)), "名称,,金额\n\n\"A, \"\"B\"\"\",2025-03-20,0.1\n行,2025-03-21,100\n");
  EXPECT_EQ(csv(book("<row><c s=\"1\"><v>44274</v></c></row>", "date1904=\"1\"")), "2025-03-20\n");
}

TEST(Workbook, SaysWhenDigitsWereCut) {
  const auto sheet = read_sheet(
      book("<row><c r=\"A1\"><v>0.33333333333333331</v></c><c r=\"B1\"><v>12.5</v></c></row>"));
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->csv, "0.333333,12.5\n");
  EXPECT_EQ(sheet->notes, std::vector<std::string>{"A1: 0.33333333333333331 → 0.333333"});
}

TEST(Workbook, RefusesWhatIsNotWhatItSays) {
  const auto with = [](Part part) {
    auto all = parts("<row><c><v>1</v></c></row>");
    std::erase_if(all, [&](const Part& each) { return each.name == part.name; });
    all.push_back(std::move(part));
    return zipped(all);
  };
  EXPECT_EQ(csv(with({"docProps/app.xml", "<x/>"})), "1\n");
  EXPECT_EQ(refusal_of(with({"xl/vbaProject.bin", "x"})), ErrorCode::unsafe_document);
  EXPECT_EQ(
      refusal_of(with({"xl/styles.xml", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///x\">]><a/>"})),
      ErrorCode::unsafe_document);
  EXPECT_EQ(refusal_of(with({"xl/styles.xml", "<a>&b;</a>"})), ErrorCode::damaged_document);
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "<a>";
  EXPECT_EQ(refusal_of(with({"xl/styles.xml", deep})), ErrorCode::unsafe_document);
  EXPECT_EQ(refusal_of(with({"xl/styles.xml", std::string(50u << 20, ' ')})),
            ErrorCode::unsafe_document);
  Part lies{"xl/styles.xml", std::string(1 << 20, ' ')};
  lies.lie = static_cast<std::uint32_t>(-1000);
  EXPECT_EQ(refusal_of(with(lies)), ErrorCode::unsafe_document);
  Part secret{"xl/styles.xml", "<a/>"};
  secret.flags = 1;
  EXPECT_EQ(refusal_of(with(secret)), ErrorCode::unsafe_document);
  auto twice = parts("");
  twice.push_back(twice.front());
  EXPECT_EQ(refusal_of(zipped(twice)), ErrorCode::unsafe_document);
  EXPECT_EQ(refusal_of("\xD0\xCF\x11\xE0 old"), ErrorCode::unsupported_document);
  EXPECT_EQ(refusal_of("text"), ErrorCode::unsupported_document);
  EXPECT_EQ(refusal_of(zipped({{"word/document.xml", "<a/>"}})), ErrorCode::unsupported_document);
  EXPECT_EQ(refusal_of(std::string((5u << 20) + 1, 'P')), ErrorCode::too_large);
  EXPECT_EQ(refusal_of(book("<row><c r=\"A5014\"><v>1</v></c></row>")), ErrorCode::too_large);
  EXPECT_EQ(refusal_of(book("<row><c r=\"BM1\"><v>1</v></c></row>")), ErrorCode::too_large);
  EXPECT_EQ(refusal_of(book("<row><c t=\"s\"><v>7</v></c></row>")), ErrorCode::damaged_document);
  EXPECT_EQ(refusal_of(book("<row><c s=\"1\"><v>60</v></c></row>")),
            ErrorCode::unsupported_document);
  const std::string whole = book("<row><c><v>1</v></c></row>");
  for (std::size_t size = 0; size < whole.size(); size += 7)
    EXPECT_FALSE(read_sheet(std::string_view(whole).substr(0, size))) << size;
}

TEST(Workbook, ItsReportIsReadBackAsItWas) {
  const auto inspected =
      inspect(book("<row><c r=\"A1\"><v>0.33333333333333331</v></c></row>"), Purpose::list);
  ASSERT_TRUE(inspected);
  const auto again = decode_report(encode_report(inspected));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->type, KeptType::list);
  EXPECT_EQ(again->content, inspected->content);
  EXPECT_EQ(again->notes, inspected->notes);
  // As a document it is refused as before.
  const auto document = inspect(book(""));
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error()[0].code, ErrorCode::unsupported_document);
}

}  // namespace
}  // namespace yitong::documents
