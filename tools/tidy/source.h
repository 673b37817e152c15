// The project's text as tidy sees it: every file by its path, and C++ also without comments and
// literals.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tidy {

/// One text file. `path` is relative to the root with '/' between names; lines carry no line end.
struct File {
  std::string path;
  std::vector<std::string> lines;
  /// For C++ only: the same lines with comments blanked, and with comments and literals blanked.
  std::vector<std::string> uncommented;
  std::vector<std::string> code;

  bool is_cpp() const { return !code.empty(); }
  bool is_test() const;
  /// "policy" for src/policy/…, otherwise empty.
  std::string room() const;
};

using Tree = std::vector<File>;

/// Splits and, for C++ (.cpp .h .def), blanks the text. Blanked characters become spaces.
File make_file(std::string path, std::string_view text);

/// All text files below `root` that belong to the project: no build output, database, dependency or
/// data file.
Tree load(const std::filesystem::path& root);

/// The first place of `word` in `line` that no letter, digit or underscore touches on a side where
/// `word` ends in one.
std::size_t find_word(std::string_view line, std::string_view word);
inline bool has_word(std::string_view line, std::string_view word) {
  return find_word(line, word) != std::string_view::npos;
}

}  // namespace tidy
