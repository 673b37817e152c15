#include "policy/toml_text.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "policy/reader.h"

namespace yitong {
namespace {

constexpr std::size_t kMaxText = 1 << 20;
constexpr int kMaxSyntaxFaults = 20;

struct SyntaxFault {
  std::uint32_t line = 0, column = 0;
  std::string what;
};

/// Finds what the library cannot be shown, outside strings and comments: a closing bracket that
/// closes nothing or the wrong thing (it asserts), and characters beyond ASCII (it has undefined
/// behaviour for the Latin letters and for the CJK punctuation).
class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}

  std::optional<SyntaxFault> run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;  // a byte order mark says nothing
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') {
        ++line_;
        line_start_ = at_ + 1;
      } else if (c == ' ' || c == '\t' || c == '\r') {
        continue;
      } else if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size()) - 1;
      } else if (c == '"' || c == '\'') {
        if (std::string_view("\n=,[{.").find(before_) == std::string_view::npos)
          return here("a quote in the middle of a value");
        string(c);
      } else if (c == '[' || c == '{') {
        open_.push_back(c);
      } else if (c == ']' || c == '}') {
        if (open_.empty() || open_.back() != (c == ']' ? '[' : '{')) {
          return here(std::string("a closing ") + c + " that closes nothing here");
        }
        open_.pop_back();
      } else if (static_cast<unsigned char>(c) >= 0x80) {
        return here("a character beyond ASCII outside quotes");
      }
      if (c != '#') before_ = c;
    }
    return std::nullopt;
  }

 private:
  SyntaxFault here(std::string what) const {
    return {line_, static_cast<std::uint32_t>(at_ - line_start_ + 1), std::move(what)};
  }

  /// Steps over a string, to its last quote; one of a single line ends with the line at the latest.
  void string(char quote) {
    const bool block = text_.substr(at_).starts_with(std::string(3, quote));
    at_ += block ? 3 : 1;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\' && quote == '"' && text_.substr(at_ + 1, 1) != "\n") {
        ++at_;
      } else if (c == '\n') {
        if (!block) {
          --at_;
          return;
        }
        ++line_;
        line_start_ = at_ + 1;
      } else if (c == quote && (!block || text_.substr(at_).starts_with(std::string(3, quote)))) {
        at_ += block ? 2 : 0;
        return;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0, line_start_ = 0;
  std::uint32_t line_ = 1;
  char before_ = '\n';  ///< the last character that is not a blank
  std::string open_;
};

std::optional<SyntaxFault> parse_once(std::string_view text, std::string_view name,
                                      toml::table& table) {
  if (auto fault = Scan(text).run()) return fault;
  try {
    table = toml::parse(text, name);
    return std::nullopt;
  } catch (const toml::parse_error& error) {
    const auto& begin = error.source().begin;
    return SyntaxFault{static_cast<std::uint32_t>(begin.line),
                       static_cast<std::uint32_t>(begin.column), std::string(error.description())};
  } catch (const TomlAssertion& assertion) {
    return SyntaxFault{1, 1, assertion.what()};
  }
}

}  // namespace

toml::table read_toml(const PolicyText& text, Reading& reading) {
  if (text.text.size() > kMaxText) {
    reading.fault(ErrorCode::too_large, Place{reading.file, 0, 0},
                  fmt::format("{} bytes", text.text.size()),
                  fmt::format("at most {} bytes", kMaxText));
    reading.recovered = true;
    return {};
  }
  if (const auto bad = first_bad_utf8(text.text); bad != std::string_view::npos) {
    const auto line = static_cast<std::uint32_t>(
        1 +
        std::count(text.text.begin(), text.text.begin() + static_cast<std::ptrdiff_t>(bad), '\n'));
    reading.fault(ErrorCode::bad_encoding, Place{reading.file, line, 1},
                  fmt::format("byte {}", bad));
    reading.recovered = true;
    return {};
  }
  std::string rest = text.text;
  std::uint32_t last_line = 0;
  toml::table table;
  for (int tries = 0; tries <= kMaxSyntaxFaults; ++tries) {
    const auto fault = parse_once(rest, text.name, table);
    if (!fault) return table;
    reading.fault(ErrorCode::syntax, Place{reading.file, fault->line, fault->column}, fault->what,
                  "TOML 1.0");
    reading.recovered = true;
    if (fault->line == last_line) break;
    last_line = fault->line;
    std::size_t start = 0;
    for (std::uint32_t i = 1; i < fault->line && start != rest.npos; ++i)
      start = rest.find('\n', start) + 1;
    if (start >= rest.size()) break;
    const std::size_t end = std::min(rest.find('\n', start), rest.size());
    std::fill(rest.begin() + static_cast<std::ptrdiff_t>(start),
              rest.begin() + static_cast<std::ptrdiff_t>(end), ' ');
  }
  return {};
}

}  // namespace yitong
