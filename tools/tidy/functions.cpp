// Function length. C++ is not parsed: a brace that opens directly inside a namespace, a class or
// the file and whose text before it holds a parameter list is taken for a function body.
#include "functions.h"

#include <cctype>
#include <string>

namespace tidy {
namespace {

enum class Brace { container, function, inner };

std::string_view trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
    text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
    text.remove_suffix(1);
  return text;
}

/// Drops attributes and template<…> heads, whose `class` says nothing about the declaration.
std::string_view without_heads(std::string_view text) {
  for (text = trim(text); text.starts_with("template") || text.starts_with("[[");
       text = trim(text)) {
    const char open = text.front() == '[' ? '[' : '<';
    const char close = open == '[' ? ']' : '>';
    int depth = 0;
    std::size_t at = text.find(open);
    if (at == std::string_view::npos) break;
    for (; at < text.size(); ++at) {
      depth += (text[at] == open) - (text[at] == close);
      if (depth == 0) break;
    }
    text.remove_prefix(at < text.size() ? at + 1 : text.size());
  }
  return text;
}

Brace kind_of(std::string_view before) {
  const auto text = without_heads(before);
  for (const auto word :
       {"namespace", "class", "struct", "union", "enum", "extern", "export", "inline namespace"})
    if (text.starts_with(word) && find_word(text, word) == 0 &&
        text.find(')') == std::string_view::npos)
      return Brace::container;
  if (text.empty() || text.ends_with('=') || text.find('(') == std::string_view::npos)
    return Brace::inner;
  return Brace::function;
}

}  // namespace

std::vector<Function> functions_of(const File& file) {
  std::vector<Function> functions;
  std::vector<Brace> open;
  std::string before;
  int start = 0;
  std::string head;
  for (std::size_t line = 0; line < file.code.size(); ++line) {
    if (trim(file.code[line]).starts_with('#')) continue;
    for (const char c : file.code[line]) {
      const bool outside = open.empty() || open.back() == Brace::container;
      if (c == '{') {
        open.push_back(outside ? kind_of(before) : Brace::inner);
        if (open.back() == Brace::function) {
          start = int(line) + 1;
          head = std::string(trim(before));
        }
      } else if (c == '}' && !open.empty()) {
        if (open.back() == Brace::function)
          functions.push_back({head, start, int(line) + 2 - start});
        open.pop_back();
      }
      if (c == '{' || c == '}' || c == ';')
        before.clear();
      else
        before += c;
    }
    before += ' ';
  }
  return functions;
}

}  // namespace tidy
