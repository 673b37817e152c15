#include "catalogue/pinyin.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <set>

namespace yitong {
namespace {

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

bool is_ascii_word(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// "lǜ" becomes "lv", "chóng" becomes "chong": tones go, ü stays apart from u as input methods have
/// it.
std::string without_tone(const icu::UnicodeString& reading) {
  static constexpr std::u16string_view kToned = u"āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ";
  static constexpr std::string_view kPlain = "aaaaeeeeiiiioooouuuuvvvvvnnnm";
  std::string out;
  for (std::int32_t i = 0; i < reading.length(); ++i) {
    const char16_t c = reading[i];
    const std::size_t toned = kToned.find(c);
    if (toned != std::u16string_view::npos)
      out += kPlain[toned];
    else if (c >= u'a' && c <= u'z')
      out += static_cast<char>(c);
    else
      return {};
  }
  return out;
}

}  // namespace

Result<void> PinyinTable::add(std::string_view text, std::string_view pinyin) {
  const std::u32string characters = to_utf32(text);
  const std::vector<std::string_view> syllables = split(pinyin);
  if (characters.empty() || characters.size() != syllables.size())
    return fail(ErrorCode::bad_value, std::string(text), std::string(pinyin),
                "one syllable for each character");
  if (characters.size() == 1) {
    characters_[characters[0]] = intern(syllables[0]);
    return {};
  }
  Word word{characters, {}};
  for (const std::string_view syllable : syllables) word.syllables.push_back(intern(syllable));
  auto& words = words_[characters[0]];
  const auto longer = [&](const Word& other) { return other.text.size() > word.text.size(); };
  words.insert(std::ranges::find_if_not(words, longer), std::move(word));
  return {};
}

Spelling PinyinTable::spell(std::string_view name) const {
  const std::u32string text = to_utf32(name);
  Spelling out;
  const auto append = [&](std::uint16_t index) {
    const std::string& syllable = syllables_[index];
    out.full += syllable;
    if (!syllable.empty()) out.initials += syllable[0];
  };
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = text[i];
    if (const Word* word = longest_word(std::u32string_view(text).substr(i))) {
      for (const std::uint16_t syllable : word->syllables) append(syllable);
      i += word->text.size();
      continue;
    }
    if (is_ascii_word(c)) {
      const char lower = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
      out.full += lower;
      out.initials += lower;
    } else if (const auto found = characters_.find(c); found != characters_.end()) {
      append(found->second);
    }
    ++i;
  }
  return out;
}

bool PinyinTable::has(char32_t character) const { return characters_.contains(character); }

std::uint16_t PinyinTable::intern(std::string_view syllable) {
  const auto [found, is_new] = syllable_index_.try_emplace(
      std::string(syllable), static_cast<std::uint16_t>(syllables_.size()));
  if (is_new) syllables_.emplace_back(syllable);
  return found->second;
}

const PinyinTable::Word* PinyinTable::longest_word(std::u32string_view rest) const {
  const auto found = words_.find(rest[0]);
  if (found == words_.end()) return nullptr;
  for (const Word& word : found->second)
    if (rest.starts_with(word.text)) return &word;
  return nullptr;
}

std::vector<std::string> icu_readings(std::u32string_view characters) {
  std::vector<std::string> out(characters.size());
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> han_to_latin(
      icu::Transliterator::createInstance("Han-Latin", UTRANS_FORWARD, status));
  if (U_FAILURE(status) || han_to_latin == nullptr) return out;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    icu::UnicodeString text(static_cast<UChar32>(characters[i]));
    han_to_latin->transliterate(text);
    out[i] = without_tone(text.trim());
  }
  return out;
}

std::u32string unread_characters(const PinyinTable& table, std::string_view text) {
  std::set<char32_t> unread;
  for (const char32_t c : to_utf32(text))
    if (is_han(c) && !table.has(c)) unread.insert(c);
  return {unread.begin(), unread.end()};
}

std::u32string to_utf32(std::string_view utf8) {
  std::u32string out;
  out.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k)
      c = c << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3F);
    out += c;
    i += length;
  }
  return out;
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) {
    if (c < 0x80) {
      out += static_cast<char>(c);
      continue;
    }
    if (c < 0x800)
      out += static_cast<char>(0xC0 | c >> 6);
    else {
      if (c < 0x10000)
        out += static_cast<char>(0xE0 | c >> 12);
      else {
        out += static_cast<char>(0xF0 | c >> 18);
        out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
      }
      out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    }
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
  return out;
}

bool is_han(char32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

}  // namespace yitong
