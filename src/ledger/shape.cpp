#include "ledger/shape.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <vector>

#include "ledger/bytes.h"

namespace yitong::ledger {
namespace {

enum Mark : char {
  kWhole = 0x01,
  kAmount = 0x02,
  kGrouped = 0x03,
  kTwo = 0x04,
  kFour = 0x05,
  kPerson = 0x06,
  kInstitution = 0x07,
  kMessage = 0x08,
  kNumber = 0x0B
};
constexpr std::size_t kMaxDigits = 18;
constexpr std::size_t kMaxDistinct = 4096;

enum class Sort : std::uint8_t { plain, digit, quote, mark };

constexpr std::array<Sort, 256> kSorts = [] {
  std::array<Sort, 256> out{};
  for (char c = '0'; c <= '9'; ++c) out[static_cast<unsigned char>(c)] = Sort::digit;
  out['"'] = Sort::quote;
  for (const char mark :
       {kWhole, kAmount, kGrouped, kTwo, kFour, kPerson, kInstitution, kMessage, kNumber})
    out[static_cast<unsigned char>(mark)] = Sort::mark;
  return out;
}();

Sort sort_of(char c) { return kSorts[static_cast<unsigned char>(c)]; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_of_hash(char c) { return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::string_view field_of(char mark, const MessageKey& key, std::string_view number) {
  switch (mark) {
    case kPerson: return key.person;
    case kInstitution: return key.institution;
    case kMessage: return key.message_id;
    default: return number;
  }
}

/// A number at the front of a text: its mark, its length and its value.
struct Token {
  char mark = 0;  ///< 0: stays as it is
  std::size_t length = 0;
  std::uint64_t value = 0;
};

std::uint64_t value_of(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits)
    if (c != ',' && c != '.') value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - at;
}

/// `first` digits, then groups of ",ddd" and ".dd", if `text` begins so.
Token amount_at(std::string_view text, std::size_t first, char before) {
  std::size_t end = first;
  while (end < text.size() && text[end] == ',' && digits_at(text, end + 1) == 3) end += 4;
  const bool grouped = end > first;
  if (grouped && first > 3) return {};
  if (end >= text.size() || text[end] != '.' || digits_at(text, end + 1) != 2) return {};
  const std::size_t length = end + 3;
  if (length > kMaxDigits || (text[0] == '0' && first > 1) || (grouped && text[0] == '0'))
    return {};
  // Amounts below a thousand look alike in both forms; a quote tells a field from a sentence.
  const bool as_group = grouped || (first <= 3 && before != '"');
  if (!grouped && !as_group) return {kAmount, length, value_of(text.substr(0, length))};
  return {kGrouped, length, value_of(text.substr(0, length))};
}

Token token_at(std::string_view text, char before) {
  const std::size_t digits = digits_at(text, 0);
  const char after = digits < text.size() ? text[digits] : '\0';
  if (is_of_hash(before) || is_of_hash(after)) return {0, digits, 0};
  if (after == '.' || after == ',')
    if (const Token amount = amount_at(text, digits, before); amount.mark != 0) return amount;
  const std::uint64_t value = digits <= kMaxDigits ? value_of(text.substr(0, digits)) : 0;
  if (digits == 2) return {kTwo, digits, value};
  if (digits == 4) return {kFour, digits, value};
  if (digits > kMaxDigits || (text[0] == '0' && digits > 1)) return {0, digits, 0};
  return {kWhole, digits, value};
}

class Values {
 public:
  void add(std::uint64_t value) {
    const auto known = std::ranges::find(distinct_, value);
    if (known != distinct_.end()) {
      out_.varint(static_cast<std::uint64_t>(known - distinct_.begin()) + 1);
      return;
    }
    out_.varint(0).varint(value);
    if (distinct_.size() < kMaxDistinct) distinct_.push_back(value);
  }
  std::string take() { return out_.take(); }

 private:
  std::vector<std::uint64_t> distinct_;
  ByteWriter out_;
};

class ValueReader {
 public:
  explicit ValueReader(std::string_view bytes) : in_(bytes) { distinct_.reserve(bytes.size() / 2); }
  std::uint64_t next() {
    const std::uint64_t at = in_.varint();
    if (at > distinct_.size()) in_.fail();
    if (!in_.ok()) return 0;
    if (at > 0) return distinct_[at - 1];
    const std::uint64_t value = in_.varint();
    if (std::ranges::find(distinct_, value) != distinct_.end()) in_.fail();
    if (distinct_.size() < kMaxDistinct) distinct_.push_back(value);
    return value;
  }
  bool done() const { return in_.done(); }

 private:
  ByteReader in_;
  std::vector<std::uint64_t> distinct_;
};

void put_digits(std::string& out, std::uint64_t value, std::size_t width) {
  char digits[20];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
  const auto length = static_cast<std::size_t>(end - digits);
  if (length < width) out.append(width - length, '0');
  out.append(digits, length);
}

void put_amount(std::string& out, std::uint64_t value, bool grouped) {
  const std::size_t begin = out.size();
  put_digits(out, value / 100, 1);
  if (grouped)
    for (std::size_t at = out.size(); at > begin + 3;) out.insert(at -= 3, 1, ',');
  out += '.';
  put_digits(out, value % 100, 2);
}

void put_value(std::string& out, char mark, std::uint64_t value) {
  switch (mark) {
    case kWhole: return put_digits(out, value, 1);
    case kTwo: return put_digits(out, value, 2);
    case kFour: return put_digits(out, value, 4);
    default: return put_amount(out, value, mark == kGrouped);
  }
}

#ifdef __SSE2__
/// Steps over what is plain, 16 bytes at a time. Of quotes only those count before which a field
/// may begin.
class Skipper {
 public:
  static constexpr std::size_t kAhead = 17;  ///< bytes that it looks at
  explicit Skipper(const std::array<char, 4>& firsts) {
    for (std::size_t i = 0; i < firsts.size(); ++i) firsts_[i] = _mm_set1_epi8(firsts[i]);
  }
  /// A byte at `at` or later, before which all are plain; the end less kAhead at most.
  std::size_t next(std::string_view text, std::size_t at) const {
    for (; at + kAhead <= text.size(); at += 16) {
      const __m128i bytes = load(text.data() + at), after = load(text.data() + at + 1);
      const __m128i digit = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
      __m128i begins = _mm_cmpeq_epi8(after, firsts_[0]);
      for (std::size_t i = 1; i < 4; ++i)
        begins = _mm_or_si128(begins, _mm_cmpeq_epi8(after, firsts_[i]));
      const __m128i found =
          _mm_or_si128(_mm_or_si128(at_most(digit, 9), at_most(bytes, kNumber)),
                       _mm_and_si128(begins, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'))));
      if (const int bits = _mm_movemask_epi8(found); bits != 0)
        return at + static_cast<std::size_t>(std::countr_zero(static_cast<unsigned>(bits)));
    }
    return at;
  }

 private:
  static __m128i load(const char* bytes) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  }
  static __m128i at_most(__m128i bytes, char most) {
    return _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(most)), bytes);
  }
  __m128i firsts_[4];
};
#else
/// Where there is no such instruction, nothing is stepped over.
struct Skipper {
  explicit Skipper(const std::array<char, 4>&) {}
  std::size_t next(std::string_view, std::size_t at) const { return at; }
};
#endif

/// The fields that stand in quotes, each with the two bytes that nearly always tell it apart.
class Fields {
 public:
  Fields(const MessageKey& key, std::string_view number) {
    for (const char mark : {kPerson, kInstitution, kMessage, kNumber})
      if (const std::string_view text = field_of(mark, key, number); !text.empty()) {
        fields_[count_++] = {mark, text[0], text};
        begins_[static_cast<unsigned char>(text[0])] = true;
      }
  }
  /// What fields begin with; repeated where there are less than four.
  std::array<char, 4> firsts() const {
    std::array<char, 4> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = fields_[i < count_ ? i : 0].first;
    return out;
  }
  /// The field at the quote at the front of the text; its mark is 0 where there is none.
  Token at(std::string_view text) const {
    if (text.size() < 3 || !begins_[static_cast<unsigned char>(text[1])]) return {0, 1, 0};
    for (std::size_t i = 0; i < count_; ++i) {
      const Field& field = fields_[i];
      const std::size_t size = field.text.size();
      if (text[1] == field.first && text.size() >= size + 2 && text[size + 1] == '"' &&
          std::memcmp(text.data() + 1, field.text.data(), size) == 0)
        return {field.mark, size + 2, 0};
    }
    return {0, 1, 0};
  }

