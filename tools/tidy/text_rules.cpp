#include <array>
#include <string_view>

#include "rules.h"

namespace tidy {
namespace {

// Joined from halves, so that this file does not find itself.
const std::array<std::string, 4> kMarkers = {std::string("TO") + "DO", std::string("FIX") + "ME",
                                             std::string("XX") + "X", std::string("HA") + "CK"};
const std::array<std::string, 2> kMachineWords = {std::string("/wo") + "rk/",
                                                  std::string("/ho") + "me/"};

std::size_t columns(std::string_view line) {
  std::size_t count = 0;
  for (const char c : line) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

bool starts_with_any(std::string_view path, std::initializer_list<std::string_view> folders) {
  for (const auto folder : folders)
    if (path.starts_with(folder)) return true;
  return false;
}

/// Tables of errors and of data are read by row; a row may be long.
bool has_line_limit(const File& file) {
  const bool ours =
      starts_with_any(file.path, {"src/", "include/", "tests/", "tools/", "bench/", "fuzz/"});
  return ours && (file.path.ends_with(".cpp") || file.path.ends_with(".h"));
}

bool is_source(const File& file) {
  return file.is_cpp() || file.path.ends_with(".ts") || file.path.ends_with(".vue") ||
         file.path.ends_with(".mjs");
}

void check_line(const File& file, int number, std::string_view line, Findings& out) {
  const auto report = [&](const char* rule, std::string what) {
    out.push_back({file.path, number, rule, std::move(what)});
  };
  if (has_line_limit(file) && columns(line) > kLineColumns)
    report("line-length",
           std::to_string(columns(line)) + " columns, at most " + std::to_string(kLineColumns));
  if (line.find('\t') != std::string_view::npos) report("tab", "a tab; indent with spaces");
  if (line.ends_with(' ') || line.ends_with('\r'))
    report("trailing-space", "space or return at the line's end");
  for (const auto& marker : kMarkers)
    if (has_word(line, marker))
      report("marker", marker + " is left over; do it or describe it in an issue");
  for (const auto& word : kMachineWords)
    if (line.find(word) != std::string_view::npos)
      report("machine-word", word + " exists on one machine only");
}

void check_lock_file(const File& file, Findings& out) {
  for (std::size_t i = 0; i < file.lines.size(); ++i)
    if (file.lines[i].find("\"resolved\":") != std::string::npos)
      out.push_back(
          {file.path, int(i) + 1, "machine-word", "a download address; lock without addresses"});
}

}  // namespace

Findings check_text(const Tree& tree) {
  Findings out;
  for (const auto& file : tree) {
    if (file.path.ends_with("package-lock.json")) {
      check_lock_file(file, out);
      continue;
    }
    if (file.path == "LICENSE" || file.path.ends_with(".csv")) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i)
      check_line(file, int(i) + 1, file.lines[i], out);
    const auto count = file.lines.size();
    if (is_source(file) && count > kFileLinesNoticed)
      out.push_back(
          {file.path, 0, "file-length", std::to_string(count) + " lines", count <= kFileLines});
  }
  return out;
}

}  // namespace tidy
