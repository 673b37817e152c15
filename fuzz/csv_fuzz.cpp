// Any bytes: the reader ends, keeps its limits, and what it accepts survives writing and reading
// again.
#include <cstdint>

#include "base/check.h"
#include "base/text.h"
#include "catalogue/csv.h"
#include "catalogue/import.h"

namespace {

using yitong::CsvReader;

void check_round_trip(std::span<const std::string_view> fields) {
  std::string written;
  yitong::append_csv_row(written, fields);
  CsvReader again(written);
  YT_CHECK(again.next() == CsvReader::Step::row);
  YT_CHECK(std::ranges::equal(again.fields(), fields));
  YT_CHECK(again.next() == CsvReader::Step::end);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  CsvReader reader(
      text, {.max_bytes = 1 << 20, .max_rows = 1000, .max_columns = 8, .max_field_bytes = 64});
  std::uint32_t last_line = 0;
  for (;;) {
    const CsvReader::Step step = reader.next();
    if (step == CsvReader::Step::end || step == CsvReader::Step::stopped) break;
    YT_CHECK(reader.line() > last_line);
    last_line = reader.line();
    if (step == CsvReader::Step::bad_row) {
      YT_CHECK(yitong::is_utf8(reader.fault().found));
      continue;
    }
    for (const std::string_view field : reader.fields())
      YT_CHECK(field.size() <= 64 && yitong::is_utf8(field));
    check_round_trip(reader.fields());
  }
  const auto table = static_cast<yitong::Table>(data[0] % yitong::kTables);
  const yitong::ImportReport report = yitong::import_csv(table, text, "fuzz.csv");
  const yitong::ImportReport twice = yitong::import_csv(table, report.csv, "again.csv");
  YT_CHECK(twice.refused_rows == 0 || report.rows_kept == 0);
  YT_CHECK(twice.csv == report.csv);
  return 0;
}
