// The house rules that a program can check. Each returns what it found; none prints.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "source.h"

namespace tidy {

/// One breach. `line` counts from 1; 0 means the file as a whole. A notice is shown and does not
/// fail.
struct Finding {
  std::string path;
  int line = 0;
  std::string rule;
  std::string what;
  bool notice = false;
};
using Findings = std::vector<Finding>;

inline constexpr std::size_t kLineColumns = 100;
inline constexpr int kFunctionLines = 70;
inline constexpr std::size_t kFileLinesNoticed = 400;
inline constexpr std::size_t kFileLines = 600;

/// Line length, tabs, trailing spaces, leftover markers, file length, words of one machine.
Findings check_text(const Tree& tree);
/// Function length, floats, throw, class names, area codes and names in code.
Findings check_code(const Tree& tree);
/// Includes that point upwards, what only the server may do, libraries that belong to one room,
/// dead files.
Findings check_rooms(const Tree& tree);
/// Functions that nothing calls, errors that nothing raises, pages of docs/ that no page leads to,
/// and links between pages that lead nowhere.
Findings check_unused(const Tree& tree);

/// Which rooms a room may include: its own DEPS in CMakeLists.txt and theirs, itself too. In the
/// order of the house.
struct Rooms {
  std::vector<std::string> order;
  std::map<std::string, std::set<std::string>> may_include;
};
Rooms read_rooms(const Tree& tree);

/// "rule path reason" a line; '#' opens a comment. An allowance without a reason or without use is
/// itself a finding.
Findings apply_allowances(Findings findings, const File* allowances);

/// All rules, then the allowances of tools/tidy/allow.txt.
Findings check(const Tree& tree);

}  // namespace tidy
