#include "identity/json_value.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace yitong::identity {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void append_utf8(std::string& out, std::uint32_t point) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0 | (point >> 6));
  } else if (point < 0x10000) {
    put(0xE0 | (point >> 12)), put(0x80 | ((point >> 6) & 0x3F));
  } else {
    put(0xF0 | (point >> 18)), put(0x80 | ((point >> 12) & 0x3F));
    put(0x80 | ((point >> 6) & 0x3F));
  }
  put(0x80 | (point & 0x3F));
}

class TreeReader {
 public:
  explicit TreeReader(std::string_view text) : rest_(text) {}

  std::optional<JsonTree> read() {
    JsonTree out;
    if (!value(out, 0)) return std::nullopt;
    skip_blanks();
    if (!rest_.empty()) return std::nullopt;
    return out;
  }

 private:
  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
  }
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  bool next_is(char c) {
    skip_blanks();
    return take({&c, 1});
  }

  bool value(JsonTree& out, int depth) {
    skip_blanks();
    if (rest_.empty() || depth > kMaxTreeDepth || ++nodes_ > kMaxJsonNodes) return false;
    switch (rest_.front()) {
      case '{': return object(out, depth);
      case '[': return array(out, depth);
      case '"': out.type = JsonTree::Type::string; return string(out.text);
      case 't': out.truth = true; [[fallthrough]];
      case 'f': out.type = JsonTree::Type::boolean; return take(out.truth ? "true" : "false");
      case 'n': return take("null");
      default: return number(out);
    }
  }

  bool object(JsonTree& out, int depth) {
    out.type = JsonTree::Type::object;
    take("{");
    if (next_is('}')) return true;
    do {
      skip_blanks();
      std::string name;
      if (!string(name) || out.find(name) != nullptr || !next_is(':')) return false;
      out.names.push_back(std::move(name));
      if (!value(out.elements.emplace_back(), depth + 1)) return false;
    } while (next_is(','));
    return next_is('}');
  }

  bool array(JsonTree& out, int depth) {
    out.type = JsonTree::Type::array;
    take("[");
    if (next_is(']')) return true;
    do {
      if (!value(out.elements.emplace_back(), depth + 1)) return false;
    } while (next_is(','));
    return next_is(']');
  }

  std::size_t digits() {
    const auto end = std::ranges::find_if_not(rest_, is_digit);
    const auto count = static_cast<std::size_t>(end - rest_.begin());
    rest_.remove_prefix(count);
    return count;
  }

  bool number(JsonTree& out) {
    out.type = JsonTree::Type::number;
    const std::string_view begin = rest_;
    take("-");
    const bool zero = rest_.starts_with('0');
    const std::size_t before = digits();
    if (before == 0 || (zero && before > 1)) return false;
    const std::string_view whole = begin.substr(0, begin.size() - rest_.size());
    if (take(".") && digits() == 0) return false;
    const bool scaled = take("e") || take("E");
    if (scaled) {
      if (!take("+")) take("-");
      if (digits() == 0) return false;
    }
    std::int64_t read = 0;
    const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), read);
    if (!scaled && error == std::errc()) out.whole = read;
    return true;
  }

  bool four_hex(std::uint32_t& out) {
    if (rest_.size() < 4) return false;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + 4, out, 16);
    if (error != std::errc() || end != rest_.data() + 4) return false;
    rest_.remove_prefix(4);
    return true;
  }

  bool escape(std::string& out) {
    constexpr std::string_view kLetters = "\"\\/bfnrt", kMeant = "\"\\/\b\f\n\r\t";
    if (rest_.empty()) return false;
    const char letter = rest_.front();
    rest_.remove_prefix(1);
    if (const std::size_t at = kLetters.find(letter); at != std::string_view::npos) {
      out += kMeant[at];
      return true;
    }
    std::uint32_t point = 0, low = 0;
    if (letter != 'u' || !four_hex(point)) return false;
    if (point >= 0xD800 && point < 0xDC00) {
      if (!take("\\u") || !four_hex(low) || low < 0xDC00 || low > 0xDFFF) return false;
      point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    } else if (point >= 0xDC00 && point <= 0xDFFF) {
      return false;
    }
    append_utf8(out, point);
    return true;
  }

  bool string(std::string& out) {
    if (!take("\"")) return false;
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\')
        out += c;
      else if (!escape(out))
        return false;
    }
    return false;
  }

  std::string_view rest_;
  std::size_t nodes_ = 0;
};

}  // namespace

const JsonTree* JsonTree::find(std::string_view name) const {
  const auto at = std::ranges::find(names, name);
  return at == names.end() ? nullptr : &elements[static_cast<std::size_t>(at - names.begin())];
}

std::optional<std::string> JsonTree::string(std::string_view name) const {
  const JsonTree* member = find(name);
  if (member == nullptr || member->type != Type::string) return std::nullopt;
  return member->text;
}

std::optional<std::int64_t> JsonTree::number(std::string_view name) const {
  const JsonTree* member = find(name);
  return member == nullptr ? std::nullopt : member->whole;
}

std::optional<std::vector<std::string>> JsonTree::strings(std::string_view name) const {
  const JsonTree* member = find(name);
  if (member == nullptr) return std::nullopt;
  if (member->type == Type::string) return std::vector{member->text};
  if (member->type != Type::array) return std::nullopt;
  std::vector<std::string> out;
  for (const JsonTree& each : member->elements) {
    if (each.type != Type::string) return std::nullopt;
    out.push_back(each.text);
  }
  return out;
}

std::optional<JsonTree> parse_tree(std::string_view text) {
  if (text.size() > kMaxDocumentBytes || !is_utf8(text)) return std::nullopt;
  return TreeReader(text).read();
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held);
    bits &= (1u << held) - 1;
  }
  if (held >= 6 || bits != 0) return std::nullopt;
  return out;
}

std::string to_base64url(std::string_view bytes) {
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6) out += kAlphabet[(bits >> (held - 6)) & 63];
    bits &= (1u << held) - 1;
  }
  if (held > 0) out += kAlphabet[(bits << (6 - held)) & 63];
  return out;
}

}  // namespace yitong::identity
