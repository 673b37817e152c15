#include <algorithm>
#include <sstream>

#include "rules.h"

namespace tidy {
namespace {

struct Allowance {
  int line = 0;
  std::string rule, path, reason;
  bool used = false;
};

std::vector<Allowance> read(const File& file) {
  std::vector<Allowance> list;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    std::istringstream words(file.lines[i].substr(0, file.lines[i].find('#')));
    Allowance allowance;
    allowance.line = int(i) + 1;
    if (!(words >> allowance.rule >> allowance.path)) continue;
    std::getline(words >> std::ws, allowance.reason);
    list.push_back(allowance);
  }
  return list;
}

}  // namespace

Findings apply_allowances(Findings findings, const File* file) {
  if (!file) return findings;
  auto allowances = read(*file);
  std::erase_if(findings, [&](const Finding& finding) {
    for (auto& allowance : allowances)
      if (allowance.rule == finding.rule && allowance.path == finding.path)
        return allowance.used = true;
    return false;
  });
  for (const auto& allowance : allowances) {
    if (allowance.reason.empty())
      findings.push_back(
          {file->path, allowance.line, "allowance", "no reason given for " + allowance.path});
    if (!allowance.used)
      findings.push_back({file->path, allowance.line, "allowance",
                          "nothing needs it any more: " + allowance.path});
  }
  return findings;
}

Findings check(const Tree& tree) {
  Findings all = check_text(tree);
  for (auto* rules : {check_code, check_rooms, check_unused}) {
    const auto more = rules(tree);
    all.insert(all.end(), more.begin(), more.end());
  }
  const auto allowances = std::ranges::find(tree, "tools/tidy/allow.txt", &File::path);
  all = apply_allowances(std::move(all), allowances == tree.end() ? nullptr : &*allowances);
  std::ranges::sort(all, [](const Finding& a, const Finding& b) {
    return std::tie(a.path, a.line, a.rule) < std::tie(b.path, b.line, b.rule);
  });
  return all;
}

}  // namespace tidy
