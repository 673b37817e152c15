#include "store/sqlite/log_keeper.h"

namespace yitong::store {
namespace {

constexpr int kMostCopies = 8;

}  // namespace

Result<LogLength> LogKeeper::pass() {
  auto log = checkpointer_.copy();
  const auto is_long = [&] { return log && log->pages > limits_.long_pages; };
  // Each time less was written since the time before. Where it never becomes little, the writer
  // copies what is left all the same, and has no time to write more.
  std::int64_t before = 0;
  for (int copies = 1; copies < kMostCopies && is_long() && log->pages - before > limits_.few_pages;
       ++copies) {
    before = log->pages;
    log = checkpointer_.copy();
  }
  if (is_long() && log->left < limits_.few_pages) end_log_();
  if (!log) return log;
  const bool quiet = log->left == 0 && log->pages == pages_before_;
  pages_before_ = log->pages;
  if (log->pages == 0 || (!quiet && ++passes_since_cut_ < limits_.passes_between_cuts)) return log;
  passes_since_cut_ = 0;
  return checkpointer_.run();
}

}  // namespace yitong::store
