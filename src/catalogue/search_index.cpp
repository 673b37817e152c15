#include "catalogue/search_index.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "base/text.h"

namespace yitong {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

void append_lower(std::string& out, std::string_view text) {
  for (const char c : text) out += lower(c);
}

/// Full-width letters, digits and blanks (U+FF01 to U+FF5E, U+3000) as ASCII: input methods produce
/// them.
std::string half_width(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = [&](std::size_t k) {
      return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u;
    };
    const unsigned code = (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    const bool is_three_bytes = (byte(0) & 0xF0) == 0xE0 && i + 2 < text.size();
    if (is_three_bytes && (code == 0x3000 || (code >= 0xFF01 && code <= 0xFF5E))) {
      out += code == 0x3000 ? ' ' : static_cast<char>(code - 0xFEE0);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// The words of a query, the longest first because it meets the fewest lines.
std::vector<std::string> split_words(std::string_view query) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : half_width(query) + " ") {
    if (static_cast<unsigned char>(c) > 0x20)
      word += lower(c);
    else if (!word.empty())
      words.push_back(std::exchange(word, {}));
  }
  std::ranges::stable_sort(words, std::greater(), &std::string::size);
  return words;
}

bool may_be_code(std::string_view query) {
  const auto is_code_letter = [](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '.';
  };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::ranges::all_of(query, is_code_letter) && std::ranges::any_of(query, is_digit);
}

}  // namespace

struct SearchIndex::Match {
  MatchRank rank = MatchRank::inside;
  std::uint8_t field = 0;  // 0 name, 1 initials, 2 pinyin
  auto operator<=>(const Match&) const = default;
};

std::uint32_t SearchIndex::add(const CatalogueItem& item, std::uint32_t codes,
                               std::string_view name, const Spelling& spelling) {
  Range& range = entries_of_kind_[static_cast<std::size_t>(item.kind)];
  if (range.end == 0) range.begin = entries_.size();
  YT_CHECK(name.size() <= UINT16_MAX && spelling.full.size() <= UINT16_MAX);
  entries_.push_back({static_cast<std::uint32_t>(text_.size()), codes, &item,
                      static_cast<std::uint16_t>(name.size()),
                      static_cast<std::uint16_t>(spelling.full.size())});
  range.end = entries_.size();
  text_ += '\n';
  append_lower(text_, name);
  text_.append("\t").append(spelling.full).append("\t").append(spelling.initials).append("\t");
  return static_cast<std::uint32_t>(range.end - 1);
}

void SearchIndex::finish(std::span<const CatalogueItem> items) {
  items_ = items;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].code_length == 0) continue;
    Range& range = items_of_kind_[static_cast<std::size_t>(items[i].kind)];
    if (range.end == 0) range.begin = i;
    range.end = i + 1;
  }
  text_.shrink_to_fit();
  entries_.shrink_to_fit();
}

