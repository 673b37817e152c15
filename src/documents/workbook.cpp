#include "documents/workbook.h"

#include <algorithm>
#include <functional>
#include <map>

#include "base/text.h"
#include "documents/cell_values.h"
#include "documents/xml_part.h"
#include "documents/zip.h"

namespace yitong::documents {
namespace {

constexpr int kPlaces = 6;  ///< of a unit price
constexpr std::size_t kMaxStrings = 200'000, kMaxStyles = 20'000;

std::unexpected<Errors> refused(ErrorCode code, std::string found, std::string rule) {
  return fail(code, {}, std::move(found), std::move(rule));
}

/// Which sheet, and since when days are counted.
class BookReader final : public PartReader {
 public:
  std::string sheet_id;  ///< of the first that is shown
  bool since_1904 = false;

 private:
  void begin(std::string_view name, const Attributes& attributes) override {
    if (name == "workbookPr") {
      const auto told = value_of(attributes, "date1904");
      since_1904 = told == "1" || told == "true";
    }
    const auto state = value_of(attributes, "state");
    if (name == "sheet" && sheet_id.empty() && (state.empty() || state == "visible"))
      sheet_id = value_of(attributes, "id");
  }
};

class RelationReader final : public PartReader {
 public:
  struct Relation {
    std::string type, target;
  };
  std::map<std::string, Relation, std::less<>> all;

 private:
  void begin(std::string_view name, const Attributes& attributes) override {
    if (name != "Relationship" || value_of(attributes, "TargetMode") == "External") return;
    all[std::string(value_of(attributes, "Id"))] = {std::string(value_of(attributes, "Type")),
                                                    std::string(value_of(attributes, "Target"))};
  }
};

class StringReader final : public PartReader {
 public:
  std::vector<std::string> all;

 private:
  void begin(std::string_view name, const Attributes&) override {
    if (name == "si") all.emplace_back();
    if (name == "rPh") phonetic_ = true;
    in_text_ = name == "t" && !phonetic_ && !all.empty();
    if (all.size() > kMaxStrings)
      stop(ErrorCode::too_large, "texts of the workbook", "at most 200,000");
  }
  void end(std::string_view name) override {
    in_text_ = false;
    if (name == "rPh") phonetic_ = false;
  }
  void text(std::string_view text) override {
    if (in_text_ && all.back().size() <= kMaxCellBytes) all.back() += text;
  }
  bool in_text_ = false, phonetic_ = false;
};

class StyleReader final : public PartReader {
 public:
  bool is_day(int style) const {
    if (style < 0 || static_cast<std::size_t>(style) >= formats_.size()) return false;
    const int format = formats_[static_cast<std::size_t>(style)];
    const auto code = codes_.find(format);
    return shows_day(format, code == codes_.end() ? std::string_view() : code->second);
  }

 private:
  void begin(std::string_view name, const Attributes& attributes) override {
    if (name == "numFmt")
      codes_[whole_number(value_of(attributes, "numFmtId"), -1)] =
          value_of(attributes, "formatCode");
    if (name == "cellXfs") in_cells_ = true;
    if (name == "xf" && in_cells_)
      formats_.push_back(whole_number(value_of(attributes, "numFmtId"), 0));
    if (formats_.size() > kMaxStyles) stop(ErrorCode::too_large, "styles", "at most 20,000");
  }
  void end(std::string_view name) override {
    if (name == "cellXfs") in_cells_ = false;
  }
  bool in_cells_ = false;
  std::vector<int> formats_;
  std::map<int, std::string> codes_;
};

/// "BC17": column 54, row 17; zero where it is no place.
struct Cell {
  std::size_t column = 0, row = 0;
};
Cell cell_at(std::string_view place) {
  Cell out;
  std::size_t i = 0;
  for (; i < place.size() && i < 3 && place[i] >= 'A' && place[i] <= 'Z'; ++i)
    out.column = out.column * 26 + static_cast<std::size_t>(place[i] - 'A') + 1;
  const int row = whole_number(place.substr(i), 0);
  if (row > 0) out.row = static_cast<std::size_t>(row);
  return out;
}

void append_field(std::string& csv, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == text.npos) {
    csv += text;
    return;
  }
  csv += '"';
  for (const char c : text) csv += c == '"' ? std::string_view("\"\"") : std::string_view(&c, 1);
  csv += '"';
}

class SheetReader final : public PartReader {
 public:
  SheetReader(const StringReader& strings, const StyleReader& styles, bool since_1904)
      : strings_(strings), styles_(styles), since_1904_(since_1904) {}