 private:
  struct Field {
    char mark = 0, first = 0;
    std::string_view text;
  };
  std::array<Field, 4> fields_{};
  std::array<bool, 256> begins_{};
  std::size_t count_ = 0;
};

}  // namespace

std::optional<ShapedReply> take_shape(std::string_view reply, const MessageKey& key,
                                      std::string_view number) {
  ShapedReply out;
  out.shape.resize(reply.size());
  char* end = out.shape.data();
  Values values;
  const Fields fields(key, number);
  const Skipper plain(fields.firsts());
  std::size_t kept = 0;  // what stands before is in the shape
  for (std::size_t at = plain.next(reply, 0); at < reply.size(); at = plain.next(reply, at)) {
    const Sort sort = sort_of(reply[at]);
    if (sort == Sort::plain) {
      ++at;
      continue;
    }
    if (sort == Sort::mark) return std::nullopt;
    const std::string_view rest = reply.substr(at);
    const Token token =
        sort == Sort::quote ? fields.at(rest) : token_at(rest, at > 0 ? reply[at - 1] : '\0');
    if (sort == Sort::digit && token.mark != 0) values.add(token.value);
    if (token.mark != 0) {
      std::memcpy(end, reply.data() + kept, at - kept);
      end += at - kept;
      *end++ = token.mark;
      kept = at + token.length;
    }
    at += token.length;
  }
  std::memcpy(end, reply.data() + kept, reply.size() - kept);
  end += reply.size() - kept;
  out.shape.resize(static_cast<std::size_t>(end - out.shape.data()));
  out.values = values.take();
  return out;
}

KnownShape::KnownShape(std::string shape) : text_(std::move(shape)) {
  for (std::size_t at = 0; at < text_.size(); ++at)
    if (sort_of(text_[at]) == Sort::mark) marks_.push_back(static_cast<std::uint32_t>(at));
}

std::optional<std::string> KnownShape::take_values(std::string_view reply, const MessageKey& key,
                                                   std::string_view number) const {
  Values values;
  std::size_t kept = 0, at = 0;  // what of the shape and of the reply was compared
  const auto same_until = [&](std::size_t end) {
    const std::size_t size = end - kept;
    if (reply.size() - at < size || std::memcmp(reply.data() + at, text_.data() + kept, size) != 0)
      return false;
    at += size, kept = end + 1;
    return true;
  };
  for (const std::uint32_t place : marks_) {
    if (!same_until(place) || at == reply.size()) return std::nullopt;
    const char mark = text_[place];
    const std::string_view rest = reply.substr(at);
    Token token;
    if (mark < kPerson) {
      if (!is_digit(rest[0])) return std::nullopt;
      token = token_at(rest, at > 0 ? reply[at - 1] : '\0');
      values.add(token.value);
    } else {
      const std::string_view field = field_of(mark, key, number);
      const bool quoted = rest.size() >= field.size() + 2 && rest[0] == '"' &&
                          rest[field.size() + 1] == '"' && rest.substr(1, field.size()) == field;
      if (quoted) token = {mark, field.size() + 2, 0};
    }
    if (token.mark != mark) return std::nullopt;
    at += token.length;
  }
  if (!same_until(text_.size()) || at != reply.size()) return std::nullopt;
  return values.take();
}

std::optional<std::string> give_shape(std::string_view shape, std::string_view values,
                                      const MessageKey& key, std::string_view number) {
  std::string out;
  out.reserve(shape.size() + 512);
  ValueReader in(values);
  std::size_t kept = 0;
  for (std::size_t at = 0; at < shape.size(); ++at) {
    const char mark = shape[at];
    if (sort_of(mark) != Sort::mark) continue;
    out.append(shape.substr(kept, at - kept));
    kept = at + 1;
    if (mark >= kPerson)
      out.append(1, '"').append(field_of(mark, key, number)).append(1, '"');
    else
      put_value(out, mark, in.next());
  }
  out.append(shape.substr(kept));
  if (!in.done()) return std::nullopt;
  return out;
}

std::size_t count_values(std::string_view shape) {
  return static_cast<std::size_t>(
      std::ranges::count_if(shape, [](char c) { return sort_of(c) == Sort::mark && c < kPerson; }));
}

bool are_values(std::string_view values, std::size_t count) {
  ValueReader in(values);
  for (std::size_t i = 0; i < count; ++i) in.next();
  return in.done();
}

}  // namespace yitong::ledger
