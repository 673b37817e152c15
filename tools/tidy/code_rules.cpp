#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "areas.h"
#include "functions.h"
#include "rules.h"

namespace tidy {
namespace {

constexpr std::array kEmptyNames = {"Manager", "Helper", "Helpers", "Util", "Utils", "Service"};

/// The word that follows `keyword` on the line, or nothing.
std::string_view name_after(std::string_view line, std::string_view keyword) {
  auto at = find_word(line, keyword);
  if (at == std::string_view::npos) return {};
  at = line.find_first_not_of(' ', at + keyword.size());
  if (at == std::string_view::npos) return {};
  auto end = at;
  while (end < line.size() &&
         (std::isalnum(static_cast<unsigned char>(line[end])) || line[end] == '_'))
    ++end;
  return line.substr(at, end - at);
}

void check_functions(const File& file, Findings& out) {
  for (const auto& function : functions_of(file))
    if (function.length > kFunctionLines)
      out.push_back(
          {file.path, function.line, "function-length",
           std::to_string(function.length) + " lines, at most " + std::to_string(kFunctionLines)});
}

void check_names(const File& file, int number, std::string_view code, Findings& out) {
  for (const auto keyword : {"class", "struct"}) {
    const auto name = name_after(code, keyword);
    for (const std::string_view empty : kEmptyNames)
      if (name.ends_with(empty))
        out.push_back(
            {file.path, number, "class-name", std::string(name) + " does not say what it is"});
  }
}

void check_words(const File& file, int number, std::string_view code, Findings& out) {
  for (const auto word : {"float", "double"})
    if (has_word(code, word))
      out.push_back({file.path, number, "float",
                     std::string(word) + "; money and shares are exact integers"});
  if (has_word(code, "throw"))
    out.push_back({file.path, number, "throw", "errors are values (base/error.h)"});
}

/// The macro takes its expression apart with operators of its own, which do not stop at the first
/// answer: what stands behind && would be evaluated although it must not.
void check_captures(const File& file, int number, std::string_view code, Findings& out) {
  const auto at = code.find("RC_ASSERT(");
  if (at == std::string_view::npos || code.substr(at).starts_with("RC_ASSERT((")) return;
  if (code.find("&&", at) != std::string_view::npos ||
      code.find("||", at) != std::string_view::npos)
    out.push_back({file.path, number, "capture", "RC_ASSERT((…)) where && or || must stop early"});
}

void check_areas(const File& file, int number, const Areas& areas, Findings& out) {
  const auto found = areas.named_in(file.uncommented[std::size_t(number) - 1]);
  if (!found.empty())
    out.push_back(
        {file.path, number, "area", found + " in code; an area is data (policies/, catalogues/)"});
}

}  // namespace

Findings check_code(const Tree& tree) {
  Findings out;
  const Areas areas(tree);
  for (const auto& file : tree) {
    if (!file.is_cpp()) continue;
    check_functions(file, out);
    const bool of_the_house = file.path.starts_with("src/") || file.path.starts_with("include/");
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      const int number = int(i) + 1;
      check_names(file, number, file.code[i], out);
      check_captures(file, number, file.code[i], out);
      if (!of_the_house || file.is_test()) continue;
      check_words(file, number, file.code[i], out);
      check_areas(file, number, areas, out);
    }
  }
  return out;
}

}  // namespace tidy
