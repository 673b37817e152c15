#include "verbs/name_words.h"

#include <algorithm>
#include <array>

#include "catalogue/pinyin.h"

namespace yitong::verbs {
namespace {

constexpr std::size_t kTailLength = 4, kMaxTyped = 100;

/// Surnames that read differently than the character does elsewhere.
constexpr std::array<std::pair<std::string_view, std::string_view>, 20> kSurnames{{
    {"单", "shan"}, {"曾", "zeng"},  {"解", "xie"},      {"仇", "qiu"},         {"任", "ren"},
    {"查", "zha"},  {"区", "ou"},    {"朴", "piao"},     {"盖", "ge"},          {"缪", "miao"},
    {"翟", "zhai"}, {"乐", "yue"},   {"员", "yun"},      {"冼", "xian"},        {"秘", "bi"},
    {"黑", "he"},   {"种", "chong"}, {"尉迟", "yu chi"}, {"长孙", "zhang sun"}, {"万俟", "mo qi"},
}};

/// Of all common characters at once, because asking for one takes as long.
PinyinTable all_readings() {
  constexpr char32_t kFirst = 0x4E00, kLast = 0x9FFF;
  std::u32string characters;
  for (char32_t c = kFirst; c <= kLast; ++c) characters += c;
  const auto readings = icu_readings(characters);
  PinyinTable out;
  for (std::size_t i = 0; i < characters.size(); ++i)
    if (!readings[i].empty())
      (void)out.add(to_utf8(std::u32string_view(characters).substr(i, 1)), readings[i]);
  return out;
}

Spelling spelled(std::string_view name) {
  static const PinyinTable kReadings = all_readings();
  return kReadings.spell(name);
}

std::string joined(std::string_view syllables) {
  std::string out(syllables);
  std::erase(out, ' ');
  return out;
}

std::string initials_of(std::string_view syllables) {
  std::string out;
  bool first = true;
  for (const char c : syllables) {
    if (first) out += c;
    first = c == ' ';
  }
  return out;
}

void add_spelling(std::vector<std::string>& out, const Spelling& spelling) {
  if (spelling.full.empty()) return;
  out.push_back("pinyin/" + spelling.full);
  out.push_back("initials/" + spelling.initials);
}

std::string plain(std::string_view typed) {
  std::string out;
  for (const char c : typed) {
    if (c == ' ') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

std::string last_of(std::string_view text) {
  return plain(text.substr(text.size() - std::min(text.size(), kTailLength)));
}

}  // namespace

std::vector<std::string> words_of(const store::PersonalData& person) {
  std::vector<std::string> out{"name/" + plain(person.name)};
  add_spelling(out, spelled(person.name));
  for (const auto& [surname, syllables] : kSurnames) {
    if (!person.name.starts_with(surname)) continue;
    const Spelling rest = spelled(std::string_view(person.name).substr(surname.size()));
    add_spelling(out, {joined(syllables) + rest.full, initials_of(syllables) + rest.initials});
  }
  out.push_back("tail/" + last_of(person.resident_id));
  return out;
}

std::vector<std::string> words_sought(std::string_view typed) {
  const std::string text = plain(typed);
  if (text.empty() || text.size() > kMaxTyped) return {};
  const bool ascii = std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
  if (!ascii) return {"name/" + text};
  std::vector<std::string> out{"pinyin/" + text, "initials/" + text, "name/" + text};
  if (text.size() == kTailLength) out.push_back("tail/" + text);
  return out;
}

Result<std::vector<std::string>> words_of_person(store::Store& store, std::string_view person) {
  const auto data = store::open_person(store, person);
  if (!data) return fail(data.error());
  return words_of(*data);
}

}  // namespace yitong::verbs
