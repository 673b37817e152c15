#pragma once

#include <set>
#include <string>
#include <string_view>

#include "source.h"

namespace tidy {

/// The provinces and prefectures of the tree's areas.csv files by their Chinese and English names,
/// the codes of all areas there, and every six-digit text in quotes.
class Areas {
 public:
  explicit Areas(const Tree& tree);
  /// The first area that the line of C++ names, or an empty text.
  std::string named_in(std::string_view line) const;

 private:
  std::set<std::string> names_, english_names_;
  std::set<std::string> codes_;
};

}  // namespace tidy