std::vector<SearchHit> SearchIndex::search(std::string_view query, std::optional<ItemKind> kind,
                                           std::size_t limit) const {
  std::vector<SearchHit> hits;
  limit = std::min(limit, kMaxHits);
  const std::vector<std::string> words = words_of(query);
  if (words.empty() || limit == 0) return hits;
  std::vector<std::uint64_t> scores;
  for (std::size_t k = 0; k < kItemKinds; ++k) {
    const auto this_kind = static_cast<ItemKind>(k);
    const bool is_wanted = !kind || *kind == this_kind ||
                           (*kind == ItemKind::disease && this_kind == ItemKind::chronic_disease);
    if (!is_wanted) continue;
    if (words.size() == 1 && may_be_code(words[0])) search_codes(words[0], this_kind, limit, hits);
    const auto found = scan(words, entries_of_kind_[k]);
    scores.insert(scores.end(), found.begin(), found.end());
  }
  std::ranges::stable_sort(hits, std::less(), &SearchHit::rank);
  if (hits.size() > limit) hits.resize(limit);
  const std::size_t rest = std::min(limit - hits.size(), scores.size());
  std::partial_sort(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(rest),
                    scores.end());
  for (const std::uint64_t score : std::span(scores).first(rest)) {
    const Entry& entry = entries_[score & 0xFFFF'FFFF];
    hits.push_back({entry.item, static_cast<MatchRank>(score >> 56), entry.codes});
  }
  return hits;
}

void SearchIndex::search_codes(std::string_view query, ItemKind kind, std::size_t limit,
                               std::vector<SearchHit>& hits) const {
  const Range range = items_of_kind_[static_cast<std::size_t>(kind)];
  const auto items = items_.subspan(range.begin, range.end - range.begin);
  // Codes are upper case but for the x of disease extensions.
  std::string prefix(query);
  for (std::size_t i = 0; i < prefix.size(); ++i)
    if (kind != ItemKind::disease || i == 0) prefix[i] = upper(prefix[i]);
  const auto first =
      std::ranges::lower_bound(items, std::string_view(prefix), std::less(), &CatalogueItem::code);
  for (auto item = first; item != items.end() && item->code().starts_with(prefix) && limit > 0;
       ++item, --limit)
    hits.push_back({&*item, item->code() == prefix ? MatchRank::exact : MatchRank::prefix, 1});
}

SearchIndex::Fields SearchIndex::fields(std::size_t entry) const {
  const Entry& e = entries_[entry];
  const std::string_view line = line_of(entry);
  const std::size_t pinyin_at = 1 + e.name_size + 1, initials_at = pinyin_at + e.pinyin_size + 1;
  return {line.substr(1, e.name_size), line.substr(initials_at, line.size() - 1 - initials_at),
          line.substr(pinyin_at, e.pinyin_size)};
}

std::vector<std::string> SearchIndex::words_of(std::string_view query) {
  if (query.size() > kMaxQueryBytes || !is_utf8(query)) return {};
  return split_words(query);
}

std::pair<std::size_t, std::size_t> SearchIndex::lines_of(ItemKind kind) const {
  const Range range = entries_of_kind_[static_cast<std::size_t>(kind)];
  return {range.begin, range.end};
}

std::optional<MatchRank> SearchIndex::rank_of(std::size_t line, std::string_view word) const {
  const std::optional<Match> found = match(line, word);
  return found ? std::optional(found->rank) : std::nullopt;
}

/// The best way in which the line holds the word. One letter meets starts only, two letters no
/// inside of the pinyin: there they would meet nearly every line.
std::optional<SearchIndex::Match> SearchIndex::match(std::size_t entry,
                                                     std::string_view word) const {
  const Fields parts = this->fields(entry);
  const std::array<std::string_view, 3> fields = {parts.name, parts.initials, parts.pinyin};
  std::optional<Match> best;
  for (std::uint8_t field = 0; field < fields.size(); ++field) {
    const std::string_view text = fields[field];
    const std::size_t looks_inside_from = field == 2 ? 3 : 2;
    std::optional<MatchRank> rank;
    if (text.starts_with(word))
      rank = text.size() == word.size() ? MatchRank::exact : MatchRank::prefix;
    else if (!best && word.size() >= looks_inside_from && text.find(word) != text.npos)
      rank = MatchRank::inside;
    if (rank && (!best || Match{*rank, field} < *best)) best = Match{*rank, field};
  }
  return best;
}

std::vector<std::uint64_t> SearchIndex::scan(std::span<const std::string> words,
                                             Range entries) const {
  std::vector<std::uint64_t> scores;
  if (entries.begin == entries.end) return scores;
  const char* const begin = text_.data();
  const char* at = begin + entries_[entries.begin].line;
  const char* const end =
      entries.end < entries_.size() ? begin + entries_[entries.end].line : begin + text_.size();
  std::size_t entry = entries.begin;
  while (at < end) {
    const auto* found = static_cast<const char*>(
        memmem(at, static_cast<std::size_t>(end - at), words[0].data(), words[0].size()));
    if (found == nullptr) break;
    const auto is_past = [&](std::size_t i) { return begin + entries_[i].line > found; };
    // Dense hits lie in the next line, sparse ones far away: look near first, then halve.
    if (entry + 1 < entries.end && !is_past(entry + 1)) {
      const auto after =
          std::upper_bound(entries_.begin() + static_cast<std::ptrdiff_t>(entry),
                           entries_.begin() + static_cast<std::ptrdiff_t>(entries.end),
                           static_cast<std::uint32_t>(found - begin),
                           [](std::uint32_t offset, const Entry& e) { return offset < e.line; });
      entry = static_cast<std::size_t>(after - entries_.begin()) - 1;
    }
    const std::string_view line = line_of(entry);
    const std::optional<Match> best = match(entry, words[0]);
    const auto has_word = [&](const std::string& word) { return match(entry, word).has_value(); };
    if (best && std::ranges::all_of(words.subspan(1), has_word)) {
      const std::uint64_t length = std::min<std::uint64_t>(line.size(), 0xFFFF);
      scores.push_back(static_cast<std::uint64_t>(best->rank) << 56 |
                       static_cast<std::uint64_t>(best->field) << 48 | length << 32 | entry);
    }
    at = line.data() + line.size();
  }
  return scores;
}

std::string_view SearchIndex::line_of(std::size_t entry) const {
  const std::size_t begin = entries_[entry].line;
  const std::size_t end = entry + 1 < entries_.size() ? entries_[entry + 1].line : text_.size();
  return std::string_view(text_).substr(begin, end - begin);
}

std::string_view SearchIndex::pinyin(std::uint32_t entry) const {
  if (entries_.empty()) return {};
  return std::string_view(text_).substr(entries_[entry].line + entries_[entry].name_size + 2,
                                        entries_[entry].pinyin_size);
}

}  // namespace yitong
