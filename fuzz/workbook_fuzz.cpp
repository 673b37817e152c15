// Any bytes as a workbook, as a part of one and as a cell's number: reading ends within its limits.
#include <cstdint>

#include "base/check.h"
#include "base/text.h"
#include "documents/cell_values.h"
#include "documents/inspect.h"
#include "documents/workbook.h"
#include "documents/zip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yitong::documents;
  if (size > 64 << 10) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto sheet = read_sheet(bytes);
  if (sheet) {
    YT_CHECK(yitong::is_utf8(sheet->csv) && sheet->notes.size() <= kMaxSheetNotes);
    const auto again = decode_report(encode_report(inspect(bytes, Purpose::list)));
    YT_CHECK(again.has_value() && again->content == sheet->csv);
  }
  if (const auto entries = read_directory(bytes))
    for (const ZipEntry& each : *entries)
      if (const auto text = inflate_entry(bytes, each)) YT_CHECK(text->size() == each.size);
  bool cut = false;
  const std::string plain = plain_number(bytes.substr(0, 64), 6, cut);
  YT_CHECK(plain.size() <= 24 && (plain.empty() || plain_number(plain, 6, cut) == plain));
  day_of_serial(bytes.substr(0, 64), false);
  return 0;
}
