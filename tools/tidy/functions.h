#pragma once

#include <string>
#include <vector>

#include "source.h"

namespace tidy {

/// A function body: what stands before its brace, the line of the brace (from 1), and how many
/// lines it spans.
struct Function {
  std::string head;
  int line = 0;
  int length = 0;
};
std::vector<Function> functions_of(const File& file);

}  // namespace tidy
