#include "catalogue/institution_index.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

namespace yitong {
namespace {

std::uint64_t bit_of(std::uint32_t letters) {
  return std::uint64_t{1} << (letters * 0x9E3779B1u >> 26);
}

std::size_t length_of(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/// The characters that occur.
std::uint64_t characters_of(std::string_view text) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = std::min(length_of(text[i]), text.size() - i);
    std::uint32_t letters = 0;
    for (std::size_t k = 0; k < length; ++k)
      letters = letters << 8 | static_cast<unsigned char>(text[i + k]);
    out |= bit_of(letters);
    i += length;
  }
  return out;
}

/// The runs of n letters that occur.
std::uint64_t runs_of(std::string_view text, std::size_t n) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i + n <= text.size(); ++i) {
    std::uint32_t letters = 0;
    for (std::size_t k = 0; k < n; ++k)
      letters = letters << 8 | static_cast<unsigned char>(text[i + k]);
    out |= bit_of(letters);
  }
  return out;
}

std::uint32_t number_of(std::string_view digits) {
  std::uint32_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::uint32_t>(c - '0');
  return value;
}

/// Texts that recur, numbered as they come.
class Numbering {
 public:
  explicit Numbering(std::vector<std::string>& texts) : texts_(texts) {}
  std::uint32_t of(std::string_view text) {
    const auto [at, is_new] = numbers_.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
    if (is_new) texts_.emplace_back(text);
    return at->second;
  }

 private:
  std::vector<std::string>& texts_;
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
};

/// Higher levels first; pharmacies have none and come last.
std::uint8_t order_of(std::string_view level) {
  if (level.empty()) return 4;
  return level[0] == '3' ? 0 : level[0] == '2' ? 1 : level[0] == '1' ? 2 : 3;
}
constexpr std::size_t kOrders = 5, kRanks = 3;

/// Where in the order of codes those stand that begin so; none for a word that is no code.
std::pair<std::size_t, std::size_t> codes_from(std::span<const InstitutionFacts> facts,
                                               std::string_view word) {
  std::string code(word);
  if (code.empty() || (code[0] != 'h' && code[0] != 'p')) return {0, 0};
  code[0] = static_cast<char>(code[0] - 'a' + 'A');
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (code.size() < 2 || !std::ranges::all_of(code.begin() + 1, code.end(), is_digit))
    return {0, 0};
  const auto first = std::ranges::lower_bound(facts, code, {}, &InstitutionFacts::code);
  const auto last = std::find_if_not(first, facts.end(), [&](const InstitutionFacts& each) {
    return each.code.starts_with(code);
  });
  return {static_cast<std::size_t>(first - facts.begin()),
          static_cast<std::size_t>(last - facts.begin())};
}

bool lists(std::string_view codes, std::string_view code) {
  for (std::size_t at = codes.find(code); at != codes.npos; at = codes.find(code, at + 1)) {
    const bool begins = at == 0 || codes[at - 1] == ';';
    const std::size_t end = at + code.size();
    if (begins && (end == codes.size() || codes[end] == ';')) return true;
  }
  return false;
}

}  // namespace

struct InstitutionIndex::Word {
  std::string text;
  bool plain = false;  ///< ASCII: looked for in the initials and the pinyin
  Marks marks;
  explicit Word(std::string word) : text(std::move(word)) {
    plain = std::ranges::all_of(text, [](char c) { return static_cast<signed char>(c) > 0; });
    marks = {characters_of(text), runs_of(text, 2), runs_of(text, 3)};
  }
};

InstitutionIndex::Marks InstitutionIndex::marks_of(std::string_view name, std::string_view initials,
                                                   std::string_view pinyin) {
  return {characters_of(name), runs_of(initials, 2), runs_of(pinyin, 3)};
}

