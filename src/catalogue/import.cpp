#include "catalogue/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>
#include <utility>
#include <vector>

#include "catalogue/csv.h"

namespace yitong {
namespace {

constexpr std::size_t kAbsent = SIZE_MAX;

/// The text that no two rows of a table share. A drug without code is known by its name and dosage
/// form.
std::string key_of(const TableRules& rules, std::span<const std::string_view> fields) {
  if (rules.table == Table::drugs && fields[0].empty())
    return fmt::format("~{}\x1f{}", fields[1], fields[2]);
  std::string key(fields[0]);
  for (std::size_t i = 1; i < rules.key_columns; ++i) key.append("\x1f").append(fields[i]);
  return key;
}

class TableReader {
 public:
  TableReader(Table table, std::string_view text, std::string_view file, const RowSink& sink)
      : rules_(rules_of(table)),
        file_(file),
        sink_(sink),
        csv_(text),
        fields_(rules_.columns.size()) {}

  ImportReport read() {
    if (!read_header()) {
      report_.is_whole = false;
      return std::move(report_);
    }
    for (;;) {
      const CsvReader::Step step = csv_.next();
      if (step == CsvReader::Step::end) break;
      if (step == CsvReader::Step::stopped) {
        report_.is_whole = false;
        refuse_whole_row(csv_.fault());
        break;
      }
      ++report_.rows_read;
      if (step == CsvReader::Step::bad_row)
        refuse_whole_row(csv_.fault());
      else
        read_row();
    }
    return std::move(report_);
  }

 private:
  bool read_header() {
    const CsvReader::Step step = csv_.next();
    if (step != CsvReader::Step::row) {
      if (step == CsvReader::Step::end)
        add_fault(1, "", {ErrorCode::missing_field, "a header row"}, "");
      else
        refuse_whole_row(csv_.fault());
      return false;
    }
    place_.assign(rules_.columns.size(), kAbsent);
    for (std::size_t i = 0; i < csv_.fields().size(); ++i) {
      const std::string_view name = csv_.fields()[i];
      const auto column = std::ranges::find(rules_.columns, name, &Column::name);
      if (column == rules_.columns.end()) {
        add_fault(csv_.line(), shown(name), {ErrorCode::unknown_field, known_columns()}, name);
        continue;
      }
      std::size_t& place = place_[static_cast<std::size_t>(column - rules_.columns.begin())];
      if (place != kAbsent)
        add_fault(csv_.line(), name, {ErrorCode::duplicate_key, "each column once"}, name);
      place = i;
    }
    header_size_ = csv_.fields().size();
    for (std::size_t i = 0; i < rules_.columns.size(); ++i)
      if (rules_.columns[i].is_required && place_[i] == kAbsent)
        add_fault(csv_.line(), rules_.columns[i].name, {ErrorCode::missing_field, known_columns()},
                  "");
    return report_.refused.empty();
  }

  void read_row() {
    const auto found = csv_.fields();
    if (found.size() != header_size_) {
      ++report_.refused_rows;
      add_fault(csv_.line(), "",
                {ErrorCode::syntax, fmt::format("{} fields, as in the header", header_size_)},
                std::to_string(found.size()));
      return;
    }
    const std::size_t faults_before = faults_;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      fields_[i] = place_[i] == kAbsent ? std::string_view() : found[place_[i]];
      check(rules_.columns[i], fields_[i]);
    }
    if (faults_ == faults_before)
      if (const auto fault = check_row(rules_.table, fields_))
        add_fault(csv_.line(), rules_.columns[fault->column].name, fault->fault,
                  fields_[fault->column]);
    if (faults_ == faults_before && !keys_.insert(key_of(rules_, fields_)).second)
      add_fault(csv_.line(), rules_.columns[0].name, {ErrorCode::duplicate_key, "one row each"},
                fields_[0].empty() ? fields_[1] : fields_[0]);
    if (faults_ != faults_before) {
      ++report_.refused_rows;
      return;
    }
    ++report_.rows_kept;
    sink_(fields_);
  }

  void check(const Column& column, std::string_view& value) {
    const std::string_view before = value;
    if (value.empty()) {
      if (column.is_required)
        add_fault(csv_.line(), column.name, {ErrorCode::missing_field, {}}, "");
    } else if (const auto fault = check_field(column.form, value)) {
      add_fault(csv_.line(), column.name, *fault, before);
    }
  }

  void refuse_whole_row(Error error) {
    ++report_.refused_rows;
    error.path = fmt::format("{}:{}", file_, error.path);
    add(std::move(error));
  }

  void add_fault(std::uint32_t line, std::string_view column, FieldFault fault,
                 std::string_view found) {
    std::string path = fmt::format("{}:{}", file_, line);
    if (!column.empty()) path.append(":").append(column);
    add({fault.code, std::move(path), shown(found), std::move(fault.rule), {}});
  }

  void add(Error error) {
    ++faults_;
    if (report_.refused.size() < kMaxReportedFaults) report_.refused.push_back(std::move(error));
  }

  std::string known_columns() const {
    std::string out;
    for (const Column& column : rules_.columns)
      out.append(out.empty() ? "" : ", ").append(column.name);
    return out;
  }

  const TableRules& rules_;
  std::string_view file_;
  const RowSink& sink_;
  CsvReader csv_;
  std::vector<std::size_t> place_;  // of each column of the table in the file
  std::size_t header_size_ = 0;
  std::size_t faults_ = 0;
  std::vector<std::string_view> fields_;
  std::unordered_set<std::string> keys_;
  ImportReport report_;
};

}  // namespace

ImportReport read_table(Table table, std::string_view text, std::string_view file,
                        const RowSink& sink) {
  return TableReader(table, text, file, sink).read();
}

ImportReport import_csv(Table table, std::string_view text, std::string_view file) {
  const TableRules& rules = rules_of(table);
  std::vector<std::pair<std::string, std::string>> rows;  // key, line
  ImportReport report =
      read_table(table, text, file, [&](std::span<const std::string_view> fields) {
        auto& [key, line] = rows.emplace_back(key_of(rules, fields), std::string());
        append_csv_row(line, fields);
      });
  std::ranges::sort(rows);
  std::vector<std::string_view> header;
  for (const Column& column : rules.columns) header.push_back(column.name);
  append_csv_row(report.csv, header);
  for (const auto& [key, line] : rows) report.csv += line;
  return report;
}

}  // namespace yitong
