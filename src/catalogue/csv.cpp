#include "catalogue/csv.h"

#include <fmt/format.h>

#include "base/text.h"

namespace yitong {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(std::string_view text, CsvLimits limits) : text_(text), limits_(limits) {
  if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
  if (text_.size() > limits_.max_bytes) {
    set_fault(ErrorCode::too_large, std::to_string(text_.size()),
              fmt::format("<= {} bytes", limits_.max_bytes));
    stopped_ = true;
  }
}

CsvReader::Step CsvReader::next() {
  if (stopped_) return Step::stopped;
  while (at_ < text_.size() && (text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n"))
    pass_line_end();
  if (at_ == text_.size()) return Step::end;
  row_line_ = line_;
  fields_.clear();
  unescaped_.clear();
  if (++rows_ > limits_.max_rows) {
    set_fault(ErrorCode::too_large, {}, fmt::format("<= {} rows", limits_.max_rows));
    stopped_ = true;
    return Step::stopped;
  }
  return read_row();
}

CsvReader::Step CsvReader::read_row() {
  for (;;) {
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    if (!(quoted ? read_quoted() : read_plain())) {
      if (stopped_) return Step::stopped;
      skip_line();
      return Step::bad_row;
    }
    if (at_ == text_.size()) return Step::row;
    if (text_[at_] != ',') {
      pass_line_end();
      return Step::row;
    }
    ++at_;
  }
}

bool CsvReader::read_plain() {
  const std::size_t start = at_;
  while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') {
    if (text_[at_] == '\r' && text_.substr(at_, 2) == "\r\n") break;
    if (text_[at_] == '"' || text_[at_] == '\r' || text_[at_] == '\0')
      return set_fault(ErrorCode::syntax, text_.substr(start, at_ - start + 1),
                       "RFC 4180: a field with a quote or CR stands in quotes; no NUL");
    ++at_;
  }
  return keep(text_.substr(start, at_ - start));
}

bool CsvReader::read_quoted() {
  const std::size_t start = ++at_;
  std::string* copy = nullptr;
  std::size_t piece = start;
  for (;;) {
    if (at_ == text_.size()) {
      stopped_ = true;
      return set_fault(ErrorCode::syntax, text_.substr(start),
                       "RFC 4180: a quoted field must end with a quote");
    }
    const char c = text_[at_];
    if (c == '\n') ++line_;
    if (c == '\0') return set_fault(ErrorCode::syntax, text_.substr(start, at_ - start), "no NUL");
    if (c != '"') {
      ++at_;
      continue;
    }
    if (text_.substr(at_, 2) != "\"\"") break;
    if (copy == nullptr) copy = &unescaped_.emplace_back();
    copy->append(text_.substr(piece, at_ + 1 - piece));
    piece = at_ += 2;
  }
  const std::string_view last = text_.substr(piece, at_ - piece);
  ++at_;
  const std::string_view after = text_.substr(at_, 2);
  if (!after.empty() && after[0] != ',' && after[0] != '\n' && after != "\r\n")
    return set_fault(ErrorCode::syntax, text_.substr(start, at_ + 1 - start),
                     "RFC 4180: after a closing quote comes a comma or the end of the line");
  if (copy == nullptr) return keep(last);
  copy->append(last);
  return keep(*copy);
}

bool CsvReader::keep(std::string_view field) {
  if (fields_.size() == limits_.max_columns)
    return set_fault(ErrorCode::too_large, field,
                     fmt::format("<= {} columns", limits_.max_columns));
  if (field.size() > limits_.max_field_bytes)
    return set_fault(ErrorCode::too_large, field,
                     fmt::format("<= {} bytes", limits_.max_field_bytes));
  if (!is_utf8(field)) return set_fault(ErrorCode::bad_encoding, field, "UTF-8");
  fields_.push_back(field);
  return true;
}

bool CsvReader::set_fault(ErrorCode code, std::string_view found, std::string rule) {
  fault_ = {
      code, fmt::format("{}:{}", row_line_, fields_.size() + 1), shown(found), std::move(rule), {}};
  return false;
}

void CsvReader::skip_line() {
  at_ = std::min(text_.find('\n', at_), text_.size());
  if (at_ < text_.size()) pass_line_end();
}

void CsvReader::pass_line_end() {
  at_ += text_[at_] == '\r' ? 2 : 1;
  ++line_;
}

void append_csv_row(std::string& out, std::span<const std::string_view> fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += ',';
    // A lone empty field would be a blank line, and a mark at the start of a file is not text.
    const bool would_vanish = i == 0 && ((fields.size() == 1 && fields[0].empty()) ||
                                         fields[0].starts_with(kByteOrderMark));
    if (!would_vanish && fields[i].find_first_of("\",\r\n") == std::string_view::npos) {
      out += fields[i];
      continue;
    }
    out += '"';
    for (const char c : fields[i]) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }
  out += '\n';
}

std::string shown(std::string_view value) {
  constexpr std::size_t kMost = 60;
  const bool cut = value.size() > kMost;
  if (cut) {
    std::size_t end = kMost;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
    value = value.substr(0, end);
  }
  std::string out;
  for (std::size_t i = 0; i < value.size();) {
    const std::size_t bad = std::min(first_bad_utf8(value.substr(i)), value.size() - i);
    for (const char c : value.substr(i, bad)) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
        out += fmt::format("\\x{:02X}", c);
      else
        out += c;
    }
    i += bad;
    if (i < value.size()) out += fmt::format("\\x{:02X}", static_cast<unsigned char>(value[i++]));
  }
  return cut ? out + "…" : out;
}

}  // namespace yitong
