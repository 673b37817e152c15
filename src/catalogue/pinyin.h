// Pinyin of names, from a table of characters and of words whose characters read differently in
// them.
//
// ICU reads single characters only (it says "sha men" for 厦门), takes 0.3 s to set up and holds 20
// MB, so an edition carries its readings in pinyin.csv; ICU only fills in characters that a new
// file brings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"

namespace yitong {

/// How a name is typed: "amoxilin" and "amxl". Latin letters and digits stand in both, in lower
/// case.
struct Spelling {
  std::string full, initials;
};

class PinyinTable {
 public:
  /// `text` is one character or a word of Chinese characters; `pinyin` one syllable for each, as
  /// "chang sha". Fails with bad_value when their numbers differ.
  Result<void> add(std::string_view text, std::string_view pinyin);
  /// The longest word at each place decides. Characters without reading and punctuation are left
  /// out.
  Spelling spell(std::string_view name) const;
  bool has(char32_t character) const;

 private:
  struct Word {
    std::u32string text;
    std::vector<std::uint16_t> syllables;
  };
  std::uint16_t intern(std::string_view syllable);
  const Word* longest_word(std::u32string_view rest) const;

  std::vector<std::string> syllables_ = {""};
  std::unordered_map<std::string, std::uint16_t> syllable_index_;
  std::unordered_map<char32_t, std::uint16_t> characters_;
  std::unordered_map<char32_t, std::vector<Word>> words_;  // by first character, longest first
};

/// ICU's reading of each character of `characters`, toneless, ü as v; "" where it has none. Slow:
/// once per import.
std::vector<std::string> icu_readings(std::u32string_view characters);

/// The Chinese characters of `text` (UTF-8) that `table` cannot read, each once, rising.
std::u32string unread_characters(const PinyinTable& table, std::string_view text);

std::u32string to_utf32(std::string_view utf8);
std::string to_utf8(std::u32string_view text);
bool is_han(char32_t c);

}  // namespace yitong
