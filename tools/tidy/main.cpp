// tidy ROOT: checks the house rules over the project's text; exit status 1 when one is broken.
#include <cstdio>

#include "rules.h"

int main(int argc, char** argv) {
  const auto tree = tidy::load(argc > 1 ? argv[1] : ".");
  if (tidy::read_rooms(tree).order.empty()) {
    std::fprintf(stderr,
                 "tidy: no CMakeLists.txt with rooms here; give the project's root as argument\n");
    return 2;
  }
  int broken = 0;
  for (const auto& finding : tidy::check(tree)) {
    std::printf("%s:%d: %s%s: %s\n", finding.path.c_str(), finding.line,
                finding.notice ? "(notice) " : "", finding.rule.c_str(), finding.what.c_str());
    broken += !finding.notice;
  }
  std::printf("%zu files, %d broken rules\n", tree.size(), broken);
  return broken == 0 ? 0 : 1;
}
