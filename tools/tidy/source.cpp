#include "source.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::array kTextEndings = {".cpp",   ".h",    ".def",  ".txt", ".md",  ".sh",
                                     ".cmake", ".json", ".ts",   ".mjs", ".vue", ".css",
                                     ".html",  ".toml", ".yaml", ".sql"};
constexpr std::array kTextNames = {"dev", "run", "LICENSE", ".gitignore", ".npmrc"};
/// Build output, databases, dependencies, fuzz inputs, and what is generated from the contract.
constexpr std::array kForeign = {"build", "var",    "node_modules", "dist",
                                 ".git",  "corpus", "schema.d.ts"};

template <class List>
bool contains(const List& list, std::string_view value) {
  return std::ranges::find(list, value) != std::end(list);
}

bool is_cpp_path(std::string_view path) {
  return path.ends_with(".cpp") || path.ends_with(".h") || path.ends_with(".def");
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

bool is_name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// Where the comment or literal that opens at `at` ends (one past its last character), or `at` if
/// none opens there.
struct Span {
  std::size_t end = 0;
  bool comment = false;
};

std::size_t end_of(std::string_view text, std::string_view closing, std::size_t from) {
  const auto found = text.find(closing, from);
  return found == std::string_view::npos ? text.size() : found + closing.size();
}

std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == quote || text[i] == '\n') {
      return i + 1;
    }
  }
  return text.size();
}

/// 1'000 holds no character literal: the quote belongs to the number it stands in.
bool is_digit_separator(std::string_view text, std::size_t at) {
  std::size_t start = at;
  while (start > 0 && (is_name_char(text[start - 1]) || text[start - 1] == '\'')) --start;
  return start < at && std::isdigit(static_cast<unsigned char>(text[start]));
}

Span span_at(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at);
  if (rest.starts_with("//")) return {std::min(text.find('\n', at), text.size()), true};
  if (rest.starts_with("/*")) return {end_of(text, "*/", at + 2), true};
  if (rest.starts_with("R\"") && (at == 0 || !is_name_char(text[at - 1]))) {
    const auto open = text.find('(', at);
    if (open == std::string_view::npos) return {text.size(), false};
    return {end_of(text, ")" + std::string(text.substr(at + 2, open - at - 2)) + "\"", open),
            false};
  }
  if (text[at] == '"') return {end_of_quoted(text, at), false};
  if (text[at] == '\'' && !is_digit_separator(text, at)) return {end_of_quoted(text, at), false};
  return {at, false};
}

void blank(std::string& text, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to && i < text.size(); ++i)
    if (text[i] != '\n') text[i] = ' ';
}

void blank_cpp(std::string_view text, File& file) {
  std::string uncommented(text), code(text);
  for (std::size_t at = 0; at < text.size();) {
    const auto span = span_at(text, at);
    if (span.end > at) {
      if (span.comment) blank(uncommented, at, span.end);
      blank(code, at, span.end);
      at = span.end;
    } else {
      ++at;
    }
  }
  file.uncommented = split(uncommented);
  file.code = split(code);
}

bool is_text(const fs::path& path) {
  return contains(kTextEndings, path.extension().string()) ||
         contains(kTextNames, path.filename().string()) || path.filename() == "areas.csv";
}

}  // namespace

bool File::is_test() const {
  return path.ends_with("_test.cpp") || path.ends_with("_fuzz.cpp") ||
         path.ends_with("_bench.cpp") || path.starts_with("tests/") ||
         path.find("_test_support.") != std::string::npos;
}

std::string File::room() const {
  if (!path.starts_with("src/")) return {};
  const auto end = path.find('/', 4);
  return end == std::string::npos ? std::string() : path.substr(4, end - 4);
}

File make_file(std::string path, std::string_view text) {
  File file{std::move(path), split(text), {}, {}};
  if (is_cpp_path(file.path)) blank_cpp(text, file);
  return file;
}

Tree load(const fs::path& root) {
  Tree tree;
  for (auto it = fs::recursive_directory_iterator(root); it != fs::recursive_directory_iterator();
       ++it) {
    const auto name = it->path().filename().string();
    if (contains(kForeign, name)) {
      it.disable_recursion_pending();
      continue;
    }
    if (!it->is_regular_file() || !is_text(it->path())) continue;
    std::ifstream in(it->path(), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    tree.push_back(make_file(fs::relative(it->path(), root).generic_string(), text));
  }
  std::ranges::sort(tree, {}, &File::path);
  return tree;
}

std::size_t find_word(std::string_view line, std::string_view word) {
  for (auto at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool left = is_name_char(word.front()) && at > 0 && is_name_char(line[at - 1]);
    const bool right = is_name_char(word.back()) && end < line.size() && is_name_char(line[end]);
    if (!left && !right) return at;
  }
  return std::string_view::npos;
}

}  // namespace tidy