  Sheet take() {
    while (!rows_.empty() && rows_.back().empty()) rows_.pop_back();
    Sheet out;
    for (const auto& row : rows_) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) out.csv += ',';
        append_field(out.csv, row[i]);
      }
      out.csv += '\n';
    }
    out.notes = std::move(notes_);
    return out;
  }

 private:
  void begin(std::string_view name, const Attributes& attributes) override {
    if (name == "row") {
      const int row = whole_number(value_of(attributes, "r"), 0);
      row_ = row > 0 ? static_cast<std::size_t>(row) : row_ + 1;
      column_ = 0;
    } else if (name == "c") {
      const auto told = value_of(attributes, "r");
      const Cell at = cell_at(told);
      column_ = at.column > 0 ? at.column : column_ + 1;
      if (at.row > 0) row_ = at.row;
      place_ = told.empty() ? "row " + std::to_string(row_) : std::string(told.substr(0, 12));
      type_ = value_of(attributes, "t"), style_ = whole_number(value_of(attributes, "s"), 0);
      value_.clear();
    } else if (name == "rPh") {
      phonetic_ = true;
    }
    in_value_ = name == "v" || (name == "t" && type_ == "inlineStr" && !phonetic_);
  }
  void end(std::string_view name) override {
    in_value_ = false;
    if (name == "rPh") phonetic_ = false;
    if (name == "c") keep();
  }
  void text(std::string_view text) override {
    if (!in_value_) return;
    value_ += text;
    if (value_.size() > kMaxCellBytes)
      stop(ErrorCode::too_large, place_, "at most 4,000 bytes in a cell");
  }

  /// What the cell says, as a list has it.
  std::string said() {
    if (type_ == "s") {
      const int at = whole_number(value_, -1);
      if (at >= 0 && static_cast<std::size_t>(at) < strings_.all.size())
        return strings_.all[static_cast<std::size_t>(at)];
      stop(ErrorCode::damaged_document, place_, "a text of the workbook");
      return {};
    }
    if (type_ == "b") return value_ == "1" ? "TRUE" : "FALSE";
    if (!type_.empty() && type_ != "n") return value_;
    if (styles_.is_day(style_)) return day();
    bool cut = false;
    std::string out = plain_number(value_, kPlaces, cut);
    if (out.empty()) return value_;  // the list says what is wrong with it
    if (cut && notes_.size() < kMaxSheetNotes)
      notes_.push_back(place_ + ": " + value_.substr(0, 40) + " → " + out);
    return out;
  }
  std::string day() {
    if (const auto day = day_of_serial(value_, since_1904_)) return day->str();
    stop(ErrorCode::unsupported_document, place_ + ": " + value_.substr(0, 40),
         "a day of the calendar");
    return {};
  }

  void keep() {
    if (value_.empty()) return;
    if (row_ > kMaxSheetRows || column_ > kMaxSheetColumns)
      return stop(ErrorCode::too_large, place_, "at most 5,013 rows and 64 columns");
    std::string text = said();
    if (text.size() > kMaxCellBytes)
      return stop(ErrorCode::too_large, place_, "at most 4,000 bytes in a cell");
    if (!is_utf8(text)) return stop(ErrorCode::damaged_document, place_, "UTF-8");
    if (rows_.size() < row_) rows_.resize(row_);
    auto& row = rows_[row_ - 1];
    if (row.size() < column_) row.resize(column_);
    row[column_ - 1] = std::move(text);
  }

  const StringReader& strings_;
  const StyleReader& styles_;
  const bool since_1904_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::string> notes_;
  std::size_t row_ = 0, column_ = 0;
  std::string place_, type_, value_;
  int style_ = 0;
  bool in_value_ = false, phonetic_ = false;
};

