// A strict reader and writer of CSV (RFC 4180) for files from outside.
//
//   file   = [BOM] row *(eol row) [eol]      eol = LF / CRLF      row = field *("," field)
//   field  = *text / DQUOTE *(text / "," / CR / LF / 2DQUOTE) DQUOTE
//   text   = any character but DQUOTE, comma, CR, LF and NUL
//
// Downside: a quote that never closes swallows the rest of the file, so it ends the reading.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace yitong {

struct CsvLimits {
  std::size_t max_bytes = 64u << 20;
  std::size_t max_rows = 2'000'000;
  std::size_t max_columns = 64;
  std::size_t max_field_bytes = 4096;
};

class CsvReader {
 public:
  enum class Step : std::uint8_t {
    row,      ///< fields() holds the row
    bad_row,  ///< fault() says why; reading goes on with the next line
    stopped,  ///< fault() says why; nothing more can be read
    end,
  };
  /// `text` must outlive the reader.
  explicit CsvReader(std::string_view text, CsvLimits limits = {});

  Step next();
  /// Valid until the next call of next().
  std::span<const std::string_view> fields() const { return fields_; }
  /// The line where the last row starts, from 1.
  std::uint32_t line() const { return row_line_; }
  /// `path` is "line:column", the column counted in fields from 1; the caller puts the file's name
  /// before it.
  const Error& fault() const { return fault_; }

 private:
  Step read_row();
  bool read_quoted();
  bool read_plain();
  bool keep(std::string_view field);
  bool set_fault(ErrorCode code, std::string_view found, std::string rule);
  void skip_line();
  void pass_line_end();

  std::string_view text_;
  CsvLimits limits_;
  std::size_t at_ = 0;
  std::size_t rows_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t row_line_ = 1;
  bool stopped_ = false;
  std::vector<std::string_view> fields_;
  std::deque<std::string> unescaped_;  // fields that held a doubled quote
  Error fault_{};
};

/// Appends one row with LF, quoting only the fields that need it.
void append_csv_row(std::string& out, std::span<const std::string_view> fields);

/// `value` cut to what an error message can carry, on a character boundary.
std::string shown(std::string_view value);

}  // namespace yitong
