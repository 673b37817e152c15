#include "catalogue/edition_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <tuple>

#include "catalogue/csv.h"
#include "catalogue/import.h"
#include "catalogue/pinyin.h"

namespace yitong {
namespace {

constexpr std::string_view kFirstLine = "yitong-catalogue 1\n";
constexpr int kMaxExtensions = 4;

struct FolderReader {
  std::vector<std::pair<Table, std::string>>
      tables;  // in the order of Table; those of the folder and all it extends
  Errors errors;

  void read(const std::filesystem::path& folder, int depth);
  void read_table_file(Table table, const std::filesystem::path& path);
  std::string extended_by(const std::filesystem::path& edition_file);
};

/// Folder names of siblings only: an edition never reads outside its parent folder.
std::string FolderReader::extended_by(const std::filesystem::path& edition_file) {
  std::string extends;
  if (auto text = read_file(edition_file.string()))
    read_table(Table::edition, *text, "",
               [&](std::span<const std::string_view> fields) { extends = fields[3]; });
  if (extends.find("..") != std::string::npos) extends.clear();
  return extends;
}

void FolderReader::read(const std::filesystem::path& folder, int depth) {
  const std::filesystem::path edition_file = folder / "edition.csv";
  const std::string extends = extended_by(edition_file);
  if (depth == kMaxExtensions) {
    errors.push_back(
        {ErrorCode::too_deep, edition_file.string(), extends, "<= 4 editions upon another", {}});
    return;
  }
  if (!extends.empty()) read(folder.lexically_normal().parent_path() / extends, depth + 1);
  for (std::size_t i = 0; i < kTables; ++i) {
    const auto table = static_cast<Table>(i);
    const std::filesystem::path path = folder / (std::string(rules_of(table).name) + ".csv");
    if (table == Table::edition || std::filesystem::exists(path)) read_table_file(table, path);
  }
}

void FolderReader::read_table_file(Table table, const std::filesystem::path& path) {
  auto text = read_file(path.string());
  if (!text) {
    errors.insert(errors.end(), text.error().begin(), text.error().end());
    return;
  }
  ImportReport report = import_csv(table, *text, path.string());
  std::ranges::move(report.refused, std::back_inserter(errors));
  const auto wider = std::ranges::find(tables, table, &std::pair<Table, std::string>::first);
  if (wider == tables.end()) {
    const auto is_later = [&](const auto& other) { return other.first > table; };
    tables.insert(std::ranges::find_if(tables, is_later), {table, std::move(report.csv)});
  } else if (table == Table::edition) {
    wider->second = std::move(report.csv);
  } else {
    const std::string both = wider->second + report.csv.substr(report.csv.find('\n') + 1);
    ImportReport merged = import_csv(table, both, path.string() + " with the edition it extends");
    std::ranges::move(merged.refused, std::back_inserter(errors));
    wider->second = std::move(merged.csv);
  }
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) return fail(ErrorCode::io_failed, path, error.message());
  const std::size_t limit = CsvLimits().max_bytes;
  if (size > limit)
    return fail(ErrorCode::too_large, path, std::to_string(size),
                fmt::format("<= {} bytes", limit));
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) return fail(ErrorCode::io_failed, path);
  return text;
}

Result<EditionTables> split_edition_text(std::string_view text) {
  const auto broken = [](std::string_view at) {
    return fail(ErrorCode::corrupt, "edition", shown(at.substr(0, at.find('\n'))),
                "table NAME BYTES");
  };
  if (!text.starts_with(kFirstLine)) return broken(text);
  text.remove_prefix(kFirstLine.size());
  EditionTables tables;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::size_t blank = line.rfind(' ');
    if (!line.starts_with("table ") || blank < 6 || line.size() == text.size()) return broken(text);
    const auto table = parse_table(line.substr(6, blank - 6));
    std::size_t size = 0;
    const auto [end, fault] =
        std::from_chars(line.data() + blank + 1, line.data() + line.size(), size);
    const bool is_number = fault == std::errc() && end == line.data() + line.size();
    const bool is_in_order = table && (tables.empty() || tables.back().first < *table);
    if (!is_number || !is_in_order || size > text.size() - line.size() - 1) return broken(text);
    tables.emplace_back(*table, text.substr(line.size() + 1, size));
    text.remove_prefix(line.size() + 1 + size);
  }
  return tables;
}

std::string join_edition_text(const std::vector<std::pair<Table, std::string>>& tables) {
  std::string text(kFirstLine);
  for (const auto& [table, csv] : tables) {
    text += fmt::format("table {} {}\n", rules_of(table).name, csv.size());
    text += csv;
  }
  return text;
}

std::string missing_readings(std::string_view edition_text) {
  const auto tables = split_edition_text(edition_text);
  PinyinTable known;
  std::string rows;
  if (!tables) return rows;
  for (const auto& [table, csv] : *tables)
    if (table == Table::pinyin)
      read_table(table, csv, "", [&](std::span<const std::string_view> row) {
        std::ignore = known.add(row[0], row[1]);
      });
  const std::u32string unread = unread_characters(known, edition_text);
  if (unread.empty()) return rows;
  const std::vector<std::string> readings = icu_readings(unread);
  for (std::size_t i = 0; i < unread.size(); ++i)
    if (!readings[i].empty()) rows += fmt::format("{},{}\n", to_utf8({&unread[i], 1}), readings[i]);
  return rows;
}

Result<std::string> Catalogue::read_text(const std::string& folder) {
  FolderReader reader;
  std::filesystem::path path = std::filesystem::absolute(folder).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  reader.read(path, 0);
  if (!reader.errors.empty()) return fail(std::move(reader.errors));
  return join_edition_text(reader.tables);
}

}  // namespace yitong
