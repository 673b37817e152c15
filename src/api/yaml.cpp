#include "api/yaml.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/json_writer.h"

namespace yitong::api {
namespace {

using Kind = YamlNode::Kind;

struct Line {
  std::size_t number, indent;
  std::string_view text;  ///< without indentation
};

/// The first fault wins; from then on every parse step returns at once with an empty node.
class YamlReader {
 public:
  explicit YamlReader(std::string_view text) : text_(text) {
    std::size_t number = 0;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      raw_.push_back(line);
      ++number;
      const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
      line.remove_prefix(indent);
      lines_.push_back({number, indent, line});
    }
  }

  Result<YamlNode> document() {
    YamlNode root = block(0);
    skip_blank();
    if (at_ < lines_.size()) stop("no such indentation");
    if (!fault_.empty())
      return fail(ErrorCode::syntax, "line " + std::to_string(fault_line_), {}, fault_);
    return root;
  }

 private:
  /// `back`: 1 when the reader is already behind the faulty line.
  void stop(std::string_view why, std::size_t back = 0) {
    if (fault_.empty()) {
      fault_ = why;
      fault_line_ = at_ - back + 1;
    }
    at_ = lines_.size();
  }

  void skip_blank() {
    while (at_ < lines_.size() && (lines_[at_].text.empty() || lines_[at_].text.front() == '#'))
      ++at_;
  }

  /// The block whose lines start at `indent`.
  YamlNode block(std::size_t indent) {
    skip_blank();
    if (at_ >= lines_.size()) return {};
    return lines_[at_].text.starts_with("- ") ? sequence(indent) : mapping(indent);
  }

  YamlNode sequence(std::size_t indent) {
    YamlNode node;
    node.kind = Kind::sequence;
    for (skip_blank(); at_ < lines_.size() && lines_[at_].indent == indent; skip_blank()) {
      Line& line = lines_[at_];
      if (!line.text.starts_with("- ")) return stop("expected \"- \""), node;
      const std::string_view rest = line.text.substr(2);
      if (split_key(rest)) {  // a mapping that begins on the dash's line, two columns further right
        line.indent += 2;
        line.text = rest;
        node.items.push_back(mapping(indent + 2));
      } else {
        ++at_;
        node.items.push_back(value(rest, indent));
      }
    }
    return node;
  }

  YamlNode mapping(std::size_t indent) {
    YamlNode node;
    node.kind = Kind::mapping;
    for (skip_blank(); at_ < lines_.size() && lines_[at_].indent == indent; skip_blank()) {
      const auto key_and_rest = split_key(lines_[at_].text);
      if (!key_and_rest) return stop("expected \"key: \""), node;
      const auto& [key, rest] = *key_and_rest;
      for (const auto& member : node.members)
        if (member.name == key) return stop("key twice"), node;
      ++at_;
      if (!rest.empty()) {
        node.members.push_back({key, value(rest, indent)});
      } else {
        skip_blank();
        const bool deeper = at_ < lines_.size() && lines_[at_].indent > indent;
        node.members.push_back({key, deeper ? block(lines_[at_].indent) : YamlNode{}});
      }
    }
    if (at_ < lines_.size() && lines_[at_].indent > indent) stop("deeper than its block");
    return node;
  }

  /// "key: rest" or "key:"; nothing when the line is no member.
  static std::optional<std::pair<std::string, std::string_view>> split_key(std::string_view line) {
    if (line.empty() || line.front() == '{' || line.front() == '[') return std::nullopt;
    std::string key;
    std::string_view rest = line;
    if (line.front() == '"') {
      const std::size_t end = line.find('"', 1);
      if (end == std::string_view::npos) return std::nullopt;
      key = line.substr(1, end - 1);
      rest = line.substr(end + 1);
      if (!rest.starts_with(':')) return std::nullopt;
    } else {
      std::size_t colon = line.find(": ");
      if (colon == std::string_view::npos && line.ends_with(':')) colon = line.size() - 1;
      if (colon == std::string_view::npos) return std::nullopt;
      key = line.substr(0, colon);
      rest = line.substr(colon);
    }
    rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    return std::pair(std::move(key), rest);
  }

  /// What stands behind a key or dash; the reader is already on the next line.
  YamlNode value(std::string_view text, std::size_t indent) {
    if (text == "|") return literal(indent);
    YamlNode node = flow(text);
    if (!text.empty()) stop("text after the value", 1);
    return node;
  }

