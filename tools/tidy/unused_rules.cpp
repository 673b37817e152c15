#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "rules.h"

namespace tidy {
namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_of_name(char c) { return is_letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// What a line at the left edge declares or defines as a function: "f" of "Result<int> f(Date on,".
std::string_view declared_by(std::string_view line) {
  if (line.empty() || !is_letter(line[0]) || line.starts_with("struct ")) return {};
  const auto open = line.find('(');
  if (open == std::string_view::npos || line.substr(0, open).find('=') != std::string_view::npos)
    return {};
  auto begin = open;
  while (begin > 0 && is_of_name(line[begin - 1])) --begin;
  const bool behind_a_type = begin > 0 && std::string_view(" *&").find(line[begin - 1]) < 3;
  return behind_a_type ? line.substr(begin, open - begin) : std::string_view();
}

struct Place {
  const File* file;
  int line;
};

/// Functions that the rooms' headers offer, and nothing calls: not even a test.
void check_functions_unused(const Tree& tree, Findings& out) {
  std::map<std::string, Place, std::less<>> offered;
  for (const auto& file : tree)
    if (file.path.starts_with("src/") && file.path.ends_with(".h"))
      for (std::size_t i = 0; i < file.code.size(); ++i)
        if (const auto name = declared_by(file.code[i]); !name.empty())
          offered.emplace(name, Place{&file, int(i) + 1});
  for (const auto& file : tree)
    for (const std::string& line : file.code) {
      const auto declared = declared_by(line);
      for (std::size_t at = 0; at < line.size();) {
        auto end = at;
        while (end < line.size() && is_of_name(line[end])) ++end;
        const auto word = std::string_view(line).substr(at, end - at);
        if (const auto found = offered.find(word); found != offered.end() && word != declared)
          offered.erase(found);
        at = std::max(end, at + 1);
      }
    }
  for (const auto& [name, place] : offered)
    out.push_back({place.file->path, place.line, "unused", name + " is called by nothing"});
}

/// Rows of the table of errors that the product never raises.
void check_errors_unused(const Tree& tree, Findings& out) {
  const auto table = std::ranges::find(tree, "src/base/error.def", &File::path);
  if (table == tree.end()) return;
  for (std::size_t i = 0; i < table->code.size(); ++i) {
    if (!table->code[i].starts_with("YT_ERROR(")) continue;
    const auto row = std::string_view(table->code[i]).substr(9);
    const std::string code = "ErrorCode::" + std::string(row.substr(0, row.find(',')));
    const auto raises = [&](const File& file) {
      return file.path.starts_with("src/") && !file.is_test() &&
             std::ranges::any_of(file.code, [&](const auto& line) { return has_word(line, code); });
    };
    if (std::ranges::none_of(tree, raises))
      out.push_back({table->path, int(i) + 1, "unused", code + " is raised by nothing"});
  }
}

/// The page of the project that a link leads to: "docs/store.md" of "store.md#keys" in docs/a.md.
std::string target_of(const File& page, std::string_view link) {
  link = link.substr(0, link.find('#'));
  auto folder = page.path.substr(0, page.path.find_last_of('/') + 1);
  if (page.path.find('/') == std::string::npos) folder.clear();
  for (; link.starts_with("../"); link.remove_prefix(3)) {
    if (!folder.empty()) folder.pop_back();
    folder.erase(folder.find_last_of('/') + 1);
  }
  return folder + std::string(link);
}

/// Links between pages lead somewhere, and each page of docs/ is reached by one.
void check_pages(const Tree& tree, Findings& out) {
  std::set<std::string> pages, reached;
  const auto is_page = [](std::string_view path) { return path.ends_with(".md"); };
  for (const auto& file : tree)
    if (is_page(file.path)) pages.insert(file.path);
  for (const auto& file : tree) {
    if (!is_page(file.path)) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string& line = file.lines[i];
      for (auto at = line.find("]("); at != line.npos; at = line.find("](", at + 2)) {
        const auto link = line.substr(at + 2, line.find(')', at) - at - 2);
        const auto target = target_of(file, link);
        if (link.find("://") != link.npos || !is_page(target)) continue;
        if (target != file.path) reached.insert(target);
        if (!pages.contains(target))
          out.push_back({file.path, int(i) + 1, "dead-link", link + " is no page"});
      }
    }
  }
  for (const auto& page : pages)
    if (page.starts_with("docs/") && !reached.contains(page))
      out.push_back({page, 0, "dead-file", "no page leads here"});
}

}  // namespace

Findings check_unused(const Tree& tree) {
  Findings out;
  check_functions_unused(tree, out);
  check_errors_unused(tree, out);
  check_pages(tree, out);
  return out;
}

}  // namespace tidy