void InstitutionIndex::build(const SearchIndex& search, std::span<const CatalogueItem> items,
                             std::span<const InstitutionFacts> facts) {
  const auto [begin, end] = search.lines_of(ItemKind::institution);
  first_line_ = begin;
  Numbering lists(disease_lists_), levels(levels_);
  rows_.reserve(end - begin), marks_.reserve(end - begin);
  for (std::size_t line = begin; line < end; ++line) {
    const auto at = static_cast<std::size_t>(search.item(line) - items.data());
    const InstitutionFacts& each = facts[at];
    const SearchIndex::Fields fields = search.fields(line);
    rows_.push_back({number_of(each.area), static_cast<std::uint32_t>(at), lists.of(each.diseases),
                     static_cast<std::uint16_t>(levels.of(each.level)),
                     static_cast<std::uint8_t>(each.kind), each.opened, order_of(each.level),
                     fields.initials.empty() ? '\0' : fields.initials[0]});
    marks_.push_back(marks_of(fields.name, fields.initials, fields.pinyin));
  }
}

/// False only where the line cannot hold the word in a way that counts.
bool InstitutionIndex::may_hold(std::size_t row, const Word& word) const {
  const Marks& has = marks_[row];
  if (!word.plain) return (word.marks.name & ~has.name) == 0;
  if (word.text[0] == rows_[row].first && word.text.size() < 3) return true;
  if (word.text.size() < 2) return false;
  return (word.marks.initials & ~has.initials) == 0 ||
         (word.text.size() >= 3 && (word.marks.pinyin & ~has.pinyin) == 0);
}

InstitutionsFound InstitutionIndex::find(const InstitutionAsk& ask, const SearchIndex& search,
                                         std::span<const InstitutionFacts> facts) const {
  std::vector<Word> words;
  for (std::string& word : SearchIndex::words_of(ask.words)) words.emplace_back(std::move(word));
  const auto [first_code, last_code] =
      words.size() == 1 ? codes_from(facts, words[0].text) : std::pair<std::size_t, std::size_t>();
  std::vector<bool> levels;
  for (const std::string& level : levels_)
    levels.push_back(ask.levels.empty() ||
                     std::ranges::find(ask.levels, level) != ask.levels.end());
  std::vector<bool> lists_it;
  for (const std::string& list : disease_lists_)
    lists_it.push_back(ask.disease.empty() || lists(list, ask.disease));
  const std::uint32_t size = ask.area.empty()             ? 1'000'000
                             : ask.area.ends_with("0000") ? 10'000
                             : ask.area.ends_with("00")   ? 100
                                                          : 1;
  const std::uint32_t area = number_of(ask.area) / size;
  const std::uint32_t kinds = ask.kinds == 0 ? ~0u : ask.kinds;
  std::array<std::vector<std::uint32_t>, kRanks * kOrders> found;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const Row& row = rows_[i];
    if ((!ask.area.empty() && row.area / size != area) || !levels[row.level] ||
        (kinds >> row.kind & 1) == 0 || (ask.opened & ~row.opened) != 0 || !lists_it[row.diseases])
      continue;
    auto rank = MatchRank::exact;
    const bool by_code = row.institution >= first_code && row.institution < last_code;
    bool holds = true;
    for (const Word& word : words) {
      if (by_code) break;
      const auto one =
          may_hold(i, word) ? search.rank_of(first_line_ + i, word.text) : std::nullopt;
      if (holds = one.has_value(); !holds) break;
      rank = std::max(rank, *one);
    }
    if (holds)
      found[static_cast<std::size_t>(rank) * kOrders + row.order].push_back(row.institution);
  }
  InstitutionsFound out;
  std::size_t skip = ask.offset;
  for (const auto& bucket : found) {
    out.total += bucket.size();
    for (std::size_t i = std::min(skip, bucket.size());
         i < bucket.size() && out.page.size() < ask.limit; ++i)
      out.page.push_back(&facts[bucket[i]]);
    skip -= std::min(skip, bucket.size());
  }
  return out;
}

std::size_t InstitutionIndex::bytes() const {
  return rows_.capacity() * sizeof(Row) + marks_.capacity() * sizeof(Marks);
}

}  // namespace yitong