/// A workbook's parts by name.
class Book {
 public:
  Book(std::string_view bytes, std::vector<ZipEntry> entries)
      : bytes_(bytes), entries_(std::move(entries)) {}

  bool has(std::string_view name) const { return find(name) != nullptr; }
  bool has_macros() const {
    return std::ranges::any_of(entries_, [](const ZipEntry& each) {
      const std::string_view name = each.name;
      return name.ends_with("vbaProject.bin") || name.find("macrosheets/") != name.npos;
    });
  }
  Result<void> read(std::string_view name, PartReader& reader) const {
    const ZipEntry* const entry = find(name);
    if (entry == nullptr)
      return refused(ErrorCode::damaged_document, "no part " + std::string(name.substr(0, 80)),
                     "a whole workbook");
    const auto text = inflate_entry(bytes_, *entry);
    if (!text) return fail(text.error());
    return reader.read(*text);
  }

 private:
  const ZipEntry* find(std::string_view name) const {
    const auto at = std::ranges::find(entries_, name, &ZipEntry::name);
    return at == entries_.end() ? nullptr : &*at;
  }
  std::string_view bytes_;
  std::vector<ZipEntry> entries_;
};

/// Targets are below xl/, or say where they are.
std::string path_of(std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  return "xl/" + std::string(target);
}

Result<Book> open_book(std::string_view bytes) {
  if (bytes.size() > kMaxWorkbookBytes)
    return refused(ErrorCode::too_large, std::to_string(bytes.size()) + " bytes", "<= 5 MiB");
  if (bytes.starts_with("\xD0\xCF\x11\xE0"))
    return refused(ErrorCode::unsupported_document, "an old .xls, or a workbook with a password",
                   ".xlsx without a password, or CSV");
  if (!bytes.starts_with("PK"))
    return refused(ErrorCode::unsupported_document, "no workbook", ".xlsx or CSV");
  auto entries = read_directory(bytes);
  if (!entries) return fail(std::move(entries.error()));
  Book out(bytes, std::move(*entries));
  if (!out.has("xl/workbook.xml"))
    return refused(ErrorCode::unsupported_document, "another kind of archive", ".xlsx or CSV");
  if (out.has_macros())
    return refused(ErrorCode::unsafe_document, "macros", "a workbook without macros, .xlsx");
  return out;
}

}  // namespace

Result<Sheet> read_sheet(std::string_view bytes) {
  const auto book = open_book(bytes);
  if (!book) return fail(book.error());
  BookReader overview;
  RelationReader relations;
  if (auto fine = book->read("xl/workbook.xml", overview); !fine) return fail(fine.error());
  if (auto fine = book->read("xl/_rels/workbook.xml.rels", relations); !fine)
    return fail(fine.error());
  const auto sheet = relations.all.find(overview.sheet_id);
  if (sheet == relations.all.end() || !sheet->second.type.ends_with("/worksheet"))
    return refused(ErrorCode::unsupported_document, "no sheet with cells", "a list in a sheet");
  StringReader strings;
  StyleReader styles;
  for (const auto& [id, relation] : relations.all) {
    Result<void> fine;
    if (relation.type.ends_with("/sharedStrings"))
      fine = book->read(path_of(relation.target), strings);
    if (relation.type.ends_with("/styles")) fine = book->read(path_of(relation.target), styles);
    if (!fine) return fail(fine.error());
  }
  SheetReader reader(strings, styles, overview.since_1904);
  if (auto fine = book->read(path_of(sheet->second.target), reader); !fine)
    return fail(fine.error());
  return reader.take();
}

}  // namespace yitong::documents