  YamlNode literal(std::size_t parent) {
    YamlNode node;
    node.kind = Kind::string;
    std::size_t indent = 0;
    for (; at_ < lines_.size() && (lines_[at_].text.empty() || lines_[at_].indent > parent);
         ++at_) {
      if (indent == 0) indent = lines_[at_].indent;
      const std::string_view raw = raw_[lines_[at_].number - 1];
      node.text += raw.substr(std::min(indent, raw.size()));
      node.text += '\n';
    }
    while (node.text.ends_with("\n\n")) node.text.pop_back();
    return node;
  }

  static void skip_spaces(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  }

  /// One value from the front of `text`, which is cut.
  YamlNode flow(std::string_view& text, bool nested = false) {
    skip_spaces(text);
    if (text.starts_with('{')) return flow_collection(text, '}');
    if (text.starts_with('[')) return flow_collection(text, ']');
    if (text.starts_with('"')) return quoted(text);
    const std::size_t end = nested ? std::min(text.find_first_of(",}]"), text.size()) : text.size();
    std::string_view plain = text.substr(0, end);
    text.remove_prefix(end);
    while (plain.ends_with(' ')) plain.remove_suffix(1);
    YamlNode node;
    node.text = plain;
    const bool digits =
        !plain.empty() && plain.find_first_not_of("0123456789") == std::string_view::npos;
    node.kind = plain == "true" || plain == "false" ? Kind::boolean
                : plain == "null"                   ? Kind::null
                : digits                            ? Kind::integer
                                                    : Kind::string;
    if (plain.empty() || plain.find(" #") != std::string_view::npos) stop("not a plain value", 1);
    return node;
  }

  YamlNode flow_collection(std::string_view& text, char close) {
    YamlNode node;
    node.kind = close == '}' ? Kind::mapping : Kind::sequence;
    text.remove_prefix(1);
    skip_spaces(text);
    while (!text.starts_with(close)) {
      if (close == '}') {
        const std::size_t colon = text.find(':');
        std::string_view key = text.substr(0, std::min(colon, text.size()));
        text.remove_prefix(std::min(colon, text.size() - 1) + 1);
        if (key.size() >= 2 && key.starts_with('"')) key = key.substr(1, key.size() - 2);
        node.members.push_back({std::string(key), flow(text, true)});
      } else {
        node.items.push_back(flow(text, true));
      }
      skip_spaces(text);
      if (text.starts_with(','))
        text.remove_prefix(1), skip_spaces(text);
      else if (!text.starts_with(close))
        return stop("flow collection does not end", 1), node;
    }
    text.remove_prefix(1);
    return node;
  }

  YamlNode quoted(std::string_view& text) {
    YamlNode node;
    node.kind = Kind::string;
    std::size_t i = 1;
    for (; i < text.size() && text[i] != '"'; ++i) {
      if (text[i] != '\\') {
        node.text += text[i];
        continue;
      }
      if (++i == text.size()) break;
      if (text[i] != '"' && text[i] != '\\' && text[i] != 'n') return stop("escape", 1), node;
      node.text += text[i] == 'n' ? '\n' : text[i];
    }
    if (i >= text.size()) return stop("string does not end", 1), node;
    text.remove_prefix(i + 1);
    return node;
  }

  std::string_view text_;
  std::vector<std::string_view> raw_;
  std::vector<Line> lines_;
  std::size_t at_ = 0, fault_line_ = 0;
  std::string fault_;
};

void write(JsonWriter& json, const YamlNode& node) {
  switch (node.kind) {
    case Kind::null: json.null(); return;
    case Kind::boolean:
    case Kind::integer: json.raw(node.text); return;
    case Kind::string: json.string(node.text); return;
    case Kind::sequence:
      json.begin_array();
      for (const YamlNode& item : node.items) write(json, item);
      json.end_array();
      return;
    case Kind::mapping:
      json.begin_object();
      for (const auto& [name, member] : node.members) {
        json.key(name);
        write(json, member);
      }
      json.end_object();
  }
}

}  // namespace

YamlNode::YamlNode() = default;
YamlNode::YamlNode(const YamlNode& other) = default;
YamlNode::YamlNode(YamlNode&& other) noexcept = default;
YamlNode& YamlNode::operator=(const YamlNode& other) = default;
YamlNode& YamlNode::operator=(YamlNode&& other) noexcept = default;
YamlNode::~YamlNode() = default;

const YamlNode& YamlNode::operator[](std::string_view name) const {
  static const YamlNode kNone;
  for (const auto& member : members)
    if (member.name == name) return member.node;
  return kNone;
}

Result<YamlNode> parse_yaml(std::string_view text) { return YamlReader(text).document(); }

std::string to_json(const YamlNode& node) {
  std::string out;
  JsonWriter json(out);
  write(json, node);
  return out;
}

}  // namespace yitong::api
